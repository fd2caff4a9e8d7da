"""A house: 小爱's data folder, two chats and a paid service around it. She lives and dies in it, they go on."""

import contextlib
import os
import select
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from bot.store import Store
from bot.tables import identities, members
from tests.doubles.processes import ROOT, Double, running
from tests.doubles.waiting import wait_until

LIFE_SECONDS = 60.0
"""Longest life of one that is to end by itself."""
MEMBERS = ("mama", "baba")
ADMIN = "guanli"
ALEMBIC = threading.Lock()
"""It keeps its state in its modules, and several houses are set up at a time."""
START_SECONDS = 20.0
STOP_SECONDS = 20.0
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


@dataclass
class House:
    """`ids` drops what comes twice under one client id, `plain` does not."""

    data: Path
    chats: Mapping[str, Double]
    paid: Double | None
    database_url: str | None = None
    can_find: bool = True
    settings: dict[str, str] = field(default_factory=dict)
    lives: int = 0
    kills: int = 0

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

    def waits_for(self, channel: str, member: str, part: str, seconds: float = 20.0) -> str:
        """The first text of the chat with this part in it."""
        return wait_until(lambda: next((text for text in self.texts(channel, member) if part in text), ""), seconds)

    def paid_charges(self) -> dict[str, int]:
        """How often the provider took money, by request id."""
        assert self.paid
        charges: dict[str, int] = self.paid.stats()["charges"]
        return charges

    def ends(self, life: "subprocess.Popen[str]") -> None:
        """She is told to stop (SIGTERM) and does, with nothing to complain about."""
        life.terminate()
        assert life.wait(STOP_SECONDS) == 0, self.complaints()
        assert not self.complaints()

    def redeliver(self) -> None:
        """Both chats deliver every message of the past once more."""
        for chat in self.chats.values():
            chat.post("/redeliver")

    def dies_at(self, point: str, expect: int, *options: str) -> None:
        """One life that must end at the point, by kill -9 and by nothing else; then every message is redelivered."""
        mark = self.data / "killed"
        mark.unlink(missing_ok=True)
        with self.living("--kill", point, "--expect", str(expect), *options) as life:
            assert life.wait(LIFE_SECONDS) == -9, f"{point} was never reached: {self.complaints()}"
        assert mark.read_text() == point
        self.kills += 1
        self.redeliver()

    def lives_on(self, expect: int, *options: str) -> None:
        """One life that ends by itself when everything is settled, with nothing to complain about."""
        with self.living("--expect", str(expect), *options) as life:
            assert life.wait(LIFE_SECONDS) == 0, self.complaints()
        assert not self.complaints()

    @contextlib.contextmanager
    def living(self, *options: str) -> Iterator["subprocess.Popen[str]"]:
        """小爱 in a process, surely dead after the block."""
        self.lives += 1
        command = [sys.executable, "-m", "tests.doubles.bot_process", str(self.data), *options]
        for name, chat in self.chats.items():
            command += ["--chat", f"{name}={chat.url}"]
        if self.paid:
            command += ["--paid", self.paid.url, *(["--can-find"] if self.can_find else [])]
        with (
            self._log.open("wb") as log,
            subprocess.Popen(
                command, cwd=ROOT, env=self.environment(), stdout=subprocess.PIPE, stderr=log, text=True
            ) as process,
        ):
            try:
                yield process
            finally:
                process.kill()

    def awake(self, life: "subprocess.Popen[str]") -> str:
        """Returns when she is up; the admin's code, where it was asked for."""
        assert life.stdout is not None
        assert select.select([life.stdout], [], [], START_SECONDS)[0], self.complaints()
        up, _, code = life.stdout.readline().partition(" ")
        assert up.strip() == "up", self.complaints()
        return code.strip()

    def environment(self) -> dict[str, str]:
        """Nothing of the machine's own settings, and short pauses."""
        theirs = {name: value for name, value in os.environ.items() if not name.startswith("XIAOAI_")}
        ours = {"XIAOAI_DATA": str(self.data), "XIAOAI_OUTBOX__FIRST_RETRY_SECONDS": "0.1", **self.settings}
        return theirs | ours | ({"XIAOAI_DATABASE_URL": self.database_url} if self.database_url else {})

    def complaints(self) -> str:
        """What the last life wrote on stderr."""
        return self._log.read_text()

    @property
    def _log(self) -> Path:
        return self.data.with_name(f"{self.data.name}-life-{self.lives}.log")


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
        yield House(data, chats, paid, database_url, can_find, {f"XIAOAI_{name}": value for name, value in settings.items()})
