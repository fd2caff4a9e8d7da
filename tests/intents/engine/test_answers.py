"""A message as the answer to a question: the number, the thing asked for, or a word that ends it."""

import pytest

from intents.engine.answers import Answers
from intents.engine.catalog import Catalog
from intents.engine.recognizer import Recognizer


@pytest.fixture(scope="session")
def answers(catalog: Catalog, recognizer: Recognizer) -> Answers:
    return Answers(catalog, recognizer)


@pytest.mark.parametrize(
    ("text", "destination"),
    [
        ("兵马俑", "兵马俑"),
        ("嗯那个就去兵马俑吧", "兵马俑"),
        ("我想去西安交通大学", "西安交通大学"),
        ("火车站那儿", "火车站"),
        ("3号线的大雁塔站", "3号线的大雁塔站"),
    ],
)
def test_a_place_is_what_was_asked_for(answers: Answers, text: str, destination: str) -> None:
    assert answers.slots(text, "driving", "destination", {"origin": "家"}) == {
        "origin": "家",
        "destination": destination,
    }


def test_wishes_said_with_the_answer_are_taken_out_of_it(answers: Answers) -> None:
    said = answers.slots("小狗在海边跑，5秒，竖屏", "video", "subject", {"style": "卡通"})
    assert said == {"style": "卡通", "subject": "小狗在海边跑", "seconds": "5秒", "aspect": "竖屏"}


def test_an_answer_may_say_only_how(answers: Answers) -> None:
    assert answers.slots("竖屏的，5秒", "video", "subject", {}) == {"seconds": "5秒", "aspect": "竖屏"}


def test_the_same_wish_said_again_is_no_answer_to_itself(answers: Answers) -> None:
    assert answers.slots("给我弄个视频", "video", "subject", {"style": "卡通"}) == {"style": "卡通"}


@pytest.mark.parametrize(
    "text",
    ["", "😀", "北京明天天气怎么样", "不拍了", "你会拍什么", "要钱吗", "等一下我想想", "你几点回来", "一只小狗" * 60],
)
def test_other_talk_is_no_answer(answers: Answers, text: str) -> None:
    assert answers.slots(text, "video", "subject", {}) is None


def test_a_title_is_as_good_as_its_number(answers: Answers) -> None:
    titles = answers.titles(("weather", "gone", "chat"))
    assert titles == ("天气", "聊天")
    chosen = answers.chosen(" 聊天！", titles)
    assert chosen
    assert chosen.number == 2
    assert answers.chosen("天气怎么样", titles) is None


def test_the_message_becomes_what_its_sender_said_it_is(answers: Answers) -> None:
    recognition = answers.as_intent("小猫在院子里晒太阳多好看，5秒竖屏", "video")
    assert (recognition.intent, recognition.confidence, recognition.tier) == ("video", 1.0, "rules")
    assert (recognition.slots["seconds"], recognition.slots["aspect"]) == ("5秒", "竖屏")
    assert answers.as_intent("北京明天天气怎么样", "weather").slots == {"city": "北京", "date": "明天"}
