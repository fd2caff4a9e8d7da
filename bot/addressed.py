"""What of the family's talk is meant for 小爱.

Alone with her everything is; in a group what calls, mentions or quotes her, and for three minutes after her answer what plainly
goes on from it. The rest is stored nowhere and answered never.
"""

from collections.abc import Callable

from bot.channels.base import Message
from bot.consents import NO, YES
from bot.sessions import Sessions
from bot.templates import Templates
from intents.engine.normalise import LIMIT

PEOPLES_WORDS = frozenset({"approve", "refuse", "claim_admin", "say_yes", "say_no"})
"""Orders nobody overhears: 同意 and 可以 are said among people, too."""

OF_THE_ROOM = frozenset(("room_join", "room_leave", "room_members", "room_alone"))
"""Orders about the family's room, which are given alone with her: 退出."""

STATEMENTS = frozenset({"is_child", "is_grown_up"})
"""Orders in the form of a statement, 乐乐是孩子: they mean something only where there is a 乐乐."""

OF_THE_HOUSE = frozenset(
    (
        *("spent_today", "spent_this_month", "give_more", "state", "reread", "retry_generator"),
        *("pause_video", "resume_video", "pause_image", "resume_image"),
        *("members", "set_child", "set_grown_up", "make_admin", "confirm_admin", "dismiss_admin", "resign_admin"),
    )
)
"""Orders an admin gives when he is alone with her: overheard in a group they are talk, 今天花了多少."""

OF_MEDIA = frozenset({"restyle", "reshape", "repace", "vary", "again", "lengthen", "extend"})
"""Orders in words that people say to each other as well, 慢一点: overheard only while a clip or picture is spoken of."""


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

    def is_reply(self, message: Message) -> bool:
        """The message answers, or goes on from, what 小爱 said to its sender in this chat a moment ago; a new request does not."""
        text = self._templates().recognizer.called(message.text[: LIMIT + 1]).text
        is_soon = len(message.text) <= LIMIT and self._sessions.is_follow_up(message)
        return is_soon and self._goes_on(message, text, takes_requests=False)

    def _goes_on(self, message: Message, text: str, *, takes_requests: bool = True) -> bool:
        templates = self._templates()
        if text.isdecimal() or self._answers(message, text):
            return True
        if order := templates.recognizer.command(text):
            return order.command not in PEOPLES_WORDS | STATEMENTS | OF_THE_HOUSE | OF_THE_ROOM and (
                order.command not in OF_MEDIA or self._is_of_media(message)
            )
        topic = self._sessions.topic(message)
        if topic and templates.follow_ups.read(text, topic, was_called=False):
            return True
        recognition = templates.recognizer.recognize(text)
        return (
            takes_requests
            and recognition.tier == "rules"
            and recognition.intent != "chat"
            and not recognition.candidates
        )

    def _is_of_media(self, message: Message) -> bool:
        topic = self._sessions.topic(message)
        return topic is not None and topic.intent in ("image", "video")

    def _answers(self, message: Message, text: str) -> bool:
        """The message answers what its sender was asked just before."""
        pending, answers = self._sessions.pending(message), self._templates().answers
        if pending is None or not pending.outlasts_orders:
            return False
        if answers.stops(text):
            return True
        if pending.kind == "consent":
            order = self._templates().recognizer.command(text)
            return order is not None and order.command in YES | NO
        if pending.kind == "choice":
            return answers.chosen(text, answers.titles(pending.candidates)) is not None
        if pending.kind in ("option", "style"):
            return answers.chosen(text, pending.titles) is not None
        if pending.kind == "ideas" and self._templates().idea_answers.read(text, pending.intent, pending.titles):
            return True
        return answers.slots(text, pending.intent, pending.slot, pending.slots) is not None
