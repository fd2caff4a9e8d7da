"""A message becomes a reply. This is the page to read first.

`take_turn` gets a stored message of an admitted member, one at a time per member and chat. It understands the message, lets the
intent's handler answer, and commits everything at once: the message is done, the reply waits in the outbox, the job is accepted,
the turn is remembered. A kill before the commit repeats the turn; a kill after it repeats nothing.
"""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from sqlalchemy import Connection
from structlog.contextvars import bound_contextvars

from bot.commands import Answer, Commands
from bot.commands.privacy import taken_up
from bot.config import Settings
from bot.consents import is_nod
from bot.errands import is_errand
from bot.gates import Gate, pass_all
from bot.household import Household
from bot.inbox import Heard, Inbox
from bot.jobs.queue import JobQueue
from bot.outbox import Letter, Outbox, Purpose, Row, write_letter
from bot.photo_intake import PhotoRefused
from bot.photos import Photos
from bot.pictures import add_picture, put_down
from bot.quotas import Quotas
from bot.reminders import MADE_UP_SECONDS, ON_TIME_SECONDS, Kind, fired
from bot.sessions import Pending
from bot.store import Store
from bot.telemetry import log
from bot.templates import TemplateStore
from bot.understanding import Understanding, Understood
from bot.wording import Wording
from intents.engine.normalise import Called
from intents.engine.types import Exchange, Recognition, Reply, Say, Speaker, Turn, Value

_log = log("conversation")


@dataclass(frozen=True, slots=True)
class _Taken:
    """A turn that was taken and is not on disk yet."""

    answer: Answer
    said: str = ""
    recognition: Recognition | None = None
    """None where the message was an order, or nobody could read it."""


