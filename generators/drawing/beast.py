"""How animals on four legs are drawn: one way for all, by the measures of each kind."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from generators.drawing.beast_marks import EARS, MARKS, TAILS
from generators.drawing.colour import Colour, mix
from generators.drawing.faces_drawn import Face, draw_face
from generators.drawing.pen import Pen, shaded
from generators.drawing.thing import Look


@dataclass(frozen=True, slots=True)
class Beast:
    """The measures of an animal about 1 high; lengths are in that height."""

    words: str
    coat: Colour
    size: float
    """Height beside a grown person."""
    belly: Colour = (250, 238, 220)
    ears: str = "pointed"
    tail: str = "long"
    marks: str = ""
    legs: float = 0.3
    thick: float = 0.21
    """Half of the body's height."""
    long: float = 0.42
    """Half of the body's length."""
    head: float = 0.25
    neck: float = 0.12
    """How far the head stands off the body."""
    snout: float = 0.3
    """How far the muzzle sticks out, in heads."""
    high: float = 1.1
    """How high ears and antlers reach when it leaps."""
    wide: float = 1.55
    """Width from the tail to the nose."""
    limb: float = 0.065
    """Half the width of a leg."""


# Swing of the legs in radians: how far, and how much later each sets off (near front, far front, near hind, far hind).
GAITS: dict[str, tuple[float, tuple[float, float, float, float]]] = {
    "walk": (0.42, (0.0, 0.5, 0.75, 0.25)),
    "run": (0.85, (0.0, 0.1, 0.5, 0.6)),
    "jump": (0.7, (0.0, 0.06, 0.5, 0.56)),
    "dance": (0.35, (0.0, 0.5, 0.5, 0.0)),
    "swim": (0.5, (0.0, 0.5, 0.3, 0.8)),
    "fly": (0.5, (0.0, 0.1, 0.5, 0.6)),
}


STILL = (0.0, (0.0, 0.0, 0.0, 0.0))


# The second and third of a litter differ a little.
VARIED: tuple[Callable[[Colour], Colour], ...] = (
    lambda coat: coat,
    lambda coat: mix(coat, (250, 240, 226), 0.55),
    lambda coat: mix(coat, (104, 84, 78), 0.5),
    lambda coat: mix(coat, (226, 196, 160), 0.5),
)


def draw_beast(beast: Beast, pen: Pen, look: Look, phase: float) -> None:
    """The animal looking to the right."""
    coat = look.pick(beast.coat) if look.colour else VARIED[look.number % len(VARIED)](beast.coat)
    dark = shaded(coat, -0.26)
    turn = phase * math.tau
    is_asleep, is_sitting = look.act == "sleep", look.act in ("sit", "hold", "fish", "wave", "reach")
    swing, late = GAITS.get(look.act, STILL)
    legs = beast.legs * (0.25 if is_asleep else 1.0)
    lift = 0.05 * abs(math.sin(turn)) if swing > 0.6 else 0.008 * math.sin(turn)
    middle = legs + beast.thick * 0.9 + lift
    tilt = 0.42 if is_sitting else 0.06 * math.sin(turn + 0.6) if swing > 0.6 else 0.0
    if is_sitting:
        middle -= beast.legs * 0.32
    body = pen.at(0.0, middle, turn=tilt)
    hip, shoulder = (-beast.long * 0.62, -beast.thick * 0.35), (beast.long * 0.62, -beast.thick * 0.35)

    TAILS.get(beast.tail, TAILS["long"])(body.at(-beast.long * 0.92, beast.thick * 0.25), coat, turn, is_asleep)
    for (x, y), start, is_far in ((shoulder, late[1], True), (hip, late[3], True)):
        _leg(
            body.at(x + 0.08, y),
            beast,
            swing,
            phase + start,
            dark if is_far else coat,
            is_sitting and x < 0,
            tilt,
            legs,
        )
    body.shape(_outline(beast), coat)
    body.veil(_belly(beast), beast.belly, 0.75, 0.03)
    if beast.marks in MARKS:
        MARKS[beast.marks](body, beast.long, beast.thick, coat)
    for (x, y), start in ((shoulder, late[0]), (hip, late[2])):
        _leg(body.at(x, y), beast, swing, phase + start, coat, is_sitting and x < 0, tilt, legs)

    drop = -beast.thick * 0.9 if is_asleep else 0.025 * math.sin(turn + 1.0)
    head_x = beast.long * (0.8 + (0.1 if is_asleep else 0.0)) + beast.neck * 0.55
    head_y = beast.thick * 0.55 + beast.neck * 0.95 + beast.head * 0.45 + drop
    if beast.neck > 0.15 and beast.marks != "trunk":
        thick = beast.thick * 0.62
        body.curve(
            ((beast.long * 0.6, 0.0), (beast.long * 0.85, head_y * 0.55), (head_x, head_y)),
            thick,
            beast.head * 0.72,
            coat,
        )
        if beast.marks == "horse":
            mane = shaded(coat, -0.5)
            for at in (0.25, 0.42, 0.59, 0.76, 0.93):
                body.oval(
                    beast.long * 0.62 + (head_x - beast.long * 0.62) * at - 0.045, head_y * at + 0.06, 0.05, 0.08, mane,
                    turn=0.5,
                )  # fmt: skip
    # The head stays level when the body rears up.
    head = body.at(head_x, head_y, beast.head, turn=-tilt * 0.9)
    EARS.get(beast.ears, EARS["none"])(head, coat, turn)
    if beast.marks == "mane":
        for step in range(14):
            angle = step * math.tau / 14
            head.oval(math.cos(angle) * 0.95, math.sin(angle) * 0.95, 0.45, 0.3, (168, 98, 52), turn=angle)
    draw_face(head, Face(coat, beast.belly, beast.snout, beast.marks, is_asleep, _blinks(phase)))
    if beast.marks == "trunk":
        bend = math.sin(turn)
        head.curve(
            ((0.72, -0.38), (1.1, -0.8), (1.2, -1.4), (1.45 + 0.2 * bend, -1.85), (1.85 + 0.2 * bend, -1.7 + 0.3 * bend)),
            0.36, 0.15, coat,
        )  # fmt: skip
        head.curve(((0.5, -0.62), (0.75, -0.95), (1.0, -0.9)), 0.1, 0.03, (252, 246, 230))


