"""Hair and hats, drawn on a head of size 1."""

import math
from collections.abc import Callable

from generators.drawing.colour import Colour
from generators.drawing.pen import Pen, shaded

Drawn = Callable[[Pen, Colour, float], None]


def _cap(low: float, part: float) -> list[tuple[float, float]]:
    """The outline of hair around a forehead: `low` beside the ears, parted at `part`."""
    return [
        (-1.04, low), (-1.02, 0.4), (-0.66, 0.92), (0.0, 1.14), (0.66, 0.92), (1.02, 0.4), (1.04, low), (0.86, 0.2),
        (0.62, 0.46), (part, 0.58), (-0.6, 0.44), (-0.86, 0.2),
    ]  # fmt: skip


def _short(pen: Pen, locks: Colour, phase: float) -> None:
    pen.shape(_cap(0.02, 0.3), locks)


def _long(pen: Pen, locks: Colour, phase: float) -> None:
    pen.shape(_cap(-0.32, -0.2), locks)


def _long_behind(pen: Pen, locks: Colour, phase: float) -> None:
    sway = 0.06 * math.sin(phase * math.tau)
    pen.shape(((-1.02, 0.3), (0.0, 1.1), (1.02, 0.3), (1.1 + sway, -0.9), (0.6 + sway, -1.5), (-0.6 + sway, -1.5), (-1.1 + sway, -0.9)), locks)  # fmt: skip


def _pigtails_behind(pen: Pen, locks: Colour, phase: float) -> None:
    sway = 0.1 * math.sin(phase * math.tau)
    for way in (-1, 1):
        pen.curve(((0.8 * way, 0.4), (1.3 * way, 0.15), (1.32 * way + sway, -0.6)), 0.2, 0.1, locks)
        pen.oval(0.98 * way, 0.36, 0.14, 0.14, (222, 74, 84))


def _bun(pen: Pen, locks: Colour, phase: float) -> None:
    pen.oval(0.0, 1.12, 0.4, 0.34, shaded(locks, -0.08))
    pen.shape(_cap(0.05, 0.0), locks)


def _balding(pen: Pen, locks: Colour, phase: float) -> None:
    for way in (-1, 1):
        pen.oval(0.92 * way, 0.22, 0.2, 0.36, locks)
    pen.shape(((-0.3, -0.62), (0.0, -0.56), (0.3, -0.62), (0.24, -0.98), (0.0, -1.1), (-0.24, -0.98)), locks)
    pen.line(((-0.24, -0.34), (0.0, -0.3), (0.24, -0.34)), 0.1, locks)


def _beard(pen: Pen, locks: Colour, phase: float) -> None:
    pen.shape(((-0.96, -0.05), (-0.5, -0.42), (0.0, -0.34), (0.5, -0.42), (0.96, -0.05), (0.8, -0.95), (0.0, -1.5), (-0.8, -0.95)), locks)  # fmt: skip
    pen.line(((-0.14, -0.5), (0.0, -0.56), (0.14, -0.5)), 0.06, (176, 74, 68))


def _tuft(pen: Pen, locks: Colour, phase: float) -> None:
    pen.shape(((-0.5, 0.78), (-0.1, 1.0), (0.1, 1.34), (0.3, 1.0), (0.5, 0.78), (0.0, 0.68)), locks)


HAIR: dict[str, Drawn] = {
    "short": _short,
    "long": _long,
    "long behind": _long_behind,
    "pigtails": _short,
    "pigtails behind": _pigtails_behind,
    "bun": _bun,
    "balding": _balding,
    "beard": _beard,
    "tuft": _tuft,
}


def _toque(pen: Pen, top: Colour, phase: float) -> None:
    pen.shape(
        ((-0.8, 0.55), (-0.95, 1.5), (-0.4, 1.85), (0.0, 1.7), (0.4, 1.85), (0.95, 1.5), (0.8, 0.55)), (252, 250, 246)
    )


def _straw(pen: Pen, top: Colour, phase: float) -> None:
    pen.shape(((-1.75, 0.42), (-0.6, 0.9), (0.0, 1.45), (0.6, 0.9), (1.75, 0.42), (0.0, 0.52)), (226, 190, 116))


def _veil(pen: Pen, top: Colour, phase: float) -> None:
    pen.veil([(-0.9, 0.8), (0.9, 0.8), (1.5, -1.8), (-1.5, -1.8)], (255, 255, 255), 0.35)
    for x in (-0.5, -0.17, 0.17, 0.5):
        pen.oval(x, 0.92, 0.16, 0.16, (250, 226, 226))


def _bubble(pen: Pen, top: Colour, phase: float) -> None:
    pen.veil([(1.3 * math.cos(a / 24 * math.tau), 1.3 * math.sin(a / 24 * math.tau)) for a in range(24)], (206, 232, 250), 0.16)  # fmt: skip
    pen.line([(1.3 * math.cos(a / 24 * math.tau), 1.3 * math.sin(a / 24 * math.tau)) for a in range(25)], 0.14, (238, 240, 244))  # fmt: skip
    pen.line(((-0.85, 0.35), (-0.7, 0.7), (-0.4, 0.95)), 0.1, (255, 255, 255))


def _crown(pen: Pen, top: Colour, phase: float) -> None:
    pen.polygon(
        ((-0.6, 0.8), (-0.7, 1.4), (-0.3, 1.12), (0.0, 1.5), (0.3, 1.12), (0.7, 1.4), (0.6, 0.8)), (246, 202, 84)
    )


def _santa(pen: Pen, top: Colour, phase: float) -> None:
    pen.shape(((-0.9, 0.5), (-0.5, 1.25), (0.3, 1.6), (1.2, 1.0), (0.9, 0.5)), (206, 52, 48))
    pen.limb(((-0.9, 0.52), (0.9, 0.52)), 0.18, 0.18, (252, 250, 246))
    pen.oval(1.22, 0.92, 0.22, 0.22, (252, 250, 246))


HATS: dict[str, Drawn] = {
    "toque": _toque,
    "straw": _straw,
    "veil": _veil,
    "bubble": _bubble,
    "crown": _crown,
    "santa": _santa,
}
