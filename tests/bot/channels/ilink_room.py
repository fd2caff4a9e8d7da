"""The family's room over the double of iLink: members who are served and bound, and what each of them reads."""

import base64
import contextlib
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import sqlalchemy as sa

from bot.channels.ilink.channel import ILinkChannel
from bot.store import Store
from bot.tables import identities, members, room_seats
from generators.storyboard import Storyboard
from tests.bot.channels.ilink_house import QUICK, bind, settings
from tests.bot.harness import BotUnderTest, Clock, running
from tests.doubles.processes import Double
from tests.doubles.waiting import until

NAMES = {"mama": "妈妈", "baba": "爸爸", "yeye": "爷爷"}
TWO_MINUTES = 121.0
DAY = 86_400.0


def admit(double: Double, data: Path, *users: str, joined: bool = False) -> None:
    """Members as an earlier life left them, 爸爸 the admin; `joined`: in the room, too."""
    data.mkdir(mode=0o700, exist_ok=True)
    bound = {user: bind(double, data / "ilink", user, NAMES[user]) for user in users}
    store = Store(data)
    store.open()

    def change(connection: sa.Connection) -> None:
        for user, binding in bound.items():
            role = "admin" if user == "baba" else "member"
            values = {"name": NAMES[user], "role": role, "created_at": 0.0}
            member = connection.execute(sa.insert(members).values(values).returning(members.c.id)).scalar_one()
            person = {"channel": "ilink", "account": binding.account, "user_id": binding.user_id, "member_id": member}
            connection.execute(sa.insert(identities).values(person))
            if joined:
                now = Clock()()
                connection.execute(sa.insert(room_seats).values(**person, heard_at=now, digest_at=0.0))

    try:
        store.write_now(change)
    finally:
        store.close()


class Home:
    """小爱 at home with the room, and everybody's phone."""

    def __init__(self, double: Double, bot: BotUnderTest) -> None:
        self.double = double
        self.bot = bot
        self._said: Counter[str] = Counter()

    def phone(self, user: str) -> list[str]:
        """Everything on it that 小爱 sent, photos and clips as <2> and <5>."""
        posts = self.double.get("/posted", user=user)
        return [post.get("text", f"<{post['type']}>") for post in posts]

    def says(self, user: str, text: str, **more: object) -> str:
        """The id of his message."""
        self._said[user] += 1
        return str(self.double.post("/member_says", user=user, text=text, **more)["message_id"])

    async def reads(self, user: str, part: str, after: int = 0) -> str:
        """The first text on his phone with this in it."""
        return await until(lambda: next((text for text in self.phone(user)[after:] if part in text), ""), 30)

    async def is_told(self, user: str, text: str, part: str, **more: object) -> str:
        """What he reads once he has said this."""
        before = len(self.phone(user))
        self.says(user, text, **more)
        return await self.reads(user, part, before)

    async def is_heard(self, user: str, text: str, **more: object) -> None:
        """He says it, and 小爱 has it on disk: for the others, for herself, or as nothing of hers."""
        self.says(user, text, **more)
        cursor = base64.b64encode(f"read {self._said[user]}".encode()).decode()
        await until(lambda: cursor in self.double.get("/polls", user=user))
        await self.bot.settles()


@contextlib.asynccontextmanager
async def at_home(double: Double, data: Path, *users: str, joined: bool = True, **how: object) -> AsyncIterator[Home]:
    """小爱 with her real storyboard, unless the test brings other generators."""
    admit(double, data, *users, joined=joined)
    channel = ILinkChannel(settings(double, sends_per_minute=0), data / "ilink", QUICK)
    how.setdefault("generators", [Storyboard(data / "work")])
    async with running(data, more_channels=[channel], **how) as bot:
        yield Home(double, bot)
