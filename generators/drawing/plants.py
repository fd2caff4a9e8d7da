"""Trees, bamboo and flowers. Each is drawn about 1 high, its foot at the origin."""

import math
from functools import partial

from generators.drawing.colour import Colour, mix
from generators.drawing.pen import Pen, shaded
from generators.drawing.thing import Look, Thing

BARK: Colour = (122, 86, 66)
LEAF: Colour = (96, 152, 92)
BLOSSOM: Colour = (248, 186, 204)
AUTUMN: tuple[Colour, ...] = ((226, 138, 62), (216, 96, 58), (236, 178, 76))


def leaf_colour(look: Look) -> Colour:
    """Of leaves in this season, a little different from tree to tree."""
    if look.season == "autumn":
        return AUTUMN[look.number % len(AUTUMN)]
    usual = mix(LEAF, (170, 204, 112), 0.4) if look.season == "spring" else LEAF
    return mix(usual, ((70, 130, 92), (150, 178, 92))[look.number % 2], 0.22)


def draw_tree(pen: Pen, look: Look, phase: float, *, crown: Colour | None = None) -> None:
    """A broad tree; in winter its branches are bare."""
    chance = look.chance("tree")
    _trunk(pen, 0.5)
    for way, high in ((-1, 0.44), (1, 0.5), (-1, 0.62)):
        pen.curve(((0.0, high - 0.14), (0.12 * way, high), (0.24 * way, high + 0.16)), 0.026, 0.008, BARK)
    if look.season == "winter" and crown is None:
        for _ in range(16):
            x = chance.uniform(-0.2, 0.2)
            pen.curve(((x * 0.3, 0.46), (x, 0.66), (x * 2.1, 0.78 + chance.uniform(0, 0.18))), 0.016, 0.004, BARK)
        for x, y in ((-0.3, 0.8), (-0.14, 0.92), (0.1, 0.95), (0.3, 0.84), (0.0, 0.75)):
            pen.oval(x, y, 0.1, 0.03, (250, 250, 252))
        return
    _crown(pen, look, look.colour or crown or leaf_colour(look), chance.uniform(-0.03, 0.03))


def _crown(pen: Pen, look: Look, colour: Colour, lean: float) -> None:
    chance = look.chance("crown")
    puffs = [
        (lean + 0.36 * math.cos(a) * chance.uniform(0.6, 1.0), 0.68 + 0.24 * math.sin(a) * chance.uniform(0.6, 1.0))
        for a in (step * math.tau / 13 for step in range(13))
    ]  # fmt: skip
    for x, y in puffs:
        pen.oval(x + 0.02, y - 0.035, 0.17, 0.145, shaded(colour, -0.2))
    for x, y in puffs:
        pen.oval(x, y, 0.155, 0.13, colour)
    pen.oval(lean, 0.7, 0.26, 0.2, colour)
    for x, y in puffs:
        if y > 0.64:
            pen.veil(
                [(x - 0.1, y), (x - 0.05, y + 0.09), (x + 0.05, y + 0.08), (x + 0.02, y)],
                shaded(colour, 0.35),
                0.55,
                0.025,
            )
    for _ in range(46):  # leaves that catch the light
        angle, far = chance.uniform(0, math.tau), chance.uniform(0.1, 1.0) ** 0.5
        x, y = lean + 0.46 * far * math.cos(angle), 0.69 + 0.3 * far * math.sin(angle)
        pen.oval(x, y, 0.016, 0.012, shaded(colour, chance.choice((0.35, 0.2, -0.16))), turn=angle)


def _trunk(pen: Pen, high: float, thick: float = 0.05) -> None:
    pen.shape(
        ((-thick * 2.0, -0.01), (-thick, 0.08), (-thick * 0.7, high * 0.6), (-thick * 0.6, high), (thick * 0.6, high),
         (thick * 0.7, high * 0.6), (thick * 1.1, 0.08), (thick * 2.0, -0.01), (0.0, 0.015)),
        BARK,
    )  # fmt: skip
    pen.veil(
        ((thick * 0.2, 0.02), (thick * 0.3, high), (thick * 0.9, high), (thick * 1.4, 0.02)),
        shaded(BARK, -0.4),
        0.5,
        0.01,
    )


