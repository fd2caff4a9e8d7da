"""A plain figure where the shot's subject will be."""

import re

from PIL import Image, ImageDraw

from generators.storyboard_art import Palette
from generators.storyboard_plan import Plan
from generators.storyboard_shapes import Colour, mix

PEOPLE = (
    r"\b(man|men|woman|women|boys?|girls?|child|children|kids?|person|people|father|mother|dad|mum|mom|baby|"
    r"couple|family|friends?|dancers?|grand\w+|old lady|astronaut)\b"
)
ANIMALS = (
    r"\b(cats?|kittens?|dogs?|pupp(y|ies)|rabbits?|bunny|fox|pandas?|bears?|tigers?|lions?|horses?|deer|sheep|cows?|"
    r"pigs?|mouse|mice|squirrels?|hamsters?|animals?)\b"
)


def stand_in(plan: Plan, palette: Palette, side: int) -> Image.Image:
    """A plain figure in the subject's place (RGBA, square): a person, an animal, or a ball for anything else."""
    said = (plan.subject or plan.description).lower()
    colour = mix(palette.sun, (236, 132, 84), 0.55)
    dark = mix(colour, palette.front, 0.45)
    size = side * 2
    image = Image.new("RGBA", (size, size))
    pen = ImageDraw.Draw(image)

    def oval(x: float, y: float, wide: float, high: float, fill: Colour, alpha: int = 255) -> None:
        pen.ellipse([size * v for v in (x - wide, y - high, x + wide, y + high)], (*fill, alpha))

    def bar(left: float, top: float, right: float, bottom: float, fill: Colour) -> None:
        box = [size * v for v in (left, top, right, bottom)]
        pen.rounded_rectangle(box, min(box[2] - box[0], box[3] - box[1]) / 2, fill)

    oval(0.5, 0.95, 0.3, 0.035, palette.front, 110)
    if re.search(PEOPLE, said):
        bar(0.4, 0.6, 0.49, 0.95, dark)
        bar(0.51, 0.6, 0.6, 0.95, dark)
        bar(0.3, 0.37, 0.38, 0.66, dark)
        bar(0.62, 0.37, 0.7, 0.66, dark)
        bar(0.36, 0.33, 0.64, 0.74, colour)
        oval(0.5, 0.2, 0.12, 0.13, mix(colour, (255, 240, 222), 0.6))
    elif re.search(ANIMALS, said):
        pen.arc([size * v for v in (0.62, 0.42, 0.9, 0.86)], 270, 80, dark, round(size * 0.05))
        for x in (0.34, 0.44, 0.6, 0.7):
            bar(x - 0.04, 0.7, x + 0.04, 0.95, dark)
        oval(0.52, 0.72, 0.25, 0.155, colour)
        for x, lean in ((0.2, -0.03), (0.42, 0.03)):
            pen.polygon([size * v for v in (x - 0.06, 0.5, x + lean, 0.3, x + 0.06, 0.47)], dark)
        oval(0.31, 0.53, 0.155, 0.145, colour)
        oval(0.25, 0.52, 0.016, 0.02, palette.front)
        oval(0.35, 0.52, 0.016, 0.02, palette.front)
        oval(0.3, 0.575, 0.018, 0.013, palette.front)
    else:
        oval(0.5, 0.68, 0.26, 0.27, dark)
        oval(0.49, 0.67, 0.25, 0.26, colour)
        oval(0.41, 0.57, 0.085, 0.06, mix(colour, (255, 255, 255), 0.55))
    return image.resize((side, side), Image.Resampling.LANCZOS)
