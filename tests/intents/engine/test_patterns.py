"""Templates compiled to regular expressions say what hassil says."""

import re
from dataclasses import replace

import pytest
from hassil import Intents, recognize_all
from hassil.recognize import RecognizeResult

from intents.engine.catalog import Catalog
from intents.engine.errors import TemplateError
from intents.engine.normalise import flatten
from intents.engine.patterns import BUILT_IN, Grammar, Pattern
from prompts.words import LOOKS

GRAMMAR = Grammar({"day": ("(今|明)天[早上]", "周末")}, {"how": "(怎么样|如何)", "loop": "<loop>好"})


def slots(template: str, text: str) -> dict[str, str] | None:
    flat = flatten(text)
    match = GRAMMAR.pattern(template).fullmatch(flat.text)
    return None if match is None else {name: flat.written(start, end) for name, start, end in match.spans}


@pytest.mark.parametrize(
    ("template", "text", "found"),
    [
        ("[{day}]天气<how>", "明天早上天气怎么样", {"day": "明天早上"}),
        ("[{day}]天气<how>", "天气，如何", {}),
        ("[{day}]天气<how>", "北京天气如何", None),
        ("{city}{day}天气", "北京周末，天气", {"city": "北京", "day": "周末"}),
        ("{day:date}天气", "今天天气", {"date": "今天"}),
        ("取消[第]{number}[号]", "取消第十二号", {"number": "十二"}),
        ("取消{number}", "取消一下", None),
        ("(你;好)", "好你", {}),
        ("拍{subject}的视频", "拍一只猫，一只狗的视频", {"subject": "一只猫，一只狗"}),
    ],
)
def test_a_template_finds_its_slots(template: str, text: str, found: dict[str, str] | None) -> None:
    assert slots(template, text) == found


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("(好", "括号写得不对"),
        ("", "括号写得不对"),
        ("(好|)吗", "空的选项"),
        ("<nope>", "没有叫 “<nope>” 的短语"),
        ("<loop>", "绕了回来"),
        ("{anything}", "没有任何固定的词"),
        ("{a}和{b}和{c}", "超过 2 处"),
    ],
)
def test_a_template_that_cannot_be_used_is_told(template: str, message: str) -> None:
    with pytest.raises(TemplateError, match=message):
        GRAMMAR.pattern(template)


def test_a_list_that_names_itself_is_told() -> None:
    with pytest.raises(TemplateError, match="绕回到了自己"):
        Grammar({"day": ("{day}天",)}, {}).pattern("{day}好")


def test_hassil_reads_the_examples_as_the_patterns_do(catalog: Catalog) -> None:
    """What one template of ours matches, hassil's own matcher matches with that template, and the other way round as far as
    its slots are not bounded, which hassil knows nothing of."""
    texts = [
        flatten(say).text.replace(",", "") for i in catalog.intents.values() for c in i.file.tests for say in c.say
    ]
    lists = _lists(catalog, texts)
    patterns = [pattern for intent in catalog.intents.values() for pattern in intent.patterns]
    free = {name for pattern in patterns for name in re.findall(r"{(\w+)", pattern.template) if name not in lists}
    everything = Intents.from_dict(
        {
            "language": "zh-CN",
            "settings": {"ignore_whitespace": True},
            "lists": {
                **{name: {"values": [values]} for name, values in lists.items()},
                **{name: {"wildcard": True} for name in free},
            },
            "expansion_rules": dict(catalog.shared.phrases),
            "intents": {str(at): {"data": [{"sentences": [pattern.template]}]} for at, pattern in enumerate(patterns)},
        }
    )
    compared = 0
    for at, pattern in enumerate(patterns):
        hassil = replace(everything, intents={str(at): everything.intents[str(at)]})
        near = [text for text in texts if pattern.may_read(text)]
        read = [text for text in near if pattern.fullmatch(text)]
        for text in dict.fromkeys((*read[:8], *near[:: max(1, len(near) // 6)])):
            theirs = any(_fits(result, pattern, text) for result in recognize_all(text, hassil))
            assert (pattern.fullmatch(text) is not None) == theirs, (pattern.template, text)
            compared += 1
    assert compared > 1000


def _fits(result: RecognizeResult, pattern: Pattern, text: str) -> bool:
    said = {name: str(entity.text).strip() for name, entity in result.entities.items()}
    bounds = [(pattern.slots[at - 1][0], bound) for at, bound in pattern.bounds]
    return all(
        bound.holds(text, start, start + len(said[name]))
        for name, bound in bounds
        if name in said and (start := text.find(said[name])) >= 0
    )


def _lists(catalog: Catalog, texts: list[str]) -> dict[str, str]:
    """Each list as one group: hassil knows no lists inside lists, and of the numbers only those that are written out."""
    lists: dict[str, tuple[str, ...]] = {
        **catalog.shared.lists,
        **{kind: catalog.words.phrases(kind) for kind in LOOKS},
    }
    numbers = {found for text in texts for found in re.findall(BUILT_IN["number"], text)}
    everything = "\n".join(texts)
    written = {"number": f"({'|'.join(sorted(numbers, key=len, reverse=True))})"}

    def group(name: str) -> str:
        if name not in written:
            inner = "|".join(lists[name])
            if all(re.fullmatch(r"[^()\[{]+|\([^()\[{]+\)", value) for value in lists[name]):
                # Words that stand in no example make hassil slow and change nothing.
                said = [word for word in re.findall(r"[^()|]+", inner) if flatten(word).text in everything]
                inner = "|".join(sorted(said, key=len, reverse=True) or ["无"])
            written[name] = "(" + re.sub(r"{(\w+)}", lambda found: group(found[1]), inner) + ")"
        return written[name]

    return {
        name: group(name)
        for name in (*lists, "number")
        if not set(re.findall(r"{(\w+)}", str(lists.get(name)))) - set(lists) - {"number"}
    }


def test_built_in_lists_are_numbers_codes_clocks_and_addresses() -> None:
    assert set(BUILT_IN) == {"number", "code", "job_part", "digital", "address", "somewhere"}
