"""What the storyboard draws: the words of a shot can be seen in it."""

import re
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from generators.drawing import text as storyboard_text
from generators.drawing.camera import View
from generators.drawing.card import Card
from generators.drawing.cast import actors
from generators.drawing.figure import figure
from generators.drawing.light import HOURS, light_for
from generators.drawing.plan import Plan
from generators.drawing.scene import Scene
from generators.drawing.sheet import Box, Ground
from generators.drawing.stage import SETTINGS
from generators.drawing.style import Style
from generators.drawing.thing import Look, Thing
from generators.drawing.wordlists import SETTINGS as SETTING_WORDS
from generators.drawing.words import Story, read_story, things_by_name
from generators.quality import judge
from tests.generators.clips import write

Picture = NDArray[np.int16]
RED, GREEN, BLUE = 0, 1, 2


def seen(plan: Plan, at: float = 0.5, size: tuple[int, int] = (384, 256), seconds: float = 4.0, **more: str) -> Picture:
    scene = Scene(plan, *size, seconds=seconds, seed=5, negative=more.get("negative", ""))
    return np.asarray(scene.frame(at), dtype=np.int16)


def much(picture: Picture, colour: int, by: int = 60) -> int:
    """Pixels in which one colour clearly outweighs both others."""
    others = np.delete(picture, colour, axis=2).max(2)
    return int((picture[..., colour] - others > by).sum())


def names(plan: Plan, negative: str = "") -> dict[str, int]:
    return {one.name: one.count for one in read_story(plan, negative).things}


def test_words_become_things_with_number_and_colour() -> None:
    story = read_story(
        Plan(
            subject="three fluffy white kittens",
            motion="chasing a yellow butterfly",
            scene="under a cherry blossom tree, early in the morning",
        )
    )
    kittens, butterfly, tree = story.things
    assert (kittens.name, kittens.count, kittens.act) == ("kitten", 3, "run")
    assert kittens.colour is not None
    assert min(kittens.colour) > 220
    assert (butterfly.name, butterfly.count, butterfly.role) == ("butterfly", 1, "object")
    assert tree.thing.place == "behind"
    assert (story.setting, story.hour, story.season) == ("meadow", "dawn", "spring")


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        (Plan(subject="the whole family"), {"grandfather": 1, "grandmother": 1, "father": 1, "mother": 1, "child": 1}),
        (Plan(subject="a family of three"), {"father": 1, "mother": 1, "child": 1}),
        (Plan(subject="a group of children"), {"child": 5}),
        (Plan(subject="12 white geese"), {"white goose": 12}),
        (Plan(subject="two puppies and a cat"), {"puppy": 2, "cat": 1}),
        (Plan(motion="practising tai chi", scene="in the park"), {"grandfather": 1}),
        (Plan(subject="a grandmother", motion="blowing out candles"), {"grandmother": 1, "birthday cake": 1}),
        (Plan(subject="a child", scene="in autumn"), {"child": 1}),
        (Plan(description="hope and longing"), {}),
    ],
)
def test_who_is_there(plan: Plan, expected: dict[str, int]) -> None:
    assert names(plan) == expected


def test_what_must_not_appear_is_not_drawn() -> None:
    plan = Plan(subject="a cat and a child", scene="in the park")
    assert names(plan, "people") == {"cat": 1}
    assert names(plan, "cats, text") == {"child": 1}
    assert np.abs(seen(plan) - seen(plan, negative="people")).mean() > 1


@pytest.mark.parametrize(
    ("scene", "setting", "hour", "weather"),
    [
        ("at the beach, at dusk", "beach", "dusk", ""),
        ("at home, at night", "room", "night", ""),
        ("the street in the city, in the rain", "city", "day", "rain"),
        ("on the lake, after the rain", "lake", "day", "clear"),
        ("the snowy mountains, at noon", "meadow", "noon", ""),
        ("in the falling snow, golden hour", "meadow", "golden", "snow"),
        ("a thunderstorm at night over the sea", "sea", "night", "storm"),
        ("underwater", "undersea", "day", ""),
    ],
)
def test_place_light_and_weather(scene: str, setting: str, hour: str, weather: str) -> None:
    story = read_story(Plan(scene=scene))
    assert (story.setting, story.hour, story.weather) == (setting, hour, weather)


def test_every_setting_can_be_drawn() -> None:
    assert {name for name, _ in SETTING_WORDS} == set(SETTINGS)
    for name in SETTINGS:
        words = next(words for key, words in SETTING_WORDS if key == name)
        example = re.sub(r"[\\?()]|w\+", "", words.split("|")[0])
        assert seen(Plan(scene=example), size=(128, 96)).std() > 8, name


def test_night_is_darker_than_dusk_and_dusk_than_noon() -> None:
    night, dusk, noon = (seen(Plan(scene=f"a meadow {when}")).mean() for when in ("at night", "at dusk", "at noon"))
    assert night + 15 < dusk < noon - 15