def _leg(pen: Pen, beast: Beast, swing: float, phase: float, colour: Colour, is_folded: bool, tilt: float, legs: float) -> None:  # fmt: skip
    colour = {"panda": (58, 54, 60), "wool": (92, 84, 84)}.get(beast.marks, colour)
    pen = pen.at(0.0, 0.0, turn=-tilt)
    down = legs + beast.thick * 0.5
    if is_folded:
        pen.oval(-0.03, -0.02, beast.thick * 0.7, beast.thick * 0.62, colour)
        pen.oval(0.09, -beast.thick * 0.52, beast.limb * 1.9, beast.limb * 0.9, shaded(colour, 0.06))
        return
    angle = swing * math.sin(phase * math.tau)
    bend = swing * max(0.0, math.cos(phase * math.tau)) * 0.9
    if tilt:  # the front legs of a sitting animal reach down to the ground
        down += math.sin(tilt) * beast.long * 0.9
    knee = (math.sin(angle) * down * 0.5, -math.cos(angle) * down * 0.5)
    foot = (knee[0] + math.sin(angle - bend) * down * 0.5, knee[1] - math.cos(angle - bend) * down * 0.5)
    pen.limb(((0.0, 0.0), knee, foot), beast.limb * 1.35, beast.limb * 0.95, colour)
    toe = (92, 66, 52) if beast.marks in ("horse", "patches") else shaded(mix(colour, beast.belly, 0.25), -0.02)
    pen.oval(foot[0] + beast.limb * 0.4, foot[1] - beast.limb * 0.1, beast.limb * 1.25, beast.limb * 0.82, toe)


def _outline(beast: Beast) -> list[tuple[float, float]]:
    wide, high = beast.long, beast.thick
    return [
        (-wide, 0.05 * high),
        (-wide * 0.86, high * 0.78),
        (-wide * 0.35, high * 0.98),
        (wide * 0.35, high * 0.92),
        (wide * 0.9, high * 0.82),
        (wide * 1.04, high * 0.1),
        (wide * 0.82, -high * 0.74),
        (wide * 0.2, -high * 0.92),
        (-wide * 0.5, -high * 0.86),
        (-wide * 0.92, -high * 0.62),
    ]


def _belly(beast: Beast) -> list[tuple[float, float]]:
    wide, high = beast.long, beast.thick
    return [
        (wide * 0.9, -high * 0.1),
        (wide * 0.7, -high * 0.7),
        (-wide * 0.4, -high * 0.85),
        (wide * 0.1, -high * 0.4),
    ]


def _blinks(phase: float) -> bool:
    return 0.86 < phase < 0.93
