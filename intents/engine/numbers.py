"""Numbers as families write and say them: 12, 十二, 两, 半."""

_DIGITS = {c: value for value, c in enumerate("零一二三四五六七八九")} | {"两": 2}


def parse_number(written: str) -> float | None:
    """The number, or None where there is none."""
    if written == "半":
        return 0.5
    if written and written.isascii():
        try:
            return float(written)
        except ValueError:
            return None
    total, digit = 0, 0
    for character in written:
        if character in _DIGITS:
            digit = _DIGITS[character]
        elif character in "十百":
            total += (digit or 1) * (10 if character == "十" else 100)
            digit = 0
        else:
            return None
    return float(total + digit) if written else None


def parse_whole(written: str) -> int | None:
    """The whole number, or None where there is none."""
    number = parse_number(written)
    return int(number) if number is not None and number.is_integer() else None