def test_golden_hour_is_warmer_than_noon_and_the_palette_shifts_it() -> None:
    def warmth(plan: Plan) -> float:
        picture = seen(plan)
        return float((picture[..., RED] - picture[..., BLUE]).mean())

    assert warmth(Plan(scene="a lake", lighting="golden hour")) > warmth(Plan(scene="a lake", lighting="noon")) + 30
    warm, neutral, cool = (warmth(Plan(scene="a lake", palette=name)) for name in ("warm", "neutral", "cool"))
    assert warm > neutral + 4 > cool + 8


def test_snow_falls() -> None:
    scene = Scene(Plan(scene="the village in the falling snow"), 256, 192, seconds=2, seed=1)
    sky = []
    for now in (1.0, 1.1):
        dark = Image.new("RGB", (256, 192))
        scene.air.lay(dark, View(), now)
        sky.append(np.asarray(dark.convert("L"), dtype=np.float64))
    assert 0.005 < (sky[0] > 150).mean() < 0.1, "bright specks"
    moved = {down: np.abs(sky[0][20:-20] - np.roll(sky[1], -down, axis=0)[20:-20]).mean() for down in range(-8, 9)}
    assert min(moved, key=lambda down: moved[down]) > 0
    assert (
        seen(Plan(scene="the village in the falling snow"))[-20:].mean()
        > seen(Plan(scene="the village"))[-20:].mean() + 30
    )


def test_rain_is_seen_outside_and_not_in_a_room() -> None:
    for place, least in (("in a meadow", 2.0), ("in the living room", 0.0)):
        scene = Scene(Plan(scene=f"{place}, in the rain"), 256, 192, seconds=2)
        frames = [np.asarray(scene.frame(at), dtype=np.int16)[100:] for at in (0.4, 0.45)]
        changed = np.abs(frames[0] - frames[1]).mean()
        assert changed >= least
        assert bool(scene.air.rain) == (least > 0)


@pytest.mark.parametrize(("colour", "channel"), [("red", RED), ("blue", BLUE)])
def test_a_colour_in_the_words_colours_the_thing(colour: str, channel: int) -> None:
    plan = Plan(subject=f"a {colour} car", motion="driving", scene="in the snow")
    assert (
        much(seen(plan), channel, 50) > much(seen(Plan(subject="a white car", scene="in the snow")), channel, 50) + 1500
    )


def test_a_colour_said_of_the_subject_alone_is_its_own() -> None:
    assert much(seen(Plan(subject="a car", description="green")), GREEN, 25) > 1500


def test_three_balloons_are_more_than_one() -> None:
    one, three = (much(seen(Plan(subject=many)), RED) for many in ("a red balloon", "three red balloons"))
    assert three > 1.4 * one > 200


def test_a_push_in_brings_the_subject_closer_and_a_pull_out_takes_it_away() -> None:
    for camera, larger in (("push in", 1.0), ("pull out", 0.0)):
        plan = Plan(subject="a red car", scene="in the snow", camera=camera)
        assert much(seen(plan, larger), RED) > 1.5 * much(seen(plan, 1 - larger), RED)


def test_a_follow_keeps_the_subject_and_moves_the_ground() -> None:
    plan = Plan(subject="a red car", scene="a street in the city", camera="follow")
    scene = Scene(plan, 384, 256, seconds=4)
    first, last = (np.asarray(scene.frame(at), dtype=np.int16) for at in (0.0, 1.0))
    across = [np.nonzero(f[..., RED] - f[..., GREEN] > 70)[1].mean() for f in (first, last)]
    assert abs(across[0] - across[1]) < 60
    assert np.abs(first[:140] - last[:140]).mean() > 8


def test_who_runs_moves_the_legs_without_any_camera() -> None:
    scene = Scene(Plan(subject="a puppy", motion="running", scene="the grassland"), 256, 192, seconds=2)
    legs = [np.asarray(scene.frame(at), dtype=np.int16)[130:180, 60:200] for at in (0.5, 0.57)]
    still = Scene(Plan(subject="a puppy", motion="sleeping", scene="the grassland"), 256, 192, seconds=2)
    rests = [np.asarray(still.frame(at), dtype=np.int16)[130:180, 60:200] for at in (0.5, 0.57)]
    assert np.abs(legs[0] - legs[1]).mean() > 3 * np.abs(rests[0] - rests[1]).mean()


def test_who_rides_sits_on_what_is_ridden_and_an_umbrella_is_held_over_the_head() -> None:
    def places(plan: Plan) -> dict[str, Box]:
        scene = Scene(plan, 256, 192, seconds=0)
        shown = actors(scene.ground, scene.ground.story.things, feet=scene.ground.feet)
        return {name: sheet.box for name, sheet in zip(("shadow", "below", "above"), shown, strict=True)}

    ridden = places(Plan(subject="a girl", motion="riding a horse", scene="the grassland"))
    assert ridden["above"][3] < ridden["below"][3] - 0.05, "the rider's feet are off the ground"
    assert ridden["below"][0] < (ridden["above"][0] + ridden["above"][2]) / 2 < ridden["below"][2]
    shaded = places(Plan(subject="a mother", motion="holding a red umbrella", scene="in the rain"))
    umbrella, mother = shaded["below"], shaded["above"]
    assert umbrella[3] < mother[3] - 0.1
    assert abs(umbrella[0] + umbrella[2] - mother[0] - mother[2]) < 0.1