class Conversation:
    """Takes turns."""

    def __init__(
        self,
        store: Store,
        household: Household,
        inbox: Inbox,
        outbox: Outbox,
        queue: JobQueue,
        commands: Commands,
        photos: Photos,
        templates: TemplateStore,
        wording: Wording,
        gates: Sequence[Gate],
        quotas: Quotas,
        settings: Settings,
        now: Callable[[], float],
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._outbox = outbox
        self._queue = queue
        self._sessions = household.sessions
        self._exchanges = household.exchanges
        self._commands = commands
        self._photos = photos
        self._places = household.places
        self._templates = templates
        self._wording = wording
        self._gates = gates
        self._quotas = quotas
        self._tastes = household.tastes
        self._shown_ideas = household.shown_ideas
        self._settings = settings
        self._now = now
        self._understanding = Understanding(household.sessions, templates)

    async def take_turn(self, heard: Heard) -> None:
        """Answer one message, once."""
        with bound_contextvars(chat=heard.chat.mark):
            await self._take(heard)

    async def _take(self, heard: Heard) -> None:
        try:
            async with asyncio.timeout(self._settings.turns.timeout_seconds):
                taken = await self._answer(heard)
                taken = replace(taken, answer=await pass_all(self._gates, heard, taken.answer))
        except Exception:  # noqa: BLE001 - the turn is where a failure becomes a sentence and a record
            _log.exception("turn.failed", message=heard.row)
            taken = _Taken(Answer(Say("answer.failed_turn")))
        await self._finish(heard, taken)
        intent, tier = (taken.recognition.intent, taken.recognition.tier) if taken.recognition else ("", "")
        _log.info("turn.answered", message=heard.row, intent=intent, tier=tier)

    async def _answer(self, heard: Heard) -> _Taken:
        await self._templates.refresh()
        if len(heard.message.text) > self._settings.turns.longest_text:
            return _Taken(
                self._keep_asking(heard, Say("answer.too_long", {"limit": self._settings.turns.longest_text}))
            )
        if kind := fired(heard.message):
            return await self._ring(heard, kind)
        if is_nod(heard.message):
            return _Taken(taken_up(self._sessions.pending(heard.message)))
        called = self._templates.current.recognizer.called(heard.message.text)
        if not called.is_readable:
            return _Taken(await self._answer_without_words(heard, called), called.text)
        understood = self._understanding.settled(heard.message, called.text)
        if understood is None and (obeyed := await self._obey(heard, called.text)):
            return _Taken(obeyed, called.text)
        understood = understood or await self._understanding.understand(heard.message, called.text)
        if not isinstance(understood, Understood):
            say = self._wording.by_mention(heard.message, understood.say)
            return _Taken(Answer(say, pending=understood.pending), called.text)
        answer = await self._handle(heard, understood)
        return _Taken(answer, called.text, understood.recognition)

    async def _ring(self, heard: Heard, kind: Kind) -> _Taken:
        """A time has come that the member wanted to be told at: no order and no answer to a question, whatever the words."""
        late = self._now() - heard.message.sent_at.timestamp()
        minutes = int(late // 60) if late > ON_TIME_SECONDS else 0
        text = heard.message.text
        if kind == "reminder":
            values: dict[str, Value] = {"what": text, "late": minutes, "missed": late > MADE_UP_SECONDS}
            return _Taken(self._keep_asking(heard, Say("schedule.reminder", values)), text)
        understood = await self._understanding.afresh(text)
        answer = await self._handle(heard, understood)
        if answer.media:
            # Words that were none when they were kept may have become a request for a clip: the templates have changed.
            return _Taken(self._keep_asking(heard, Say("schedule.costly")), text)
        if minutes:
            answer = replace(answer, say=Say("schedule.late", {"late": minutes}, {"answer": (answer.say,)}))
        return _Taken(answer, text, understood.recognition)

    async def _answer_without_words(self, heard: Heard, called: Called) -> Answer:
        """A photo is taken in at once, so that what cannot be used is said at once; a mere call is answered."""
        if heard.message.pictures:
            try:
                intake = await self._photos.take(heard.message, heard.member)
            except PhotoRefused as error:
                return self._keep_asking(heard, Say(f"photo.refused.{error.code}"))
            values: dict[str, Value] = {"count": self._photos.waiting(heard.message), "moving": intake.is_moving}
            return self._keep_asking(heard, Say("photo.received", values))
        is_call = not called.text and (called.was_called or heard.message.mentions_me)
        return self._keep_asking(heard, Say("answer.here" if is_call else "answer.empty"))

    async def _obey(self, heard: Heard, text: str) -> Answer | None:
        order = self._templates.current.recognizer.command(text)
        pending = self._sessions.pending(heard.message)
        if answered := await self._commands.answer(heard, pending, text):
            return answered
        obeyed = await self._commands.obey(order, heard, pending) if order else None
        if order is None or obeyed is None or obeyed.pending:
            return obeyed
        # 好了没 and 取消 12 leave the question open; 不拍了 is what it was answered with.
        is_no = order.command == "cancel" and order.number is None and not order.slots
        return obeyed if is_no or obeyed.settles else replace(obeyed, pending=self._open_question(heard))

    async def _handle(self, heard: Heard, understood: Understood) -> Answer:
        recognition = understood.recognition
        if understood.begins_anew:
            await self._shown_ideas.begin_anew(heard.member.id)
        try:
            pictures = await self._pictures(heard, recognition, understood.text)
        except PhotoRefused as error:
            return Answer(Say(f"photo.refused.{error.code}"))
        turn = Turn(
            text=understood.text,
            pictures=pictures,
            recognition=recognition,
            speaker=Speaker(heard.member.name, heard.member.role),
            is_group=heard.message.is_group,
            now=self._time(),
            places=self._places.of(heard.member.id),
            city=self._settings.city,
            history=partial(self._exchanges.history, heard.message, heard.member.id),
            taste=self._tastes.of(heard.member.id),
            shown_ideas=partial(self._shown_ideas.of, heard.member.id),
        )
        reply = await self._templates.current.handlers[recognition.intent].handle(turn)
        return _from_reply(reply, understood.text, self._open_question(heard) if understood.leaves_open else None)

    async def _pictures(self, heard: Heard, recognition: Recognition, text: str) -> tuple[str, ...]:
        """The photos a request for a picture or clip is to start from; none where it speaks of something else.

        Raises `PhotoRefused`, `none` where it makes no sense without one.
        """
        if recognition.intent not in ("image", "video"):
            return ()
        at = self._templates.current.recognizer.pointing(recognition, text)
        brings_one = heard.message.pictures or heard.message.quoted_id or not recognition.slots.get("subject")
        if not brings_one and not at.is_at_one and not at.is_set:
            return ()
        pictures = await self._photos.meant(heard.message, heard.member, speaks_of_one=at.is_at_one, is_set=at.is_set)
        if at.is_needed and not pictures and not at.is_set:
            raise PhotoRefused("none")
        return pictures[-1:] if at.is_single or recognition.intent == "image" else pictures

    async def _finish(self, heard: Heard, taken: _Taken) -> None:
        """Commit the turn. A full disk or a locked database is waited for: the message is on disk, and nothing is lost."""
        png = taken.answer.picture
        picture = await put_down(png, self._settings.data / "media") if png else None
        committed = await self._store.write_patiently(
            lambda connection: self._commit(connection, heard, taken, picture)
        )
        if committed is None:
            return
        rows, exchange, answer = committed
        self._sessions.answered(heard.message, answer.pending, exchange)
        self._outbox.post(rows)
        if answer.media:
            if taken.recognition:
                self._tastes.noticed(heard.member.id, taken.recognition.slots)
            self._photos.used(one for media in (answer.media, *answer.batch) for one in media.pictures)
            self._queue.wake()

    def _commit(
        self, connection: Connection, heard: Heard, taken: _Taken, picture: Path | None
    ) -> tuple[list[Row | None], Exchange, Answer] | None:
        """Write everything of the turn; returns the answer that was given. None where an earlier life has finished it."""
        if not self._inbox.finish(connection, heard):
            return None
        answer, recognition = self._what_is_left(connection, heard, taken.answer), taken.recognition
        promise = self._queue.accept(connection, heard, answer.media) if answer.media else None
        for again, more in enumerate(answer.batch if promise else (), 1):
            self._queue.accept(connection, heard, more, again=again, batch=promise.number if promise else 0)
        self._sessions.keep(connection, heard.message, answer.pending)
        if answer.pending and answer.pending.kind == "ideas":
            self._shown_ideas.put(connection, heard.member.id, answer.pending.titles)
        if promise and recognition:
            self._tastes.notice(connection, heard.member.id, recognition.slots)
        text = self._wording.answer(heard.message, answer, promise)
        exchange = Exchange(
            taken.said,
            text,
            recognition.intent if recognition else "",
            recognition.slots if recognition else {},
            self._time(),
        )
        tier = recognition.tier if recognition else ""
        self._exchanges.put(connection, heard.message, heard.member.id, exchange, tier)
        # The clock's message is in no chat: nothing can be a reply to it, and what it brings is not too late after ten minutes.
        # Nor is a grown-up's nod to a child's question, or what the admin does on a page.
        is_by_clock = fired(heard.message) is not None or is_nod(heard.message) or is_errand(heard.message)
        reply_to = "" if is_by_clock else heard.message.message_id
        letters = [
            Letter(
                heard.chat,
                text,
                reply_to=reply_to,
                member_id=heard.member.id,
                job_id=promise.number if promise else None,
                purpose="notice" if promise or is_by_clock else "answer",
            )
        ]
        if picture:
            artifact = add_picture(connection, picture, heard.member.id, self._now())
            purpose: Purpose = "notice" if is_by_clock else "answer"
            letters.append(Letter(heard.chat, "", purpose, "image", artifact, reply_to, heard.member.id))
        letters += [Letter(to, self._wording.say(say), purpose="notice") for say, to in answer.also]
        return [write_letter(connection, self._store, letter, self._now()) for letter in letters], exchange, answer

    def _what_is_left(self, connection: Connection, heard: Heard, answer: Answer) -> Answer:
        """The answer, or the word that the day's share is used up.

        The gate has looked already, and meanwhile somebody else of the group may have taken the last one. Changes of the store run
        one after another, so that here what is counted and what is accepted belong together.
        """
        if answer.media is None:
            return answer
        group = heard.chat if heard.message.is_group else None
        refusal = self._quotas.check(connection, heard.member, group, (answer.media, *answer.batch))
        return Answer(refusal) if refusal else answer

    def _keep_asking(self, heard: Heard, say: Say) -> Answer:
        return Answer(say, pending=self._open_question(heard))

    def _open_question(self, heard: Heard) -> Pending | None:
        pending = self._sessions.pending(heard.message)
        return pending if pending and pending.outlasts_orders else None

    def _time(self) -> datetime:
        return datetime.fromtimestamp(self._now(), self._settings.zone)


def _from_reply(reply: Reply, text: str, still_open: Pending | None) -> Answer:
    pending = Pending.of_question(reply.question) if reply.question else still_open
    if reply.offers_ideas and reply.question:
        pending = Pending.of_ideas(reply.question, reply.choices, text)
    elif reply.choices:
        pending = Pending.of_choices(reply.choices, text)
    return Answer(reply.say, media=reply.media, batch=reply.batch, pending=pending, picture=reply.picture)
