"""A house: a family in two chat applications and a paid service. 小爱 lives and dies in it, they go on."""

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.store import Store
from bot.tables import identities, members
from tests.doubles.processes import running
from tests.doubles.waiting import wait_until
from tests.durability.lives import LIFE_SECONDS, Lives

MEMBERS = ("mama", "baba")
ADMIN = "guanli"
ALEMBIC = threading.Lock()
"""It keeps its state in its modules, and several houses are set up at a time."""
QUESTION = "你好呀"
VIDEO = "小爱，生成一段1秒的视频：小猫追蝴蝶"


@dataclass(frozen=True)
class Asked:
    """Message ids by channel."""

    requests: dict[str, list[str]]
    questions: dict[str, list[str]]

    @property
    def count(self) -> int:
        """How many messages there are."""
        return sum(map(len, [*self.requests.values(), *self.questions.values()]))


class House(Lives):
    """The family around her, and the provider's books."""

    def says(self, channel: str, member: str, text: str, **more: object) -> str:
        """A member says something, in the direct chat where no other is named; the message id."""
        said = self.chats[channel].post("/member_says", **{"chat_id": member, "sender_id": member, "text": text} | more)
        return str(said["message_id"])

    def everybody_asks(self) -> Asked:
        """In each chat application two members want a clip, and one of them has a plain question too."""
        requests = {name: [self.says(name, member, VIDEO) for member in MEMBERS] for name in self.chats}
        return Asked(requests, {name: [self.says(name, MEMBERS[0], QUESTION)] for name in self.chats})

    def has_admin(self) -> None:
        """Somebody on `ids` is admin from before the first life."""
        store = Store(self.data, self.database_url)
        with ALEMBIC:
            store.open()
        try:
            store.write_now(_insert_admin)
        finally:
            store.close()

    def posted(self, channel: str) -> list[dict[str, Any]]:
        """Everything 小爱 posted there, in order of arrival."""
        posts: list[dict[str, Any]] = self.chats[channel].get("/posted")
        return posts

    def texts(self, channel: str, member: str) -> list[str]:
        """What one chat shows, captions of clips too."""
        return [post["text"] for post in self.posted(channel) if post["chat_id"] == member]

    def waits_for(self, channel: str, member: str, part: str) -> str:
        """The first text of the chat with this part in it."""
        return wait_until(
            lambda: next((text for text in self.texts(channel, member) if part in text), ""), LIFE_SECONDS
        )

    def waits_for_answers(self, channel: str, count: int) -> list[str]:
        """Which message each post answers, oldest first, once so many have arrived."""
        wait_until(lambda: len(self.posted(channel)) >= count, LIFE_SECONDS)
        return [post["reply_to"] for post in self.posted(channel)]

    def paid_charges(self) -> dict[str, int]:
        """How often the provider took money, by request id."""
        assert self.paid
        charges: dict[str, int] = self.paid.stats()["charges"]
        return charges


def _insert_admin(connection: sa.Connection) -> None:
    member = sa.insert(members).values(name=ADMIN, role="admin", created_at=0.0).returning(members.c.id)
    connection.execute(
        sa.insert(identities).values(
            channel="ids", account="bot", user_id=ADMIN, member_id=connection.execute(member).scalar_one()
        )
    )


@contextlib.contextmanager
def house(
    folder: Path,
    *,
    paid_seconds: float | None = 0.1,
    can_find: bool = True,
    can_cancel: bool = False,
    database_url: str | None = None,
    **settings: str,
) -> Iterator[House]:
    """A house with nobody awake in it; without a paid service where `paid_seconds` is None. `settings` are variables."""
    folder.mkdir(parents=True, exist_ok=True)
    paid_options = [*(["--can-find"] if can_find else []), *(["--can-cancel"] if can_cancel else [])]
    with contextlib.ExitStack() as doubles:
        chats = {
            "ids": doubles.enter_context(running("chat_server", "--dedupe")),
            "plain": doubles.enter_context(running("chat_server")),
        }
        paid = (
            doubles.enter_context(running("paid_server", "--seconds", str(paid_seconds), *paid_options))
            if paid_seconds is not None
            else None
        )
        data = folder / "data"
        data.mkdir(mode=0o700)
        yield House(
            data, chats, paid, database_url, can_find, {f"XIAOAI_{name}": value for name, value in settings.items()}
        )
