"""Colours, by name and mixed."""

Colour = tuple[int, int, int]

COLOURS: dict[str, Colour] = {
    "red": (206, 58, 48),
    "crimson": (176, 36, 48),
    "orange": (236, 142, 62),
    "ginger": (226, 138, 70),
    "yellow": (246, 204, 78),
    "golden": (232, 184, 84),
    "gold": (226, 178, 74),
    "green": (92, 156, 92),
    "blue": (70, 126, 196),
    "purple": (142, 98, 176),
    "violet": (134, 92, 172),
    "pink": (242, 158, 178),
    "white": (246, 244, 238),
    "black": (52, 48, 54),
    "grey": (146, 148, 152),
    "gray": (146, 148, 152),
    "silver": (196, 202, 208),
    "brown": (142, 98, 66),
    "tabby": (214, 140, 78),
    "cream": (246, 228, 196),
    "turquoise": (74, 178, 178),
}
MANY: tuple[Colour, ...] = (
    (224, 78, 70),
    (246, 190, 72),
    (88, 152, 204),
    (126, 184, 108),
    (238, 138, 164),
    (150, 112, 186),
)
"""What is colourful, or stands in a row and may differ."""


def mix(one: Colour, other: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue


def times(one: Colour, other: Colour) -> Colour:
    """A colour in coloured light."""
    red, green, blue = (round(a * b / 255) for a, b in zip(one, other, strict=True))
    return red, green, blue


def grey(colour: Colour) -> int:
    """Its brightness, 0 to 255."""
    red, green, blue = colour
    return round(0.299 * red + 0.587 * green + 0.114 * blue)


def saturated(colour: Colour, by: float) -> Colour:
    """More (`by` above 1) or less colourful at the same brightness."""
    level = grey(colour)
    red, green, blue = (min(255, max(0, round(level + (value - level) * by))) for value in colour)
    return red, green, blue
