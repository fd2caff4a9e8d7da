"""What the readers of written days have in common.

A reader gets one way of naming days and answers with the first and the last, or None where the words are no day after all.
"""

import calendar
import re
from collections.abc import Callable, Iterable
from datetime import date

Days = tuple[date, date]
"""First and last."""
Reader = Callable[["re.Match[str]", date], Days | None]
Readers = tuple[tuple["re.Pattern[str]", Reader], ...]


def either(words: Iterable[str]) -> str:
    """Any of the words, the longest first."""
    return "|".join(sorted(words, key=len, reverse=True))


def compiled(*readers: tuple[str, Reader]) -> Readers:
    """The readers, ready to be compared."""
    return tuple((re.compile(pattern), read) for pattern, read in readers)


def months_on(day: date, months: int) -> date:
    """The same day some months later, or the last of that month. Raises `ValueError` beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