def test_styles_change_the_look() -> None:
    def colourfulness(style: str) -> float:
        picture = seen(Plan(subject="a red car", scene="a park with flowers", style=style))
        return float((picture.max(2) - picture.min(2)).mean())

    plain = colourfulness("")
    assert colourfulness("ink wash painting") < 0.6 * plain
    assert colourfulness("cartoon animation, clean outlines") > plain
    old = seen(Plan(subject="a red car", style="old photograph, faded tones"))
    assert (np.diff(old.mean((0, 1))) < 0).all(), "sepia"
    assert np.corrcoef(old[..., RED].ravel(), old[..., BLUE].ravel())[0, 1] > 0.99
    wide = Card(Plan(subject="a car", style="cinematic"), 384, 256, seconds=1).pixels(0.5)
    assert wide[2:6, 100:150].max() < 20, "bars"


def things() -> list[Thing]:
    return sorted(set(things_by_name().values()), key=lambda thing: thing.words)


def ground(hour: str = "day") -> Ground:
    story = Story((), "meadow", hour, "", "", "stand", "")
    return Ground(256, 192, 0.6, 0.89, light_for(hour, "", ""), story, 1, Style(), 2.0)


@pytest.mark.parametrize("thing", things(), ids=lambda thing: thing.words.split(",")[0])
def test_each_thing_fills_its_place_and_stays_in_it(thing: Thing) -> None:
    acts = ("stand", "run", "sit", "dance", "wave", "sleep", "fish") if thing.is_alive else ("stand",)
    for act in acts:
        if act == "fish" and not thing.wides:
            continue
        look = Look(act, is_dark=True)
        sheet = figure(ground(), thing, look, 0.6, -0.2, 0.6)
        alpha = np.asarray(sheet.draw(0.2).getchannel("a"))
        assert (alpha > 128).mean() > 0.015, act
        rim = np.concatenate([alpha[0], alpha[:, 0], alpha[:, -1]])
        assert rim.max() < 70, f"{act}: cut off"


def test_every_word_is_in_one_row_only() -> None:
    rows = [word for thing in things() for word in thing.words.split(",")]
    assert len(rows) == len(set(rows))
    assert all(word == word.strip() and word for word in rows)


def test_lights_are_complete() -> None:
    for hour in HOURS:
        for weather in ("", "rain", "snow", "fog", "storm", "overcast"):
            light = light_for(hour, weather, "warm")
            for colour in (light.top, light.middle, light.low, light.tint):
                assert all(0 <= value <= 255 for value in colour)


@pytest.mark.parametrize(
    "plan",
    [
        Plan(subject="a mother", motion="making dumplings", scene="in the kitchen"),
        Plan(subject="a goldfish", motion="swimming", scene="in the pond", style="ink wash painting"),
        Plan(subject="the whole family", motion="watching fireworks", scene="on New Year's Eve", camera="pull out"),
        Plan(subject="a wooden cabin", scene="in a thunderstorm, at night", camera="push in"),
        Plan(subject="grandparents", style="old photograph, fine grain"),
        Plan(subject="a bear", motion="sleeping", scene="in the falling snow", camera="orbit", style="cartoon"),
        Plan(subject="an astronaut", scene="on the moon's surface", camera="tilt up"),
        Plan(subject="two fish", scene="underwater"),
        Plan(description="nothing anybody knows"),
    ],
    ids=lambda plan: f"{plan.subject} {plan.scene}",
)
def test_the_quality_gate_finds_no_fault_in_any_light(tmp_path: Path, plan: Plan) -> None:
    card = Card(plan, 256, 192, seconds=2)
    path = write(tmp_path / "clip.mp4", (card.pixels(step / 47) for step in range(48)))
    assert judge(path).problems == ()


def test_the_same_shot_is_drawn_the_same_and_another_seed_differently() -> None:
    plan = Plan(subject="a cat", scene="in the forest")
    one, same, other = (Scene(plan, 192, 128, seconds=2, seed=seed).frame(0.3) for seed in (1, 1, 2))
    assert one.tobytes() == same.tobytes() != other.tobytes()


def test_without_a_chinese_font_the_strip_is_english(monkeypatch: pytest.MonkeyPatch) -> None:
    if storyboard_text.find_cjk_font() is not None:
        assert not storyboard_text.caption("SUBJECT").isascii()
    monkeypatch.setattr(storyboard_text, "find_cjk_font", lambda: None)
    assert storyboard_text.caption("PUSH IN") == "PUSH IN"
    assert storyboard_text.font_for("“外婆桥”", 20)[1] == "“ ”"
    card = Card(Plan(subject="a cat", note="外婆桥"), 256, 192, seconds=1)
    assert isinstance(card.frame(0.0), Image.Image)
