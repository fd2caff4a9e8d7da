"""Photos of the family: which of them a request means, fetched once and made safe before anything else sees them.

A photo comes with a request, or up to five minutes before it, or is quoted by it. In a group one that nobody addressed to 小爱 is
remembered by its id only, in memory, and fetched when its sender asks for something to be made of it. 刚才那张 may be a picture
that she made herself: it is hers for a day.
"""

import asyncio
import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Channel, ChannelError, Message, Picture
from bot.family import Member
from bot.photo_intake import Intake, PhotoRefused, make_safe
from bot.room_book import own_chat
from bot.store import Store
from bot.tables import artifacts, jobs, messages, outbox

REMEMBERED_SECONDS = 300
MADE_SECONDS = 86_400
"""How long 刚才那张 may be a picture she made."""
MOST_AT_ONCE = 20
"""Photos in one album; what was sent before them is forgotten."""

Key = tuple[str, str, str, str]


@dataclass(slots=True, eq=False)
class _Shown:
    """A photo that its sender may ask about."""

    picture: Picture
    artifact_id: str
    message_id: str
    at: float
    used_at: float = 0.0
    """When something was made of it: a photo that came after it is another one's beginning, not its end."""


class Photos:
    """Remembers what was shown, and takes in what is asked about."""

    def __init__(self, store: Store, channels: Mapping[str, Channel], media: Path, now: Callable[[], float]) -> None:
        self._store = store
        self._channels = channels
        self._media = media
        self._now = now
        self._seen: dict[Key, list[_Shown]] = {}

    async def load(self) -> None:
        """Remember again what was sent to 小爱 in the last minutes of an earlier life. What nobody addressed to her is gone."""
        since = self._now() - REMEMBERED_SECONDS
        for key, pictures, message_id, at in await self._store.read(lambda connection: _sent_since(connection, since)):
            self._keep(key, pictures, message_id, at)
        for at, artifact_ids in await self._store.read(lambda connection: _used_since(connection, since)):
            self._mark(artifact_ids, at)

    def remember(self, message: Message) -> None:
        """The sender may ask for something to be made of these in the next five minutes."""
        if message.pictures:
            self._forget_old()
            self._keep(_key(message), message.pictures, message.message_id, self._now())

    def used(self, artifact_ids: Iterable[str]) -> None:
        """Something is being made of these."""
        self._mark(set(artifact_ids), self._now())

    def waiting(self, message: Message) -> int:
        """How many photos its sender has shown in the last minutes that nothing was made of yet."""
        return sum(not one.used_at for one in self._fresh(message))

    async def meant(
        self, message: Message, member: Member, *, speaks_of_one: bool = False, is_set: bool = False
    ) -> tuple[str, ...]:
        """Artifact ids of what a request is about, oldest first: the photos it brings, what it quotes, what its sender showed just
        before, or, where it `speaks_of_one`, the picture 小爱 last made for him here. Of a set all that was shown before counts too.

        Raises `PhotoRefused`.
        """
        if message.pictures and not is_set:
            return await self.take_all(message, member, message.pictures[:MOST_AT_ONCE])
        if message.quoted_id and (quoted := await self._quoted(message, member)):
            return quoted
        shown = self._fresh(message)
        last = max((one.used_at for one in shown), default=0.0)
        # Nothing new: 再让它动一次 means what was used last, 来个视频 does not.
        used = [one for one in shown if one.used_at == last] if speaks_of_one or is_set else []
        shown = [one for one in shown if not one.used_at] or used
        if speaks_of_one and not is_set:
            made = await self._store.read(lambda connection: _made_last(connection, message, member, self._now()))
            if made and made[1] > max((one.at for one in shown), default=0.0):
                return made[:1]
        return await self.take_all(message, member, dict.fromkeys([*(one.picture for one in shown), *message.pictures]))

    async def take_all(self, message: Message, member: Member, pictures: Iterable[Picture]) -> tuple[str, ...]:
        """`take` for several."""
        return tuple([await self._take(message, member, picture) for picture in pictures])

    async def take(self, message: Message, member: Member) -> Intake:
        """Take in the photos of a message. Raises `PhotoRefused`."""
        intakes = [await self._take_in(message, member, picture) for picture in message.pictures]
        return Intake(any(intake.is_moving for intake in intakes))

    async def _take(self, message: Message, member: Member, picture: Picture) -> str:
        """The artifact id of a photo, fetched and made safe if it was not yet. Raises `PhotoRefused`."""
        await self._take_in(message, member, picture)
        return _artifact_id(_key(message), picture)

    async def _take_in(self, message: Message, member: Member, picture: Picture) -> Intake:
        artifact_id = _artifact_id(_key(message), picture)
        known = sa.select(artifacts.c.id).where(artifacts.c.id == artifact_id)
        if await self._store.read(lambda connection: connection.scalar(known)):
            return Intake(is_moving=False)
        try:
            photo = await self._channels[message.channel].fetch(picture)
        except ChannelError:
            raise PhotoRefused("gone") from None
        path = self._media / f"{artifact_id}.jpg"
        intake = await asyncio.to_thread(make_safe, photo, path)

        def change(connection: Connection) -> None:
            connection.execute(
                self._store.insert_new(artifacts).values(
                    id=artifact_id,
                    member_id=member.id,
                    kind="image",
                    path=str(path),
                    is_source=True,
                    created_at=self._now(),
                )
            )

        await self._store.write(change)
        return intake

    async def _quoted(self, message: Message, member: Member) -> tuple[str, ...]:
        """A photo somebody sent to 小爱, one the sender himself showed a moment ago, or a picture of hers."""
        if sent := await self._store.read(lambda connection: _sent_in(connection, message)):
            return await self.take_all(message, member, sent[:MOST_AT_ONCE])
        if shown := [one.picture for one in self._fresh(message) if one.message_id == message.quoted_id]:
            return await self.take_all(message, member, shown)
        made = await self._store.read(lambda connection: _posted_as(connection, message))
        return (made,) if made else ()

    def _fresh(self, message: Message) -> list[_Shown]:
        oldest = self._now() - REMEMBERED_SECONDS
        return [one for one in self._seen.get(_key(message), []) if oldest <= one.at <= self._now()]

    def _keep(self, key: Key, pictures: Iterable[Picture], message_id: str, at: float) -> None:
        kept = self._seen.setdefault(key, [])
        pictures = tuple(pictures)
        known = {one.picture for one in kept if one.message_id == message_id}  # a message may be delivered again
        # Sent once more it is meant anew.
        kept[:] = [one for one in kept if one.message_id == message_id or one.picture not in pictures]
        kept += [
            _Shown(picture, _artifact_id(key, picture), message_id, at) for picture in pictures if picture not in known
        ]
        del kept[:-MOST_AT_ONCE]

    def _mark(self, artifact_ids: Iterable[str], at: float) -> None:
        wanted = set(artifact_ids)
        for one in (one for kept in self._seen.values() for one in kept):
            if one.artifact_id in wanted:
                one.used_at = at

    def _forget_old(self) -> None:
        oldest = self._now() - REMEMBERED_SECONDS
        for key in [key for key, kept in self._seen.items() if kept and kept[-1].at < oldest]:
            del self._seen[key]


