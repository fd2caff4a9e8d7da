"""What of the family's talk is meant for 小爱.

Alone with her everything is; in a group what calls, mentions or quotes her, and for three minutes after her answer what plainly
goes on from it. The rest is stored nowhere and answered never.
"""

from collections.abc import Callable

from bot.channels.base import Message
from bot.sessions import Sessions
from bot.templates import Templates
from intents.engine.normalise import LIMIT

PEOPLES_WORDS = frozenset({"approve", "refuse", "claim_admin"})
"""Orders nobody overhears: 同意 is said among people, too."""


class Addressed:
    """Decides; remembers nothing itself."""

    def __init__(self, sessions: Sessions, templates: Callable[[], Templates]) -> None:
        self._sessions = sessions
        self._templates = templates

    def is_for_her(self, message: Message) -> bool:
        """The message is to be answered, provided that its sender is served."""
        if not message.is_group or message.mentions_me or message.quotes_me:
            return True
        # The call stands at the start, and whoever goes on from an answer is brief: nobody's novel is looked through here.
        called = self._templates().recognizer.called(message.text[: LIMIT + 1])
        if called.was_called:
            return True
        if len(message.text) > LIMIT or message.quoted_id or called.text.startswith("@"):
            return False
        return self._sessions.is_follow_up(message) and self._goes_on(message, called.text)

    def _goes_on(self, message: Message, text: str) -> bool:
        templates = self._templates()
        if text.isdecimal() or self._answers(message, text):
            return True
        if order := templates.recognizer.command(text):
            return order.command not in PEOPLES_WORDS
        topic = self._sessions.topic(message)
        if topic and templates.follow_ups.read(text, topic, was_called=False):
            return True
        recognition = templates.recognizer.recognize(text)
        return recognition.tier == "rules" and recognition.intent != "chat" and not recognition.candidates

    def _answers(self, message: Message, text: str) -> bool:
        """The message answers what its sender was asked just before."""
        pending, answers = self._sessions.pending(message), self._templates().answers
        if pending is None or not pending.outlasts_orders:
            return False
        if answers.stops(text):
            return True
        if pending.kind == "choice":
            return answers.chosen(text, answers.titles(pending.candidates)) is not None
        if pending.kind == "option":
            return answers.chosen(text, pending.titles) is not None
        return answers.slots(text, pending.intent, pending.slot, pending.slots) is not None
