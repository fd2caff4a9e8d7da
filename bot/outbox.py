"""Replies saved before they are sent.

A chat application drops its connection without telling us. A reply is written here first, in the transaction that finishes the
turn, and settled after the channel confirms. It ends in one of three states: delivered, failed (with the reason), or uncertain:
asked for and unanswered. An uncertain message is never silently sent again unless the far side drops repeats by our client id.
"""

import asyncio
import secrets
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Channel, ContentKind, NotSent, Outgoing, Receipt, Refused, Unanswered
from bot.config import OutboxSettings
from bot.family import Address
from bot.job_numbers import label
from bot.store import Store
from bot.tables import artifacts, chats, jobs, outbox
from bot.telemetry import log
from prompts.loader import Speech

Purpose = Literal["answer", "result", "failure", "notice"]
"""`answer` expires; a job's result or failure and a notice never do."""

_log = log("outbox")


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way out."""

    to: Address
    text: str
    purpose: Purpose = "answer"
    kind: ContentKind = "text"
    artifact_id: str = ""
    reply_to: str = ""
    """The channel's id of the message this answers."""
    member_id: int | None = None
    job_id: int | None = None
    client_id: str = ""
    """Set where the same letter may be written twice; else made here."""


@dataclass(frozen=True, slots=True)
class Row:
    """A letter with its number in the store."""

    id: int
    letter: Letter
    client_id: str
    created_at: float
    was_sending: bool = False


@dataclass(slots=True)
class _Budget:
    """What may be sent since the chat's last message. A send counts here even if the next message comes before its end."""

    sent: int = 0
    sending: int = 0


Lane = tuple[Address, int | None]
"""Letters to one member in one chat keep their order; nobody else waits behind them."""


def write_letter(connection: Connection, store: Store, letter: Letter, now: float) -> Row | None:
    """Put a letter into the outbox inside the caller's transaction; None if one with its client id is there already."""
    client_id = letter.client_id or secrets.token_hex(12)
    inserted = connection.execute(
        store.insert_new(outbox)
        .values(
            client_id=client_id,
            channel=letter.to.channel,
            account=letter.to.account,
            chat_id=letter.to.id,
            member_id=letter.member_id,
            purpose=letter.purpose,
            kind=letter.kind,
            text=letter.text,
            artifact_id=letter.artifact_id,
            reply_to=letter.reply_to,
            job_id=letter.job_id,
            state="waiting",
            created_at=now,
        )
        .returning(outbox.c.id)
    ).scalar()
    return Row(inserted, letter, client_id, now) if inserted is not None else None


