"""The chats 小爱 is in, to tell by their marks in the log which is meant."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.family import Address
from bot.tables import chats, identities, members


@dataclass(frozen=True, slots=True)
class ChatTold:
    """One of them."""

    mark: str
    """What the log calls it."""
    title: str
    """Of a group its own, of a direct chat its member's name."""


def find_chats(connection: Connection) -> tuple[ChatTold, ...]:
    """Groups first. A direct chat has its member's address."""
    groups = connection.execute(sa.select(chats).where(chats.c.is_group).order_by(chats.c.title))
    told = [ChatTold(Address(row.channel, row.account, row.chat_id).mark, row.title) for row in groups]
    people = connection.execute(sa.select(identities, members.c.name).join(members).order_by(members.c.id))
    told += [
        ChatTold(Address(row.channel, row.account, row.user_id).mark, f"{row.name}（{row.channel}）") for row in people
    ]
    return tuple(told)
