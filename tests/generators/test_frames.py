"""Frames of a shape and a number of lines."""

from generators.remote.frames import frames


def test_shorter_side_has_the_lines() -> None:
    assert frames(("16:9", "9:16", "1:1", "21:9"), 720) == {
        "1280x720": "16:9",
        "720x1280": "9:16",
        "720x720": "1:1",
        "1680x720": "21:9",
    }


def test_sides_are_even() -> None:
    assert frames(("16:9", "4:3"), 486) == {"864x486": "16:9", "648x486": "4:3"}
    assert list(frames(("16:9",), 487)) == ["866x488"]
