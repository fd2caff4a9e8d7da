"""What the storyboard can draw, one row a thing: its words, its size, where it belongs and the function that draws it."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from generators.drawing.colour import Colour
from generators.drawing.pen import Pen

Place = Literal["ground", "behind", "air", "sky", "hung", "table", "water", "under", "held"]
"""Where a thing belongs: with the actors, behind them, flying near them, high up, hung from above, on the table, afloat,
swimming below the surface, in somebody's hand."""


@dataclass(frozen=True, slots=True)
class Look:
    """How one thing of its kind is to look."""

    act: str = "stand"
    """What it does, one of the values of `acts.ACTS`."""
    colour: Colour | None = None
    """Said in the words, else None."""
    number: int = 0
    """Its place among those of its kind."""
    is_dark: bool = False
    """Lamps in it are lit."""
    season: str = ""
    carries: frozenset[str] = frozenset()
    """Names of what it holds or wears."""

    def pick(self, colour: Colour) -> Colour:
        """The colour that was said, else the usual one."""
        return self.colour or colour

    def chance(self, *more: object) -> random.Random:
        """The same luck each time this very thing is drawn."""
        return random.Random(f"{self.number} {more}")  # noqa: S311 - leaves, not keys


Drawing = Callable[[Pen, Look, float], None]
"""Draws a thing that stands at the origin and is about 1 high, at a moment (0 to 1) of its movement."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One row of a table of things."""

    words: str
    """English, singular, several divided by commas."""
    draw: Drawing
    place: Place = "ground"
    size: float = 1.0
    """Height beside a grown person."""
    wide: float = 1.0
    """Width of the drawing over its height."""
    cycle: float = 2.4
    """Seconds of its own movement; 0 for what does not move by itself."""
    moods: tuple[tuple[str, float], ...] = ()
    """Seconds of the movement for some acts, where they differ."""
    wides: tuple[tuple[str, float], ...] = ()
    """Width for some acts, where it differs."""
    high: float = 1.0
    """Height the drawing reaches: antlers and steam rise above 1."""
    is_alive: bool = False
    colour: Colour | None = None
    """The usual colour of this row, where one function draws several kinds."""
