"""What `xiaoai generate` orders: one clip or picture of one generator, in the settings' order or not.

It becomes a job like any other, and not a run of its own beside the workflow: written as a shot, rendered, asked for through the
ledger, polled, fetched and fitted by the same steps. So whatever dies in between, the next life goes on where it was and pays
nothing twice, and the same order given once more is shown the one that is being made. Quotas and pauses are for the family; the
day's yuan, the words nothing is made of and the consent to send a photo out hold here too.
"""

from dataclasses import dataclass, replace

import sqlalchemy as sa
from pydantic import ValidationError
from sqlalchemy import Connection

from bot.channels.base import Message
from bot.channels.terminal import MakeLine, RetryLine, TakenLine, TerminalChannel, message_of
from bot.consents import Consents
from bot.family import Family, Member
from bot.gates.safety import SafetyGate
from bot.inbox import Heard, Inbox
from bot.jobs.health_book import HealthBook
from bot.jobs.queue import JobQueue
from bot.jobs.records import DEFAULT_SECONDS, need_of
from bot.photo_intake import PhotoRefused
from bot.photos import Photos
from bot.spending import Spending, yuan
from bot.store import Store
from bot.tables import jobs, messages
from bot.templates import TemplateStore
from generators.base import Generator
from generators.nearest import nearest_size
from generators.router import Choice, Router
from intents.engine.types import MediaRequest, Say, Value
from intents.shot_lines import LONGEST_READ, request_in

UNFINISHED = ("accepted", "running", "delivering", "needs_admin")


class _Refused(Exception):
    """It cannot be made; `say` tells why."""

    def __init__(self, key: str, **values: Value) -> None:
        super().__init__(key)
        self.say = Say(key, values)


