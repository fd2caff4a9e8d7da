"""Who is served: members and chats the admin has admitted, kept in memory, changed only through the store.

A member is channel + account + user id, never a display name: anybody can call himself 爸爸. A stranger leaves no trace but
his address, the time and the label the admin is asked about him by.
"""

import asyncio
import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Channel, Message
from bot.store import Store
from bot.tables import admin_codes, audit, chats, identities, members, strangers
from intents.engine.types import Role

CODE_DIGITS = 8
CODE_SECONDS = 600
CODE_TRIES = 5
LONGEST_LABEL = 20


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who is served."""

    id: int
    name: str
    role: Role


@dataclass(frozen=True, slots=True)
class Address:
    """One person or chat on one channel."""

    channel: str
    account: str
    id: str

    @property
    def mark(self) -> str:
        """What the log calls it: eight signs that are always the same, and tell nobody who it is."""
        return hashlib.sha256("\0".join((self.channel, self.account, self.id)).encode()).hexdigest()[:8]


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody, or a group, the admin has not decided about."""

    label: str
    address: Address
    is_chat: bool
    is_new: bool
    """Seen for the first time just now: the admin is to be told."""
    is_refused: bool = False


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """What became of 「我是管理员 …」."""

    outcome: Literal["admin", "wrong", "expired"]
    tries_left: int = 0


