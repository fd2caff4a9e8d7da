"""Replies saved before they are sent.

A chat application drops its connection without telling us. A reply is written here first, in the transaction that finishes the
turn, and settled after the channel confirms. It ends in one of three states: delivered, failed (with the reason), or uncertain:
asked for and unanswered. An uncertain message is never silently sent again unless the far side drops repeats by our client id.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import partial

import sqlalchemy as sa
from sqlalchemy import Connection

from bot import room_book
from bot.aftermath import about
from bot.channels.base import Channel, NotSent, Receipt, Refused, Unanswered
from bot.config import OutboxSettings
from bot.family import Address
from bot.letters import (
    Begun,
    Ending,
    Letter,
    Purpose,
    Row,
    begin_sending,
    count_sent,
    label_of,
    left_over,
    write_letter,
)
from bot.pace import Paces
from bot.parts import Parts, taken_before
from bot.store import Store
from bot.tables import jobs, outbox
from bot.telemetry import log
from bot.turnstiles import Budget, Turnstiles
from bot.wrapping import Link, TooLarge, Wrapping, no_link
from prompts.loader import Speech

__all__ = ["Letter", "Outbox", "Purpose", "Row", "write_letter"]

_log = log("outbox")

Lane = tuple[Address, int | None]
"""Letters to one member in one chat keep their order; nobody else waits behind them."""


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
        link_to: Link = no_link,
    ) -> None:
        self._store = store
        self._channels = channels
        self._sentences = sentences
        self._settings = settings
        self._now = now
        self._tasks = tasks
        self._lanes: dict[Lane, deque[Row]] = {}
        self._turnstiles = Turnstiles(channels)
        self._paces = Paces()
        self._parts = Parts()
        self._wrapping = Wrapping(sentences, link_to)

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
        rows, sent = await self._store.read(left_over)
        self._turnstiles.recall(sent)
        self._parts.begin(await self._store.read(taken_before))
        for row in rows:
            channel = self._channels.get(row.letter.to.channel)
            if row.was_sending and channel and not channel.limits.takes_client_id:
                await self._settle(
                    row, "uncertain", self._turnstiles.budget(row.letter.to), reason="killed while sending"
                )
            elif channel:
                self.post([row])

    def started(self, channel: str) -> None:
        """The channel is connected: what was written for it goes out from now on."""
        self._turnstiles.started(channel)

    def reachable(self, account: str, chat_id: str, channel: str) -> None:
        """Somebody is there again: rows that wait for this chat go on."""
        self._turnstiles.reachable(Address(channel, account, chat_id))

    def heard(self, chat: Address) -> None:
        """A message came in from the chat: its send budget starts anew."""
        self._turnstiles.heard(chat)

    def sent_to(self, chat: Address) -> int:
        """How many messages went to the chat since its last one, those counted in that are on their way."""
        waiting = sum(len(rows) for (to, _), rows in self._lanes.items() if to == chat)
        return self._turnstiles.budget(chat).sent + waiting

    # -- one lane -----------------------------------------------------------------------------------------------------

    async def _empty(self, lane: Lane) -> None:
        rows = self._lanes[lane]
        while rows:
            await self._send(rows[0])
            rows.popleft()
        del self._lanes[lane]

    async def _send(self, row: Row) -> None:
        channel = self._channels[row.letter.to.channel]
        delay = self._settings.first_retry_seconds
        while True:
            async with self._turnstiles.through(row.letter.to) as budget:
                pause = await self._try(row, channel, delay, budget)
            if pause is None:
                return
            await asyncio.sleep(pause)
            delay = min(delay * 2, self._settings.longest_retry_seconds) if pause else delay

    async def _try(self, row: Row, channel: Channel, delay: float, budget: Budget) -> float | None:
        """Send its next part. Returns None when the letter has come to its end, else the seconds until the next try."""
        has_begun = self._parts.taken(row.client_id) > 0
        if not has_begun and self._is_stale(row):
            await self._apologise(row)
            return None
        # Before it counts as being sent: whoever is killed while he waits has sent nothing.
        async with self._paces.turn(channel.limits.pace, row.letter.to):
            is_last_send = self._turnstiles.is_last(row.letter.to, budget)
            begun = await self._begin(row, channel, is_last_send=is_last_send)
        if begun is None:
            return None
        try:
            part = await self._wrapping.part(
                begun.outgoing,
                channel.limits,
                row.letter.artifact_id,
                number=self._parts.taken(row.client_id),
                is_last_send=is_last_send,
                has_more=begun.has_more,
            )
            receipt = await channel.send(part.outgoing)
        except NotSent as error:
            _log.warning(
                "outbox.not_sent", row=row.id, channel=channel.name, chat=row.letter.to.mark, reason=str(error)
            )
            if not channel.limits.takes_client_id:
                await self._put_back(row)
            return max(delay, error.retry_after_seconds or 0)
        except Refused as error:
            # What is left of a letter without its beginning, or the other way round, is neither delivered nor failed.
            state: Ending = "uncertain" if has_begun else "failed"
            await self._settle(row, state, budget, reason=str(error), is_too_large=isinstance(error, TooLarge))
        except Unanswered as error:
            if channel.limits.takes_client_id:
                return delay
            await self._settle(row, "uncertain", budget, reason=str(error))
        except Exception:  # noqa: BLE001 - a bug in one channel must not stop the letters of the others
            _log.exception("outbox.channel_broke", row=row.id, channel=channel.name)
            await self._settle(row, "uncertain", budget, reason="error in the channel")
        else:
            self._paces.count(channel.limits.pace, row.letter.to, receipt.sends - 1)
            if not part.is_last:
                await self._go_on(row, budget, receipt)
                return 0.0
            await self._settle(row, "delivered", budget, receipt=receipt.message_id, sends=receipt.sends)
        return None

    async def _begin(self, row: Row, channel: Channel, *, is_last_send: bool) -> Begun | None:
        """Write down that we are about to send, unless the channel drops repeats anyway; then gather what to send.

        None when the letter was erased meanwhile.
        """
        is_marked = not channel.limits.takes_client_id

        gather = partial(begin_sending, row=row, is_marked=is_marked, is_last_send=is_last_send)
        begun = await (self._store.write_patiently if is_marked else self._store.read)(gather)
        if begun is None and self._parts.taken(row.client_id):
            end = partial(self._parts.end, chat=row.letter.to, client_id=row.client_id)
            await self._store.write_patiently(end)
            self._parts.forget(row.client_id)
        return begun

    async def _go_on(self, row: Row, budget: Budget, receipt: Receipt) -> None:
        """One part was taken: a kill before the next one, which may have to wait for days, leaves nothing uncertain."""
        chat = row.letter.to
        self._parts.took(row.client_id)
        budget.sent += receipt.sends

        def change(connection: Connection) -> None:
            connection.execute(sa.update(outbox).where(outbox.c.id == row.id).values(state="waiting"))
            self._parts.write(connection, chat, row.client_id)
            if self._turnstiles.has_budget(chat):
                count_sent(connection, self._store, chat, self._turnstiles.budget(chat).sent)

        await self._store.write_patiently(change)

    async def _put_back(self, row: Row) -> None:
        """Surely not sent: a kill before the next try, which may be minutes away, leaves nothing uncertain."""
        waiting = sa.update(outbox).where(outbox.c.id == row.id).values(state="waiting")
        await self._store.write_patiently(lambda connection: connection.execute(waiting) and None)

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
        state: Ending,
        budget: Budget,
        *,
        reason: str = "",
        receipt: str = "",
        sends: int = 1,
        is_too_large: bool = False,
    ) -> None:
        chat, notice = row.letter.to, None
        if state != "delivered":
            number = await self._store.read(lambda connection: label_of(connection, row.letter))
            notice = about(row, state, number, self._sentences, is_too_large=is_too_large)
        has_budget = self._turnstiles.has_budget(chat) and state != "failed"
        if has_budget:
            budget.sent += sends

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
                count_sent(connection, self._store, chat, self._turnstiles.budget(chat).sent)
            self._parts.end(connection, chat, row.client_id)
            if row.letter.purpose == "relay":
                room_book.settle(connection, row.id, has_failed=state == "failed")
            return write_letter(connection, self._store, notice, self._now()) if notice else None

        self.post([await self._store.write_patiently(change)])
        self._parts.forget(row.client_id)
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
