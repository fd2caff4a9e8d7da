"""A structured description taken apart: 主体：…；动作：…；场景：…；风格：…；镜头：…."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from intents.rewrite.negatives import negatives_in
from intents.rewrite.reading import at
from intents.rewrite.spoken_wishes import take_wishes
from intents.rewrite.story import Story, tell
from intents.rewrite.wishes import Wishes
from intents.tokens import PAUSE, Token
from prompts.words import Words


@dataclass(slots=True)
class Parts:
    """What stood before the first label and behind 主体, and what the other labels said."""

    subject: list[Token] = field(default_factory=list)
    stories: dict[str, Story] = field(default_factory=dict)
    """By field of the shot: subject_description, subject_motion, scene, lighting, atmosphere."""
    told: list[Token] = field(default_factory=list)
    """The words of those stories, without wishes."""


def divide(tokens: Sequence[Token], words: Words, wishes: Wishes) -> Parts:
    """The parts by their labels; a sentence without any is all subject."""
    parts = Parts()
    label, said = "subject", list[Token]()
    for index, token in enumerate(tokens):
        if token.kind == "label" and at(tokens, index + 1).chinese in ("：", ":"):
            _put(parts, label, said, words, wishes)
            label, said = token.english.partition(" ")[0], []
        elif token.kind == "label" and not token.english.startswith("camera"):
            said.append(_plain(token))
        elif token.chinese in _ENDS:
            _put(parts, label, said, words, wishes)
            label, said = "subject", []
        else:
            said.append(token)
    _put(parts, label, said, words, wishes)
    return parts


_ENDS = ("；", ";", "。")


def _plain(label: Token) -> Token:
    """人物 without a colon is people."""
    _, _, english = label.english.partition(" ")
    return Token(label.chinese, "thing", english) if english else Token(label.chinese, "skip")


def _put(parts: Parts, label: str, said: list[Token], words: Words, wishes: Wishes) -> None:
    if not any(token.kind != "pause" for token in said):
        return
    if label == "subject":
        parts.subject += [*said, PAUSE]
    elif label == "negative":
        negatives_in([token for token in said if token.kind != "pause"], wishes)
    else:
        if label == "camera":
            said = [Token("", "label", "camera"), *said]
        rest = take_wishes(said, words, wishes)
        parts.told += [*rest, PAUSE]
        story = tell(rest)
        wishes.notes += story.unknown
        known = parts.stories.get(label)
        if known is not None:
            known.descriptions.append(story.whole)
        else:
            parts.stories[label] = story
