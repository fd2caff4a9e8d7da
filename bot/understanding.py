"""What a message wants, in the light of what was said before it: an answer to a question, a follow-up, or something new."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.channels.base import Message
from bot.sessions import Pending, Sessions
from bot.templates import TemplateStore
from intents.engine.catalog import FALLBACK
from intents.engine.dialogue import WISH
from intents.engine.idea_answers import Changed, Picked, Wished
from intents.engine.types import Question, Recognition, Say, Value
from intents.ideas import ASKED_FOR, as_choice, numbers, offered

MOST_LIKELY = 3
"""Intents one question names, 聊天 beside them."""


@dataclass(frozen=True, slots=True)
class Understood:
    """A wish."""

    text: str
    """The message it is from: an earlier one, where this one only chose what that had meant."""
    recognition: Recognition
    leaves_open: bool = False
    """The question asked before is still waiting: 我想想."""
    begins_anew: bool = False
    """Ideas that were shown before are new again."""


@dataclass(frozen=True, slots=True)
class Unclear:
    """What 小爱 says instead, where there is no wish."""

    say: Say
    pending: Pending | None = None


class Understanding:
    """Reads messages of admitted members, without wake word and mention."""

    def __init__(self, sessions: Sessions, templates: TemplateStore) -> None:
        self._sessions = sessions
        self._templates = templates

    def settled(self, message: Message, text: str) -> Understood | Unclear | None:
        """What a short answer settles, which an order of the same words would not: 算了, 取消, a number."""
        pending, templates = self._sessions.pending(message), self._templates.current
        if pending is None or not pending.outlasts_orders:
            return None
        if templates.answers.stops(text):
            return Unclear(Say("answer.dropped"))
        if pending.kind == "option":
            return self._picked(pending, text)
        if pending.kind == "ideas":
            return self._of_ideas(pending, text)
        if pending.kind != "choice":
            return None
        chosen = templates.answers.chosen(text, templates.answers.titles(pending.candidates))
        if chosen is None:
            return None
        if not 0 < chosen.number <= len(pending.candidates):
            return self._which(pending.text, pending.candidates)
        return Understood(
            pending.text, templates.answers.as_intent(pending.text, pending.candidates[chosen.number - 1])
        )

    async def afresh(self, text: str) -> Understood:
        """What words want by themselves, whatever was said and asked before them; that stays as it is."""
        return Understood(text, await self._templates.current.chain.understand(text), leaves_open=True)

    async def understand(self, message: Message, text: str) -> Understood | Unclear:
        """What the message wants, or the question which of several things that is."""
        topic, templates = self._sessions.topic(message), self._templates.current
        if topic and (followed := templates.follow_ups.read(text, topic)):
            return self._of_the_list(message, Understood(text, followed))
        if answered := self._answered(message, text):
            return answered
        recognition = await templates.chain.understand(text)
        if topic:
            recognition = templates.follow_ups.complete(recognition, topic)
        likely = tuple(name for name in recognition.candidates if name in templates.handlers and name != FALLBACK)
        # A guess at what costs nothing is acted on: a needless question is worse than weather nobody wanted.
        if likely and recognition.intent == FALLBACK:
            return self._which(text, (*likely[:MOST_LIKELY], FALLBACK))
        leaves_open = self._leaves_open(message, text, recognition)
        return self._of_the_list(message, Understood(text, recognition, leaves_open))

    def _picked(self, pending: Pending, text: str) -> Understood | Unclear | None:
        """2, said to a list: what its second line stands for. The list stays: 3 may be asked for next."""
        templates = self._templates.current
        chosen = templates.answers.chosen(text, pending.titles)
        if chosen is None:
            return None
        if not 0 < chosen.number <= len(pending.options):
            return Unclear(Say("answer.no_such_number", {"last": len(pending.options)}), pending)
        option = pending.options[chosen.number - 1]
        if option.intent not in templates.handlers:
            return None
        title = templates.answers.titles((option.intent,))[0]
        return Understood(pending.text, Recognition(option.intent, title, 1.0, option.slots, "rules"), leaves_open=True)

    def _of_ideas(self, pending: Pending, text: str) -> Understood | Unclear | None:
        """2吧 竖屏的, 换一批, 要有小狗的, said to three ideas."""
        templates = self._templates.current
        if pending.intent not in templates.handlers:
            return None
        title, listed = templates.answers.titles((pending.intent,))[0], pending.options
        again = {**pending.slots, ASKED_FOR: text, WISH: text}
        match templates.idea_answers.read(text, pending.intent, pending.titles):
            case "others" | "anew" as wanted:
                recognition = Recognition(pending.intent, title, 1.0, again, "rules")
                return Understood(pending.text, recognition, begins_anew=wanted == "anew")
            case Changed(about):
                slots = {**again, pending.slot: about}
                words = "，".join((pending.text, text))
                return Understood(words, Recognition(pending.intent, title, 1.0, slots, "rules"))
            case Picked() | "whichever" | "several" if not listed:
                return Unclear(Say("ideas.used_up"), pending)
            case _ if not listed:
                return None
            case Picked(number) if not 0 < number <= len(listed):
                return Unclear(Say("answer.no_such_number", {"last": len(listed)}), pending)
            case Picked(number, wishes, more):
                return self._shot(pending, number, {**listed[number - 1].slots, **wishes}, more)
            case "whichever":
                return self._shot(pending, 1, listed[0].slots, "")
            case "several":
                return Unclear(Say("ideas.several", {"numbers": numbers(listed)}), pending)
            case Wished(wishes):
                return self._wished(pending, wishes)
        return None

    def _shot(self, pending: Pending, number: int, slots: Mapping[str, str], more: str) -> Understood:
        """The idea as if the member had said all of it himself."""
        slots = {**slots, pending.slot: "，".join(filter(None, (slots[pending.slot], more)))}
        title = self._templates.current.answers.titles((pending.intent,))[0]
        words = "，".join(dict.fromkeys(slots.values()))
        return Understood(words, Recognition(pending.intent, title, 1.0, slots, "rules"))

    def _wished(self, pending: Pending, wishes: Mapping[str, str]) -> Unclear:
        """竖屏的: the same ideas, like that."""
        kind, question = pending.media[0].kind, Question(pending.intent, pending.slot, {**pending.slots, **wishes})
        choices = tuple(
            as_choice(kind, one.intent, {**one.slots, **wishes}, {"aspect": media.aspect or "", "mood": media.mood})
            for one, media in zip(pending.options, pending.media, strict=True)
        )
        say = offered("wished", kind, [choice.slots for choice in choices])
        return Unclear(say, Pending.of_ideas(question, choices, pending.text))

    def _of_the_list(self, message: Message, understood: Understood) -> Understood:
        """第2个怎么去: a number in a slot is the line of the list."""
        pending = self._sessions.pending(message)
        if pending is None or pending.kind != "option":
            return understood
        slots = dict(understood.recognition.slots)
        for slot, value in slots.items():
            chosen = self._templates.current.answers.chosen(value, pending.titles)
            if chosen and 0 < chosen.number <= len(pending.options):
                slots[slot] = pending.options[chosen.number - 1].means or value
        if slots == understood.recognition.slots:
            return understood
        return replace(understood, recognition=replace(understood.recognition, slots=slots), leaves_open=True)

    def _answered(self, message: Message, text: str) -> Understood | None:
        pending, templates = self._sessions.pending(message), self._templates.current
        if pending is None or pending.kind not in ("slot", "ideas") or pending.intent not in templates.handlers:
            return None
        slots = templates.answers.slots(text, pending.intent, pending.slot, pending.slots)
        if slots is None:
            return None
        return Understood(
            text, Recognition(pending.intent, templates.answers.titles((pending.intent,))[0], 1.0, slots, "rules")
        )

    def _leaves_open(self, message: Message, text: str, recognition: Recognition) -> bool:
        pending = self._sessions.pending(message)
        if pending and pending.kind == "consent":
            # Whatever else is talked about; another clip or picture has a question of its own. What others are to answer stays.
            return pending.asks_others or recognition.intent not in ("image", "video")
        is_chat = recognition.intent == FALLBACK and "refused" not in recognition.slots
        return bool(
            pending
            and pending.kind in ("slot", "ideas")
            and is_chat
            and self._templates.current.answers.is_no_answer(text)
        )

    def _which(self, text: str, names: tuple[str, ...]) -> Unclear:
        titles = self._templates.current.answers.titles(names[:-1])
        lines = tuple(f"{number} {title}" for number, title in enumerate(titles, 1))
        values: dict[str, Value] = {
            "lines": lines,
            "last": len(names),
            "numbers": tuple(str(n) for n in range(1, len(names) + 1)),
        }
        return Unclear(Say("answer.which", values), Pending(kind="choice", text=text, candidates=names))
