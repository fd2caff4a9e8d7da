"""A message becomes a reply. This is the page to read first.

`take_turn` gets a stored message of an admitted member, one at a time per member and chat. It understands the message, lets the
intent's handler answer, and commits everything at once: the message is done, the reply waits in the outbox, the job is accepted.
A kill before the commit repeats the turn; a kill after it repeats nothing.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.commands import Answer, Commands
from bot.inbox import Heard, Inbox
from bot.jobs.letters import JobLetters
from bot.jobs.queue import JobQueue, Promise
from bot.outbox import Letter, Outbox, Row, write_letter
from bot.photos import PhotoRefused, Photos
from bot.sessions import Pending, Sessions
from bot.store import Store
from bot.telemetry import log
from bot.templates import TemplateStore
from intents.engine.types import Recognition, Reply, Say, Speaker, Turn, Value

_log = log("conversation")


class Conversation:
    """Takes turns."""

    def __init__(
        self,
        store: Store,
        inbox: Inbox,
        outbox: Outbox,
        queue: JobQueue,
        letters: JobLetters,
        sessions: Sessions,
        commands: Commands,
        photos: Photos,
        templates: TemplateStore,
        now: Callable[[], float],
        zone: ZoneInfo,
        *,
        timeout_seconds: float,
        longest_text: int,
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._outbox = outbox
        self._queue = queue
        self._letters = letters
        self._sessions = sessions
        self._commands = commands
        self._photos = photos
        self._templates = templates
        self._now = now
        self._zone = zone
        self._timeout_seconds = timeout_seconds
        self._longest_text = longest_text

    async def take_turn(self, heard: Heard) -> None:
        """Answer one message, once."""
        try:
            async with asyncio.timeout(self._timeout_seconds):
                answer = await self._answer(heard)
        except Exception:  # noqa: BLE001 - the turn is where a failure becomes a sentence and a record
            _log.exception("turn.failed", message=heard.row)
            answer = Answer(Say("answer.failed_turn"))
        await self._finish(heard, answer)

    async def _answer(self, heard: Heard) -> Answer:
        await self._templates.refresh()
        templates = self._templates.current
        if len(heard.message.text) > self._longest_text:
            return Answer(Say("answer.too_long", {"limit": self._longest_text}))
        called = templates.recognizer.called(heard.message.text)
        text = called.text
        if heard.message.pictures and not called.is_readable:
            return await self._look_at_photos(heard)
        if not called.is_readable:
            return Answer(Say("answer.empty"))
        pending = self._sessions.pending(heard.message)
        command = templates.recognizer.command(text)
        if command and (obeyed := await self._commands.obey(command, heard, pending)):
            return obeyed
        recognition = _continue(pending, text, await templates.chain.understand(text))
        try:
            pictures = await self._pictures(heard, recognition, text)
        except PhotoRefused as error:
            return Answer(Say(f"photo.refused.{error.code}"))
        turn = Turn(
            text=text,
            pictures=pictures,
            recognition=recognition,
            speaker=Speaker(heard.member.name, heard.member.role),
            is_group=heard.message.is_group,
            now=datetime.fromtimestamp(self._now(), self._zone),
        )
        return _from_reply(await templates.handlers[recognition.intent].handle(turn))

    async def _look_at_photos(self, heard: Heard) -> Answer:
        """A photo without a word: taken in at once, so that what cannot be used is said at once."""
        try:
            for picture in heard.message.pictures:
                await self._photos.take(heard.message, heard.member, picture)
        except PhotoRefused as error:
            return Answer(Say(f"photo.refused.{error.code}"))
        return Answer(Say("photo.received"))

    async def _pictures(self, heard: Heard, recognition: Recognition, text: str) -> tuple[str, ...]:
        """The photos a request for a picture or clip is to start from; none where it speaks of something else."""
        if recognition.intent not in ("image", "video"):
            return ()
        speaks_of_it = heard.message.pictures or heard.message.quoted_id or not recognition.slots.get("subject")
        if not speaks_of_it and not self._templates.current.recognizer.speaks_of_photo(text):
            return ()
        meant = await self._photos.meant(heard.message)
        return tuple([await self._photos.take(heard.message, heard.member, picture) for picture in meant])

    async def _finish(self, heard: Heard, answer: Answer) -> None:
        """Commit the turn. A full disk or a locked database is waited for: the message is on disk, and nothing is lost."""
        rows = await self._store.write_patiently(lambda connection: self._commit(connection, heard, answer))
        self._sessions.answered(heard.message, answer.pending)
        self._outbox.post(rows)
        if answer.media:
            self._queue.wake()

    def _commit(self, connection: Connection, heard: Heard, answer: Answer) -> list[Row | None]:
        if not self._inbox.finish(connection, heard):
            return []
        promise = self._queue.accept(connection, heard, answer.media) if answer.media else None
        self._sessions.keep(connection, heard.message, answer.pending)
        letters = [(answer.say, heard.chat), *answer.also]
        return [
            write_letter(
                connection,
                self._store,
                Letter(
                    to,
                    self._templates.render(say.key, self._values(say, promise)),
                    reply_to=heard.message.message_id if to == heard.chat else "",
                    member_id=heard.member.id if to == heard.chat else None,
                    job_id=promise.number if promise else None,
                    purpose="notice" if promise or to != heard.chat else "answer",
                ),
                self._now(),
            )
            for say, to in letters
        ]

    def _values(self, say: Say, promise: Promise | None) -> Mapping[str, Value]:
        if promise is None:
            return say.values
        low, high = self._letters.time_range(promise.low_seconds, promise.high_seconds)
        return {
            **say.values,
            "number": promise.number,
            "ahead": promise.ahead,
            "low": low,
            "high": high,
            "preview": promise.is_preview,
            # Shots are written from word lists as long as there is no language model to write them.
            "simple": True,
        }


def _continue(pending: Pending | None, text: str, recognition: Recognition) -> Recognition:
    """The message as an answer to the question asked before it, unless it clearly wants something else."""
    if pending is None or pending.kind != "slot" or recognition.intent not in ("chat", pending.intent):
        return recognition
    if recognition.intent == "chat" and recognition.tier == "rules":
        # 不拍了: read for certain, where everything else that is no other wish is an answer.
        return recognition
    slots = {**pending.slots, pending.slot: text, **recognition.slots}
    return Recognition(pending.intent, recognition.title, 1.0, slots, "rules")


def _from_reply(reply: Reply) -> Answer:
    return Answer(reply.say, media=reply.media, pending=Pending.of_question(reply.question) if reply.question else None)
