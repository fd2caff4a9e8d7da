"""The words for an album's photos, out of the request: 第一张写全家福, 配上字：春节快乐."""

import re
from collections.abc import Iterable

from intents.engine.numbers import parse_whole

LONGEST = 40
"""Characters of one caption."""
_NUMBER = "[零一二两三四五六七八九十0-9]{1,3}"
_WRITES = "(?:写上|写着|写|配上字|配字|配上|配|标上|标|加上字|加上|加字|题)"
_MARKS = "[：:，,、\\s]*"
# Quoted to the closing quote; else up to the next pause, or to where the next photo is spoken of.
_WORDS = rf"(?:[“「『\"'](?P<quoted>[^”」』\"']+)[”」』\"']|(?P<plain>[^，,。；;！!\n“「]+?)(?=[，,。；;！!\n]|然后|(?:最后一|第{_NUMBER})张|$))"
_OF_ONE = re.compile(
    rf"(?:第(?P<number>{_NUMBER})|(?P<last>最后一))张(?:照片|图)?(?:上面|下面|上|下|里)?(?:要|就)?{_WRITES}(?:字|是)?{_MARKS}{_WORDS}"
)
_TITLE = re.compile(rf"(?:标题|题目|片头|片名|封面)(?:要|就)?(?:写上|写|是|叫|用)?{_MARKS}{_WORDS}")
_OF_ALL = re.compile(
    rf"(?:配|加|写|打|带)(?:上|个)?(?:一行|几个|一句|两个|四个)?(?:字幕|文字|字|话|祝福)(?:是|写|叫)?{_MARKS}{_WORDS}"
)


def captions_of(text: str, count: int, wishes: Iterable[str] = ()) -> tuple[str, ...]:
    """One for each of `count` photos, empty where nothing was said of it; none at all where nothing was said.

    A title stands on the first photo, words for the whole album on each that has none of its own. `wishes` are what was said
    besides (30秒, 竖屏): where a caption ends in one, it is none of it.
    """
    ends = tuple(wish for wish in wishes if wish)
    own: dict[int, str] = {}
    for found in _OF_ONE.finditer(text):
        place = count if found["last"] else parse_whole(found["number"]) or 0
        if 1 <= place <= count:
            own.setdefault(place, _words(found, ends))
    rest = _OF_ONE.sub("", text)
    if title := _TITLE.search(rest):
        own.setdefault(1, _words(title, ends))
        rest = _TITLE.sub("", rest)
    everywhere = _words(said, ends) if (said := _OF_ALL.search(rest)) else ""
    captions = tuple(own.get(place, everywhere) for place in range(1, count + 1))
    return captions if any(captions) else ()


def _words(found: re.Match[str], ends: tuple[str, ...]) -> str:
    if found["quoted"]:
        return found["quoted"].strip()[:LONGEST]
    words = found["plain"].strip()
    while (end := next((one for one in ends if words.endswith(one)), None)) is not None:
        words = words.removesuffix(end).rstrip("，, 、的要")
    return words[:LONGEST]
