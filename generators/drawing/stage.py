"""The whole drawn scene of a shot: setting, things and light put together, from back to front."""

from collections.abc import Callable

from generators.drawing.afloat import afloat, swimming
from generators.drawing.air import fireworks, lightning
from generators.drawing.aloft import fliers, hung
from generators.drawing.cast import actors
from generators.drawing.floor import floor
from generators.drawing.front import front
from generators.drawing.land import dunes, forest, great_wall, hills, mountains
from generators.drawing.people import PEOPLE_WORDS as PEOPLE
from generators.drawing.room import SILL, room, stage
from generators.drawing.sheet import Ground, Sheet, hide
from generators.drawing.sky import sky
from generators.drawing.standing import standing, still, table
from generators.drawing.town import skyline, street, village
from generators.drawing.undersea import undersea
from generators.drawing.water import mirrored, reflection, surf, water, waves
from generators.drawing.words import Seen

WET = frozenset({"sea", "lake", "river", "beach"})
SHORE = 0.62
"""Where the near bank begins, as a part of the way from the horizon to the feet."""


def compose(ground: Ground) -> list[Sheet]:
    """Every sheet of the scene, rearmost first."""
    story = ground.story
    by_place: dict[str, list[Seen]] = {}
    for seen in story.things:
        by_place.setdefault(seen.thing.place, []).append(seen)
    on_ground = by_place.get("ground", []) + by_place.get("held", [])
    if story.setting in WET:
        swimmers = [seen for seen in on_ground if seen.act == "swim"]
        on_ground = [seen for seen in on_ground if seen.act != "swim"]
        by_place["water"] = [*by_place.get("water", []), *swimmers]
    dishes = by_place.get("table", [])
    in_air = by_place.get("air", []) + by_place.get("sky", [])
    sheets = SETTINGS[story.setting](ground)
    bottom = next((sheet for sheet in sheets if sheet.depth == 1.0), None)
    if bottom is not None and story.setting != "undersea":  # corals are no wall
        hide(sheets, bottom, 0.16 if ground.is_level else 0.26)
    if story.says("fireworks?|firecrackers") or (
        story.says("new year's eve") and story.setting not in ("room", "stage")
    ):
        sheets[_after_sky(sheets) : _after_sky(sheets)] = fireworks(ground)
    if story.weather == "storm" and story.setting not in ("room", "stage"):
        sheets.insert(_after_sky(sheets), lightning(ground))
    behind = [seen for seen in by_place.get("behind", []) if not (dishes and "table" in seen.thing.words)]
    if story.setting not in ("undersea", "space") and not _is_open_water(ground):
        sheets += standing(ground, behind)
    has_actors = bool(on_ground)
    if story.setting == "undersea":
        sheets += swimming(ground, [*by_place.get("under", []), *by_place.get("water", []), *on_ground])
        return [*sheets, *fliers(ground, in_air, has_actors=True), *front(ground)]
    level = ground.feet * (0.45 if has_actors else 0.72)
    sheets += afloat(
        ground, [*by_place.get("water", []), *by_place.get("under", [])], level=level, has_actors=has_actors
    )
    if story.setting == "sea" and not has_actors:
        sheets += waves(ground)[1:]
    if dishes and _has_table(ground):
        sheets += actors(
            ground, [still(seen) for seen in on_ground if seen.thing.is_alive], feet=ground.feet * 0.86, at_table=True
        )
        sheets += table(ground, dishes, feet=ground.feet - 0.07)
        sheets += actors(ground, [seen for seen in on_ground if not seen.thing.is_alive], feet=ground.feet - 0.08)
    else:
        sheets += actors(ground, [*on_ground, *dishes], feet=_feet(ground))
    sheets += fliers(ground, in_air, has_actors=has_actors or bool(dishes))
    sheets += hung(ground, by_place.get("hung", []))
    return [*sheets, *(front(ground) if bottom is not None else [])]


def _has_table(ground: Ground) -> bool:
    """A panda eats from the ground, people do not."""
    story = ground.story
    return story.setting == "room" or story.says("tables?|desk") or any(seen.name in PEOPLE for seen in story.things)


