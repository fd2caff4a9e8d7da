"""The light of a shot: time of day, weather and palette as colours that fit each other."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from generators.drawing.colour import Colour, grey, mix, saturated, times

PAPER: Colour = (250, 246, 238)
Tone = Callable[[Colour], Colour]


@dataclass(frozen=True, slots=True)
class Light:
    """What the sky looks like and what it does to the colours below it."""

    top: Colour
    middle: Colour
    low: Colour
    """Of the sky, from the zenith to the horizon."""
    sun: Colour
    """Of the sun or the moon."""
    tint: Colour
    """White paper in this light."""
    cloud: Colour
    sun_at: tuple[float, float]
    """Part of the frame's width, and of the height between horizon and top."""
    mist: float = 0.62
    """How much of the horizon's colour the farthest hill takes on."""
    is_dark: bool = False
    """Lamps are lit and stars are out."""
    has_sun: bool = True
    saturation: float = 1.0
    contrast: float = 1.0
    bleach: float = 0.0
    """What a style makes of every colour."""

    def tone(self, depth: float) -> Tone:
        """What this light and the air make of a colour at a depth, 0 (far) to 1 (near)."""
        air = self.mist * max(0.0, 1 - depth) ** 1.3
        haze = mix(self.low, self.middle, 0.25)
        # What is near is lit a little more, so that faces can be seen at night.
        tint = mix(self.tint, (255, 250, 240), 0.2) if self.is_dark and depth >= 0.95 else self.tint

        def toned(colour: Colour) -> Colour:
            seen = mix(times(_graded(colour, self.saturation, self.contrast, 0.0), tint), haze, air)
            return mix(seen, PAPER, self.bleach * (1 - 0.6 * depth)) if self.bleach else seen

        return toned

    @property
    def side(self) -> float:
        """-1 when the light comes from the left, 1 from the right."""
        return -1.0 if self.sun_at[0] < 0.5 else 1.0


HOURS: dict[str, Light] = {
    "dawn": Light(
        (124, 142, 196), (240, 184, 176), (255, 222, 178), (255, 244, 214), (255, 236, 222), (255, 226, 214),
        (0.27, 0.42), mist=0.74,
    ),
    "day": Light(
        (92, 162, 222), (150, 204, 238), (220, 240, 244), (255, 250, 226), (255, 253, 246), (255, 255, 255),
        (0.24, 0.72),
    ),
    "noon": Light(
        (66, 150, 226), (128, 198, 242), (206, 238, 246), (255, 252, 232), (255, 255, 250), (255, 255, 255),
        (0.36, 0.86), mist=0.5,
    ),
    "golden": Light(
        (112, 118, 178), (250, 178, 122), (255, 216, 146), (255, 240, 190), (255, 222, 184), (255, 206, 164),
        (0.3, 0.3), mist=0.7,
    ),
    "dusk": Light(
        (62, 66, 126), (176, 116, 158), (250, 170, 128), (255, 214, 160), (206, 178, 200), (216, 152, 166),
        (0.28, 0.12), mist=0.68, is_dark=True,
    ),
    "night": Light(
        (14, 22, 56), (30, 46, 98), (72, 92, 150), (252, 246, 220), (134, 146, 200), (66, 82, 132),
        (0.27, 0.7), mist=0.6, is_dark=True,
    ),
}  # fmt: skip

# The first that is said counts; a lamp or a star alone makes no night in a room.
HOUR_WORDS: tuple[tuple[str, str], ...] = (
    (r"noon|midday", "noon"),
    (r"golden hour|sunset|late afternoon|low sun|setting sun", "golden"),
    (r"dawn|sunrise|daybreak|early (in the )?morning|first light|rising sun", "dawn"),
    (r"dusk|twilight|nightfall|blue hour|evening", "dusk"),
    (
        r"nights?|midnight|moon(light|lit)?|starry|stars?|neon|fireworks?|firefl(y|ies)|new year's eve|lantern festival|"
        r"mid-autumn|campfire|aurora|milky way",
        "night",
    ),
    (r"sunny|bright sun|clear sky|midsummer", "noon"),
    (r"afternoon", "day"),
)
TINTS: dict[str, Colour] = {"warm": (255, 158, 84), "cool": (84, 142, 236)}


def hour_of(said: str) -> str:
    """The time of day that words in lower case speak of."""
    return next((hour for words, hour in HOUR_WORDS if re.search(rf"\b({words})\b", said)), "day")


def light_for(hour: str, weather: str, palette: str) -> Light:
    """The hour's light under this weather, shifted towards the shot's palette."""
    light = HOURS[hour]
    if weather in CLOUDED:
        cover, mist = CLOUDED[weather]
        light = _under_clouds(light, cover, mist)
    tint = TINTS.get(palette)
    if tint is None:
        return light
    return _changed(light, lambda colour: mix(colour, times(mix(colour, tint, 0.5), (255, 255, 255)), 0.3))


CLOUDED: dict[str, tuple[float, float]] = {
    "rain": (0.78, 0.78),
    "storm": (0.95, 0.7),
    "snow": (0.7, 0.72),
    "fog": (0.7, 0.94),
    "overcast": (0.72, 0.72),
}
"""Weather → how much of the sky is covered, and how thick the air is."""


def graded(light: Light, saturation: float, contrast: float, bleach: float = 0.0) -> Light:
    """The light of a style: `contrast` above 1 takes brightness apart around the middle, `bleach` lets the paper through."""

    tint = light.tint
    changed = _changed(light, lambda colour: _graded(colour, saturation, contrast, bleach))
    return replace(changed, tint=tint, saturation=saturation, contrast=contrast, bleach=bleach)


def _graded(colour: Colour, saturation: float, contrast: float, bleach: float) -> Colour:
    red, green, blue = (
        min(255, max(0, round(128 + (value - 128) * contrast))) for value in saturated(colour, saturation)
    )  # fmt: skip
    return mix((red, green, blue), PAPER, bleach)


def _under_clouds(light: Light, cover: float, mist: float) -> Light:
    level = grey(light.middle)
    veil = mix((level, level, level), (150, 164, 182), 0.3)
    veil = mix(veil, (20, 26, 44), 0.35) if light.is_dark else veil
    return replace(
        light,
        top=mix(mix(light.top, veil, cover), (30, 36, 52), 0.12 * cover),
        middle=mix(light.middle, veil, cover),
        low=mix(light.low, mix(veil, (255, 255, 255), 0.25), cover),
        tint=mix(light.tint, times(light.tint, (206, 214, 226)), cover),
        cloud=mix(light.cloud, veil, 0.4),
        mist=mist,
        has_sun=False,
    )


def _changed(light: Light, change: Callable[[Colour], Colour]) -> Light:
    return replace(
        light,
        top=change(light.top),
        middle=change(light.middle),
        low=change(light.low),
        cloud=change(light.cloud),
        tint=change(light.tint),
    )
