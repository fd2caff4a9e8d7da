"""What tells animals apart: ears, tails and the markings of their coats."""

import math
from collections.abc import Callable

from generators.drawing.colour import Colour, mix
from generators.drawing.pen import Pen, shaded

PINK: Colour = (240, 168, 164)


def _pointed(pen: Pen, coat: Colour, turn: float) -> None:
    for x, lean in ((-0.5, -0.16), (0.42, 0.1)):
        pen.polygon(((x - 0.4, 0.45), (x + lean, 1.48), (x + 0.4, 0.62)), coat)
        pen.polygon(((x - 0.2, 0.62), (x + lean, 1.26), (x + 0.22, 0.7)), mix(coat, PINK, 0.6))


def _floppy(pen: Pen, coat: Colour, turn: float) -> None:
    swing = 0.12 * math.sin(turn)
    for x, way in ((-0.98, -1.0), (0.82, 1.0)):
        pen.oval(x, 0.05 + swing * way, 0.3, 0.72, shaded(coat, -0.24), turn=0.3 * way)


def _long(pen: Pen, coat: Colour, turn: float) -> None:
    sway = 0.06 * math.sin(turn)
    for x, lean in ((-0.42, 0.16), (0.22, -0.06)):
        pen.oval(x - lean, 1.45, 0.24, 0.85, coat, turn=lean + sway)
        pen.oval(x - lean, 1.42, 0.12, 0.62, mix(coat, PINK, 0.7), turn=lean + sway)


def _round(pen: Pen, coat: Colour, turn: float) -> None:
    dark = (58, 54, 60) if coat == (246, 244, 240) else shaded(coat, -0.12)  # a panda's
    for x in (-0.62, 0.58):
        pen.oval(x, 0.76, 0.36, 0.36, dark)
        pen.oval(x, 0.74, 0.2, 0.2, mix(dark, PINK, 0.35))


def _upright(pen: Pen, coat: Colour, turn: float) -> None:
    for x in (-0.45, -0.05):
        pen.shape(((x - 0.2, 0.55), (x - 0.02, 1.55), (x + 0.22, 0.62)), shaded(coat, -0.1))


def _antlers(pen: Pen, coat: Colour, turn: float) -> None:
    for way in (-1.0, 1.0):
        pen.curve(((0.1 * way, 0.7), (0.55 * way, 1.7), (0.5 * way, 2.6)), 0.11, 0.05, (150, 112, 78))
        pen.curve(((0.5 * way, 1.6), (1.0 * way, 1.9), (1.05 * way, 2.3)), 0.09, 0.04, (150, 112, 78))
    _side(pen, coat, turn)


def _side(pen: Pen, coat: Colour, turn: float) -> None:
    for x, way in ((-0.95, 1.0), (0.75, -1.0)):
        pen.oval(x, 0.4, 0.42, 0.2, shaded(coat, -0.12), turn=-0.35 * way)


def _horns(pen: Pen, coat: Colour, turn: float) -> None:
    _side(pen, (92, 76, 72), turn)
    for x, way in ((-0.55, -1.0), (0.5, 1.0)):
        pen.curve(((x, 0.65), (x + 0.3 * way, 1.0), (x + 0.2 * way, 1.4)), 0.16, 0.04, (226, 210, 178))


def _fans(pen: Pen, coat: Colour, turn: float) -> None:
    flap = 0.1 * math.sin(turn)
    ear = [(-0.2, 0.7), (-1.1 - flap, 0.95), (-1.65 - flap, 0.2), (-1.35 - flap, -0.85), (-0.6, -0.8), (-0.2, -0.2)]
    pen.shape(ear, shaded(coat, -0.12))
    pen.shape([(x * 0.82 - 0.05, y * 0.78) for x, y in ear], mix(coat, PINK, 0.4))


def _none(pen: Pen, coat: Colour, turn: float) -> None:
    return


EARS: dict[str, Callable[[Pen, Colour, float], None]] = {
    "none": _none,
    "pointed": _pointed,
    "floppy": _floppy,
    "long": _long,
    "round": _round,
    "upright": _upright,
    "antlers": _antlers,
    "side": _side,
    "horns": _horns,
    "fans": _fans,
}


def _tail(points: list[tuple[float, float]], start: float, end: float, sway: float = 0.12, tip: float = 0.0) -> Callable[[Pen, Colour, float, bool], None]:  # fmt: skip
    """A tail whose tip sways; `tip` is the size of a tuft."""

    def draw(pen: Pen, coat: Colour, turn: float, is_asleep: bool) -> None:
        still = 0.25 if is_asleep else 1.0
        bent = [(x + still * sway * math.sin(turn) * i / len(points), y * still) for i, (x, y) in enumerate(points)]
        pen.curve(bent, start, end, shaded(coat, -0.05))
        if tip:
            pen.oval(*bent[-1], tip, tip * 1.2, shaded(coat, -0.4) if tip < 0.1 else shaded(coat, 0.75))

    return draw


