"""Asking back without losing what was asked first: 青禾, said to 问哪里的天气, is still about the umbrella."""

from collections.abc import Mapping
from dataclasses import replace

from intents.engine.types import Question, Reply, Say, Turn

SAID = "said"
"""A slot that no intent declares: the message that was answered with a question."""


def asking(say: Say, intent: str, slot: str, known: Mapping[str, str], turn: Turn) -> Reply:
    """The question for one slot; whatever was in it is forgotten."""
    rest = {name: value for name, value in known.items() if name != slot}
    return Reply(say, question=Question(intent, slot, rest | {SAID: wish(turn)}))


def remembering(reply: Reply | None, turn: Turn) -> Reply | None:
    """A question that others made, with the message it answers."""
    if reply is None or reply.question is None:
        return reply
    return replace(reply, question=replace(reply.question, slots={**reply.question.slots, SAID: wish(turn)}))


def wish(turn: Turn) -> str:
    """Everything that was said to this wish: what was asked first, and the answer to the question in return."""
    before = turn.recognition.slots.get(SAID, "")
    return f"{before} {turn.text}".strip()
