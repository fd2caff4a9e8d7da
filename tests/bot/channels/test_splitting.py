"""A long text is cut where a reader would pause, and what belongs together stays together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import split, utf8_bytes, utf16_units

FAMILY = "👨‍👩‍👧‍👦"


@pytest.mark.parametrize(
    ("text", "most", "parts"),
    [
        ("晴。", 10, ["晴。"]),
        ("  ", 10, []),
        ("今天多云。明天晴。后天有雨，记得带伞。", 12, ["今天多云。明天晴。", "后天有雨，记得带伞。"]),
        ("他说：“走吧。”然后就走了。真快。", 10, ["他说：“走吧。”", "然后就走了。真快。"]),
        ("第一行，不太短\n第二行也不短，不过", 12, ["第一行，不太短", "第二行也不短，不过"]),
        ("从家里到公园要走三千米左右，一共 3.5 公里", 20, ["从家里到公园要走三千米左右，一共", "3.5 公里"]),
        ("一共走了差不多3.5公里", 10, ["一共走了差不多", "3.5公里"]),
        ("价钱大概是 1,200,000 元", 13, ["价钱大概是", "1,200,000 元"]),
        ("地址在这里https://example.com/a?b=c,d.e 看看", 32, ["地址在这里", "https://example.com/a?b=c,d.e 看看"]),
        (f"全家都来{FAMILY}", 12, ["全家都来", FAMILY]),
        ("🇨🇳🇨🇳🇨🇳", 6, ["🇨🇳", "🇨🇳", "🇨🇳"]),
        ("啊" * 25, 10, ["啊" * 10, "啊" * 10, "啊" * 5]),
    ],
)
def test_where_it_is_cut(text: str, most: int, parts: list[str]) -> None:
    assert list(split(text, most)) == parts


def test_what_is_larger_than_a_part_by_itself_is_torn() -> None:
    address = "https://example.com/" + "a" * 50
    parts = list(split(f"看：{address}。", 20))
    assert "".join(parts) == f"看：{address}。"
    assert max(map(len, parts)) <= 20


@given(
    st.lists(
        st.sampled_from(
            ["好", "。", " ", "\n", "，", FAMILY, "🇨🇳", "3.5 公里", "https://a.cn/b?c=1 ", "x", "👍🏽", "é"]
        )
    ),
    st.integers(26, 60),
    st.sampled_from([utf16_units, utf8_bytes]),
)
def test_nothing_is_lost_or_torn_and_all_of_it_fits(pieces: list[str], most: int, size: object) -> None:
    measure = utf8_bytes if size is utf8_bytes else utf16_units
    text = "".join(pieces)
    parts = list(split(text, most, measure))
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(0 < measure(part) <= most for part in parts)
    whole = [FAMILY, "👍🏽", "é", "3.5 公里"]
    assert [sum(part.count(one) for part in parts) for one in whole] == [text.count(one) for one in whole]


def test_half_a_surrogate_is_replaced() -> None:
    assert list(split("a\ud800b", 10)) == ["a?b"]


def test_a_book_is_split_in_no_time() -> None:
    parts = list(split("从前有一座山，山上有一座庙，庙里有 2 个和尚。" * 20_000, 100_000))
    assert len(parts) == 5