def _sent_since(connection: Connection, since: float) -> list[tuple[Key, tuple[Picture, ...], str, float]]:
    rows = connection.execute(sa.select(messages).where(messages.c.received_at >= since).order_by(messages.c.id))
    return [
        (
            (row.channel, row.account, row.chat_id, row.sender_id),
            tuple(Picture(one) for one in row.pictures),
            row.message_id,
            row.received_at,
        )
        for row in rows
        if row.pictures
    ]


def _used_since(connection: Connection, since: float) -> list[tuple[float, list[str]]]:
    rows = connection.execute(sa.select(jobs.c.created_at, jobs.c.request).where(jobs.c.created_at >= since))
    return [(row.created_at, row.request.get("pictures", [])) for row in rows]


def _sent_in(connection: Connection, message: Message) -> tuple[Picture, ...]:
    where = (
        messages.c.channel == message.channel,
        messages.c.account == message.account,
        messages.c.chat_id == message.chat_id,
        messages.c.message_id == message.quoted_id,
    )
    found = connection.scalar(sa.select(messages.c.pictures).where(*where))
    return tuple(Picture(picture) for picture in found or ())


def _posted_as(connection: Connection, message: Message) -> str | None:
    """The picture that 小爱 posted as the message which is quoted."""
    where = (
        outbox.c.channel == message.channel,
        outbox.c.account == message.account,
        outbox.c.chat_id == own_chat(message.chat_id),
        outbox.c.receipt == message.quoted_id,
        outbox.c.kind == "image",
    )
    posted = sa.select(artifacts.c.id).join(outbox, outbox.c.artifact_id == artifacts.c.id).where(*where)
    return connection.scalar(posted.where(artifacts.c.job_id.is_not(None)))


def _made_last(connection: Connection, message: Message, member: Member, now: float) -> tuple[str, float] | None:
    """The last picture made for a member in this chat, if it is no older than a day."""
    where = (
        jobs.c.channel == message.channel,
        jobs.c.account == message.account,
        jobs.c.chat_id == message.chat_id,
        jobs.c.member_id == member.id,
        artifacts.c.kind == "image",
        artifacts.c.created_at >= now - MADE_SECONDS,
    )
    made = sa.select(artifacts.c.id, artifacts.c.created_at).join(jobs, artifacts.c.job_id == jobs.c.id)
    row = connection.execute(made.where(*where).order_by(artifacts.c.created_at.desc()).limit(1)).first()
    return (row.id, row.created_at) if row else None


def _artifact_id(key: Key, picture: Picture) -> str:
    """The same whenever the photo is asked about, and not to be guessed at."""
    return hashlib.sha256(f"{key[0]}:{key[1]}:{picture.id}".encode()).hexdigest()[:32]


def _key(message: Message) -> Key:
    return message.channel, message.account, message.chat_id, message.sender_id
