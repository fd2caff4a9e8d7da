"""From the words of a request to a shot in English, without a language model: the simple mode, and what a model is checked against.

Prevents a preview, or a clip in a house without any key, from needing one. It knows the word lists and the order in which
families say things (who, where, doing what); what it cannot say in English stays quoted in `note` and is never guessed.
"""

from dataclasses import dataclass

from intents.engine.normalise import clean
from intents.engine.types import MediaRequest
from intents.rewrite.moments import Moment, take_moments
from intents.rewrite.parts import Parts, divide
from intents.rewrite.spoken_wishes import take_wishes
from intents.rewrite.story import Story, tell
from intents.rewrite.wishes import Wishes
from intents.tokens import PAUSE, Token, cut
from prompts.shot import Keyframe, Shot
from prompts.words import LookKind, Words

LONGEST = 1000
"""Characters of a request that are read; the rest is quoted."""
_NOT = "不要"
SECONDS = 5.0
"""How long a clip is that nobody gave a length."""
SINGLE_FRAME = "photo, single frame"
"""The style of a picture that nobody gave another."""
GENTLE_MOTION = "moving gently and naturally"
"""What happens in a photo that is to come alive, where nobody said what."""


@dataclass(frozen=True, slots=True)
class OfflineReading:
    """A request as the word lists understand it."""

    shot: Shot
    tokens: tuple[Token, ...]
    """The words that say what is to be seen, in order, wishes taken out."""
    wishes: Wishes
    moments: tuple[float, ...]
    """Seconds of every moment that was named, also of one that could not be put into English."""


def offline_shot(request: MediaRequest, words: Words) -> Shot:
    """The shot as far as the word lists carry. Its English fields never hold a Chinese character."""
    return read_offline(request, words).shot


def read_offline(request: MediaRequest, words: Words) -> OfflineReading:
    """The shot, and what it was made from."""
    wishes = _said_apart(request, words)
    wanted = clean(request.subject)
    wishes.notes += [wanted[LONGEST:]] if len(wanted) > LONGEST else []
    parts = divide(cut(wanted[:LONGEST], words), words, wishes)
    spoken = take_wishes(parts.subject, words, wishes)
    seconds = float(wishes.settings.get("seconds", SECONDS))
    spoken, moments = take_moments(spoken, seconds)
    tokens = [*spoken, PAUSE, *parts.told]
    story = tell(spoken)
    keyframes = [
        Keyframe(at_seconds=round(seconds * index / len(story.steps), 1), description=step)
        for index, step in enumerate(story.steps)
    ]
    for moment in moments:
        rest = take_wishes(moment.tokens, words, wishes)
        tokens += [PAUSE, *rest]
        said = tell(rest)
        wishes.notes += [moment.written] if said.unknown or not said.whole else []
        if said.whole:
            keyframes.append(Keyframe(at_seconds=moment.at_seconds, description=_appearing(moment, said)))
        if not story.subjects and not story.motions:  # the moments are all there is
            said.unknown, said.scenes = story.unknown, [*story.scenes, *said.scenes]
            story = said
    story.settle()
    keyframes.sort(key=lambda frame: frame.at_seconds)
    shot = _shot(story, parts, wishes, tuple(keyframes), is_free=not starts_from_picture(request))
    times = sorted({frame.at_seconds for frame in keyframes} | {moment.at_seconds for moment in moments})
    return OfflineReading(_settled(shot, request), tuple(tokens), wishes, tuple(times))


def starts_from_picture(request: MediaRequest) -> bool:
    """Whether it is a clip whose looks are those of a photo: only motion and camera are to be told."""
    return request.kind == "video" and bool(request.pictures) and not request.is_album


def _settled(shot: Shot, request: MediaRequest) -> Shot:
    """A picture has one moment, and a photo that is only to move moves a little."""
    if request.kind == "image":
        seen = _list([shot.subject_description, *(frame.description for frame in shot.keyframes)])
        style = shot.style or SINGLE_FRAME
        return shot.model_copy(
            update={"subject_description": seen, "keyframes": (), "camera": "static", "style": style}
        )
    if starts_from_picture(request) and not (shot.subject_motion or shot.keyframes or shot.scene):
        return shot.model_copy(update={"subject_motion": GENTLE_MOTION})
    return shot


def _shot(story: Story, parts: Parts, wishes: Wishes, keyframes: tuple[Keyframe, ...], *, is_free: bool) -> Shot:
    """The fields; what nobody said about light and framing is only put in where no photo shows it."""
    apart = {name: told.whole for name, told in parts.stories.items()}
    description = [*story.descriptions, apart.get("subject_description", "")]
    scene = list(story.scenes)
    if told := parts.stories.get("scene"):
        scene += [*told.scenes, *([told.subject] if told.subjects else []), *told.motions, *told.descriptions]
    lighting = [*_english(wishes, "light"), apart.get("lighting", "")]
    is_empty = not is_free or not (story.subjects or story.motions or scene)
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
