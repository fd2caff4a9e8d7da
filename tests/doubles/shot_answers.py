"""Shots as a mid-size model writes them: mostly right, always with something forgotten.

Made from the checklist of the question. It knows no Chinese: what the checklist does not translate, it leaves out.
"""

import json
import random
import zlib
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sloppiness:
    """How it writes."""

    drops: int
    """Elements it forgets, though it lists them among its words; 0 for none."""
    seed: int = 0
    again: bool = False
    """Forgets one, the second time, too."""


def is_shot_question(messages: tuple[str, ...]) -> bool:
    """Whether somebody wants a shot written."""
    return len(messages) > 1 and "subject_motion" in messages[0] and messages[1].startswith("{")


def shot_answer(messages: tuple[str, ...], how: Sloppiness) -> str:
    """A shot for the request, the same for the same request and seed."""
    material: dict[str, Any] = json.loads(messages[1])
    is_second = len(messages) > 2
    # Not `hash`: every process has its own.
    dice = random.Random(zlib.crc32(messages[1].encode()) + how.seed + is_second)
    known = [(zh, en) for zh, _, en in (line.partition(" → ") for line in material.get("checklist", ())) if en != "?"]
    count = how.drops if not is_second else min(how.drops, 1) * how.again
    dropped = set(dice.sample(range(len(known)), min(count, len(known))))
    kept = [en for index, (_, en) in enumerate(known) if index not in dropped]
    doing = [en for en in kept if en.partition(" ")[0].endswith("ing")]
    where = [en for en in kept if en.partition(" ")[0] in ("in", "on", "at", "by", "under", "during", "outside")]
    rest = [en for en in kept if en not in doing and en not in where]
    more = [en if en.endswith("s") else f"a {en}" for en in rest[2:]]
    shot: dict[str, object] = {
        "words": dict(known),
        "subject": "a " + " ".join(rest[:2]) if rest else "the scene",
        "subject_description": more if dice.random() < 0.3 else ", ".join(more),
        "subject_motion": ", ".join(doing),
        "scene": ", ".join(where) + dice.choice(("", ".", "，")),
        "lighting": dice.choice(("soft daylight", "", "Golden light.")),
        "framing": dice.choice(("medium shot, eye level", "wide shot")),
        "camera": dice.choice(("static", "Slow Push-In", "tracking shot", "zoom out")),
        "atmosphere": dice.choice(("calm", ["warm", "tender"])),
        "style": dice.choice(("realistic, natural detail", "")),
        "motion_intensity": dice.choice((0.6, "0.8", "slow", None)),
        "color_palette": dice.choice(("warm", "neutral", "vivid")),
        "keyframes": [{"at_seconds": f"{at}s", "description": "a closer view"} for at in material.get("moments", ())],
        # Nobody asked: a member's five seconds stay five seconds.
        "seconds": 60,
        "aspect": "4:3",
        "negative": "cats",
    }
    return json.dumps(shot if dice.random() < 0.8 else {"shot": shot}, ensure_ascii=False)
