"""From the words of a request to a shot in English, without a language model: the simple mode.

Prevents a preview, or a clip in a house without any key, from needing one. It knows the word lists and the order in which
families say things (who, where, doing what); what it cannot say in English stays quoted in `note` and is never guessed.
"""

from intents.engine.normalise import clean
from intents.engine.types import MediaRequest
from intents.rewrite.moments import Moment, take_moments
from intents.rewrite.parts import Parts, divide
from intents.rewrite.spoken_wishes import take_wishes
from intents.rewrite.story import Story, tell
from intents.rewrite.wishes import Wishes
from intents.tokens import cut
from prompts.shot import Keyframe, Shot
from prompts.words import LookKind, Words

LONGEST = 1000
"""Characters of a request that are read; the rest is quoted."""
_NOT = "不要"
SECONDS = 5.0
"""How long a clip is that nobody gave a length."""


def offline_shot(request: MediaRequest, words: Words) -> Shot:
    """The shot as far as the word lists carry. Its English fields never hold a Chinese character."""
    wishes = _said_apart(request, words)
    wanted = clean(request.subject)
    wishes.notes += [wanted[LONGEST:]] if len(wanted) > LONGEST else []
    parts = divide(cut(wanted[:LONGEST], words), words, wishes)
    spoken = take_wishes(parts.subject, words, wishes)
    seconds = float(wishes.settings.get("seconds", SECONDS))
    spoken, moments = take_moments(spoken, seconds)
    story = tell(spoken)
    keyframes = [
        Keyframe(at_seconds=round(seconds * index / len(story.steps), 1), description=step)
        for index, step in enumerate(story.steps)
    ]
    for moment in moments:
        said = tell(take_wishes(moment.tokens, words, wishes))
        wishes.notes += [moment.written] if said.unknown or not said.whole else []
        if said.whole:
            keyframes.append(Keyframe(at_seconds=moment.at_seconds, description=_appearing(moment, said)))
        if not story.subjects and not story.motions:  # the moments are all there is
            said.unknown, said.scenes = story.unknown, [*story.scenes, *said.scenes]
            story = said
    story.settle()
    return _shot(story, parts, wishes, tuple(sorted(keyframes, key=lambda frame: frame.at_seconds)))


def _shot(story: Story, parts: Parts, wishes: Wishes, keyframes: tuple[Keyframe, ...]) -> Shot:
    apart = {name: told.whole for name, told in parts.stories.items()}
    description = [*story.descriptions, apart.get("subject_description", "")]
    scene = list(story.scenes)
    if told := parts.stories.get("scene"):
        scene += [*told.scenes, *([told.subject] if told.subjects else []), *told.motions, *told.descriptions]
    lighting = [*_english(wishes, "light"), apart.get("lighting", "")]
    is_empty = not (story.subjects or story.motions or scene)
    if not any(lighting) and not is_empty and not wishes.chosen("style"):
        lighting = ["natural light"]
    cameras = [look.camera for look in wishes.chosen("camera") if look.camera]
    fields = {
        "subject": story.subject,
        "subject_description": _list(description),
        "subject_motion": _list([*story.motions, apart.get("subject_motion", "")]),
        "scene": _list(scene),
        "atmosphere": _list([*_english(wishes, "mood"), apart.get("atmosphere", "")]),
        "style": _list([*_english(wishes, "style"), apart.get("style", "")]),
        "lighting": _list(lighting),
        "framing": _list(_english(wishes, "framing")) or ("" if is_empty else _framing(story)),
        "camera": cameras[0] if cameras else "static",
        "negative": _list(wishes.negatives),
        "note": "".join(f"“{note}”" for note in dict.fromkeys([*story.unknown, *wishes.notes])),
        "color_palette": _palette(wishes),
        "keyframes": keyframes,
    }
    paces = [look.intensity for look in wishes.chosen("pace") if look.intensity]
    return Shot.model_validate({**fields, **({"motion_intensity": paces[0]} if paces else {}), **wishes.settings})


def _said_apart(request: MediaRequest, words: Words) -> Wishes:
    """The wishes that the recogniser found."""
    wishes = Wishes()
    for name in ("seconds", "aspect", "fps", "resolution"):
        if (value := getattr(request, name)) is not None:
            wishes.settings[name] = value
    said: tuple[tuple[LookKind, str], ...] = (
        ("style", request.style),
        ("mood", request.mood),
        ("camera", request.camera),
    )
    for kind, phrase in said:
        phrase = clean(phrase)
        take_wishes(cut(phrase, words), words, wishes)
        if not phrase:
            continue
        if look := words.look(kind, phrase):
            wishes.add_look(kind, look)
        elif not wishes.looks:
            wishes.notes.append(phrase)
    if request.negative:  # with 不要 before it 闪 is a wish of its own
        rest = take_wishes(cut(f"{_NOT}{clean(request.negative)}", words), words, wishes)
        wishes.notes += [token.chinese for token in rest if token.kind == "unknown"]
    return wishes


def _appearing(moment: Moment, said: Story) -> str:
    is_there = any(token.kind == "there" for token in moment.tokens)
    if is_there and not said.motions and said.subjects:
        return " ".join([said.subject, "appearing", ", ".join([*said.descriptions, *said.scenes])]).strip()
    return said.whole


def _framing(story: Story) -> str:
    """Near enough to see somebody, far enough to see a place."""
    return "medium shot" if story.has_being else "wide shot"


def _palette(wishes: Wishes) -> str:
    kinds: tuple[LookKind, ...] = ("mood", "light")
    palettes = [look.palette for kind in kinds for look in wishes.chosen(kind) if look.palette != "neutral"]
    return palettes[0] if palettes else "neutral"


def _english(wishes: Wishes, kind: LookKind) -> list[str]:
    return [look.english for look in wishes.chosen(kind)]


def _list(parts: list[str]) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))
