"""What a shot's English words ask to be drawn: things with their number, colour and act; setting, weather and season."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from generators.drawing.acts import act_of
from generators.drawing.colour import COLOURS, MANY, Colour
from generators.drawing.light import hour_of
from generators.drawing.people import GROUPS
from generators.drawing.plan import Plan
from generators.drawing.thing import Thing
from generators.drawing.wordlists import (
    HOME,
    IMPLIED,
    IRREGULAR,
    NUMBERS,
    SEASONS,
    SETTINGS,
    SIZES,
    STOPS,
    WEATHERS,
    first_said,
    singular,
)

Role = Literal["subject", "object", "scene"]


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing to be drawn, once or several times."""

    thing: Thing
    name: str
    count: int = 1
    colour: Colour | None = None
    act: str = "stand"
    scale: float = 1.0
    role: Role = "subject"
    is_colourful: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """What a shot shows."""

    things: tuple[Seen, ...]
    setting: str
    hour: str
    weather: str
    season: str
    act: str
    words: str
    """All of them, in lower case."""

    def says(self, pattern: str) -> bool:
        return re.search(rf"\b({pattern})\b", self.words) is not None


def read_story(plan: Plan, negative: str = "") -> Story:
    """The story of a plan. What stands in `negative` is not drawn."""
    said = " . ".join(
        (plan.subject, plan.description, plan.motion, plan.scene, plan.atmosphere, plan.lighting)
    ).lower().replace("’", "'")  # fmt: skip
    act = act_of(plan.motion.lower()) if plan.motion else act_of(f"{plan.subject} {plan.description}".lower())
    fields: tuple[tuple[str, Role], ...] = (
        (plan.subject, "subject"),
        (plan.description, "object" if plan.subject else "subject"),
        (plan.motion, "object"),
        (plan.scene, "scene"),
    )
    things = [seen for text, role in fields for seen in _nouns(text.lower().replace("’", "'"), role, act)]
    things = _with_implied(things, said, act)
    is_bare = not _nouns(plan.description.lower(), "object", act)
    if is_bare and (colours := _bare_colours(plan.description)) and things and things[0].colour is None:
        things[0] = replace(things[0], colour=colours[0])
    if any(seen.name.endswith("cake") for seen in things):  # it has candles of its own
        things = [seen for seen in things if seen.name != "candle"]
    unwanted = {seen.thing for seen in _nouns(negative.lower(), "scene", "")}
    things = [
        seen for seen in things if seen.thing not in unwanted and not (unwanted & _people() and seen.thing in _people())
    ]
    setting = first_said(SETTINGS, said) or next(
        (HOME[s.thing.place] for s in things if s.thing.place in HOME), "meadow"
    )
    weather = first_said(WEATHERS, said) if setting not in ("undersea", "space") else ""
    hour = hour_of(f"{plan.lighting} . {said}".lower())
    return Story(tuple(_once(things)), setting, hour, weather, first_said(SEASONS, said), act, said)


@lru_cache(maxsize=1)
def things_by_name() -> dict[str, Thing]:
    """Every word for a thing, and the thing."""
    from generators.drawing import (
        beasts,
        birds,
        buildings,
        fish,
        flowers,
        food,
        landmarks,
        party,
        people,
        plants,
        vehicles,
    )

    tables = (
        beasts, birds, buildings, fish, flowers, food, landmarks,
        party, people, plants, vehicles,
    )  # fmt: skip
    return {word.lower(): thing for table in tables for thing in table.THINGS for word in thing.words.split(",")}


@lru_cache(maxsize=1)
def _people() -> frozenset[Thing]:
    from generators.drawing.people import THINGS

    return frozenset(THINGS)


def _nouns(text: str, role: Role, act: str) -> list[Seen]:
    known = things_by_name()
    words = re.findall(r"[a-z][a-z-]*(?:'s)?|\d+|[,.;]", text)
    found: list[Seen] = []
    start = at = 0
    while at < len(words):
        for long in (4, 3, 2, 1):
            name = singular(" ".join(words[at : at + long]))
            if len(words[at : at + long]) == long and (name in known or name in GROUPS):
                found += _seen(name, words[at + long - 1], words[start:at], role, act)
                at += long
                start = at
                break
        else:
            at += 1
    return found


def _seen(name: str, last: str, before: list[str], role: Role, act: str) -> list[Seen]:
    """What one noun stands for, with the words before it that are its own."""
    own: list[str] = []
    for word in reversed(before):
        if word in STOPS or word in (",", ".", ";"):
            break
        own.append(word)
    known = things_by_name()
    count = next(
        (NUMBERS.get(word, int(word) if word.isdigit() else 0) for word in own if word in NUMBERS or word.isdigit()), 0
    )
    is_many = (last.endswith("s") and singular(last) != last) or last in IRREGULAR
    count = min(count or (3 if is_many else 1), 12)
    colour = next((COLOURS[word] for word in own if word in COLOURS), None)
    scale = next((SIZES[word] for word in own if word in SIZES), 1.0)
    many = any(word.startswith(("colo", "rainbow")) for word in own)
    if name in GROUPS:
        act = act if role == "subject" else "stand"
        return [Seen(known[member], member, 1, None, act, scale, role) for member in GROUPS[name]]
    thing = known[name]
    does = act_of(" ".join(own)) if act_of(" ".join(own)) != "stand" else act if role == "subject" else "stand"
    if colour is None:
        colour = next(
            (COLOURS[word] for word in name.split() if word in COLOURS and word not in ("golden", "white")), None
        )
    return [Seen(thing, name, count, colour, does, scale, role, many)]


def _with_implied(things: list[Seen], said: str, act: str) -> list[Seen]:
    """Tai chi needs somebody who does it; a birthday has its cake."""
    known, added = things_by_name(), list(things)
    for words, name, does in IMPLIED:
        thing = known[name]
        is_there = any(
            seen.thing is thing or (thing.is_alive and seen.thing.is_alive and seen.role != "scene") for seen in things
        )
        if re.search(rf"\b({words})", said) and not is_there:
            count = 4 if name == "lantern" else 3 if does == "dance" else 1
            added.append(Seen(thing, name, count, None, does or act, 1.0, "subject" if thing.is_alive else "scene"))
    return added


def _once(things: list[Seen]) -> list[Seen]:
    """A thing that is named in two fields is still one."""
    kept: dict[tuple[Thing, int | str], Seen] = {}
    for seen in things:
        key = (seen.thing, seen.name if seen.role == "subject" else "")
        earlier = next((known for known in kept if known[0] is seen.thing), None)
        if earlier is None or (seen.role == "subject" and kept[earlier].role == "subject"):
            kept.setdefault(key, seen)
            continue
        first = kept[earlier]
        kept[earlier] = replace(first, count=max(first.count, seen.count), colour=first.colour or seen.colour)
    return list(kept.values())


def _bare_colours(text: str) -> list[Colour]:
    """Colours of a description that is nothing but looks: of the subject, then."""
    words = re.findall(r"[a-z]+", text.lower())
    return [COLOURS[word] for word in words if word in COLOURS] if len(words) <= 3 else []


def colour_of(seen: Seen, number: int) -> Colour | None:
    """The colour of one of several."""
    if seen.is_colourful:
        return MANY[number % len(MANY)]
    return seen.colour
