"""How long a prompt is, in the units of the families."""

import json
from pathlib import Path

import pytest
from pydantic import BaseModel

from prompts.families import ShotTemplates
from prompts.files import FileError, read
from prompts.units import Vocabulary, load_vocabularies, tokens_at_most


class Counted(BaseModel):
    """A text and how many tokens the published vocabularies make of it."""

    text: str
    t5: int
    umt5: int


class Counts(BaseModel):
    """The file."""

    texts: tuple[Counted, ...]


COUNTED = read(Path(__file__).with_name("token_counts.yaml"), Counts).texts
SCORES = {
    "▁": -2.0,
    "▁a": -3.0,
    "▁kit": -6.0,
    "ten": -6.0,
    "▁kitten": -9.0,
    "s": -4.0,
    ".": -3.5,
    "▁k": -5.0,
    "it": -5.5,
}


def written(folder: Path, scores: dict[str, float]) -> Path:
    """A tokenizer.json as it lies beside a model, with these pieces."""
    path = folder / "t5" / "tokenizer.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"version": "1.0", "model": {"type": "Unigram", "vocab": list(scores.items())}}))
    return folder


def test_the_bound_is_never_below_the_true_count() -> None:
    assert len(COUNTED) >= 40
    assert [one.text for one in COUNTED if tokens_at_most(one.text) < max(one.t5, one.umt5)] == []


def test_the_bound_is_not_twice_the_true_count_of_a_prompt() -> None:
    total = sum(counted.t5 for counted in COUNTED)
    assert sum(tokens_at_most(counted.text) for counted in COUNTED) < 2 * total


def test_a_bound_grows_with_the_text() -> None:
    assert tokens_at_most("") == 1
    assert tokens_at_most("a cat") == 3
    assert tokens_at_most("外婆桥") == 5
    assert tokens_at_most("Xi'an 2026") > tokens_at_most("a town here")


def test_the_likeliest_pieces_are_counted_with_the_end_mark() -> None:
    vocabulary = Vocabulary(SCORES)
    assert vocabulary.count("") == 1
    assert vocabulary.count("a kitten") == 3
    assert vocabulary.count("a  kitten.\n") == 4
    assert vocabulary.count("kittens") == 3


def test_a_likelier_pair_of_pieces_wins_over_one_rare_piece() -> None:
    assert Vocabulary({**SCORES, "▁kitten": -13.0}).count("kitten") == 3


def test_unknown_letters_that_stand_together_are_one_piece() -> None:
    assert Vocabulary(SCORES).count("外婆桥") == Vocabulary(SCORES).count("外") == 3


def test_a_vocabulary_is_found_in_its_folder(tmp_path: Path) -> None:
    assert load_vocabularies(None) == {}
    assert load_vocabularies(tmp_path) == {}
    assert load_vocabularies(written(tmp_path, SCORES))["t5"].count("a kitten") == 3


def test_a_vocabulary_that_is_none_is_told_with_the_cure(tmp_path: Path) -> None:
    written(tmp_path, SCORES)
    (tmp_path / "t5" / "tokenizer.json").write_text('{"model": {"type": "BPE"}}')
    with pytest.raises(FileError, match=r"tokenizer\.json:1: 这不是 T5 或 umT5 的 tokenizer\.json"):
        ShotTemplates.load(tokenizers=tmp_path)


@pytest.mark.parametrize(
    ("limit", "told"),
    [
        ("{unit: tokens, most: 226}", "ltx.yaml:2: unit 是 tokens 就要写明 vocabulary"),
        ("{unit: characters, most: 512, vocabulary: t5}", "ltx.yaml:2: unit 是 tokens 就要写明 vocabulary"),
        ("{unit: words, most: 20}", "ltx.yaml:2: “unit” 写成了 “words”，只能写 characters、tokens。"),
        ("{unit: tokens, vocabulary: t5, most: 0}", "ltx.yaml:2: “most” 超出了范围，要不小于 1。"),
        ("{unit: characters}", "ltx.yaml:2: 缺少 “most”，请加一行 “most: …”。"),
    ],
)
def test_a_limit_that_means_nothing_is_told_with_its_line(tmp_path: Path, limit: str, told: str) -> None:
    (tmp_path / "ltx.yaml").write_text(
        f'title: x\nlimit: {limit}\nprompt: "{{{{ subject }}}}"\ntests: [{{shot: {{}}}}]\n'
    )
    with pytest.raises(FileError) as caught:
        ShotTemplates.load(tmp_path)
    assert told in str(caught.value)
