"""The whole of 小爱 in 企业微信: her admin, the family's group, a clip asked for there with an @; and a kill in the middle."""

import asyncio
import contextlib
import io
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import av
import pytest
from PIL import Image

from bot.channel_settings import ChannelSettings, WecomSettings
from bot.channels.made import make_channels
from bot.config import Settings
from bot.errors import ConfigError
from bot.tables import messages, outbox
from generators.storyboard import Storyboard
from tests.bot.harness import ROOT, BotUnderTest, running
from tests.doubles.waiting import until
from tests.doubles.wecom import BOT_ID, SECRET, WecomDouble, wecom_double

GROUP = "wrFamily"


@pytest.fixture
async def double(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[WecomDouble]:
    monkeypatch.setenv("WECOM_BOT_SECRET", SECRET)
    async with wecom_double() as double:
        yield double


def settings(double: WecomDouble) -> ChannelSettings:
    return ChannelSettings(wecom=WecomSettings(bot_id=BOT_ID, url=double.url, fetch_from=(double.media.url,)))


@contextlib.asynccontextmanager
async def at_home(double: WecomDouble, data: Path) -> AsyncIterator[BotUnderTest]:
    """小爱 with her real storyboard, 爸爸 her admin, the family's group admitted."""
    async with running(data, channels=settings(double), generators=[Storyboard(data / "work")]) as bot:
        await until(lambda: double.is_subscribed)
        await is_told(double, f"我是管理员 {await bot.app.new_admin_code()}", "papa")
        asked = await is_told(double, "我是妈妈", "mama", answer_in="papa")
        assert asked.startswith("“mama”（wecom）想和我说话")
        await is_told(double, f"同意 {asked.partition('“')[2].partition('”')[0]}", "papa")
        await double.says("在吗", "mama", chat=GROUP)
        await until(lambda: "新的群" in double.said[-1])
        await is_told(double, f"同意 {double.said[-1].partition('“')[2].partition('”')[0]}", "papa")
        yield bot


async def is_told(double: WecomDouble, text: str, who: str, chat: str = "", *, answer_in: str = "") -> str:
    """The next thing said in the chat."""
    where, before = answer_in or chat or who, len(double.posts)
    await double.says(text, who, chat)
    post = await until(lambda: next((post for post in double.posts[before:] if post.chat == where), None), 20)
    assert post
    return post.text


async def test_a_clip_asked_for_in_the_group_arrives_there(double: WecomDouble, tmp_path: Path) -> None:
    async with at_home(double, tmp_path) as bot:
        promise = await is_told(double, "生成一段2秒的小猫钓鱼的视频", "mama", GROUP)
        assert "第 1 号" in promise
        assert double.posts[-1].req_id
        await bot.finishes_jobs()
        clip, caption = [post for post in double.posts if post.chat == GROUP][-2:]
        assert (clip.kind, caption.kind) == ("video", "text")
        made = next((tmp_path / "media").rglob("*.mp4"))
        assert clip.content == made.read_bytes()
        with av.open(io.BytesIO(clip.content)) as opened:
            assert opened.streams.video[0].codec_context.name == "h264"
        assert all(row.state == "delivered" for row in await bot.rows(outbox))


async def test_a_photo_moves(double: WecomDouble, tmp_path: Path) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (400, 300), "orange").save(drawn, "JPEG")
    async with at_home(double, tmp_path) as bot:
        before = len(double.posts)
        await double.sends({"msgtype": "image", "image": double.media.put(drawn.getvalue())}, "mama")
        await until(lambda: double.posts[before:], 20)
        assert "收到照片了" in double.said[-1]
        assert "第 1 号" in await is_told(double, "让它动起来", "mama")
        await bot.finishes_jobs()
        assert [post.kind for post in double.posts if post.chat == "mama"][-2:] == ["video", "text"]


async def test_a_file_that_is_no_photo_is_said_to_be_none(double: WecomDouble, tmp_path: Path) -> None:
    async with at_home(double, tmp_path):
        before = len(double.posts)
        await double.sends({"msgtype": "file", "file": double.media.put(b"%PDF-1.7 tax return")}, "mama")
        await until(lambda: double.posts[before:], 20)
        assert "不是照片" in double.said[-1]


