"""What an admin is told about a sentence."""

from pathlib import Path

from intents.engine.catalog import Catalog
from intents.engine.explain import explain
from intents.engine.recognizer import Recognizer

ALMANAC = """
name: almanac
title: 黄历
description: 黄历
reply: chat.refusal
slots: {topic: {}}
sentences: ["明天{topic}"]
tests: [{say: 明天宜嫁娶}]
"""


def test_the_winner_and_the_next_best_of_another_intent_are_named(home: Path) -> None:
    (home / "intents" / "almanac.yaml").write_text(ALMANAC, encoding="utf-8")
    catalog = Catalog.load(home / "intents")
    seen = explain(catalog, Recognizer(catalog), "小爱，嗯明天天气怎么样啊")
    assert seen.compared == "明天天气怎么样"
    assert seen.won is not None
    assert (seen.won.title, seen.won.free) == ("天气", 0)
    assert ("date", "明天") in seen.won.swallowed
    (other,) = seen.others
    assert (other.title, other.template, other.swallowed) == ("黄历", "明天{topic}", (("topic", "天气怎么样"),))
    assert other.free == 5
    assert seen.chances == ()


def test_an_order_is_told_as_one(catalog: Catalog, recognizer: Recognizer) -> None:
    assert explain(catalog, recognizer, "取消12").order == "取消"
    assert explain(catalog, recognizer, "明天冷不冷").order == ""
