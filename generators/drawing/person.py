"""How people are drawn, as in a picture book: one way for all, by the measures of each kind."""

import math
from dataclasses import dataclass

from generators.drawing.colour import MANY, Colour
from generators.drawing.curves import Point
from generators.drawing.faces_drawn import BLUSH, INK
from generators.drawing.hair import HAIR, HATS
from generators.drawing.pen import Pen, shaded
from generators.drawing.poses import pose_at
from generators.drawing.thing import Look

SKIN: Colour = (250, 214, 184)


@dataclass(frozen=True, slots=True)
class Person:
    """One kind of people; lengths are in their height."""

    words: str
    top: Colour
    low: Colour
    hair: str = "short"
    locks: Colour = (58, 46, 44)
    size: float = 1.0
    head: float = 0.115
    hat: str = ""
    is_dress: bool = False
    glasses: bool = False
    skin: Colour = SKIN


def draw_person(person: Person, pen: Pen, look: Look, phase: float) -> None:
    """Somebody facing us."""
    act = look.act
    if act == "sleep":
        pen, act = pen.at(-0.5, 0.1, turn=-math.pi / 2), "stand"
    pose = pose_at(act, phase)
    is_other = look.number % 4 != 0 and look.colour is None
    top = look.pick(MANY[(look.number * 2 + 1) % len(MANY)] if is_other else person.top)
    low = top if person.is_dress else person.low
    small = person.head > 0.13
    hips = (0.3 if small else 0.44) + pose.lift
    tall = 1 - 2 * person.head * 0.98 - (0.3 if small else 0.44)
    hip = 0.075 if small else 0.062

    for way, joint in ((-1, pose.left_leg), (1, pose.right_leg)):
        _leg(pen.at(way * hip * 0.72, hips, mirror=way < 0), joint, person, low)
    body = pen.at(0.0, hips, turn=-math.radians(pose.lean))
    neck = (0.0, tall + 0.01)
    reach = 0.36 if small else 0.39
    if person.hair in ("long", "pigtails") or person.hat == "veil":
        HAIR[f"{person.hair} behind"](body.at(0.0, tall + person.head, person.head), person.locks, phase)
    for way, joint in ((-1, pose.left), (1, pose.right)):
        if max(joint[0], 0) > 90:  # raised arms pass behind the head
            _arm(body, way, joint, tall, reach, person, top, small)
    _torso(body, tall, hip, person, top, low)
    body.limb((neck, (0.0, tall - 0.02)), 0.034, 0.038, shaded(person.skin, -0.08))
    head = body.at(0.0, tall + person.head * 0.92, person.head, turn=-math.radians(pose.nod - pose.lean * 0.7))
    _head(head, person, look.act == "sleep" or 0.88 < phase < 0.94, phase)
    for way, joint in ((-1, pose.left), (1, pose.right)):
        if max(joint[0], 0) <= 90:
            _arm(body, way, joint, tall, reach, person, top, small)
    if look.act == "fish":
        _rod(body, tall, math.sin(phase * math.tau))


def _torso(pen: Pen, tall: float, hip: float, person: Person, top: Colour, low: Colour) -> None:
    shoulder = hip * (1.45 if person.head < 0.13 else 1.1)
    if person.is_dress:
        pen.shape(
            ((-shoulder, tall - 0.03), (0.0, tall + 0.005), (shoulder, tall - 0.03), (hip * 0.95, tall * 0.45),
             (hip * 2.3, -0.14), (0.0, -0.17), (-hip * 2.3, -0.14), (-hip * 0.95, tall * 0.45)),
            top,
        )  # fmt: skip
        pen.line(((-hip * 0.9, tall * 0.42), (hip * 0.9, tall * 0.42)), 0.018, shaded(top, -0.2))
        return
    pen.shape(
        ((-shoulder, tall - 0.035), (0.0, tall + 0.005), (shoulder, tall - 0.035), (hip * 1.3, tall * 0.4),
         (hip * 1.35, -0.035), (0.0, -0.05), (-hip * 1.35, -0.035), (-hip * 1.3, tall * 0.4)),
        top,
    )  # fmt: skip
    pen.line(((-hip * 1.3, -0.02), (hip * 1.3, -0.02)), 0.014, shaded(low, -0.1))
    pen.line(((-0.03, tall), (0.0, tall - 0.05), (0.03, tall)), 0.012, shaded(top, 0.5))