async def test_what_is_ready_while_the_line_is_down_comes_later(double: WecomDouble, tmp_path: Path) -> None:
    async with at_home(double, tmp_path) as bot:
        await is_told(double, "生成一段2秒的小猫钓鱼的视频", "mama", GROUP)
        await double.close()
        await asyncio.sleep(2)
        await double.open()
        await bot.finishes_jobs()
        assert [post.kind for post in double.posts].count("video") == 1


async def test_delivered_twice_it_is_answered_once(double: WecomDouble, tmp_path: Path) -> None:
    async with at_home(double, tmp_path) as bot:
        first = await is_told(double, "今天几号", "mama", GROUP)
        asked = len(await bot.rows(messages))
        sent = await double.says("明天几号", "mama", GROUP)
        await double.says("明天几号", "mama", GROUP, msgid=sent)
        await is_told(double, "后天几号", "mama", GROUP)
        assert first
        assert len(await bot.rows(messages)) == asked + 2


def environment(double: WecomDouble, data: Path) -> dict[str, str]:
    return {
        "PATH": "/usr/bin:/bin",
        "PYTHONPATH": str(ROOT),
        "WECOM_BOT_SECRET": SECRET,
        "XIAOAI_DATA": str(data),
        "XIAOAI_RECOGNITION__CLASSIFIER": "false",
        "XIAOAI_WEATHER__OPEN_METEO": "false",
        "XIAOAI_OUTBOX__FIRST_RETRY_SECONDS": "0.1",
        "XIAOAI_CHANNELS__WECOM__BOT_ID": BOT_ID,
        "XIAOAI_CHANNELS__WECOM__URL": double.url,
    }


@contextlib.asynccontextmanager
async def life(double: WecomDouble, data: Path, *options: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """小爱 in a process of her own, subscribed; surely dead after the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.doubles.bot_process", str(data), *options),
        env=environment(double, data),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        await until(lambda: double.is_subscribed, 30)
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
        await until(lambda: not double.is_subscribed)


async def test_killed_in_the_middle_everything_is_said_once(double: WecomDouble, tmp_path: Path) -> None:
    async with life(double, tmp_path, "--code") as process:
        assert process.stdout
        code = (await process.stdout.readline()).decode().split()[1]
        await is_told(double, f"我是管理员 {code}", "papa")
        promise = await is_told(double, "生成一段2秒的小猫钓鱼的视频", "papa")
        process.send_signal(signal.SIGKILL)
        await process.wait()
    said = len(double.posts)
    async with life(double, tmp_path):
        await until(lambda: any(post.kind == "video" for post in double.posts), 60)
        await until(lambda: double.posts[-1].kind == "text" and len(double.posts) >= said + 2, 20)
        assert await is_told(double, "今天几号", "papa")
    assert double.said.count(promise) == 1
    assert [post.kind for post in double.posts].count("video") == 1


async def test_killed_before_the_answer_was_confirmed_it_is_asked_not_repeated(
    double: WecomDouble, tmp_path: Path
) -> None:
    async with life(double, tmp_path, "--code") as process:
        assert process.stdout
        code = (await process.stdout.readline()).decode().split()[1]
        await is_told(double, f"我是管理员 {code}", "papa")
        double.mischief["aibot_respond_msg"].append("silent")
        answer = await is_told(double, "今天几号", "papa")
        process.send_signal(signal.SIGKILL)
        await process.wait()
    async with life(double, tmp_path):
        await until(lambda: "不确定" in double.said[-1], 20)
    assert double.said.count(answer) == 1


def test_without_its_secret_she_says_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WECOM_BOT_SECRET", raising=False)
    house = Settings(home=tmp_path, data=tmp_path, channels=ChannelSettings(wecom=WecomSettings(bot_id=BOT_ID)))
    with pytest.raises(ConfigError, match="WECOM_BOT_SECRET"):
        make_channels(house)
    (tmp_path / ".env").write_text("WECOM_BOT_SECRET=x\n", encoding="utf-8")
    assert [channel.name for channel in make_channels(house)] == ["wecom"]
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(ConfigError, match="cryptography"):
        make_channels(house)


@pytest.mark.parametrize("url", ["http://openws.work.weixin.qq.com", "ws://example.com", "wss://a:b@c.com", "wss://"])
def test_the_long_connection_is_encrypted_outside_of_the_house(url: str) -> None:
    with pytest.raises(ValueError, match=r"wss|地址"):
        WecomSettings(bot_id=BOT_ID, url=url)