class Family:
    """Looks people up in memory; `load` once at start."""

    def __init__(self, store: Store, now: Callable[[], float], *, unnamed_person: str, unnamed_group: str) -> None:
        self._store = store
        self._now = now
        self._unnamed_person = unnamed_person
        self._unnamed_group = unnamed_group
        self._admitting = asyncio.Lock()
        self._members: dict[int, Member] = {}
        self._identities: dict[Address, int] = {}
        self._chats: dict[Address, str] = {}
        self._strangers: dict[tuple[Address, bool], Stranger] = {}

    async def load(self) -> None:
        """Read everybody from the store."""

        def query(connection: Connection) -> None:
            self._members = {
                row.id: Member(row.id, row.name, row.role) for row in connection.execute(sa.select(members))
            }
            self._identities = {
                Address(row.channel, row.account, row.user_id): row.member_id
                for row in connection.execute(sa.select(identities))
            }
            self._chats = {
                Address(row.channel, row.account, row.chat_id): row.title
                for row in connection.execute(sa.select(chats))
                if row.is_group
            }
            found = (
                Stranger(row.label, Address(row.channel, row.account, row.address), row.is_chat, False, row.is_refused)
                for row in connection.execute(sa.select(strangers))
            )
            self._strangers = {(stranger.address, stranger.is_chat): stranger for stranger in found}

        await self._store.read(query)

    def member_of(self, message: Message) -> Member | None:
        """The admitted sender, or None. Nothing is stored."""
        return self.find(Address(message.channel, message.account, message.sender_id))

    def find(self, address: Address) -> Member | None:
        """The admitted member at this address."""
        member_id = self._identities.get(address)
        return self._members[member_id] if member_id is not None else None

    def admits_chat(self, message: Message) -> bool:
        """Direct chats are as good as their sender; a group must be admitted."""
        return not message.is_group or Address(message.channel, message.account, message.chat_id) in self._chats

    def by_id(self, member_id: int) -> Member | None:
        """A member by number."""
        return self._members.get(member_id)

    def admins(self) -> list[tuple[Member, Address]]:
        """Every address of every admin."""
        return [
            (member, address)
            for address, member_id in self._identities.items()
            if (member := self._members[member_id]).role == "admin"
        ]

    def addresses_of(self, name: str) -> list[tuple[Member, Address]]:
        """Where members of this name are reached, each in his direct chat."""
        found = ((self._members[member_id], address) for address, member_id in self._identities.items())
        return [(member, address) for member, address in found if _same(member.name, name)]

    def groups_called(self, title: str) -> list[Address]:
        """Admitted groups of this title."""
        return [address for address, known in self._chats.items() if _same(known, title)]

    async def admit_by_channel(self, channel: Channel, message: Message) -> Member | None:
        """Admit the sender where the channel itself is the door: terminal, web page."""
        if not channel.admits_everyone:
            return None
        address = Address(message.channel, message.account, message.sender_id)
        member = await self._admit(address, message.sender_name or message.sender_id, "member")
        if message.is_group:
            await self._admit_chat(Address(message.channel, message.account, message.chat_id), message.chat_title)
        return member

    async def meet(self, message: Message, announce: Callable[[Connection, Stranger], None]) -> Stranger:
        """Remember an unknown sender, or the unknown group he writes in, by address, time and label only.

        `announce` writes the letters about a new one in the same transaction: who is remembered is never asked about again.
        """
        is_chat = message.is_group and not self.admits_chat(message)
        address = Address(message.channel, message.account, message.chat_id if is_chat else message.sender_id)
        if known := self._strangers.get((address, is_chat)):
            return known
        label = self._free_label(
            (message.chat_title or self._unnamed_group) if is_chat else (message.sender_name or self._unnamed_person)
        )
        stranger = Stranger(label, address, is_chat, is_new=True)
        self._strangers[address, is_chat] = Stranger(label, address, is_chat, is_new=False)

        def change(connection: Connection) -> None:
            connection.execute(
                self._store.insert_new(strangers).values(
                    label=label,
                    channel=address.channel,
                    account=address.account,
                    address=address.id,
                    is_chat=is_chat,
                    first_seen_at=self._now(),
                )
            )
            announce(connection, stranger)

        await self._store.write(change)
        return stranger

    async def approve(self, label: str, by: str) -> tuple[Stranger, Member | None] | None:
        """Admit whoever the admin was asked about under this label; None if nobody waits under it."""
        stranger = self._waiting(label)
        if stranger is None:
            return None
        member = None
        if stranger.is_chat:
            await self._admit_chat(stranger.address, label)
        else:
            member = await self._admit(stranger.address, label, "member")
        await self._store.write(lambda connection: self._forget(connection, stranger, by, "approved"))
        del self._strangers[stranger.address, stranger.is_chat]
        return stranger, member

    async def refuse(self, label: str, by: str) -> Stranger | None:
        """Never ask about this one again."""
        stranger = self._waiting(label)
        if stranger is None:
            return None

        def change(connection: Connection) -> None:
            connection.execute(sa.update(strangers).where(strangers.c.label == stranger.label).values(is_refused=True))
            connection.execute(sa.insert(audit).values(at=self._now(), who=by, what="refused", detail=label))

        await self._store.write(change)
        self._strangers[stranger.address, stranger.is_chat] = replace(stranger, is_refused=True)
        return stranger

    def waiting(self) -> list[Stranger]:
        """Everybody the admin was asked about and has not answered, in the order they came."""
        return [stranger for stranger in self._strangers.values() if not stranger.is_refused]

    async def new_admin_code(self) -> str | None:
        """A one-time code for the first admin, or None when there is one. Only a salted digest is kept."""
        if self.admins():
            return None
        code = "".join(secrets.choice("0123456789") for _ in range(CODE_DIGITS))
        salt = secrets.token_hex(16)

        def change(connection: Connection) -> None:
            connection.execute(sa.delete(admin_codes))
            connection.execute(
                sa.insert(admin_codes).values(
                    salt=salt, digest=_digest(salt, code), expires_at=self._now() + CODE_SECONDS, tries_left=CODE_TRIES
                )
            )

        await self._store.write(change)
        return code

    async def claim_admin(self, message: Message, code: str) -> ClaimResult:
        """Make the sender admin if the code is right, in time and not tried too often."""
        address = Address(message.channel, message.account, message.sender_id)

        def change(connection: Connection) -> ClaimResult:
            row = connection.execute(sa.select(admin_codes)).first()
            if row is None or row.tries_left <= 0 or row.expires_at < self._now():
                return ClaimResult("expired")
            if not hmac.compare_digest(row.digest, _digest(row.salt, code)):
                connection.execute(sa.update(admin_codes).values(tries_left=row.tries_left - 1))
                return ClaimResult("wrong", row.tries_left - 1)
            connection.execute(sa.delete(admin_codes))
            return ClaimResult("admin")

        result = await self._store.write(change)
        if result.outcome == "admin":
            await self._admit(address, message.sender_name or message.sender_id, "admin")
            self._strangers.pop((address, False), None)
        return result

    def members(self) -> list[Member]:
        """Everybody who is served, in the order they were admitted."""
        return [self._members[member_id] for member_id in sorted(self._members)]

    def called(self, name: str) -> list[Member]:
        """Members of this name. One person who writes from two applications is two members."""
        return [member for member in self.members() if _same(member.name, name)]

    def count_on(self, channel: str) -> tuple[int, int]:
        """How many members write on a channel, and in how many admitted groups."""
        people = {member_id for address, member_id in self._identities.items() if address.channel == channel}
        return len(people), sum(address.channel == channel for address in self._chats)

    def addresses(self, member_id: int) -> list[Address]:
        """Every place a member writes from."""
        return [address for address, known in self._identities.items() if known == member_id]

    def groups(self) -> list[tuple[Address, str]]:
        """Admitted groups with their titles."""
        return list(self._chats.items())

    def refused(self) -> list[Stranger]:
        """Whom the admin never wants to be asked about again."""
        return [stranger for stranger in self._strangers.values() if stranger.is_refused]

    async def add(self, name: str, address: Address) -> Member:
        """Somebody the admin names himself, who is reached there. Known already at this address, he is that one."""
        return await self._admit(address, name, "member")

    async def attach(self, member: Member, address: Address) -> None:
        """From there, too, this member writes. Nothing changes where somebody writes from there already."""
        row = {"channel": address.channel, "account": address.account, "user_id": address.id, "member_id": member.id}
        insert = self._store.insert_new(identities).values(row).returning(identities.c.member_id)
        if await self._store.write(lambda connection: connection.scalar(insert)) is not None:
            self._identities[address] = member.id

    async def rename(self, member: Member, name: str, by: str) -> None:
        """Call a member something else."""
        name = name.strip()[:100]

        def change(connection: Connection) -> None:
            connection.execute(sa.update(members).where(members.c.id == member.id).values(name=name))
            values = {"at": self._now(), "who": by, "what": "renamed", "detail": f"{member.id} {name}"}
            connection.execute(sa.insert(audit).values(values))

        await self._store.write(change)
        self._members[member.id] = replace(self._members[member.id], name=name)

    async def admit_again(self, stranger: Stranger) -> None:
        """A no is taken back: whoever it was may be let in after all."""
        where = strangers.c.label == stranger.label
        change = sa.update(strangers).where(where).values(is_refused=False)
        await self._store.write(lambda connection: connection.execute(change))
        self._strangers[stranger.address, stranger.is_chat] = replace(stranger, is_refused=False)

    async def set_role(self, member: Member, role: Role, by: str) -> bool:
        """Give a member another role, from his next message on; False, and nothing is changed, where nobody would be admin any more."""

        def change(connection: Connection) -> bool:
            others = sa.select(sa.func.count()).where(members.c.role == "admin", members.c.id != member.id)
            was = connection.scalar(sa.select(members.c.role).where(members.c.id == member.id))
            if role != "admin" and was == "admin" and not connection.scalar(others):
                return False
            connection.execute(sa.update(members).where(members.c.id == member.id).values(role=role))
            values = {"at": self._now(), "who": by, "what": "role", "detail": f"{member.id} {role}"}
            connection.execute(sa.insert(audit).values(values))
            return True

        is_done = await self._store.write(change)
        if is_done:
            self._members[member.id] = replace(member, role=role)
        return is_done

    async def _admit(self, address: Address, name: str, role: Role) -> Member:
        # Two first messages may arrive at once; the second finds the member the first one made.
        async with self._admitting:
            known = self.find(address)
            if known and (known.role == role or role == "member"):
                return known
            member = await self._store.write(
                lambda connection: self._write_member(connection, address, name, role, known)
            )
            self._members[member.id] = member
            self._identities[address] = member.id
            return member

    def _write_member(
        self, connection: Connection, address: Address, name: str, role: Role, known: Member | None
    ) -> Member:

        if known:
            connection.execute(sa.update(members).where(members.c.id == known.id).values(role=role))
            member = Member(known.id, known.name, role)
        else:
            values = {"name": name[:100], "role": role, "created_at": self._now()}
            member_id = connection.execute(sa.insert(members).values(values).returning(members.c.id)).scalar_one()
            member = Member(member_id, name[:100], role)
            connection.execute(
                sa.insert(identities).values(
                    channel=address.channel, account=address.account, user_id=address.id, member_id=member.id
                )
            )
        connection.execute(
            sa.delete(strangers).where(
                strangers.c.channel == address.channel,
                strangers.c.account == address.account,
                strangers.c.address == address.id,
                ~strangers.c.is_chat,
            )
        )
        connection.execute(sa.insert(audit).values(at=self._now(), who=member.name, what="admitted", detail=role))
        return member

    async def _admit_chat(self, address: Address, title: str) -> None:
        if address in self._chats:
            return

        def change(connection: Connection) -> None:
            connection.execute(
                self._store.insert_new(chats).values(
                    channel=address.channel,
                    account=address.account,
                    chat_id=address.id,
                    title=title[:200],
                    is_group=True,
                )
            )

        await self._store.write(change)
        self._chats[address] = title[:200]

    def _forget(self, connection: Connection, stranger: Stranger, by: str, what: str) -> None:
        connection.execute(sa.delete(strangers).where(strangers.c.label == stranger.label))
        connection.execute(sa.insert(audit).values(at=self._now(), who=by, what=what, detail=stranger.label))

    def _waiting(self, label: str) -> Stranger | None:
        if not label:
            return self.waiting()[0] if len(self.waiting()) == 1 else None
        known = list(self._strangers.values())
        same = [stranger for stranger in known if _same(stranger.label, label)]
        # Of 小丫呀 the reader of orders takes the last character for politeness.
        alike = same or [stranger for stranger in known if _same(stranger.label[: len(label)], label)]
        return alike[0] if len(alike) == 1 else None

    def _free_label(self, wished: str) -> str:
        taken = {stranger.label for stranger in self._strangers.values()} | {
            member.name for member in self._members.values()
        }
        # Only what an admin can write back: flowers and invisible marks are lost in an order.
        plain = (character for character in unicodedata.normalize("NFKC", wished) if character.isalnum())
        wished = "".join(plain)[:LONGEST_LABEL] or self._unnamed_person
        label, number = wished, 2
        while label in taken:
            label, number = f"{wished}{number}", number + 1
        return label


def _same(label: str, written: str) -> bool:
    """As a person would compare them: full-width or half-width, large or small letters."""
    return unicodedata.normalize("NFKC", label).casefold() == unicodedata.normalize("NFKC", written).casefold()


def _digest(salt: str, code: str) -> str:
    return hashlib.sha256(f"{salt}:{code}".encode()).hexdigest()