def _leg(pen: Pen, joint: tuple[float, float], person: Person, low: Colour) -> None:
    thigh, bend = math.radians(joint[0]), math.radians(joint[0] + joint[1] - (0 if joint[0] <= 60 else joint[0]))
    long = (0.3 if person.head > 0.13 else 0.44) * 0.49
    middle = (math.sin(thigh) * long, -math.cos(thigh) * long)
    foot = (middle[0] + math.sin(bend) * long, middle[1] - math.cos(bend) * long)
    colour = shaded(person.skin, -0.04) if person.is_dress else low
    pen.limb(((0.0, 0.0), middle, foot), 0.052, 0.036, colour)
    pen.oval(foot[0] + 0.018, foot[1] - 0.012, 0.052, 0.03, (88, 64, 58))


def _arm(pen: Pen, way: int, joint: tuple[float, float], tall: float, reach: float, person: Person, top: Colour, small: bool) -> None:  # fmt: skip
    shoulder: Point = ((0.078 if small else 0.08), tall - 0.05)
    side = pen.at(0.0, 0.0, mirror=way < 0)
    upper, lower = math.radians(joint[0]), math.radians(joint[0] + joint[1])
    half = reach * 0.46
    elbow = (shoulder[0] + math.sin(upper) * half, shoulder[1] - math.cos(upper) * half)
    hand = (elbow[0] + math.sin(lower) * half, elbow[1] - math.cos(lower) * half)
    thick = 0.042 if small else 0.036
    side.limb((shoulder, elbow, hand), thick, thick * 0.78, shaded(top, -0.06))
    side.oval(*hand, thick * 0.95, thick * 0.95, person.skin)


def _head(pen: Pen, person: Person, is_blinking: bool, phase: float) -> None:
    """A head of size 1."""
    for way in (-1, 1):
        pen.oval(way * 0.95, -0.05, 0.16, 0.2, shaded(person.skin, -0.06))
    pen.oval(0.0, 0.0, 0.96, 1.0, person.skin)
    for way in (-1, 1):
        pen.veil(_cheek(way), BLUSH, 0.4, 0.08)
        x = 0.34 * way
        if is_blinking:
            pen.line(((x - 0.14, -0.02), (x, -0.1), (x + 0.14, -0.02)), 0.055, INK)
        else:
            pen.oval(x, -0.04, 0.1, 0.14, INK)
            pen.oval(x - 0.03, 0.02, 0.04, 0.045, (255, 255, 255))
        pen.line(((x - 0.14, 0.26), (x, 0.31), (x + 0.14, 0.26)), 0.045, shaded(person.locks, -0.1))
    pen.line(((-0.2, -0.42), (-0.08, -0.51), (0.08, -0.51), (0.2, -0.42)), 0.06, (176, 74, 68))
    if person.glasses:
        for way in (-1, 1):
            ring = [(0.34 * way + 0.25 * math.cos(a / 8 * math.tau), -0.03 + 0.23 * math.sin(a / 8 * math.tau)) for a in range(9)]  # fmt: skip
            pen.line(ring, 0.04, (96, 84, 92))
    HAIR[person.hair](pen, person.locks, phase)
    if person.hat:
        HATS[person.hat](pen, person.top, phase)


def _cheek(way: int) -> list[Point]:
    return [(way * 0.5 + x, -0.26 + y) for x, y in ((-0.16, 0.0), (0.0, 0.1), (0.16, 0.0), (0.0, -0.1))]


def _rod(pen: Pen, tall: float, wave: float) -> None:
    tip = (0.78, tall + 0.34 + 0.02 * wave)
    pen.curve(((0.14, tall - 0.26), (0.5, tall + 0.12), tip), 0.012, 0.005, (150, 112, 66))
    pen.line((tip, (0.86, tall - 0.2), (0.88, -0.36)), 0.004, (236, 236, 232))
    pen.oval(0.88, -0.36 + 0.015 * wave, 0.016, 0.022, (222, 74, 62))