def _feet(ground: Ground) -> float:
    """Where the actors stand: on the windowsill, if the story says so."""
    return SILL if ground.story.says("windowsill") else ground.feet


def _is_open_water(ground: Ground) -> bool:
    return ground.story.setting == "sea" and not any(
        seen.thing.place == "ground" and seen.act != "swim" for seen in ground.story.things
    )


def _has_bank(ground: Ground) -> bool:
    """Somebody needs ground to stand on."""
    return any(seen.thing.place in ("ground", "table", "behind") and seen.act != "swim" for seen in ground.story.things)


def _after_sky(sheets: list[Sheet]) -> int:
    return next((n for n, sheet in enumerate(sheets) if sheet.depth > 0.17), len(sheets))


def _lake(ground: Ground) -> list[Sheet]:
    far = [*mountains(ground), *hills(ground, high=0.07)[:1]]
    bank = ground.feet * SHORE if _has_bank(ground) else None
    wet = water(ground, shore=bank)
    return [
        *sky(ground),
        *far,
        wet[0],
        *reflection(far, ground),
        *wet[1:],
        *([floor(ground)] if bank is not None else []),
    ]


def _river(ground: Ground) -> list[Sheet]:
    far = [*mountains(ground), *hills(ground)]
    wet = water(ground, shore=ground.feet * SHORE)
    return [*sky(ground), *far, wet[0], *reflection(far, ground), *wet[1:], floor(ground)]


def _sea(ground: Ground) -> list[Sheet]:
    if not _is_open_water(ground):
        return _beach(ground)
    return [*sky(ground), *water(ground, shore=None), *waves(ground)[:1]]


def _beach(ground: Ground) -> list[Sheet]:
    shore = ground.feet * 0.56
    return [*sky(ground), *water(ground, shore=ground.feet), *waves(ground)[:1], floor(ground), surf(ground, shore)]


def _meadow(ground: Ground) -> list[Sheet]:
    story = ground.story
    backs = (
        mountains(ground)
        if story.says("(snowy )?mountains?|mount|alps|great wall|valley|snow|cliff|yangtze|tibet|xinjiang")
        else []
    )
    is_wooded = story.says("forest|woods?|park|bamboo|garden|orchard|blossoms?|zoo|trees?|jungle|rainforest")
    is_wall = story.says("great wall")
    backs += [*great_wall(ground), *hills(ground, high=0.1)[1:]] if is_wall else hills(ground)[: 1 if is_wooded else 2]
    if is_wooded:
        backs += forest(ground)[0 if story.says("forest|woods?|jungle|rainforest") else 1 :]
    if story.says("villages?|cottage|farm|countryside|small town"):
        backs.append(village(ground))
    return [*sky(ground), *backs, floor(ground)]


def _city(ground: Ground) -> list[Sheet]:
    shops = [street(ground)] if ground.story.says("streets?|towns?|shops?|market|pavement|bus stop|cross\\w+") else []
    towers = skyline(ground)
    wet = ground.story.weather in ("rain", "storm")
    bottom = floor(ground)
    shine = (
        [mirrored(sheet, ground.frame(0.0, ground.feet * 0.5)[1], 0.34) for sheet in (shops or towers[1:])]
        if wet
        else []
    )
    return [*sky(ground), *towers, *shops, bottom, *shine]


def _square(ground: Ground) -> list[Sheet]:
    return [*sky(ground), *hills(ground)[:1], *forest(ground)[1:], floor(ground)]


def _desert(ground: Ground) -> list[Sheet]:
    return [*sky(ground), *dunes(ground), floor(ground)]


def _space(ground: Ground) -> list[Sheet]:
    return [*sky(ground), floor(ground)] if ground.story.says("moon's surface|lunar|walking") else sky(ground)


SETTINGS: dict[str, Callable[[Ground], list[Sheet]]] = {
    "undersea": undersea,
    "space": _space,
    "stage": stage,
    "room": room,
    "beach": _beach,
    "sea": _sea,
    "river": _river,
    "lake": _lake,
    "desert": _desert,
    "city": _city,
    "field": lambda ground: [*sky(ground), *hills(ground), floor(ground)],
    "square": _square,
    "meadow": _meadow,
}