class Outbox:
    """Sends what `write_letter` left. `post` after the transaction, `recover` once at start."""

    def __init__(
        self,
        store: Store,
        channels: Mapping[str, Channel],
        sentences: Speech,
        settings: OutboxSettings,
        now: Callable[[], float],
        tasks: asyncio.TaskGroup,
    ) -> None:
        self._store = store
        self._channels = channels
        self._sentences = sentences
        self._settings = settings
        self._now = now
        self._tasks = tasks
        self._lanes: dict[Lane, deque[Row]] = {}
        self._started: defaultdict[str, asyncio.Event] = defaultdict(asyncio.Event)
        self._doors: defaultdict[Address, asyncio.Event] = defaultdict(asyncio.Event)
        self._paces: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._next_send: defaultdict[str, float] = defaultdict(float)
        self._budgets: defaultdict[Address, _Budget] = defaultdict(_Budget)

    def post(self, rows: Iterable[Row | None]) -> None:
        """Send these soon, each behind what is already on its way to the same member and chat."""
        for row in rows:
            if row is None:
                continue
            lane = (row.letter.to, row.letter.member_id)
            if lane in self._lanes:
                self._lanes[lane].append(row)
            else:
                self._lanes[lane] = deque([row])
                self._start(lane)

    def _start(self, lane: Lane) -> None:
        emptying = self._empty(lane)
        try:
            self._tasks.create_task(emptying)
        except RuntimeError:
            # She is going down. The letters are on disk, and her next life sends them; whoever wrote them has done his part.
            emptying.close()
            del self._lanes[lane]

    def put(self, connection: Connection, letter: Letter) -> Row | None:
        """Save one letter inside the caller's transaction; `post` it afterwards."""
        return write_letter(connection, self._store, letter, self._now())

    async def write(self, letter: Letter) -> None:
        """Save one letter and send it."""
        self.post([await self._store.write(lambda connection: self.put(connection, letter))])

    async def recover(self) -> None:
        """Take up what an earlier life left. What it was just sending is uncertain unless the channel drops repeats."""
        rows, sent = await self._store.read(self._left_over)
        self._budgets.update({chat: _Budget(count) for chat, count in sent.items()})
        for row in rows:
            channel = self._channels.get(row.letter.to.channel)
            if row.was_sending and channel and not channel.limits.takes_client_id:
                await self._settle(row, "uncertain", self._budgets[row.letter.to], reason="killed while sending")
            elif channel:
                self.post([row])

    def started(self, channel: str) -> None:
        """The channel is connected: what was written for it goes out from now on."""
        self._started[channel].set()

    def reachable(self, account: str, chat_id: str, channel: str) -> None:
        """Somebody is there again: rows that wait for this chat go on."""
        self._doors[Address(channel, account, chat_id)].set()

    def heard(self, chat: Address) -> None:
        """A message came in from the chat: its send budget starts anew."""
        if self._channels[chat.channel].limits.sends_per_inbound is not None:
            self._budgets[chat] = _Budget()
            self._doors[chat].set()

    # -- one lane -----------------------------------------------------------------------------------------------------

    async def _empty(self, lane: Lane) -> None:
        rows = self._lanes[lane]
        while rows:
            await self._send(rows[0])
            rows.popleft()
        del self._lanes[lane]

    async def _send(self, row: Row) -> None:
        channel, chat = self._channels[row.letter.to.channel], row.letter.to
        delay = self._settings.first_retry_seconds
        await self._started[channel.name].wait()
        while True:
            budget = await self._wait_for_the_door(channel, chat)
            # Counted from here: letters to other members of the chat come through the same door.
            budget.sending += 1
            try:
                pause = await self._try(row, channel, delay, budget)
            finally:
                budget.sending -= 1
                self._doors[chat].set()
            if pause is None:
                return
            await asyncio.sleep(pause)
            delay = min(delay * 2, self._settings.longest_retry_seconds)

    async def _try(self, row: Row, channel: Channel, delay: float, budget: _Budget) -> float | None:
        """Send once. Returns None when the letter has come to its end, else the seconds until the next try."""
        if self._is_stale(row):
            await self._apologise(row)
            return None
        outgoing = await self._begin(row, channel)
        if outgoing is None:
            return None
        try:
            receipt = await self._hand_over(channel, outgoing)
        except NotSent as error:
            _log.warning(
                "outbox.not_sent", row=row.id, channel=channel.name, chat=row.letter.to.mark, reason=str(error)
            )
            return max(delay, error.retry_after_seconds or 0)
        except Refused as error:
            await self._settle(row, "failed", budget, reason=str(error))
        except Unanswered as error:
            if channel.limits.takes_client_id:
                return delay
            await self._settle(row, "uncertain", budget, reason=str(error))
        except Exception:  # noqa: BLE001 - a bug in one channel must not stop the letters of the others
            _log.exception("outbox.channel_broke", row=row.id, channel=channel.name)
            await self._settle(row, "uncertain", budget, reason="error in the channel")
        else:
            await self._settle(row, "delivered", budget, receipt=receipt.message_id)
        return None

    async def _wait_for_the_door(self, channel: Channel, chat: Address) -> _Budget:
        limit = channel.limits.sends_per_inbound
        door = self._doors[chat]
        while True:
            budget = self._budgets[chat]
            if channel.can_reach(chat.account, chat.id) and (limit is None or budget.sent + budget.sending < limit):
                return budget
            door.clear()
            await door.wait()

    async def _begin(self, row: Row, channel: Channel) -> Outgoing | None:
        """Write down that we are about to send, unless the channel drops repeats anyway; then gather what to send.

        None when the letter was erased meanwhile.
        """

        def gather(connection: Connection) -> tuple[str, str] | None:
            if connection.scalar(sa.select(outbox.c.id).where(outbox.c.id == row.id)) is None:
                return None
            if not channel.limits.takes_client_id:
                connection.execute(
                    sa.update(outbox)
                    .where(outbox.c.id == row.id)
                    .values(state="sending", attempts=outbox.c.attempts + 1)
                )
            if not row.letter.artifact_id:
                return "", ""
            found = connection.execute(
                sa.select(artifacts.c.path, artifacts.c.poster).where(artifacts.c.id == row.letter.artifact_id)
            ).first()
            return (found.path, found.poster) if found else ("", "")

        work = self._store.read if channel.limits.takes_client_id else self._store.write_patiently
        found = await work(gather)
        if found is None:
            return None
        path, poster = found
        return Outgoing(
            account=row.letter.to.account,
            chat_id=row.letter.to.id,
            client_id=row.client_id,
            kind=row.letter.kind,
            text=row.letter.text,
            path=Path(path) if path else None,
            poster=Path(poster) if poster else None,
            reply_to=row.letter.reply_to,
        )

    async def _hand_over(self, channel: Channel, outgoing: Outgoing) -> Receipt:
        if outgoing.kind != "text" and (outgoing.path is None or not outgoing.path.is_file()):
            raise Refused("the file is gone")
        if channel.limits.seconds_between_sends:
            await self._keep_pace(channel)
        return await channel.send(outgoing)

    async def _keep_pace(self, channel: Channel) -> None:
        clock = asyncio.get_running_loop().time
        async with self._paces[channel.name]:
            await asyncio.sleep(max(0.0, self._next_send[channel.name] - clock()))
            self._next_send[channel.name] = clock() + channel.limits.seconds_between_sends

    def _is_stale(self, row: Row) -> bool:
        # A clock set back makes the age negative: then the answer is simply young.
        return row.letter.purpose == "answer" and self._now() - row.created_at > self._settings.stale_after_seconds

    async def _apologise(self, first: Row) -> None:
        """One apology instead of a flood of answers nobody waits for any more."""
        lane = self._lanes[first.letter.to, first.letter.member_id]
        stale = [row for row in lane if self._is_stale(row)]
        letter = Letter(
            first.letter.to,
            self._sentences.render("answer.stale", {"count": len(stale)}),
            purpose="notice",
            member_id=first.letter.member_id,
            reply_to=first.letter.reply_to,
        )

        def change(connection: Connection) -> Row | None:
            connection.execute(
                sa.update(outbox)
                .where(outbox.c.id.in_([row.id for row in stale]))
                .values(state="failed", reason="stale", settled_at=self._now())
            )
            return write_letter(connection, self._store, letter, self._now())

        apology = await self._store.write_patiently(change)
        fresh = [row for row in lane if row is not first and row not in stale]
        lane.clear()
        # `first` is dropped by the caller once this returns.
        lane.extend([first, *([apology] if apology else []), *fresh])

    # -- the end of a letter ------------------------------------------------------------------------------------------

    async def _settle(
        self,
        row: Row,
        state: Literal["delivered", "failed", "uncertain"],
        budget: _Budget,
        *,
        reason: str = "",
        receipt: str = "",
    ) -> None:
        notice = self._aftermath(row, state, await self._label(row.letter)) if state != "delivered" else None
        has_budget = self._channels[row.letter.to.channel].limits.sends_per_inbound is not None and state != "failed"
        if has_budget:
            budget.sent += 1

        def change(connection: Connection) -> Row | None:
            connection.execute(
                sa.update(outbox)
                .where(outbox.c.id == row.id)
                .values(state=state, reason=reason, receipt=receipt, settled_at=self._now())
            )
            if row.letter.purpose == "result":
                ending = {"delivered": "done", "failed": "undelivered", "uncertain": "uncertain"}[state]
                connection.execute(sa.update(jobs).where(jobs.c.id == row.letter.job_id).values(state=ending, stage=""))
            if has_budget:
                self._count(connection, row.letter.to)
            return write_letter(connection, self._store, notice, self._now()) if notice else None

        self.post([await self._store.write_patiently(change)])
        told = {"job": row.letter.job_id} if row.letter.job_id else {}
        _log.info(
            f"outbox.{state}",
            row=row.id,
            channel=row.letter.to.channel,
            chat=row.letter.to.mark,
            kind=row.letter.kind,
            reason=reason,
            **told,
        )

    async def _label(self, letter: Letter) -> str:
        batch = sa.select(jobs.c.batch).where(jobs.c.id == letter.job_id)
        found = await self._store.read(lambda connection: connection.execute(batch).scalar())
        return label(letter.job_id or 0, found or 0)

    def _aftermath(self, row: Row, state: str, number: str) -> Letter | None:
        """What 小爱 says when something did not surely arrive. About a notice she says nothing: it would not end."""
        if row.letter.purpose == "notice":
            return None
        values = {"number": number}
        if state == "uncertain":
            is_job = row.letter.purpose == "result"
            text = self._sentences.render(
                "job.uncertain_delivery" if is_job else "answer.uncertain", values if is_job else {}
            )
        elif row.letter.purpose == "result":
            text = self._sentences.render("job.failed.undeliverable", values)
        else:
            return None
        return Letter(
            row.letter.to,
            text,
            purpose="notice",
            reply_to=row.letter.reply_to,
            member_id=row.letter.member_id,
            job_id=row.letter.job_id,
            client_id=f"about-{row.id}",
        )

    def _count(self, connection: Connection, chat: Address) -> None:
        where = (chats.c.channel == chat.channel, chats.c.account == chat.account, chats.c.chat_id == chat.id)
        connection.execute(
            self._store.insert_new(chats).values(
                channel=chat.channel, account=chat.account, chat_id=chat.id, title="", is_group=False
            )
        )
        connection.execute(sa.update(chats).where(*where).values(sent_since_inbound=self._budgets[chat].sent))

    def _left_over(self, connection: Connection) -> tuple[list[Row], dict[Address, int]]:
        found = connection.execute(sa.select(outbox).where(outbox.c.settled_at.is_(None)).order_by(outbox.c.id))
        rows = [
            Row(
                row.id,
                Letter(
                    Address(row.channel, row.account, row.chat_id),
                    row.text,
                    row.purpose,
                    row.kind,
                    row.artifact_id,
                    row.reply_to,
                    row.member_id,
                    row.job_id,
                ),
                row.client_id,
                row.created_at,
                was_sending=row.state == "sending",
            )
            for row in found
        ]
        sent = connection.execute(sa.select(chats).where(chats.c.sent_since_inbound > 0))
        return rows, {Address(row.channel, row.account, row.chat_id): row.sent_since_inbound for row in sent}
