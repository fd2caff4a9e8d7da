"""Quotes and mentions, as they stand in the text: the protocol has no field for the one, and many puppets leave that of the other empty."""

import re
from dataclasses import dataclass

LONGEST_LOOKED_AT = 8000
SPACES = "\u2005\u2006 \u00a0\t\n"
"""WeChat puts U+2005 behind a mention, older versions another narrow space."""

# The form of puppet-padlocal and of WeChat's own web page (read): the quoted message in corner brackets, a line of dashes, the answer.
_QUOTE = re.compile(r"「(?P<who>[^：\n]{1,64})：(?P<what>.*?)」\n(?:- ?){5,}\n(?P<said>.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody answers to."""

    who: str
    said: str
    """His own words, without what he quotes."""


_MENTION_IN_FRONT = re.compile(rf"\s*[@＠][^{SPACES}]{{1,64}}[{SPACES}]+")


def read_quote(text: str) -> Quote | None:
    """The quote a message begins with."""
    found = _QUOTE.match(text[:LONGEST_LOOKED_AT])
    return Quote(found["who"], text[found.start("said") :]) if found else None


def without_mention(text: str, names: tuple[str, ...]) -> tuple[str, bool]:
    """The text without an @ of one of these names, and whether there was one."""
    for name in sorted({name for name in names if name}, key=len, reverse=True):
        for at in ("@", "＠"):
            mention = at + name
            place = text.find(mention)
            while place >= 0:
                rest = text[place + len(mention) :]
                # @小爱同学 is somebody else.
                if not rest or rest[0] in SPACES:
                    return (text[:place] + rest.lstrip(SPACES)).strip(), True
                place = text.find(mention, place + 1)
    return text, False


def without_mention_in_front(text: str) -> str:
    """The text without the @ it begins with, whoever that is."""
    found = _MENTION_IN_FRONT.match(text)
    return text[found.end() :] if found else text
