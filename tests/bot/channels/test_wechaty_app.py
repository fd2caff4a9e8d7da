"""A family on the real gateway: 小爱 with her settings, her storyboard and her store, from the question to the clip in the room."""

import asyncio
import contextlib
import hashlib
import io
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from PIL import Image

from bot.channel_settings import ChannelSettings, WechatyPart
from bot.tables import outbox
from generators.storyboard import Storyboard
from tests.bot.channels.wechaty_ear import AT_ONCE
from tests.bot.harness import BotUnderTest, running
from tests.doubles.gateway import ROOM, TOKEN, Gateway, require_gateway, running_gateway
from tests.doubles.waiting import until

MAMA, BABA = "wxid_mama", "wxid_baba"


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    require_gateway()
    monkeypatch.setenv("WECHATY_TOKEN", TOKEN)
    with running_gateway() as gateway:
        yield gateway


@contextlib.asynccontextmanager
async def at_home(gateway: Gateway, data: Path) -> AsyncIterator[BotUnderTest]:
    """小爱 with 爸爸 her admin, 妈妈 and the family's room admitted."""
    part = WechatyPart.model_validate({**AT_ONCE, "endpoint": gateway.endpoint})
    async with running(data, channels=ChannelSettings(wechaty=part), generators=[Storyboard(data / "work")]) as bot:
        await until(lambda: bot.app._channels["wechaty"].logins()[0].stage == "online")
        await is_told(gateway, f"我是管理员 {await bot.app.new_admin_code()}", BABA)
        await is_told(gateway, "你好", MAMA, answer_in=BABA)
        await is_told(gateway, "同意 妈妈", BABA)
        await is_told(gateway, "@小爱 在吗", BABA, room=True, answer_in=BABA)
        await is_told(gateway, "同意 幸福一家人", BABA)
        yield bot


async def is_told(gateway: Gateway, text: str, who: str, *, room: bool = False, answer_in: str = "") -> str:
    """The next thing said in the chat."""
    where, before = answer_in or (ROOM if room else who), len(gateway.sent())
    gateway.says(text, who=who, room=room, mention=room)
    posts = await until(lambda: [post for post in gateway.sent()[before:] if post["conversation"] == where], 20)
    return str(posts[0]["text"])


async def test_a_clip_asked_for_in_the_room_arrives_there(gateway: Gateway, tmp_path: Path) -> None:
    async with at_home(gateway, tmp_path) as bot:
        promise = await is_told(gateway, "@小爱 生成一段2秒的小猫钓鱼的视频", MAMA, room=True)
        assert promise.startswith("@云淡风轻\u2005")
        assert "第 1 号" in promise
        await bot.finishes_jobs()
        clip, caption = gateway.sent()[-2:]
        made = next((tmp_path / "media").rglob("*.mp4"))
        assert (clip["conversation"], clip["kind"], caption["conversation"]) == (ROOM, "file", ROOM)
        assert clip["sha256"] == hashlib.sha256(made.read_bytes()).hexdigest()
        assert caption["mentions"] == [MAMA]
        assert {row.state for row in await bot.rows(outbox)} == {"delivered"}


async def test_a_photo_moves(gateway: Gateway, tmp_path: Path) -> None:
    drawn = io.BytesIO()
    Image.effect_noise((500, 400), 90).convert("RGB").save(drawn, "JPEG", quality=95)
    async with at_home(gateway, tmp_path) as bot:
        before = len(gateway.sent())
        gateway.shows(drawn.getvalue())
        await until(lambda: gateway.sent()[before:], 20)
        assert "收到照片了" in gateway.sent()[-1]["text"]
        assert "第 1 号" in await is_told(gateway, "让它动起来", MAMA)
        await bot.finishes_jobs()
        assert [post["kind"] for post in gateway.sent() if post["conversation"] == MAMA][-2:] == ["file", "text"]


async def test_what_is_ready_while_the_gateway_is_away_comes_later_and_once(gateway: Gateway, tmp_path: Path) -> None:
    async with at_home(gateway, tmp_path) as bot:
        await is_told(gateway, "@小爱 生成一段2秒的小猫钓鱼的视频", MAMA, room=True)
        gateway.kill()
        await bot.until(lambda connection: connection.scalar(_of_kind("video")) == 1, 60)
        await asyncio.sleep(1)
        await asyncio.to_thread(gateway.start)
        await bot.finishes_jobs()
        assert [post["kind"] for post in gateway.sent()].count("file") == 1
        assert {row.state for row in await bot.rows(outbox)} == {"delivered"}


async def test_what_is_ready_for_one_login_is_not_sent_by_another(gateway: Gateway, tmp_path: Path) -> None:
    async with at_home(gateway, tmp_path) as bot:
        await is_told(gateway, "@小爱 生成一段2秒的小猫钓鱼的视频", MAMA, room=True)
        gateway.kill()
        await asyncio.to_thread(gateway.start, login="bot-other")
        await bot.until(lambda connection: connection.scalar(_of_kind("video")) == 1, 60)
        await until(lambda: bot.app._channels["wechaty"].logins()[0].account == "bot-other")
        await asyncio.sleep(1)
        assert gateway.sent() == []
        gateway.post("login", id="bot-xiaoai")
        await bot.finishes_jobs()
        assert [post["kind"] for post in gateway.sent()].count("file") == 1


def _of_kind(kind: str) -> object:
    import sqlalchemy as sa

    return sa.select(sa.func.count()).where(outbox.c.kind == kind)