@dataclass(frozen=True, slots=True)
class Workshop:
    """Takes the orders of the terminal."""

    store: Store
    family: Family
    channel: TerminalChannel
    inbox: Inbox
    photos: Photos
    consents: Consents
    safety: SafetyGate
    spending: Spending
    queue: JobQueue
    router: Router
    health: HealthBook
    templates: TemplateStore

    async def take(self, line: MakeLine | RetryLine) -> TakenLine:
        """Begin it, or say what it would cost, or why not."""
        try:
            return await (self._make(line) if isinstance(line, MakeLine) else self._retry(line))
        except _Refused as refused:
            return TakenLine(text=self._words(refused.say), is_refused=True)

    async def _retry(self, line: RetryLine) -> TakenLine:
        has_changed = await self.health.recovered(line.generator)
        return TakenLine(
            text=self._words(Say("house.generator_retried", {"name": line.generator, "changed": has_changed}))
        )

    async def _make(self, line: MakeLine) -> TakenLine:
        await self.templates.refresh()
        message = message_of(line)
        member = await self.family.admit_by_channel(self.channel, message)
        generator = self.router.named(line.generator)
        if member is None or generator is None:
            raise _Refused("workshop.no_such_generator", name=line.generator)
        _check_abilities(generator, line)
        request = await self._request(line, message, member)
        if earlier := await self._being_made(member, request):
            number, message_id = earlier
            return TakenLine(text=self._words(Say("workshop.goes_on", {"number": number})), message_id=message_id)
        choice = await self._choice(request)
        sends = bool(request.pictures) and generator.capabilities.is_remote
        needs_consent = sends and not self._may_send(member, generator)
        quote = self._quote(generator, request, choice, sends=needs_consent)
        if not line.is_agreed and (choice.price_fen or needs_consent):
            return TakenLine(text=quote, needs_yes=True)
        if needs_consent:
            await self.consents.decide(member.id, (generator.name,), member, is_allowed=True)
        await self._begin(message, member, request)
        return TakenLine(text=quote, message_id=message.message_id)

    async def _request(self, line: MakeLine, message: Message, member: Member) -> MediaRequest:
        current = self.templates.current
        meant = request_in(line.text[:LONGEST_READ], current.catalog, current.recognizer)
        wanted = {"kind": line.kind, "size": line.size, "generator": line.generator}
        try:
            request = MediaRequest.model_validate(meant.model_dump() | wanted)
        except ValidationError:
            raise _Refused("workshop.bad_size", size=line.size) from None
        request = request.model_copy(update={"seconds": line.seconds or meant.seconds})
        if answer := await self.safety.check(Heard(0, message, member), (request,)):
            raise _Refused(answer.say.key, **answer.say.values)
        try:
            return request.model_copy(
                update={"pictures": await self.photos.take_all(message, member, message.pictures)}
            )
        except PhotoRefused as error:
            raise _Refused(f"photo.refused.{error.code}") from None

    async def _choice(self, request: MediaRequest) -> Choice:
        left = await self.store.read(self.spending.left_fen)
        choice = self.router.decide(need_of(request, _seconds(request)), affordable_fen=left)
        if choice.is_over_budget:
            raise _Refused("workshop.day_budget", limit=yuan(self.spending.limit_fen), left=yuan(left or 0))
        if choice.generator is None:
            raise _Refused("workshop.cannot", name=request.generator, what="other")
        return choice

    def _may_send(self, member: Member, generator: Generator) -> bool:
        if self.consents.allows(member.id, generator.name):
            return True
        if self.consents.decided(member.id, generator.name) is False or member.role == "child":
            raise _Refused("consent.stuck", kind="video", by="admin" if self.consents.stay_at_home else "member")
        return False

    def _quote(self, generator: Generator, request: MediaRequest, choice: Choice, *, sends: bool) -> str:
        able = generator.capabilities
        is_clip = request.kind == "video"
        wanted, size = _seconds(request), request.size
        seconds = min(wanted, able.longest_seconds)
        near = size
        if size and able.sizes:
            width, height = (int(side) for side in size.split("x"))
            near = nearest_size(width, height, able.sizes)
        values: dict[str, Value] = {
            "name": able.title or generator.name,
            "kind": request.kind,
            "seconds": f"{seconds:g}" if is_clip else "",
            "parts": able.requests(seconds) if is_clip else 1,
            "shorter": is_clip and seconds < wanted,
            "size": near if near != size else "",
            "yuan": yuan(choice.price_fen) if choice.price_fen else "",
            "sends": sends,
            "preview": able.is_preview,
        }
        return self._words(Say("workshop.quote", values))

    async def _being_made(self, member: Member, request: MediaRequest) -> tuple[int, str] | None:
        """The number of just this order and the message it came in, where an earlier one has not ended."""
        query = (
            sa.select(jobs.c.id, jobs.c.request, messages.c.message_id)
            .join(messages, messages.c.id == jobs.c.message_row)
            .where(jobs.c.member_id == member.id, jobs.c.state.in_(UNFINISHED))
        )
        found = await self.store.read(lambda connection: connection.execute(query).all())
        same = (one for one in found if MediaRequest.model_validate(one.request) == request)
        return next(((one.id, one.message_id) for one in same), None)

    async def _begin(self, message: Message, member: Member, request: MediaRequest) -> None:
        def change(connection: Connection) -> None:
            # Its photo is in the request, and cannot be fetched again.
            heard = self.inbox.keep(connection, replace(message, pictures=()), member)
            if heard is not None:
                self.queue.accept(connection, heard, request)

        await self.store.write(change)
        self.queue.wake()

    def _words(self, say: Say) -> str:
        return self.templates.render(say.key, say.values)


def _check_abilities(generator: Generator, line: MakeLine) -> None:
    able, name = generator.capabilities, generator.capabilities.title or generator.name
    if generator.missing_key:
        raise _Refused("workshop.no_key", name=name, variable=generator.missing_key)
    if line.kind not in able.kinds or able.makes_albums:
        raise _Refused("workshop.cannot", name=name, what=line.kind)
    if line.photo and not able.takes_picture:
        raise _Refused("workshop.cannot", name=name, what="photo")


def _seconds(request: MediaRequest) -> float:
    return request.seconds or DEFAULT_SECONDS
