"""The faces of drawn animals and people: eyes that blink, a nose, a mouth, a blush."""

from dataclasses import dataclass

from generators.drawing.colour import Colour, mix
from generators.drawing.curves import smooth
from generators.drawing.pen import Pen, shaded

INK: Colour = (50, 40, 44)
BLUSH: Colour = (240, 132, 122)


@dataclass(frozen=True, slots=True)
class Face:
    """What a head of size 1 needs to know."""

    coat: Colour
    muzzle: Colour
    snout: float
    marks: str = ""
    is_asleep: bool = False
    blinks: bool = False


def draw_face(pen: Pen, face: Face) -> None:
    """An animal's head, turned a little to the right."""
    long = face.snout
    pen.oval(0.0, 0.0, 1.02, 0.92, face.coat)
    if face.marks == "wool":
        pen.oval(0.12, -0.1, 0.72, 0.8, (104, 92, 90))
        for x, y in ((-0.5, 0.55), (-0.1, 0.78), (0.35, 0.72), (-0.75, 0.2)):
            pen.oval(x, y, 0.36, 0.32, face.coat)
    if face.marks == "panda":
        for x, y, turn in ((-0.12, 0.06, 0.5), (0.58, 0.06, -0.5)):
            pen.oval(x, y, 0.22, 0.3, (58, 54, 60), turn=turn)
    if face.marks == "stripes":
        for x in (-0.05, 0.2, 0.45):
            pen.polygon(((x - 0.06, 0.9), (x + 0.07, 0.9), (x + 0.01, 0.55)), shaded(face.coat, -0.32))
    if long > 0.9:  # horses and deer
        pen.curve(((0.15, -0.05), (0.75, -0.42), (0.62 + long * 0.6, -0.55 - long * 0.28)), 0.72, 0.46, face.coat)
        end = (0.62 + long * 0.6, -0.55 - long * 0.28)
        pen.oval(*end, 0.46, 0.42, mix(face.coat, face.muzzle, 0.45))
        pen.oval(end[0] + 0.2, end[1] + 0.1, 0.07, 0.09, INK)
        _eyes(pen, face, ((0.28, 0.14),), 0.15)
        return
    if face.marks == "frog":
        for x in (-0.1, 0.62):
            pen.oval(x, 0.72, 0.3, 0.3, face.coat)
        _eyes(pen, face, ((-0.08, 0.76), (0.64, 0.76)), 0.17)
        pen.line(smooth(((-0.3, -0.18), (0.0, -0.36), (0.45, -0.4), (0.82, -0.16)), is_closed=False), 0.06, INK)
        return
    if long:
        muzzle = shaded(face.coat, -0.12) if face.marks == "pig" else face.muzzle
        pen.oval(0.3 + long * 0.35, -0.34, 0.4 + long * 0.24, 0.34, muzzle)
        nose = (0.34 + long * 0.6, -0.2)
        if face.marks == "pig":
            for x in (-0.14, 0.14):
                pen.oval(nose[0] - 0.05 + x, -0.32, 0.06, 0.1, shaded(face.coat, -0.5))
        else:
            pen.oval(*nose, 0.13 + 0.05 * long, 0.1 + 0.03 * long, INK if long > 0.4 else (206, 110, 104))
            x, y = nose
            for way in (-1, 1):
                pen.line(
                    ((x, y - 0.08), (x, y - 0.24), (x + 0.1 * way, y - 0.32), (x + 0.2 * way, y - 0.24)), 0.045, INK
                )
    if face.marks == "stripes":
        for side, x in ((-1, 0.0), (1, 0.75)):
            for y in (-0.22, -0.36):
                pen.line(((x, y), (x + side * 0.62, y + 0.1)), 0.02, mix(face.muzzle, INK, 0.25))
    pen.veil([(-0.5, -0.2), (-0.2, -0.14), (-0.16, -0.34), (-0.46, -0.4)], BLUSH, 0.5, 0.07)
    _eyes(pen, face, ((-0.12, 0.08), (0.58, 0.08)), 0.15)


def _eyes(pen: Pen, face: Face, places: tuple[tuple[float, float], ...], size: float) -> None:
    for x, y in places:
        if face.is_asleep or face.blinks:
            pen.line(((x - size, y + 0.02), (x, y - size * 0.5), (x + size, y + 0.02)), 0.06, INK)
            continue
        if face.marks == "panda":
            pen.oval(x, y, size * 0.85, size, (250, 248, 244))
        pen.oval(x, y, size * 0.82, size * 1.12, INK)
        pen.oval(x - size * 0.22, y + size * 0.42, size * 0.34, size * 0.36, (255, 255, 255))