TAILS: dict[str, Callable[[Pen, Colour, float, bool], None]] = {
    "": lambda pen, coat, turn, is_asleep: None,
    "long": _tail([(0.05, 0.0), (-0.18, 0.08), (-0.27, 0.28), (-0.16, 0.46)], 0.05, 0.04),
    "up": _tail([(0.04, 0.0), (-0.12, 0.12), (-0.16, 0.3)], 0.06, 0.035, 0.3),
    "puff": lambda pen, coat, turn, is_asleep: pen.oval(-0.03, 0.02, 0.085, 0.08, shaded(coat, 0.3)),
    "bushy": _tail([(0.05, 0.0), (-0.2, -0.02), (-0.42, 0.12)], 0.07, 0.1, 0.1, 0.12),
    "plume": _tail([(0.05, -0.1), (-0.26, 0.05), (-0.34, 0.4), (-0.16, 0.62)], 0.1, 0.17, 0.06),
    "tuft": _tail([(0.03, 0.05), (-0.1, -0.05), (-0.13, -0.26)], 0.028, 0.02, 0.16, 0.06),
    "hair": _tail([(0.05, 0.08), (-0.12, 0.06), (-0.2, -0.16), (-0.17, -0.38)], 0.06, 0.03, 0.16, 0.05),
    "curl": _tail([(0.02, 0.04), (-0.08, 0.12), (-0.14, 0.04), (-0.08, 0.0)], 0.028, 0.02, 0.05),
    "dragging": _tail([(0.15, -0.05), (-0.2, -0.14), (-0.5, -0.2), (-0.8, -0.12)], 0.15, 0.02, 0.1),
}


def _stripes(pen: Pen, long: float, thick: float, coat: Colour) -> None:
    dark = shaded(coat, -0.32)
    for x in (-0.62, -0.34, -0.06, 0.22):
        points = ((x * long - 0.035, thick * 0.96), (x * long + 0.035, thick * 0.96), (x * long - 0.03, thick * 0.25))
        pen.polygon(points, dark)


def _panda(pen: Pen, long: float, thick: float, coat: Colour) -> None:
    pen.shape(
        ((long * 0.3, thick * 0.9), (long * 0.85, thick * 0.8), (long * 0.98, -thick * 0.2), (long * 0.6, -thick * 0.8),
         (long * 0.3, -thick * 0.75)),
        (58, 54, 60),
    )  # fmt: skip


def _spots(pen: Pen, long: float, thick: float, coat: Colour) -> None:
    for x, y in ((-0.6, 0.4), (-0.35, 0.65), (-0.1, 0.4), (0.15, 0.65), (-0.5, 0.05), (-0.05, 0.05), (0.35, 0.35)):
        pen.oval(x * long, y * thick, 0.025, 0.02, shaded(coat, 0.6))


def _patches(pen: Pen, long: float, thick: float, coat: Colour) -> None:
    dark = (74, 62, 60) if min(coat) > 200 else shaded(coat, 0.7)
    pen.shape(((-0.8 * long, 0.6 * thick), (-0.3 * long, 0.85 * thick), (-0.25 * long, 0.1 * thick), (-0.7 * long, -0.1 * thick)), dark)  # fmt: skip
    pen.shape(((0.15 * long, 0.7 * thick), (0.6 * long, 0.75 * thick), (0.5 * long, 0.05 * thick), (0.2 * long, 0.2 * thick)), dark)  # fmt: skip


def _wool(pen: Pen, long: float, thick: float, coat: Colour) -> None:
    for step in range(18):
        angle = step * math.tau / 18
        pen.oval(math.cos(angle) * long * 0.86, math.sin(angle) * thick * 0.82, 0.09, 0.085, coat)
    for x, y in ((-0.4, 0.2), (0.1, 0.35), (0.45, -0.05), (-0.1, -0.25)):
        pen.oval(x * long, y * thick, 0.09, 0.06, shaded(coat, -0.05))


def _shell(pen: Pen, long: float, thick: float, coat: Colour) -> None:
    shell = [(-long, -thick * 0.3), (-long * 0.7, thick * 0.9), (0.0, thick * 1.5), (long * 0.7, thick * 0.9), (long, -thick * 0.3)]  # fmt: skip
    pen.shape(shell, (138, 104, 66))
    for x in (-0.5, 0.0, 0.5):
        pen.oval(x * long, thick * (0.72 - abs(x) * 0.5), 0.1, 0.09, (176, 138, 88))


def _plates(pen: Pen, long: float, thick: float, coat: Colour) -> None:
    for x in (-0.8, -0.45, -0.1, 0.25):
        foot = thick * 0.85
        pen.polygon(((x * long - 0.05, foot), (x * long, foot + 0.11), (x * long + 0.05, foot)), (222, 142, 84))


MARKS: dict[str, Callable[[Pen, float, float, Colour], None]] = {
    "stripes": _stripes,
    "panda": _panda,
    "spots": _spots,
    "patches": _patches,
    "wool": _wool,
    "shell": _shell,
    "plates": _plates,
}
