"""What stands still: trees and houses behind the subject, a table with what is on it."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from generators.drawing.figure import figure, shadow
from generators.drawing.sheet import Ground, Sheet
from generators.drawing.thing import Look, Thing
from generators.drawing.words import Seen, colour_of


def standing(ground: Ground, seen: Sequence[Seen]) -> list[Sheet]:
    """Trees, houses and what else stands behind the subject, left and right of it; alone in the middle."""
    cast = [(one, number) for one in seen for number in range(min(one.count, 6))]
    # A tree named once stands for the trees around it.
    lone = [one for one, _ in cast if one.count == 1 and one.role == "scene" and one.thing.words.startswith(("tree", "cherry", "maple", "pine", "bamboo", "willow", "palm"))]  # fmt: skip
    extra = [(one, number) for one in lone for number in (1, 2)] if len(cast) < 3 else []
    is_subject = bool(cast) and cast[0][0].role == "subject" and not any(s.thing.is_alive for s in ground.story.things)
    slots = (0.5, 0.16, 0.84, 0.02, 0.98, 0.33) if is_subject else (0.2, 0.86, 0.02, 0.66, 1.0, 0.4)
    found: list[tuple[float, list[Sheet]]] = []
    for place, (one, number) in enumerate([*cast, *extra][:7]):
        is_extra = place >= len(cast)
        size = 0.46 * one.thing.size**0.75 * one.scale * (0.74 if is_extra else 1.0)
        size = min(size, 1.1 * ground.wide / one.thing.wide)
        wide = one.thing.wide * size
        x = ground.wide * slots[place % len(slots)]
        if wide > 0.7 * ground.wide:
            x = ground.wide * 0.5
        y = ground.feet * ((0.64 if place % 2 == 0 else 0.56) if not is_extra else 0.5)
        look = Look("stand", colour_of(one, number), number + place, ground.light.is_dark, ground.story.season)
        depth = 0.86 if not is_extra else 0.74
        tree = figure(ground, one.thing, look, x, y, size, depth=depth)
        found.append((depth, [shadow(ground, x, y + 0.006, wide * 0.6, depth=depth), tree]))
    return [sheet for _, sheets in sorted(found, key=lambda pair: pair[0]) for sheet in sheets]


def table(ground: Ground, seen: Sequence[Seen], *, feet: float) -> list[Sheet]:
    """A table in the middle with what is on it."""
    thing = _table()
    high = 0.4
    wide = min(1.0, 0.9 * ground.wide / (high * thing.wide))
    x, look = ground.wide / 2, Look()
    found = [shadow(ground, x, feet, high * thing.wide * wide * 0.9), figure(ground, thing, look, x, feet, high * wide)]
    top = feet + high * wide * 0.9
    dishes = [(one, number) for one in seen for number in range(min(one.count, 5))][:6]
    room = high * thing.wide * wide * 0.86
    sizes = [min(0.32 * one.thing.size**0.5 * one.scale, room / one.thing.wide) for one, _ in dishes]
    scale = min(1.0, room / max(0.01, sum(size * one.thing.wide for size, (one, _) in zip(sizes, dishes, strict=True))))
    at = x - sum(size * one.thing.wide for size, (one, _) in zip(sizes, dishes, strict=True)) * scale / 2
    for place, (one, number) in enumerate(dishes):
        size = sizes[place] * scale
        look = Look("stand", colour_of(one, number), number, ground.light.is_dark)
        found.append(
            figure(ground, one.thing, look, at + size * one.thing.wide / 2, top - 0.012, size, offset=0.3 * place % 1)
        )
        at += size * one.thing.wide
    return found


@lru_cache(maxsize=1)
def _table() -> Thing:
    from generators.drawing.words import things_by_name

    return things_by_name()["table"]


def still(seen: Seen) -> Seen:
    """Somebody at a table sits or eats; whatever was said of the party, nobody runs."""
    return replace(seen, act="hold" if seen.act in ("hold", "run", "sit", "stand") else seen.act)
