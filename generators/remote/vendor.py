"""A provider as a whole: what its error codes mean, how it wants the key, and what its generators may be set to.

The table of codes is data. What it does not know is read off the HTTP status, and never taken for a reason to pay twice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, JsonValue, model_validator

from generators.base import BadRequest, Broken, Busy, ContentRefused, GeneratorError, NeedsTopUp, Timeout
from generators.remote.address import checked_address
from generators.setting import Options

TOMORROW_SECONDS = 3600.0
"""A day's or a plan's share is used up: too long to wait for, so that another generator is asked."""
BUSY_SECONDS = 30.0
FEN_PER_USD = 710.0
"""For prices that are listed in dollars, November 2026."""

Answered = Mapping[str, JsonValue]
Meaning = Literal["empty", "content", "busy", "used_up", "key", "model", "wrong", "unsure", "broken"]
"""No money; moderation; come back soon; come back tomorrow; the key; the model's name; a field; it may have arrived; it failed."""

Address = Annotated[str, AfterValidator(checked_address)]


class RemoteOptions(Options):
    """What every service lets the admin set; a generator gives `base_url` its default."""

    base_url: Address
    fetch_from: tuple[Address, ...] = ()
    """Further hosts results may be fetched from, other than public https ones."""
    price_fen: int | None = Field(default=None, ge=0)
    """What one request costs, where it is not what the price list said in November 2026."""
    timeout_seconds: float = Field(default=60, gt=0, le=600)
    """For one call; what is being made is asked about again and again."""

    @property
    def origins(self) -> tuple[str, ...]:
        """Addresses on whose hosts results may lie, beside public https ones."""
        return (self.base_url, *self.fetch_from)


class SoldBySecond(RemoteOptions):
    """Of services that are paid by the second of the clip; `price_fen` counts in its place where only that is set."""

    fen_per_second: float | None = Field(default=None, ge=0)
    """What a second costs, where it is not what the price list said in November 2026."""

    def price(self, listed: float | None) -> tuple[int, float] | None:
        """Fen for a request and for each of its seconds; None where neither the settings nor the list know it."""
        if self.price_fen is not None or self.fen_per_second is not None:
            return self.price_fen or 0, self.fen_per_second or 0.0
        return None if listed is None else (0, listed)


class PriceToBeSet(SoldBySecond):
    """Of services whose price list is not known here: without a price the family's daily limit in yuan would not hold."""

    @model_validator(mode="after")
    def _has_a_price(self) -> Self:
        if self.price(None) is None:
            raise ValueError(
                "这一家是收费的，照它的价目表再写一行价钱：price_fen: 一次几分钱，或者 fen_per_second: 一秒几分钱。"
            )
        return self


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer that is no success, fit to be written down."""

    status: int
    """Of HTTP; 200 where a vendor tells errors in good answers."""
    answer: Answered
    """Its JSON object; empty where it was none."""
    clean: Callable[[str], str]
    """Takes keys and signatures out of a text."""
    retry_after_seconds: float = BUSY_SECONDS


def bearer(key: str) -> Mapping[str, str]:
    """The usual way to send a key."""
    return {"authorization": f"Bearer {key}"}


@dataclass(frozen=True, slots=True)
class Vendor:
    """Whoever stands behind one or several generators."""

    title: str
    """What the family calls it, 智谱."""
    key_variable: str
    """Where its key stands in the environment or `.env`."""
    errors: Mapping[str, Meaning]
    """By code, exactly or as a pattern (`Throttling.*`), the first that fits."""
    said: Callable[[Answered], tuple[str, str]]
    """The code and the message of an error; two empty strings for a good answer."""
    headers: Callable[[str], Mapping[str, str]] = bearer
    """From the key, made anew for every request."""
    is_key_optional: bool = False
    tells_errors_at_200: bool = False
    answers: Mapping[str, Meaning] = field(default_factory=dict)
    """By HTTP status and message as a pattern (`429 *IPD*`), the first that fits: what the codes do not tell apart."""
    hints: Mapping[Meaning, str] = field(default_factory=dict)
    """What else a meaning may be; it is told with the vendor's own words."""

    def meaning(self, code: str) -> Meaning | None:
        """What a code of its own means; None for one nobody knows."""
        if not code:
            return None
        return self.errors.get(code) or _first_fit(code, self.errors)

    def error(self, refused: Refused, generator: str) -> GeneratorError:
        """What an answer that is no success means."""
        code, message = self.said(refused.answer)
        reason = f"{generator}: HTTP {refused.status} {code} {refused.clean(message)}".strip()
        meaning = self.meaning(code) or _first_fit(f"{refused.status} {message}", self.answers)
        if meaning is None and refused.status == 401:
            meaning = "key"
        if meaning is None:
            return _by_status(refused, reason)
        return self.error_of(meaning, reason, generator, refused.retry_after_seconds)

    def error_of(
        self, meaning: Meaning, reason: str, generator: str, retry_after_seconds: float = BUSY_SECONDS
    ) -> GeneratorError:
        """The error that goes with a meaning."""
        if meaning in self.hints:
            reason = f"{reason} ({self.hints[meaning]})"
        match meaning:
            case "empty":
                return NeedsTopUp(reason)
            case "content":
                return ContentRefused(reason)
            case "busy":
                return Busy(reason, retry_after_seconds)
            case "used_up":
                return Busy(reason, max(TOMORROW_SECONDS, retry_after_seconds))
            case "key":
                return BadRequest(f"{self.key_variable}: {reason}")
            case "model":
                return BadRequest(f"generators.settings.{generator}.model: {reason}")
            case "wrong":
                return BadRequest(reason)
            case "unsure":
                return Timeout(reason)
            case "broken":
                return Broken(reason)


def value_at(answer: Answered, *path: str) -> JsonValue:
    """What stands at a path of an answer; None where there is nothing."""
    value: JsonValue = dict(answer)
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text_at(answer: Answered, *path: str) -> str:
    """The text or number at a path of an answer as a text; empty where there is none."""
    value = value_at(answer, *path)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def first_of(value: JsonValue) -> Answered:
    """The first object of a list; an empty one where there is none."""
    first = value[0] if isinstance(value, list) and value else None
    return first if isinstance(first, dict) else {}


def _first_fit(text: str, patterns: Mapping[str, Meaning]) -> Meaning | None:
    return next((meaning for pattern, meaning in patterns.items() if fnmatchcase(text, pattern)), None)


def _by_status(refused: Refused, reason: str) -> GeneratorError:
    match refused.status:
        case 402:
            return NeedsTopUp(reason)
        case 408 | 409:
            return Timeout(reason)
        case 429:
            return Busy(reason, refused.retry_after_seconds)
        case 451:
            return ContentRefused(reason)
        case status if 400 <= status < 500:
            return BadRequest(reason)
    # Also a good status with a code nobody knows: whether it was taken is unknown.
    return Timeout(reason)
