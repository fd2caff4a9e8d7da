"""A letter that is too long for one message goes out in parts, and no part twice.

How many parts of a letter were taken is a mark of its account, written before the next one goes out, so that a letter that is
stopped half-way goes on there, in the next life, too.
"""

from collections.abc import Mapping
from dataclasses import replace

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Limits, Mark, Outgoing
from bot.channels.splitting import split
from bot.family import Address
from bot.marks import keep
from bot.tables import channel_marks, outbox

_MARK = "letter:"


def parts_of(outgoing: Outgoing, limits: Limits, *, reserved: int = 0) -> tuple[Outgoing, ...]:
    """The messages it takes, in order; a file goes with the first. `reserved` is left free in each for what else is to be said."""
    texts = list(split(outgoing.text, max(1, limits.text_characters - reserved)))
    if len(texts) <= 1:
        return (outgoing,)
    parts = [replace(outgoing, kind="text", path=None, poster=None, text=text) for text in texts]
    parts[0] = replace(outgoing, text=texts[0])
    # The last one has the letter's own id, by which a far side that drops repeats knows the whole of it.
    numbered = (replace(part, client_id=f"{outgoing.client_id}-{number}") for number, part in enumerate(parts[:-1], 1))
    return (*numbered, parts[-1])


class Parts:
    """How far the letters have got that are on their way."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def begin(self, taken: Mapping[str, int]) -> None:
        """Go on where an earlier life was stopped."""
        self._taken.update(taken)

    def taken(self, client_id: str) -> int:
        """How many parts of the letter surely went out."""
        return self._taken.get(client_id, 0)

    def took(self, client_id: str) -> None:
        """One more."""
        self._taken[client_id] = self.taken(client_id) + 1

    def write(self, connection: Connection, chat: Address, client_id: str) -> None:
        """Keep what `took` said, inside the caller's transaction."""
        keep(connection, chat.channel, chat.account, [Mark(_MARK + client_id, str(self.taken(client_id)))])

    def end(self, connection: Connection, chat: Address, client_id: str) -> None:
        """The letter has come to its end: forget its mark, inside the caller's transaction."""
        if client_id in self._taken:
            keep(connection, chat.channel, chat.account, [Mark(_MARK + client_id, "")])

    def forget(self, client_id: str) -> None:
        """After that transaction."""
        self._taken.pop(client_id, None)


def taken_before(connection: Connection) -> Mapping[str, int]:
    """What an earlier life has sent of the letters that are still open: parts by client id."""
    marks = connection.execute(sa.select(channel_marks).where(channel_marks.c.name.startswith(_MARK)))
    taken = {mark.name.removeprefix(_MARK): int(mark.value) for mark in marks if mark.value.isdecimal()}
    still_open = sa.select(outbox.c.client_id).where(outbox.c.settled_at.is_(None), outbox.c.client_id.in_(taken))
    return {client_id: taken[client_id] for client_id in connection.scalars(still_open)}
