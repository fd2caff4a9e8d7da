"""Who allowed his pictures to be sent to which service outside the house; kept in memory, changed only through the store.

Nothing decided means no: a picture of the family stays in the house until somebody who may decide has said yes. What a member
said for himself also holds where the settings allow everything, as long as it was a no.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from bot.channels.base import Message
from bot.config import PrivacySettings
from bot.family import Member
from bot.sessions import Key
from bot.store import Store
from bot.tables import audit, consents

EVERYBODY = "*"
"""Stands for every service there is or will be, in a no: 以后不用外面的服务."""


YES = frozenset({"say_yes", "approve", "deliver"})
NO = frozenset({"say_no", "refuse", "withhold"})
"""Orders that answer the question. 照发 and 不用发 do too, though they usually mean a clip."""

_NOD = "nod-"


def nod(to: Key, asked_in: int, at: float) -> Message:
    """Stored as a message of the member whose question somebody else has answered, in the message `asked_in`: his own turn goes
    on with what waited. It carries no decision; that is in the store."""
    channel, account, chat_id, sender_id = to
    return Message(
        channel=channel,
        account=account,
        chat_id=chat_id,
        message_id=f"{_NOD}{asked_in}-{chat_id}-{sender_id}"[:200],
        sender_id=sender_id,
        text="",
        sent_at=datetime.fromtimestamp(at, UTC),
        is_group=chat_id != sender_id,
    )


def is_nod(message: Message) -> bool:
    """The member did not say this: somebody answered for him."""
    return message.message_id.startswith(_NOD)


class Consents:
    """Looks decisions up; `load` once at start."""

    def __init__(self, store: Store, settings: PrivacySettings, now: Callable[[], float]) -> None:
        self._store = store
        self._photos = settings.photos
        self._now = now
        self._decided: dict[int, dict[str, bool]] = {}

    async def load(self) -> None:
        """Read what was decided in earlier lives."""

        def query(connection: Connection) -> dict[int, dict[str, bool]]:
            decided: dict[int, dict[str, bool]] = {}
            for row in connection.execute(sa.select(consents)):
                decided.setdefault(row.member_id, {})[row.provider] = row.is_allowed
            return decided

        self._decided = await self._store.read(query)

    @property
    def are_asked_for(self) -> bool:
        """The settings leave the decision to the family."""
        return self._photos == "ask"

    @property
    def stay_at_home(self) -> bool:
        """The settings let no picture out, whatever anybody says."""
        return self._photos == "never"

    def allows(self, member_id: int, provider: str) -> bool:
        """The member's pictures may be sent to this service: the name of a generator or of a language model's entry."""
        decided = self.decided(member_id, provider)
        return self._photos == "allow" if decided is None else decided

    def decided(self, member_id: int, provider: str) -> bool | None:
        """Yes or no, by the settings or by a person; None where nobody has decided."""
        if self.stay_at_home:
            return False
        own = self._decided.get(member_id, {})
        return own.get(provider, own.get(EVERYBODY))

    def of(self, member_id: int) -> Mapping[str, bool]:
        """What was decided about a member's pictures, by service."""
        return dict(self._decided.get(member_id, {}))

    async def forget(self, member_id: int, provider: str, *, by: str) -> None:
        """What was decided about one service holds no more, as if it had never been asked."""
        where = (consents.c.member_id == member_id, consents.c.provider == provider)

        def change(connection: Connection) -> None:
            connection.execute(sa.delete(consents).where(*where))
            detail = f"{member_id} {provider}"
            connection.execute(sa.insert(audit).values(at=self._now(), who=by, what="consent_forgotten", detail=detail))

        await self._store.write(change)
        self._decided.get(member_id, {}).pop(provider, None)

    async def decide(self, member_id: int, providers: Sequence[str], by: Member, *, is_allowed: bool) -> None:
        """Keep a yes or a no for these services. The record names who decided, and no picture."""

        def change(connection: Connection) -> None:
            for provider in providers:
                self._put(connection, member_id, provider, by, is_allowed=is_allowed)

        await self._store.write(change)
        self._decided.setdefault(member_id, {}).update(dict.fromkeys(providers, is_allowed))

    async def refuse_all(self, member_id: int, by: Member) -> None:
        """From now on nothing goes out, to no service at all."""

        def change(connection: Connection) -> None:
            connection.execute(sa.delete(consents).where(consents.c.member_id == member_id))
            self._put(connection, member_id, EVERYBODY, by, is_allowed=False)

        await self._store.write(change)
        self._decided[member_id] = {EVERYBODY: False}

    async def lift(self, member_id: int, by: Member) -> None:
        """Every no of this person's is forgotten, so that he is asked again; what somebody else refused for him stays."""
        where = (consents.c.member_id == member_id, consents.c.decided_by == by.id, ~consents.c.is_allowed)

        def change(connection: Connection) -> list[str]:
            lifted = list(connection.scalars(sa.delete(consents).where(*where).returning(consents.c.provider)))
            if lifted:
                connection.execute(
                    sa.insert(audit).values(at=self._now(), who=by.name, what="photos_lifted", detail="")
                )
            return lifted

        for provider in await self._store.write(change):
            self._decided[member_id].pop(provider, None)

    def erase(self, connection: Connection, member_id: int) -> int:
        """Delete what was decided about a member's pictures: he is asked again. How many decisions that were."""
        return connection.execute(sa.delete(consents).where(consents.c.member_id == member_id)).rowcount

    def drop(self, member_id: int) -> None:
        """Forget it in memory too."""
        self._decided.pop(member_id, None)

    def _put(self, connection: Connection, member_id: int, provider: str, by: Member, *, is_allowed: bool) -> None:
        connection.execute(
            sa.delete(consents).where(consents.c.member_id == member_id, consents.c.provider == provider)
        )
        values = {"member_id": member_id, "provider": provider, "is_allowed": is_allowed, "decided_by": by.id}
        connection.execute(sa.insert(consents).values(values | {"at": self._now()}))
        what = "photos_allowed" if is_allowed else "photos_refused"
        detail = f"{member_id} {provider}"
        connection.execute(sa.insert(audit).values(at=self._now(), who=by.name, what=what, detail=detail))
