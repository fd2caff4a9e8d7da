"""What swims, and the dragon that flies as if it swam."""

import math
from functools import partial

from generators.drawing.colour import Colour, mix
from generators.drawing.faces_drawn import INK
from generators.drawing.pen import Pen, shaded
from generators.drawing.thing import Look, Thing


def draw_fish(pen: Pen, look: Look, phase: float, *, colour: Colour, veil: float = 1.0) -> None:
    """A fish looking to the right; its tail beats."""
    coat, beat = look.pick(colour), math.sin(phase * math.tau)
    pen = pen.at(0.0, 0.5)
    fin = shaded(coat, 0.22)
    tail = pen.at(-0.42, 0.0)
    tail.shape(((0.1, 0.0), (-0.2 * veil, 0.26 + 0.1 * beat), (-0.42 * veil, 0.3 + 0.14 * beat), (-0.26 * veil, 0.04 * beat), (-0.42 * veil, -0.24 + 0.14 * beat), (-0.2 * veil, -0.2 + 0.1 * beat)), fin)  # fmt: skip
    pen.shape(((-0.2, 0.2), (-0.16, 0.46 * veil), (0.1, 0.44), (0.24, 0.24)), fin)
    pen.shape(
        ((-0.46, 0.0), (-0.2, 0.23), (0.18, 0.29), (0.5, 0.1), (0.56, 0.0), (0.46, -0.12), (0.1, -0.28), (-0.25, -0.2)),
        coat,
    )
    pen.veil(((0.5, -0.06), (0.1, -0.24), (-0.2, -0.16), (0.1, -0.06)), mix(coat, (255, 250, 236), 0.8), 0.8, 0.03)
    for x in (-0.22, -0.06, 0.1):
        for y in (-0.05, 0.08):
            pen.line(((x, y + 0.06), (x + 0.05, y), (x, y - 0.06)), 0.012, shaded(coat, -0.16))
    pen.shape(((0.08, -0.06), (-0.16, -0.2 + 0.06 * beat), (-0.08, -0.02)), fin)
    pen.oval(0.37, 0.06, 0.065, 0.07, (255, 255, 255))
    pen.oval(0.385, 0.06, 0.04, 0.05, INK)
    pen.line(((0.54, -0.04), (0.46, -0.06)), 0.014, shaded(coat, -0.4))


def draw_whale(pen: Pen, look: Look, phase: float) -> None:
    coat, beat = look.pick((78, 112, 158)), math.sin(phase * math.tau)
    pen = pen.at(0.0, 0.36)
    for way in (-1, 1):
        pen.curve(((0.3, 0.3), (0.32, 0.5), (0.3 + 0.16 * way, 0.6 + 0.03 * beat), (0.3 + 0.26 * way, 0.48 + 0.03 * beat)), 0.022, 0.014, (232, 246, 252))  # fmt: skip
    pen.shape(((-0.55, 0.0), (-0.95, 0.34 + 0.1 * beat), (-0.78, 0.1 + 0.1 * beat), (-1.05, 0.12 + 0.12 * beat), (-0.72, -0.06)), shaded(coat, -0.12))  # fmt: skip
    pen.shape(
        ((-0.72, 0.06), (-0.3, 0.14), (0.1, 0.36), (0.5, 0.36), (0.76, 0.1), (0.7, -0.2), (0.3, -0.34), (-0.25, -0.16)),
        coat,
    )
    pen.shape(
        ((0.74, -0.02), (0.4, -0.08), (0.0, -0.12), (0.3, -0.33), (0.66, -0.22)), mix(coat, (250, 250, 246), 0.82)
    )
    pen.oval(0.46, 0.08, 0.045, 0.055, INK)
    pen.oval(0.45, 0.1, 0.015, 0.018, (255, 255, 255))
    pen.shape(((0.2, -0.12), (-0.02, -0.4 + 0.06 * beat), (0.05, -0.16)), shaded(coat, -0.16))


