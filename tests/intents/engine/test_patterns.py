"""Templates compiled to regular expressions say what hassil says."""

import pytest
from hassil import Intents, recognize_all

from intents.engine.catalog import Catalog
from intents.engine.errors import TemplateError
from intents.engine.normalise import flatten
from intents.engine.patterns import BUILT_IN, Grammar
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


def test_hassil_reads_every_example_as_the_patterns_do(catalog: Catalog) -> None:
    """What one template of ours matches, hassil's own matcher matches with that template, and the other way round."""
    lists: dict[str, object] = {
        name: {"values": list(_flat(values, catalog))} for name, values in _lists(catalog).items()
    }
    wildcards = {name for i in catalog.intents.values() for p in i.patterns for name, is_free in p.slots if is_free}
    texts = [say for i in catalog.intents.values() for case in i.file.tests for say in case.say]
    compared = 0
    for intent in catalog.intents.values():
        for pattern in intent.patterns:
            hassil = Intents.from_dict(
                {
                    "language": "zh-CN",
                    "settings": {"ignore_whitespace": True},
                    "lists": {**lists, **{name: {"wildcard": True} for name in wildcards}},
                    "expansion_rules": dict(catalog.shared.phrases),
                    "intents": {intent.name: {"data": [{"sentences": [pattern.template]}]}},
                }
            )
            for text in texts:
                flat = flatten(text).text.replace(",", "")
                if not all(any(word in flat for word in words) for words in pattern.needs):
                    continue
                theirs = any(True for _ in recognize_all(flat, hassil))
                assert (pattern.fullmatch(flat) is not None) == theirs, (pattern.template, flat)
                compared += 1
    assert compared > 1000


def _lists(catalog: Catalog) -> dict[str, tuple[str, ...]]:
    looks = {kind: catalog.words.phrases(kind) for kind in LOOKS}
    return {**catalog.shared.lists, **looks}


def _flat(values: tuple[str, ...], catalog: Catalog) -> list[str]:
    """hassil knows no lists inside lists and no numbers in Chinese; written out where the examples need them."""
    flat = []
    for value in values:
        if value.startswith("{") and value.endswith("}") and value[1:-1] in catalog.shared.lists:
            flat += _flat(catalog.shared.lists[value[1:-1]], catalog)
        elif "{number}" in value:
            flat.append(value.replace("{number}", "(1|5|10|12|五)"))
        elif "{" not in value:
            flat.append(value)
    return flat


def test_built_in_lists_are_numbers_and_codes() -> None:
    assert set(BUILT_IN) == {"number", "code"}
