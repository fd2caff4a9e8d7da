"""Messages as people type and dictate them."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from intents.engine.normalise import clean, flatten, strip_call

WAKE = ("小爱", "小爱同学")


@pytest.mark.parametrize(
    ("written", "cleaned"),
    [
        ("取消　１２", "取消 12"),
        ("小\u200b爱\u200e你好\ufeff", "小爱你好"),
        ("一\n二\t三", "一 二 三"),
        ("a\x00b\x1b", "ab"),
        ("第⑫号，好！", "第12号，好！"),
        ("ＡＢＣ", "ABC"),
        ("  ", ""),
    ],
)
def test_clean_keeps_the_words_and_the_familys_punctuation(written: str, cleaned: str) -> None:
    assert clean(written) == cleaned


@pytest.mark.parametrize(
    ("cleaned", "flat"),
    [
        ("竖屏 10秒，小狗跑！", "竖屏,10秒,小狗跑"),
        ("……好，，吗？？", "好,吗"),
        ("9:16 和 3.5秒", "9:16,和,3.5秒"),
        ("VLOG", "vlog"),
        ("😀😀", ""),
    ],
)
def test_every_pause_is_one_comma(cleaned: str, flat: str) -> None:
    assert flatten(cleaned).text == flat


def test_what_was_written_comes_back_as_it_was() -> None:
    flat = flatten("拍：一只猫，一只狗！")
    assert flat.written(2, 9) == "一只猫，一只狗"


@pytest.mark.parametrize(
    ("text", "rest", "was_called"),
    [
        ("小爱，明天下雨吗", "明天下雨吗", True),
        ("@小爱 明天下雨吗", "明天下雨吗", True),
        ("小爱同学 你好", "你好", True),
        ("小爱小爱，你好", "你好", True),
        ("小爱", "", True),
        ("明天下雨吗，小爱", "明天下雨吗，小爱", False),
        ("小爱心怎么画", "小爱心怎么画", False),
        ("你好", "你好", False),
    ],
)
def test_the_wake_word_counts_at_the_start(text: str, rest: str, was_called: bool) -> None:
    called = strip_call(text, WAKE, not_called=("小爱心",))
    assert (called.text, called.was_called) == (rest, was_called)


def test_emoji_alone_cannot_be_read() -> None:
    assert not strip_call("小爱 😀！", WAKE).is_readable
    assert strip_call("好", WAKE).is_readable


@settings(deadline=None)
@given(st.text(max_size=200))
@example("\u0e33")  # one letter that is a stacked mark and another in its compatible form
def test_any_text_is_normalised_and_stays_so(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    flat = flatten(cleaned)
    assert len(flat.text) == len(flat.at)
    assert not flat.text.startswith(",")
    assert not flat.text.endswith(",")
    assert ",," not in flat.text
    strip_call(text, WAKE)
