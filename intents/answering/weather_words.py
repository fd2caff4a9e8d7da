"""A forecast as the sentences that answer a question: first the answer, then the figures it rests on."""

from datetime import date, datetime

from intents.answering.days import Days, day_name
from intents.answering.weather_aims import Aims
from intents.engine.types import Say, Value
from intents.services.weather.advice import can_dry_quilts, compared_with_today, needs_umbrella
from intents.services.weather.clothes import how_warm, what_to_wear
from intents.services.weather.spans import days_in, text_of
from intents.services.weather.types import DayForecast, Weather

MOST_DAYS = 7
"""Lines; a phone shows twelve."""
MOST_WARNINGS = 2
MUCH_COLDER = 4
"""Degrees from which on clothes are spoken of although nobody asked."""


def weather_told(weather: Weather, place: str, days: Days, aims: Aims, now: datetime) -> Say:
    """The weather of the days, answering what was asked. `place` is what the member calls it."""
    known = days_in(weather, days.span)
    if not known:
        return Say("weather.too_far", {"place": place})
    verdicts = _verdicts(weather, days, aims, now.date())
    if days.is_one or len(known) == 1:
        return _one_day(weather, place, known[0], days, aims, verdicts, now)
    shown = known[:MOST_DAYS]
    lines = tuple(_line(day, now.date()) for day in shown)
    values: dict[str, Value] = {
        "place": place,
        "more": len(known) - len(shown),
        "is_guess": days.is_guess,
        **_edges(weather, aims),
    }
    return Say("weather.days", values, {"verdicts": verdicts, "lines": lines})


def _one_day(
    weather: Weather,
    place: str,
    day: DayForecast,
    days: Days,
    aims: Aims,
    verdicts: tuple[Say, ...],
    now: datetime,
) -> Say:
    span, today = days.span, now.date()
    warmth = how_warm(weather, span)
    change = compared_with_today(weather, span, today)
    degrees = change.degrees if change and change.is_felt else 0
    umbrella = needs_umbrella(weather, span)
    is_asked_wet = aims.umbrella or aims.rain or aims.snow
    values: dict[str, Value] = {
        "place": place,
        "text": text_of(day, span.part),
        "low": round(warmth.low_c if warmth else day.low_c),
        "high": round(warmth.high_c if warmth else day.high_c),
        "warmer": max(degrees, 0),
        "colder": max(-degrees, 0),
        "wind": day.wind,
        "wind_level": day.wind_level,
        "bring_umbrella": bool(umbrella and umbrella.needed == "yes" and not is_asked_wet),
        **_edges(weather, aims),
    }
    parts = {"day": (day_name(day.date, today),), "verdicts": verdicts}
    if span.part != "all":
        parts["part"] = (Say("weather.part", {"part": span.part}),)
    clothes = what_to_wear(weather, span)
    if clothes and (aims.clothes or aims.warmth or degrees <= -MUCH_COLDER):
        parts["wear"] = tuple(Say(key) for key in clothes.keys)
    if day.date == today and span.part == "all" and weather.current:
        current = weather.current
        feels = current.feels_like_c if current.feels_like_c is not None else current.temperature_c
        figures: dict[str, Value] = {
            "place": place,
            "text": current.text,
            "degrees": round(current.temperature_c),
            "feels_like": round(feels),
            "has_other_feel": abs(feels - current.temperature_c) >= 2,
        }
        parts["current"] = (Say("weather.current", figures),)
    return Say("weather.one_day", values, parts)


def _verdicts(weather: Weather, days: Days, aims: Aims, today: date) -> tuple[Say, ...]:
    """What was asked, answered; several where several things were."""
    span, found = days.span, []
    umbrella = needs_umbrella(weather, span)
    if umbrella and (aims.umbrella or aims.rain or aims.snow) and not aims.any_day:
        asks = "umbrella" if aims.umbrella else "snow" if aims.snow else "rain"
        values: dict[str, Value] = {
            "asks": asks,
            "needed": umbrella.needed,
            "is_snow": umbrella.is_for_snow,
            "what": umbrella.text if umbrella.needed != "no" else "",
        }
        when = tuple(Say("weather.part", {"part": part}) for part in umbrella.parts if part != "all")
        parts = {"when": when if len(when) < 4 else ()}
        if not days.is_one:
            parts["day"] = (day_name(umbrella.date, today),)
        found.append(Say("weather.umbrella", values, parts))
    drying = can_dry_quilts(weather, span)
    if drying and (aims.drying or (aims.any_day and aims.rain)):
        values = {"answer": drying.answer, "reason": drying.reason, "is_wet_at_night": drying.is_wet_at_night}
        parts = {} if days.is_one else {"day": (day_name(drying.date, today),)}
        found.append(Say("weather.drying", values, parts))
    warmth = how_warm(weather, span)
    if warmth and aims.warmth and not aims.any_day:
        found.append(Say("weather.warmth", {"feeling": warmth.feeling}))
    if aims.wind and not aims.any_day:
        found.append(Say("weather.wind", {"level": max(day.wind_level for day in days_in(weather, span))}))
    return tuple(found)


def _line(day: DayForecast, today: date) -> Say:
    values: dict[str, Value] = {"text": day.text, "low": round(day.low_c), "high": round(day.high_c)}
    return Say("weather.day_line", values, {"day": (day_name(day.date, today),)})


def _edges(weather: Weather, aims: Aims) -> dict[str, Value]:
    return {"warnings": weather.warnings[:MOST_WARNINGS], "source": weather.source, "no_air": aims.air}
