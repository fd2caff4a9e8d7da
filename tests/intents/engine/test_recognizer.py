"""What families say, and what it is taken for."""

import random
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intents.engine.catalog import Catalog
from intents.engine.recognizer import Recognizer


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("小爱，明儿个出门用不用带伞啊", "天气"),
        ("小爱 从家到兵马俑开车多久", "驾车规划"),
        ("走路去公园怎么走", "步行规划"),
        ("骑车去水库要多久", "骑行规划"),
        ("坐公郊去动物园怎么走", "公交规划"),
        ("附近有啥好吃的面馆", "地点推荐"),
        ("画一张公交车的图", "图片生成"),
        ("小爱给我弄个视频", "视频生成"),
        ("昨天那个视频真好看", "聊天"),
        ("不要生成视频", "聊天"),
        ("这天气热死了", "聊天"),
        ("开车小心", "聊天"),
        ("", "聊天"),
        ("😀", "聊天"),
    ],
)
def test_nine_intents(recognizer: Recognizer, said: str, title: str) -> None:
    assert recognizer.recognize(said).title == title


def test_wishes_stand_anywhere_and_are_kept_as_written(recognizer: Recognizer) -> None:
    got = recognizer.recognize("小爱，生成一段5秒的视频：小猫在樱花树下追蝴蝶，镜头慢慢推近")
    assert got.intent == "video"
    assert got.slots == {"subject": "小猫在樱花树下追蝴蝶", "seconds": "5秒", "camera": "镜头慢慢推近"}


def test_wishes_in_any_order_say_the_same(recognizer: Recognizer) -> None:
    wishes = ["竖屏", "10秒", "卡通风格", "镜头拉远", "高清", "不要出现人"]
    shuffle = random.Random(7)
    for _ in range(30):
        shuffle.shuffle(wishes)
        got = recognizer.recognize("，".join(["做个视频", "小狗在海边跑", *wishes]))
        assert got.slots == {
            "subject": "小狗在海边跑",
            "aspect": "竖屏",
            "seconds": "10秒",
            "style": "卡通",
            "camera": "镜头拉远",
            "resolution": "高清",
            "negative": "人",
        }, wishes


def test_a_moment_is_not_a_length(recognizer: Recognizer) -> None:
    assert "seconds" not in recognizer.recognize("拍一段第3秒出现彩虹的视频").slots


def test_a_style_is_not_yet_a_subject(recognizer: Recognizer) -> None:
    assert recognizer.recognize("画一张水墨的图").slots == {"style": "水墨"}


def test_what_nobody_understands_is_chat_with_little_confidence(recognizer: Recognizer) -> None:
    got = recognizer.recognize("我二姨家的猫生了")
    assert (got.intent, got.tier, dict(got.slots)) == ("chat", "fallback", {})
    assert got.confidence < recognizer.recognize("小爱明天天气怎么样").confidence


def test_orders_carry_number_and_name(recognizer: Recognizer) -> None:
    cancel = recognizer.command("小爱，取消 １２")
    approve = recognizer.command("同意 妈妈2")
    code = recognizer.command("我是管理员 12345678")
    assert cancel is not None
    assert (cancel.command, cancel.number) == ("cancel", 12)
    assert approve is not None
    assert (approve.command, dict(approve.slots)) == ("approve", {"name": "妈妈2"})
    assert code is not None
    assert (code.command, dict(code.slots)) == ("claim_admin", {"name": "12345678"})
    assert recognizer.command("今天天气怎么样") is None


def test_no_example_of_an_intent_is_an_order(recognizer: Recognizer, catalog: Catalog) -> None:
    said = [say for i in catalog.intents.values() for case in i.file.tests for say in case.say if not case.not_]
    # Without a question they could answer these orders mean nothing, and the words are ordinary talk.
    assert [say for say in said if recognizer.command(say)] == ["好的", "行", "可以的", "不拍了"]


def test_called_strips_the_mention(recognizer: Recognizer) -> None:
    called = recognizer.called("@小爱 好了没")
    assert (called.text, called.was_called) == ("好了没", True)


@pytest.mark.parametrize(
    "hostile",
    [
        "生成一段视频" * 2000,
        "😀" * 10_000,
        "\x00\u200b" * 5_000,
        "a" * 10_000,
        "到" * 500,
        "从到去" * 166,
        "从家到去开车怎么走多久" * 27,
        "画的图" * 100,
        "做一个视频的" * 83,
        "，不要有人" * 60,
        "5秒" * 150,
        "那个啊" * 400,
        "慢慢" * 150,
        "明天北京" * 70 + "天气",
        "十" * 500,
        "，" * 1200,
    ],
)
def test_hostile_text_is_answered_at_once(recognizer: Recognizer, hostile: str) -> None:
    recognizer.recognize(hostile)  # the first time compiles
    start = time.perf_counter()
    recognizer.recognize(hostile)
    recognizer.command(hostile)
    assert time.perf_counter() - start < 0.25


def test_ordinary_messages_take_about_a_tenth_of_a_millisecond(catalog: Catalog, recognizer: Recognizer) -> None:
    recognizer.warm_up()
    said = [say for i in catalog.intents.values() for case in i.file.tests for say in case.say]
    taken = []
    for say in said * 2:
        start = time.perf_counter()
        recognizer.recognize(say)
        taken.append(time.perf_counter() - start)
    assert sorted(taken)[len(taken) // 2] < 0.001


# Not fixtures: hypothesis would write them out whole.
CATALOG = Catalog.load(Path(__file__).parents[3] / "intents")
RECOGNIZER = Recognizer(CATALOG)
WORDS = st.sampled_from(
    [
        "小爱",
        "做个视频",
        "画",
        "5秒",
        "的",
        "，",
        "从",
        "到",
        "去",
        "开车",
        "天气",
        "明天",
        "附近",
        "不要",
        "出现",
        "镜头",
        "慢慢",
        "推近",
        "取消",
        "12",
        "北京",
        "😀",
        "怎么走",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=40).map("".join)))
def test_any_message_is_some_intent(text: str) -> None:
    got = RECOGNIZER.recognize(text)
    assert got.intent in CATALOG.intents
    assert set(got.slots) <= set(CATALOG.intents[got.intent].file.slots)
    assert all(value == value.strip() and value for value in got.slots.values())
    RECOGNIZER.command(text)
