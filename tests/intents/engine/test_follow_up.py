"""那后天呢: what goes on from the turn before it, what does not, and what an admin may write."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from intents.engine.catalog import Catalog
from intents.engine.check import check
from intents.engine.follow_up import FollowUps
from intents.engine.recognizer import Recognizer
from intents.engine.types import Exchange, Recognition
from prompts.files import FileError

RECIPE = """name: 菜谱
title: 菜谱
description: 问一道菜怎么做
reply: chat.refusal
slots: {dish: {}}
sentences: ['{dish}怎么做']
tests: [{say: 红烧肉怎么做, slots: {dish: 红烧肉}}]
"""
ANOTHER_DISH = """
  another_dish:
    title: 换一道菜
    after: [菜谱]
    sentences: ['[那]{dish}呢']
    tests: [{after: 红烧肉怎么做, say: 那糖醋鱼呢, slots: {dish: 糖醋鱼}}]
"""


@pytest.fixture(scope="session")
def follow_ups(catalog: Catalog, recognizer: Recognizer) -> FollowUps:
    return FollowUps(catalog, recognizer)


def after(intent: str, **slots: str) -> Exchange:
    return Exchange("", "", intent, slots, datetime.now(UTC))


ROUTE = after("driving", origin="家", destination="兵马俑")
WEATHER = after("weather", city="北京", date="明天")


def test_a_follow_up_is_an_ordinary_recognition(follow_ups: FollowUps) -> None:
    slots = {"origin": "家", "destination": "兵马俑"}
    assert follow_ups.read("坐公交呢", ROUTE) == Recognition("transit", "公交规划", 1.0, slots, "rules")


def test_a_whole_sentence_tied_by_its_first_word_takes_over_what_it_does_not_say(follow_ups: FollowUps) -> None:
    assert follow_ups.read("明天上海会下雨吗", WEATHER) is None
    tied = follow_ups.read("那后天会下雨吗", WEATHER)
    assert tied
    assert (tied.intent, tied.slots) == ("weather", {"city": "北京", "date": "后天"})


def test_a_way_without_a_goal_takes_the_last_ones(follow_ups: FollowUps, recognizer: Recognizer) -> None:
    complete = follow_ups.complete(recognizer.recognize("骑车怎么走"), ROUTE)
    assert (complete.intent, complete.slots) == ("cycling", {"origin": "家", "destination": "兵马俑"})
    elsewhere = recognizer.recognize("骑车去公园怎么走")
    assert follow_ups.complete(elsewhere, ROUTE) == elsewhere
    assert follow_ups.complete(recognizer.recognize("骑车怎么走"), WEATHER).slots == {}


def test_a_clip_never_takes_over_what_another_showed(follow_ups: FollowUps, recognizer: Recognizer) -> None:
    wish = recognizer.recognize("给我弄个视频")
    assert follow_ups.complete(wish, after("video", subject="小狗在海边跑")) == wish


@pytest.mark.parametrize(
    "text",
    [
        "",
        "😀",
        "呢",
        "那",
        "那呢",
        "后天",
        "我们后天去北京看升旗呢",
        "孩子呢",
        "你呢",
        "那边的朋友昨天从老家寄来一大箱苹果呢",
        "那" * 600,
    ],
)
def test_other_talk_is_none(follow_ups: FollowUps, text: str) -> None:
    assert follow_ups.read(text, ROUTE) is None
    assert follow_ups.read(text, after("chat")) is None
    assert follow_ups.read(text, after("gone", city="北京")) is None


def test_words_people_use_among_each_other_need_a_call(follow_ups: FollowUps) -> None:
    assert follow_ups.read("大雁塔呢", ROUTE, was_called=True)
    assert follow_ups.read("大雁塔呢", ROUTE, was_called=False) is None


def test_the_wish_of_the_last_time_is_not_dragged_along(follow_ups: FollowUps) -> None:
    last = after("places", keyword="面馆", wish="近一点的")
    found = follow_ups.read("钟楼附近呢", last)
    assert found
    assert found.slots == {"keyword": "面馆", "near": "钟楼"}


def test_an_admins_own_intent_goes_on_by_a_line_in_the_file(home: Path) -> None:
    (home / "intents/菜谱.yaml").write_text(RECIPE, encoding="utf-8")
    path = home / "intents/_dialogue.yaml"
    path.write_text(path.read_text(encoding="utf-8") + ANOTHER_DISH, encoding="utf-8")
    catalog = Catalog.load(home / "intents")
    found = FollowUps(catalog, Recognizer(catalog)).read("那糖醋鱼呢", after("菜谱", dish="红烧肉"))
    assert found
    assert (found.title, found.slots) == ("菜谱", {"dish": "糖醋鱼"})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("after: [weather]", "after: [wether]", "没有叫 “wether” 的，是不是 “weather”？"),
        ("becomes: walking", "becomes: waking", "没有叫 “waking” 的，是不是 “walking”？"),
        ("sets: {wish: 别的}", "sets: {wich: 别的}", "没有叫 “wich” 的，是不是 “wish”？"),
        ("route: [walking,", "route: [walkin,", "没有叫 “walkin” 的，是不是 “walking”？"),
        ('"(那|那么|要是|那要是){day:date}[的]"', '"(那|那么|要是|那要是{day:date}[的]"', "括号写得不对"),
        ('"(那|那么|要是|那要是){day:date}[的]"', '"(那|那么|要是|那要是){day:dat}[的]"', "句子里的 “{dat}” 没有声明"),
        ('"(那|那么|要是|那要是){day:date}[的]"', '"{date:city}{x:date}"', "没有任何固定的词"),
        ("only_when_called: true", "only_when_caled: true", "only_when_call"),
    ],
)
def test_a_slip_in_the_file_is_told_with_its_cure(home: Path, old: str, new: str, message: str) -> None:
    path = home / "intents/_dialogue.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FileError) as raised:
        Catalog.load(home / "intents")
    assert {problem.path.name for problem in raised.value.problems} == {"_dialogue.yaml"}
    assert any(message in problem.message for problem in raised.value.problems), raised.value.problems
    assert raised.value.problems[0].line > 20


def test_without_the_file_nothing_goes_on_and_everything_else_works(home: Path) -> None:
    (home / "intents/_dialogue.yaml").unlink()
    catalog = Catalog.load(home / "intents")
    assert FollowUps(catalog, Recognizer(catalog)).read("坐公交呢", ROUTE) is None


def test_an_example_that_fails_is_told_with_its_line(home: Path) -> None:
    path = home / "intents/_dialogue.yaml"
    text = path.read_text(encoding="utf-8")
    old = "say: [上海呢, 那上海呢"
    path.write_text(text.replace(old, "say: [上海吗, 那上海呢"), encoding="utf-8")
    line = text[: text.index(old)].count("\n") + 1
    problems = [str(problem) for problem in check(home / "intents", home / "prompts").problems if problem.path == path]
    assert problems == [f"{path}:{line}: “北京明天天气怎么样” 之后说 “上海吗” 应该是 天气，却没有听出是接着问。"]


def test_a_follow_up_that_catches_a_sentence_of_its_own_is_told(home: Path) -> None:
    path = home / "intents/_dialogue.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("别家呢|还有呢)", "别家呢|还有呢|讲个笑话)"), encoding="utf-8")
    problems = [str(problem) for problem in check(home / "intents", home / "prompts").problems]
    assert any("“讲个笑话” 是 聊天，可是接在 地点推荐 后面就成了 地点推荐。" in problem for problem in problems), (
        problems
    )
