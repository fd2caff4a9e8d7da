"""What the admin does to somebody's job from a page.

It is said in the chat the job belongs to, as the one it belongs to: so the same code as for the family's own words does it, quotas
and consents hold, and the answer can be read where the clip is waited for. Every errand stands in the audit as the admin's.
"""

import asyncio
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Message
from bot.errors import XiaoaiError
from bot.family import Family
from bot.inbox import Inbox
from bot.jobs.queue import JobQueue
from bot.jobs.records import Job, read_job
from bot.retention import Retention
from bot.store import Store
from bot.tables import audit, chats, exchanges, identities, messages
from bot.telemetry import log

Order = Literal["cancel", "resend", "again"]
WORDS: Mapping[Order, str] = {"cancel": "取消 {}", "resend": "再发一次 {}", "again": "重拍 {}"}
"""What a member would say."""
ANSWER_SECONDS = 20.0
"""Longer is not waited for; it is answered in the chat all the same."""
LOOK_SECONDS = 0.05
PREFIX = "errand-"
CONSOLE = "console"
"""Who did it, in the audit: whoever has the admin's key to the pages."""

_log = log("errands")


class NobodyToSpeakFor(XiaoaiError):
    """The member of the job is not there any more, on the channel he asked on."""

    def __init__(self, number: str) -> None:
        super().__init__(f"第 {number} 号是谁要的，已经查不到了，没法替他说话。")


@dataclass(frozen=True)
class Errands:
    """Does them one by one, each in its own turn of the conversation."""

    store: Store
    inbox: Inbox
    family: Family
    queue: JobQueue
    retention: Retention
    now: Callable[[], float]

    async def order(self, number: int, order: Order) -> str:
        """Give the order and return what 小爱 answered in the chat; empty where that takes longer, or there is no such job.

        Raises `NobodyToSpeakFor`.
        """
        job = await self.queue.find(number)
        if job is None:
            return ""
        message = await self.store.read(lambda connection: _message(connection, job, order, self.now()))
        member = self.family.by_id(job.member_id)
        if message is None or member is None:
            raise NobodyToSpeakFor(job.label)
        await self._note(order, job.label)
        await self.inbox.put(message, member)
        return await self._answer(message)

    async def decide_unclear(self, number: int, *, is_again: bool) -> bool:
        """The admin's word on a job that may have been paid for: make it once more, or leave it. False when it waits for none."""
        decide = self.queue.retry_unclear if is_again else self.queue.give_up_unclear
        done = await decide(number)
        if done:
            await self._note("retry_unclear" if is_again else "give_up", str(number))
        return done

    async def delete(self, artifact_id: str) -> bool:
        """Delete what was made. False where it is gone already."""
        return await self.retention.delete_made(artifact_id, by=CONSOLE)

    async def _note(self, what: str, detail: str) -> None:
        entry = {"at": self.now(), "who": CONSOLE, "what": what, "detail": detail}
        await self.store.write(lambda connection: connection.execute(sa.insert(audit).values(entry)) and None)
        _log.info("errand.given", order=what, about=detail)

    async def _answer(self, message: Message) -> str:
        deadline = time.monotonic() + ANSWER_SECONDS
        while time.monotonic() < deadline:
            answer = await self.store.read(lambda connection: _answered(connection, message))
            if answer is not None:
                return answer
            await asyncio.sleep(LOOK_SECONDS)
        return ""


def is_errand(message: Message) -> bool:
    """The member did not say this: the admin did it on a page."""
    return message.message_id.startswith(PREFIX)


def _message(connection: Connection, job: Job, order: Order, now: float) -> Message | None:
    """What the member would have written; None where he is not known on that channel any more."""
    chat = job.chat
    known = sa.select(identities.c.user_id).where(
        identities.c.channel == chat.channel,
        identities.c.account == chat.account,
        identities.c.member_id == job.member_id,
    )
    senders = list(connection.scalars(known))
    if not senders or read_job(connection, job.id) is None:
        return None
    group = sa.select(chats.c.is_group).where(
        chats.c.channel == chat.channel, chats.c.account == chat.account, chats.c.chat_id == chat.id
    )
    return Message(
        channel=chat.channel,
        account=chat.account,
        chat_id=chat.id,
        message_id=f"{PREFIX}{secrets.token_hex(16)}",
        sender_id=chat.id if chat.id in senders else senders[0],
        text=WORDS[order].format(job.label),
        sent_at=datetime.fromtimestamp(now, UTC),
        is_group=bool(connection.scalar(group)),
        mentions_me=True,
    )


def _answered(connection: Connection, message: Message) -> str | None:
    """What was answered; None while the turn lasts. The turns of a member in a chat come one after another."""
    done = sa.select(messages.c.done_at, messages.c.member_id).where(
        messages.c.channel == message.channel,
        messages.c.account == message.account,
        messages.c.message_id == message.message_id,
    )
    row = connection.execute(done).first()
    if row is None or row.done_at is None:
        return None
    last = (
        sa.select(exchanges.c.replied)
        .where(
            exchanges.c.member_id == row.member_id,
            exchanges.c.channel == message.channel,
            exchanges.c.account == message.account,
            exchanges.c.chat_id == message.chat_id,
        )
        .order_by(exchanges.c.id.desc())
        .limit(1)
    )
    return connection.scalar(last) or ""
