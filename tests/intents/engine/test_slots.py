"""Written values and missing ones."""

import pytest

from intents.engine.catalog import Catalog
from intents.engine.slots import Filled, Missing, fill, parse_aspect, parse_fps, parse_resolution, parse_seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("5秒", 5.0),
        ("五秒钟", 5.0),
        ("十五秒", 15.0),
        ("二十五秒", 25.0),
        ("3.5秒", 3.5),
        ("半分钟", 30.0),
        ("1分钟", 60.0),
        ("两分钟", 60.0),
        ("1分半", 60.0),
        ("0秒", None),
        ("很久", None),
        ("", None),
    ],
)
def test_lengths(written: str, seconds: float | None) -> None:
    assert parse_seconds(written) == seconds


@pytest.mark.parametrize(
    ("written", "aspect"),
    [
        ("竖屏", "9:16"),
        ("横着", "16:9"),
        ("方的", "1:1"),
        ("9:16", "9:16"),
        ("4比3", "4:3"),
        ("9：16", "9:16"),
        ("随便", None),
    ],
)
def test_shapes(written: str, aspect: str | None) -> None:
    assert parse_aspect(written) == aspect


@pytest.mark.parametrize(("written", "fps"), [("30帧", 30), ("三十帧", 30), ("120帧", 60), ("5帧", 15), ("", None)])
def test_frame_rates_stay_within_what_can_be_made(written: str, fps: int | None) -> None:
    assert parse_fps(written) == fps


@pytest.mark.parametrize(
    ("written", "resolution"), [("高清", "1080p"), ("1080P", "1080p"), ("4K", "4k"), ("标清", "480p"), ("好看", None)]
)
def test_resolutions(written: str, resolution: str | None) -> None:
    assert parse_resolution(written) == resolution


def test_the_first_missing_slot_is_asked_for_with_what_is_known(catalog: Catalog) -> None:
    assert fill(catalog.intents["video"], {"seconds": "5秒", "subject": " "}) == Missing(
        "subject", "video.ask_subject", {"seconds": "5秒"}
    )


def test_undeclared_slots_are_dropped(catalog: Catalog) -> None:
    assert fill(catalog.intents["image"], {"subject": "小猫", "seconds": "5秒"}) == Filled({"subject": "小猫"})
