"""A letter goes out: one message after another, never too fast, never more than one message of the member's allows.

What WeChat says no to depends on how fast and how often a bot speaks (facts reported, not published: at most ten messages on one of
the member's; three within a second are too fast). A letter of several messages that is stopped half-way goes on where it was
stopped, also in the next life.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping, Sequence

from bot.channels.base import ChannelError, Mark, NotSent, Outgoing, Receipt, Refused, Unanswered
from bot.channels.ilink import items
from bot.channels.ilink.items import Item
from bot.channels.ilink.media import Cdn
from bot.channels.ilink.standing import Standing
from bot.channels.ilink.wire import Api, ApiError, NoAnswer, NotReached, WrongStatus, with_base_info
from bot.errors import XiaoaiError

TRIES = 5
"""How often a letter is offered that the far side declines for a reason we do not know."""
DECLINED_SECONDS = 60.0
_PARTS = "parts:"


class Sender:
    """Sends for one account."""

    def __init__(
        self,
        api: Api,
        cdn: Cdn,
        standing: Standing,
        remember: Callable[[Sequence[Mark]], Awaitable[None]],
        *,
        seconds_between: float,
        most_sends: int,
    ) -> None:
        self._api = api
        self._cdn = cdn
        self._standing = standing
        self._remember = remember
        self._seconds_between = seconds_between
        self._most_sends = most_sends
        self._one_at_a_time = asyncio.Lock()
        self._next = 0.0
        self._since_heard: dict[str, int] = {}
        self._sent_parts: dict[str, int] = {}
        self._tries: dict[str, int] = {}
        self.contexts: dict[str, str] = {}
        """The newest token of each person, to be sent back with everything that goes to him."""

    def recall(self, marks: Mapping[str, str]) -> None:
        """Go on where an earlier life was stopped."""
        self._sent_parts = {
            name.removeprefix(_PARTS): int(value)
            for name, value in marks.items()
            if name.startswith(_PARTS) and value.isdecimal()
        }

    def heard(self, user_id: str) -> None:
        """The member said something: as many messages again may go to him."""
        self._since_heard.pop(user_id, None)

    def may_send_to(self, user_id: str) -> bool:
        """False where he has to say something first."""
        return self._since_heard.get(user_id, 0) < self._most_sends

    async def send(self, outgoing: Outgoing) -> Receipt:
        """Send one letter. Raises `ChannelError`."""
        try:
            receipt = await self._send(outgoing)
        except NotSent:
            raise
        except ChannelError:
            await self._forget(outgoing)
            raise
        await self._forget(outgoing)
        return receipt

    async def _send(self, outgoing: Outgoing) -> Receipt:
        self._check(outgoing.chat_id)
        parts = await self._parts(outgoing)
        done, message_id = self._sent_parts.get(outgoing.client_id, 0), ""
        sent = 0
        # A caption and its clip belong together: no other letter comes between them.
        async with self._one_at_a_time:
            for number, part in enumerate(parts[done:], done):
                client_id = outgoing.client_id if number + 1 == len(parts) else f"{outgoing.client_id}-{number + 1}"
                try:
                    message_id = await self._send_one(outgoing, client_id, part)
                except NotSent:
                    if number:
                        await self._keep_parts(outgoing.client_id, number)
                    raise
                sent += 1
        return Receipt(message_id[:200], sends=max(1, sent))

    async def _parts(self, outgoing: Outgoing) -> list[Item]:
        """Everything is uploaded before the first word goes out."""
        parts = items.text_items(outgoing.text)
        if outgoing.kind != "text" and outgoing.path:
            try:
                uploaded = await self._cdn.upload(self._api, outgoing.path, outgoing.kind, outgoing.chat_id)
            except ApiError as error:
                raise self._trouble(outgoing, error, was_sent=False) from None
            parts.append(items.file_item(outgoing.kind, outgoing.path, uploaded))
        if not parts:
            raise Refused("there is nothing in the letter")
        return parts

    async def _send_one(self, outgoing: Outgoing, client_id: str, part: Item) -> str:
        loop, to = asyncio.get_running_loop(), outgoing.chat_id
        await asyncio.sleep(max(0.0, self._next - loop.time()))
        self._check(to)
        self._since_heard[to] = self._since_heard.get(to, 0) + 1
        body = items.message(to, client_id, part, self.contexts.get(to))
        try:
            answer = await self._api.post("sendmessage", with_base_info(body))
        except ApiError as error:
            raise self._trouble(outgoing, error, was_sent=True) from None
        finally:
            self._next = loop.time() + self._seconds_between
        self._standing.sent()
        message_id = answer.get("message_id")
        return str(message_id) if isinstance(message_id, str | int) and not isinstance(message_id, bool) else ""

    def _check(self, to: str) -> None:
        if self._standing.is_stale:
            raise NotSent("the login has expired")
        if seconds := self._standing.throttled_seconds:
            raise NotSent("throttled", seconds)
        if not self.may_send_to(to):
            raise NotSent(f"{self._most_sends} messages went out since the member's last")

    def _trouble(self, outgoing: Outgoing, error: ApiError, *, was_sent: bool) -> ChannelError:
        """What an error means for the letter. `was_sent`: the letter itself was on its way, not only its file."""
        if self._standing.noticed(error):
            return NotSent(str(error), self._standing.throttled_seconds or None)
        if isinstance(error, NotReached):
            return NotSent(str(error))
        if isinstance(error, NoAnswer) or (isinstance(error, WrongStatus) and error.status >= 500):
            return Unanswered(str(error)) if was_sent else NotSent(str(error))
        tries = self._tries[outgoing.client_id] = self._tries.get(outgoing.client_id, 0) + 1
        return NotSent(str(error), DECLINED_SECONDS) if tries < TRIES else Refused(str(error))

    async def _keep_parts(self, client_id: str, number: int) -> None:
        self._sent_parts[client_id] = number
        await self._write(Mark(_PARTS + client_id, str(number)))

    async def _forget(self, outgoing: Outgoing) -> None:
        self._tries.pop(outgoing.client_id, None)
        if self._sent_parts.pop(outgoing.client_id, 0):
            await self._write(Mark(_PARTS + outgoing.client_id, ""))

    async def _write(self, mark: Mark) -> None:
        # A full disk is the outbox's to wait for; this life knows it anyway.
        with contextlib.suppress(XiaoaiError):
            await self._remember((mark,))
