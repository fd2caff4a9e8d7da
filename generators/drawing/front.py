"""What is close to the lens and frames the picture: grass, a blossoming branch, leaves. It passes fastest."""

import math

from generators.drawing.colour import mix
from generators.drawing.floor import SAND, SNOW, ground_colour
from generators.drawing.pen import Pen, shaded
from generators.drawing.plants import BARK, BLOSSOM, leaf_colour
from generators.drawing.sheet import Ground, Sheet, painted
from generators.drawing.sky import sun_place
from generators.drawing.thing import Look

BARE = frozenset({"room", "stage", "city", "square", "space", "sea", "undersea", "desert"})


def front(ground: Ground) -> list[Sheet]:
    """The nearest sheets; none where nothing grows."""
    found = []
    story = ground.story
    if story.setting not in BARE and ground_colour(ground) not in (SNOW, SAND):
        found.append(painted(ground, _blades, 1.3))
        found[-1].path = _sways
    if story.setting not in BARE and story.says("blossoms?|cherry|peach|willow|maple|under (a|the) tree|garden|park"):
        found.append(painted(ground, _branch, 1.22))
        found[-1].path = _sways
    if (
        story.setting not in ("room", "stage", "undersea", "space")
        and ground.light.has_sun
        and not ground.light.is_dark
    ) and story.says("sunlight|sun ?(rays|beams)|light beams|god rays"):
        found.append(painted(ground, _rays, 0.9))
    return found


def _sways(seconds: float) -> tuple[float, float]:
    """In the wind, so that no shot is quite still."""
    return 0.004 * math.sin(1.4 * seconds) + 0.002 * math.sin(3.1 * seconds), 0.0


def _rays(pen: Pen, ground: Ground) -> None:
    """Light that falls through leaves or clouds."""
    chance, (x, y) = ground.chance("rays"), sun_place(ground)
    for n in range(6):
        angle = math.radians(-28 - 20 * n) if ground.light.side < 0 else math.radians(-152 + 20 * n)
        long, wide = 1.6, chance.uniform(0.05, 0.1)
        far = [(x + long * math.cos(angle + turn), y + 0.3 + long * math.sin(angle + turn)) for turn in (-wide, wide)]
        pen.veil([(x, y + 0.3), *far], (255, 244, 200), chance.uniform(0.12, 0.26), 0.02, lit=True)


def _blades(pen: Pen, ground: Ground) -> None:
    chance = ground.chance("blades")
    colour = mix(shaded(ground_colour(ground), -0.3), (52, 96, 70), 0.25)
    foot = (ground.horizon - 1) * ground.height / ground.unit - 0.05
    for _ in range(190):
        x = chance.uniform(ground.left, ground.right)
        # Lower in the middle, where the subject is.
        aside = min(1.0, abs(x / ground.wide - 0.5) * 1.7)
        high, lean = chance.uniform(0.03, 0.07) + 0.075 * aside**2, chance.uniform(-0.03, 0.03)
        pen.shape(
            ((x - 0.006, foot), (x + lean * 0.4, foot + high * 0.6), (x + lean, foot + high), (x + 0.006, foot)),
            shaded(colour, chance.uniform(-0.1, 0.16)),
        )
    pen.box(ground.left, ground.low, ground.right, foot + 0.012, colour)


def _branch(pen: Pen, ground: Ground) -> None:
    """A branch that hangs into the upper corner away from the light."""
    chance, story = ground.chance("branch"), ground.story
    is_pink = story.says("cherry|peach|blossoms?")
    leaf = BLOSSOM if is_pink else leaf_colour(Look(season=story.season))
    way = -ground.light.side
    x, top = (ground.wide * 1.12 if way > 0 else -0.12 * ground.wide), ground.horizon * ground.height / ground.unit
    arm = [(x, top * 1.04), (x - way * 0.2, top * 0.98), (x - way * 0.42, top * 0.99), (x - way * 0.6, top * 0.9)]
    pen.curve(arm, 0.02, 0.004, shaded(BARK, -0.35))
    for at in range(46):
        share = chance.random()
        index = min(2, int(share * 3))
        inner = share * 3 - index
        ax, ay = (arm[index][axis] + (arm[index + 1][axis] - arm[index][axis]) * inner for axis in (0, 1))
        lx, ly = ax + chance.uniform(-0.06, 0.06), ay + chance.uniform(-0.075, 0.045)
        tone = shaded(leaf, chance.uniform(-0.22, 0.2))
        if is_pink:
            for petal in range(5):
                angle = petal * math.tau / 5 + at
                pen.oval(lx + 0.014 * math.cos(angle), ly + 0.014 * math.sin(angle), 0.013, 0.009, tone, turn=angle)
            pen.oval(lx, ly, 0.006, 0.006, (214, 96, 120))
        else:
            pen.oval(lx, ly, 0.034, 0.013, tone, turn=chance.uniform(-1.4, 0.2) * way)
