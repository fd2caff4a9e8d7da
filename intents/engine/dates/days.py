"""Days as families name them: 大后天, 下周三, 月底, 10月1号, 国庆期间, 三天内, 周五到周日."""

import re
from datetime import date

from intents.engine.dates.dated import DATED
from intents.engine.dates.readers import Days
from intents.engine.dates.relative import RELATIVE


def days(written: str, today: date) -> Days | None:
    """The days meant, seen from today. Raises `ValueError` and `OverflowError` for days that no calendar has, such as 2月30日."""
    return _plain_days(written, today) or _range(written, today)


def _plain_days(written: str, today: date) -> Days | None:
    for pattern, read in (*RELATIVE, *DATED):
        if (found := pattern.fullmatch(written)) and (span := read(found, today)):
            return span
    return None


def _range(written: str, today: date) -> Days | None:
    """周一到周五, 10月1号至7号: the end as seen from today, or, where that lies before the beginning, from there."""
    for found in re.finditer("到|至|~|—|-|、|和", written):
        begin, end = written[: found.start()], written[found.end() :]
        if not begin or not end:
            continue
        if begin[-1].isdigit() and end[-1] in "号日":
            begin += end[-1]
        if first := _plain_days(begin, today):
            for seen_from in (today, first[0]):
                last = _plain_days(end, seen_from)
                if last and last[1] >= first[0]:
                    return first[0], last[1]
    return None