def draw_pine(pen: Pen, look: Look, phase: float) -> None:
    colour = look.pick(mix((62, 112, 88), (84, 132, 92), look.number % 3 / 2))
    pen.box(-0.03, -0.01, 0.03, 0.2, BARK)
    for step in range(4):
        low, wide = 0.12 + 0.2 * step, 0.34 - 0.072 * step
        top = low + 0.34
        tier = (
            (-wide, low),
            (-wide * 0.5, low + 0.13),
            (0.0, top),
            (wide * 0.5, low + 0.13),
            (wide, low),
            (0.0, low - 0.035),
        )
        pen.polygon(tier, shaded(colour, -0.1 + 0.05 * step))
        if look.season == "winter":
            pen.polygon(((-wide * 0.55, low + 0.13), (0.0, top), (wide * 0.5, low + 0.13), (wide * 0.2, low + 0.16), (0.0, low + 0.1), (-wide * 0.2, low + 0.17)), (248, 250, 254))  # fmt: skip


def draw_bamboo(pen: Pen, look: Look, phase: float) -> None:
    chance = look.chance("bamboo")
    for _ in range(6):
        x, lean, high = chance.uniform(-0.22, 0.22), chance.uniform(-0.06, 0.1), chance.uniform(0.75, 1.0)
        colour = shaded(look.pick((122, 168, 92)), chance.uniform(-0.25, 0.1))
        joints = [(x + lean * (n / 7) ** 2, high * n / 7) for n in range(8)]
        pen.limb(joints, 0.016, 0.01, colour)
        for jx, jy in joints[1:-1]:
            pen.line(((jx - 0.018, jy), (jx + 0.018, jy)), 0.008, shaded(colour, -0.25))
        for jx, jy in joints[3:]:
            for _ in range(3):
                angle = chance.choice((-0.5, 0.35, 2.8, 3.6)) + chance.uniform(-0.3, 0.3)
                pen.oval(
                    jx + 0.07 * math.cos(angle),
                    jy + 0.07 * math.sin(angle),
                    0.075,
                    0.014,
                    shaded(colour, 0.08),
                    turn=angle,
                )


def draw_willow(pen: Pen, look: Look, phase: float) -> None:
    chance, colour = look.chance("willow"), look.pick(mix(leaf_colour(look), (178, 206, 110), 0.5))
    _trunk(pen, 0.66, 0.04)
    for x, y in ((-0.2, 0.84), (0.0, 0.92), (0.2, 0.84)):
        pen.oval(x, y, 0.2, 0.1, shaded(colour, -0.12))
    for _ in range(44):
        x = chance.uniform(-0.42, 0.42)
        top, end = 0.96 - 0.9 * x * x, chance.uniform(0.12, 0.46)
        tone = shaded(colour, chance.uniform(-0.2, 0.2))
        pen.curve(
            ((x * 0.75, top), (x, (top + end) / 2), (x * 1.05 + chance.uniform(-0.03, 0.03), end)), 0.014, 0.004, tone
        )


def draw_palm(pen: Pen, look: Look, phase: float) -> None:
    pen.curve(((0.0, 0.0), (0.04, 0.4), (0.14, 0.78)), 0.035, 0.02, (158, 122, 86))
    for angle in (-0.5, 0.1, 0.7, 1.4, 2.1, 2.8, 3.5):
        x, y = math.cos(angle) * 0.34, math.sin(angle) * 0.2
        pen.curve(
            ((0.14, 0.8), (0.14 + x * 0.6, 0.84 + y), (0.14 + x, 0.74 + y * 0.5)), 0.03, 0.006, look.pick((92, 150, 86))
        )


THINGS: tuple[Thing, ...] = (
    Thing("tree,oak,big tree,woods,orchard", draw_tree, "behind", 1.9, 1.1, 0.0),
    Thing(
        "cherry blossom tree,cherry tree,cherry blossom,peach blossom,plum blossom,blossom tree,blossom,sakura",
        partial(draw_tree, crown=BLOSSOM), "behind", 1.9, 1.1, 0.0,
    ),
    Thing("maple tree,maple leaf,maple,ginkgo", partial(draw_tree, crown=AUTUMN[1]), "behind", 1.9, 1.1, 0.0),
    Thing("pine tree,pine,fir,christmas tree,spruce", draw_pine, "behind", 1.8, 0.75, 0.0),
    Thing("bamboo stalk,bamboo grove,bamboo forest,bamboo", draw_bamboo, "behind", 2.0, 0.8, 0.0),
    Thing("willow tree,willow", draw_willow, "behind", 1.8, 1.1, 0.0),
    Thing("palm tree,palm,coconut tree", draw_palm, "behind", 1.7, 1.0, 0.0),
)  # fmt: skip
