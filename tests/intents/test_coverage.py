"""What was said, and whether an English text says it."""

from pathlib import Path

import pytest

from intents.coverage import Said, missing
from intents.elements import Element, elements_of
from intents.engine.types import MediaRequest
from intents.shot_answer import read_answer
from intents.shots import read_offline
from prompts.files import FileError
from prompts.shot import Shot
from prompts.unasked import Unasked, check_unasked
from prompts.words import Words
from tests.doubles.processes import ROOT

WORDS = Words.load(ROOT / "prompts")


def elements(subject: str, **more: object) -> list[tuple[str, str]]:
    request = MediaRequest.model_validate({"kind": "video", "text": subject, "subject": subject, **more})
    return [(one.chinese, one.english.partition("/")[0]) for one in elements_of(read_offline(request, WORDS))]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("三只白色的小狗", [("三只", "three"), ("白色", "white"), ("小狗", "puppies")]),
        ("一只小狗", [("小狗", "puppy")]),
        ("小狗们在跑", [("小狗", "puppies"), ("跑", "running")]),
        ("一群孩子", [("一群", "group"), ("孩子", "children")]),
        ("八十岁的奶奶", [("八十岁", "80"), ("奶奶", "grandmother")]),
        ("小狗在海边，5秒，不要出现人，镜头推近", [("小狗", "puppy"), ("海边", "at the beach")]),
        ("小猫，第3秒出现彩虹", [("小猫", "kitten"), ("彩虹", "a rainbow")]),
        ("两只麝雉", [("两只", "two"), ("麝雉", "")]),
        ("主体：小狗；场景：海边", [("小狗", "puppy"), ("海边", "at the beach")]),
    ],
)
def test_everything_named_is_an_element(said: str, found: list[tuple[str, str]]) -> None:
    assert elements(said) == found


def test_wishes_no_list_knows_are_elements_too() -> None:
    assert ("麝雉", "") in elements("小狗", negative="麝雉")
    assert ("麝雉风", "") in elements("小狗", style="麝雉风")


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("chasing", "a cat chases a ball"),
        ("puppy/puppies", "three happy puppies"),
        ("child/children", "a child"),
        ("in the park", "through a park"),
        ("running", "he runs fast"),
        ("happy", "smiling happily"),
        ("grandmother", "Grandma's kitchen"),
        ("grey", "gray clouds"),
        ("red car", "a red sports car"),
        ("New Year's Eve", "on New Year's Eve"),
        ("tai chi", "Tai Chi"),
    ],
)
def test_another_form_says_the_same(english: str, text: str) -> None:
    assert Said.of(text).has(english)


@pytest.mark.parametrize(
    ("english", "text"),
    [
        ("red", "a blue car, bored people"),
        ("festival lantern", "the Lantern Festival, a rabbit lantern"),
        ("red car", "a red house by the long winding road where a car waits"),
        ("cat", "a caterpillar in a category"),
        ("under a tree", "a tree"),
        ("chess", "a chest"),
    ],
)
def test_other_words_do_not(english: str, text: str) -> None:
    assert not Said.of(text).has(english)


@pytest.mark.parametrize("text", ["three cats", "3 cats", "a trio: 3"])
def test_a_number_counts_in_words_and_digits(text: str) -> None:
    three = Element("三只", "three", "subject_description", 3)
    assert not missing([three], Shot(subject=text), {})
    assert missing([three], Shot(subject="thirty cats and two dogs"), {"三只": "two"})


def test_numbers_beyond_twenty() -> None:
    assert Said.of("eighty-five candles, 30 boats, sixty lamps").numbers == {80, 5, 85, 30, 60}


def test_what_is_refused_is_not_shown() -> None:
    people = Element("人", "people", "subject_description")
    assert missing([people], Shot(negative="people"), {})


@pytest.mark.parametrize(
    "text", ["[]", "1", "null", '"a kitten"', "", "{", '{"subject": 1e999}', '{"a": {"b": {"c": {}}}}']
)
def test_what_is_no_shot_is_none(text: str) -> None:
    answer = read_answer(text)
    assert answer is None or answer.texts == {"subject": "inf"}


def test_a_slip_in_the_list_of_unasked_words_is_told(tmp_path: Path) -> None:
    for folder in ("unasked", "safety"):
        (tmp_path / folder).mkdir()
    path = tmp_path / "unasked" / "own.yaml"
    path.write_text("title: x\nwords: [枪]\ntests: [{say: a gun}]\n", encoding="utf-8")
    with pytest.raises(FileError, match=r"own\.yaml:2: .*小写英文"):
        Unasked.load(tmp_path)
    path.write_text("title: x\nwords: [gun]\ntests: [{say: a gun, leaves: a gun}]\n", encoding="utf-8")
    (problem,) = check_unasked(Unasked.load(tmp_path))
    assert str(problem) == f"{path}:3: 例子 “a gun” 应该剩下 “a gun”，却剩下 “”。"