def draw_dolphin(pen: Pen, look: Look, phase: float) -> None:
    coat, beat = look.pick((110, 146, 182)), math.sin(phase * math.tau)
    pen = pen.at(0.0, 0.5, turn=0.5 * math.cos(phase * math.tau))
    pen.shape(
        ((-0.5, -0.02), (-0.78, 0.14 + 0.1 * beat), (-0.68, 0.0), (-0.8, -0.14 + 0.1 * beat)), shaded(coat, -0.12)
    )
    pen.shape(((-0.08, 0.16), (-0.2, 0.38), (0.12, 0.2)), shaded(coat, -0.12))
    pen.shape(
        ((-0.62, 0.0), (-0.2, 0.16), (0.2, 0.18), (0.5, 0.08), (0.74, 0.0), (0.5, -0.06), (0.2, -0.15), (-0.2, -0.12)),
        coat,
    )
    pen.shape(((0.7, 0.0), (0.3, -0.02), (-0.2, -0.08), (0.2, -0.14), (0.5, -0.06)), mix(coat, (252, 252, 250), 0.85))
    pen.oval(0.42, 0.06, 0.026, 0.032, INK)
    pen.shape(((0.14, -0.1), (-0.02, -0.28), (0.0, -0.1)), shaded(coat, -0.16))


def draw_dragon(pen: Pen, look: Look, phase: float) -> None:
    """A Chinese dragon, its body a wave that runs from head to tail."""
    coat = look.pick((214, 92, 58))
    spine = [
        (1.15 - 2.3 * step / 40, 0.5 + 0.2 * math.sin(step / 40 * 9.5 - phase * math.tau) * (0.4 + step / 55)) for step in range(41)
    ]  # fmt: skip
    for index in range(3, 40, 2):
        x, y = spine[index]
        size = 0.11 * (1 - index / 46)
        pen.polygon(
            ((x - 0.06, y + size * 0.6), (x - 0.03, y + size + 0.1), (x + 0.05, y + size * 0.6)), (246, 190, 72)
        )
    for index in (9, 24):
        x, y = spine[index]
        for way in (-0.08, 0.06):
            pen.curve(((x, y), (x + way, y - 0.18), (x + way + 0.08, y - 0.24)), 0.045, 0.03, shaded(coat, -0.15))
    pen.limb(spine, 0.105, 0.02, coat)
    pen.limb([(x, y - 0.05 * (1 - i / 42)) for i, (x, y) in enumerate(spine)], 0.04, 0.008, (250, 218, 150))
    for index in (38, 39, 40):
        x, y = spine[index]
        pen.polygon(((x, y), (x - 0.16, y + 0.12), (x - 0.12, y - 0.06)), (246, 190, 72))
    x, y = spine[0]
    head = pen.at(x + 0.02, y + 0.03, 0.2)
    for lean in (-0.5, 0.1):
        head.curve(((-0.3, 0.5), (-0.6 + lean * 0.4, 1.1), (-0.9 + lean, 1.5)), 0.12, 0.04, (250, 214, 130))
    for step in range(7):
        angle = 1.6 + step * 0.5
        head.polygon(((0, 0.3), (1.35 * math.cos(angle), 1.2 * math.sin(angle)), (0, -0.3)), (246, 190, 72))
    head.oval(0.0, 0.0, 0.75, 0.68, coat)
    head.oval(0.75, -0.2, 0.62, 0.36, shaded(coat, 0.1))
    head.oval(1.2, -0.04, 0.1, 0.1, shaded(coat, -0.4))
    head.line(((0.4, -0.42), (0.85, -0.5), (1.3, -0.34)), 0.07, (120, 40, 36))
    for y_end in (0.5, -0.7):
        head.curve(((1.2, -0.1), (1.7, 0.1), (2.0, y_end)), 0.05, 0.02, (250, 214, 130))
    head.oval(0.18, 0.26, 0.2, 0.22, (255, 255, 255))
    head.oval(0.24, 0.26, 0.11, 0.14, INK)


THINGS: tuple[Thing, ...] = (
    Thing(
        "fish,little fish,koi,carp", partial(draw_fish, colour=(86, 160, 190)), "under", 0.26, 1.5, 0.8, is_alive=True
    ),
    Thing("goldfish", partial(draw_fish, colour=(240, 118, 58), veil=1.5), "under", 0.26, 1.8, 1.0, is_alive=True),
    Thing("whale,shark", draw_whale, "water", 0.9, 2.3, 3.0, is_alive=True),
    Thing("dolphin", draw_dolphin, "water", 0.6, 1.9, 2.2, is_alive=True),
    Thing("dragon", draw_dragon, "sky", 0.75, 3.2, 2.0, is_alive=True),
)
