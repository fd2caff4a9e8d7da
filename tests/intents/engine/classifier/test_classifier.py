"""What the classifier makes of sentences that no template reads."""

import time

import pytest

from intents.engine.catalog import Catalog
from intents.engine.classifier import Classifier
from intents.engine.recognizer import Recognizer


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ("周六我闺女结婚，在院子里摆酒，老天爷会不会捣乱啊", "天气"),
        ("我走着去学校接孙子，十分钟够不够", "步行规划"),
        ("蹬着我那辆破自行车去河对岸的集上得多大工夫", "骑行规划"),
        ("要赶上午十点的高铁，现在打车过去还赶得上不", "驾车规划"),
        ("老太太一个人坐公交去眼科医院，该在哪儿倒车", "公交规划"),
        ("车胎扎了，这一片哪儿有补胎的", "地点推荐"),
        ("騎單車去圖書館要多久", "骑行规划"),
        ("我家那口子开车从来不让我坐副驾驶", "聊天"),
        ("你说现在的孩子怎么一看视频就放不下呢", "聊天"),
        ("谢谢啊，昨天画的那张我都打印出来贴墙上了", "聊天"),
    ],
)
def test_sentences_of_nobodys_template_are_understood(taught: Recognizer, said: str, title: str) -> None:
    assert taught.recognize(said).title == title


def test_probabilities_are_of_all_intents_and_add_up(catalog: Catalog, classifier: Classifier) -> None:
    for said in ("明天冷不冷", "", "😀", "嗯" * 500, "a" * 5000):
        chances = classifier.probabilities(said)
        assert set(chances) == set(catalog.intents)
        assert sum(chances.values()) == pytest.approx(1, abs=1e-3)


def test_a_slip_of_the_pen_sounds_the_same(classifier: Classifier) -> None:
    assert classifier.probabilities("明天上嗨的温读多少")["weather"] > 0.5


def test_what_costs_is_not_done_on_a_guess(catalog: Catalog, taught: Recognizer) -> None:
    said = [say for i in catalog.intents.values() if not i.file.costly for case in i.file.tests for say in case.say]
    for say in said:
        got = taught.recognize(say)
        if got.candidates:
            assert got.candidates[0] != got.intent or not catalog.intents[got.intent].file.costly
            assert not catalog.intents[got.intent].file.costly
            assert "chat" in got.candidates


def test_a_template_that_swallowed_a_story_does_not_win_against_it(taught: Recognizer) -> None:
    said = "画画班的老师说我家孙女画的那个小兔子特别有灵气我听了高兴得一晚上没睡着"
    assert taught.recognize(said).intent == "chat"


def test_a_message_takes_well_under_ten_milliseconds(catalog: Catalog, taught: Recognizer) -> None:
    taught.warm_up()
    said = [say for i in catalog.intents.values() for case in i.file.tests for say in case.say]
    took = []
    for say in said:
        start = time.perf_counter()
        taught.recognize(say)
        took.append(time.perf_counter() - start)
    took.sort()
    assert took[len(took) // 2] < 0.004
    assert took[int(len(took) * 0.99)] < 0.04, "ten milliseconds on a machine that does nothing else"
