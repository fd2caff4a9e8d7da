"""Where a free slot ends: 人民广场 is a place, and 人民广场怎么走 is none.

Without this a template swallows whatever stands around what it was written for, and 我刚洗完车明天 becomes a city. A slot written
{site:destination} is bounded by the phrase `never_in_site` of `_shared.yaml`, which lists words that no place holds.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from intents.engine.normalise import SEPARATOR

LONGEST = 16
"""Characters of a bounded slot."""


@dataclass(slots=True)
class Bound:
    """What may stand in one kind of slot."""

    exact: str
    """The regular expression of such a value."""
    loose: str
    """A cheaper one that takes in a little more. Hundreds of templates are compiled with it, and `holds` asks afterwards."""
    no_pause_after: bool = False
    """What follows such a value belongs to it: 附近 in 钟楼附近 does, and in 头疼，附近 it does not."""
    _compiled: "re.Pattern[str] | None" = field(default=None, repr=False)

    def holds(self, text: str, start: int, end: int) -> bool:
        """This stretch of a message is such a value."""
        if self._compiled is None:
            self._compiled = re.compile(self.exact)
        if self.no_pause_after and text[end : end + 1] == SEPARATOR:
            return False
        return self._compiled.fullmatch(text, start, end) is not None


def bound(
    never: Collection[str],
    short: str,
    start: str,
    end: str = "",
    never_first: Collection[str] = (),
    whole: Collection[str] = (),
    *,
    no_pause_after: bool = False,
) -> Bound:
    """From words that such a value never holds, and the expressions of what is one though it is a single character (家), of
    words that stand at most at its start (我妈家), and of how it must end if that is known (图书馆). It does not begin with a word of
    `never_first` (接孩子 is no place), nor in the middle of one of `whole` (the 家 of 奶奶家)."""
    single = "".join(sorted(word for word in never if len(word) == 1))
    words = [word for word in never if not set(single) & set(word)]
    character = f"[^,{re.escape(single)}]"
    part = f"(?:(?!{_any_of(words)}){character})"
    # 推荐附近的药店: a value does not begin inside such a word either.
    cut = "|".join(f"(?<={_any_of(heads)}){tail}" for tail, heads in _by_tail([*words, *whole]))
    longer = f"{start or '(?!)'}{part}{{1,{LONGEST}}}?|{part}{{2,{LONGEST}}}?"
    if end:
        longer = f"{part}{{1,{LONGEST}}}?{end}"
    exact = f"(?!{cut or '(?!)'})(?!{_any_of(never_first)})(?:{short or '(?!)'}|{longer})"
    if no_pause_after:
        exact += f"(?!{SEPARATOR})"
    loose = f"{character}{{1,{LONGEST}}}?"
    return Bound(exact, f"(?:{start})?{loose}" if start else loose, no_pause_after)


def _by_tail(words: Iterable[str]) -> list[tuple[str, list[str]]]:
    """Words cut in two in every way, by their second half; first halves of one length together, as a look-behind wants."""
    heads: dict[tuple[str, int], list[str]] = defaultdict(list)
    for word in words:
        for at in range(1, len(word)):
            heads[re.escape(word[at:]), at].append(word[:at])
    return sorted((tail, sorted(found)) for (tail, _), found in heads.items())


def _any_of(words: Iterable[str]) -> str:
    """A regular expression of words, short where they end alike: 明天, 今天 and 后天 are [今后明]天."""
    firsts: dict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        firsts[word[1:]].append(re.escape(word[0]))
    parts = (f"[{''.join(first)}]{re.escape(rest)}" for rest, first in firsts.items())
    return "|".join(parts) or "(?!)"
