"""The family's room: what members do and read, through the App and the double of iLink."""

import base64
import contextlib
import io
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from PIL import Image

from bot.config import QuotaSettings
from bot.model_settings import LanguageModelSettings, ModelSettings
from bot.tables import artifacts, exchanges, messages, room_lines, room_seats
from tests.bot.channels.ilink_house import bind, ilink, settings
from tests.bot.channels.ilink_room import DAY, NAMES, TWO_MINUTES, admit, at_home
from tests.bot.dumping import dump
from tests.bot.harness import ROOT
from tests.doubles.clip import clip
from tests.doubles.processes import Double, StartDouble
from tests.doubles.waiting import until, wait_until


@pytest.fixture
def double() -> Iterator[Double]:
    with ilink() as double:
        yield double


async def test_a_family_talks_in_one_room(double: Double, tmp_path: Path) -> None:
    async with at_home(double, tmp_path, "mama", "baba", joined=False) as home:
        explained = await home.is_told("mama", "家庭房间", "家庭房间")
        assert explained.splitlines()[-2:] == ["1 加入", "2 不加入"]
        assert "/退出" in explained
        assert "只有你" in await home.is_told("mama", "1", "你进来了")
        assert "有妈妈" in await home.is_told("baba", "小爱，加入家庭房间", "看得到")
        assert "还有妈妈" in await home.is_told("baba", "加入", "你进来了")
        assert await home.reads("mama", "进来了）") == "（爸爸进来了）"

        await home.is_heard("mama", "今晚吃鱼")
        assert await home.reads("baba", "鱼") == "妈妈：今晚吃鱼"
        assert not any("鱼" in text for text in home.phone("mama"))
        home.bot.clock.goes(TWO_MINUTES)
        await home.is_told("mama", "小爱，在吗", "")
        assert (await home.reads("baba", "在吗")).splitlines()[0] == "妈妈：小爱，在吗"
        home.bot.clock.goes(TWO_MINUTES)
        assert "小爱（答妈妈）：" in "".join(home.phone("baba")) or await home.reads("baba", "小爱（答妈妈）：")
        assert await home.is_told("mama", "家庭房间里有谁", "有：") == "家庭房间里有：\n妈妈（在）\n爸爸（在）"

        assert "你出来了" in await home.is_told("mama", "/退出", "")
        assert await home.reads("baba", "出去了") == "（妈妈出去了）"
        home.bot.clock.goes(TWO_MINUTES)
        await home.is_heard("baba", "鱼呢")
        assert "不在家庭房间" in await home.is_told("mama", "/退出", "")
        assert not any("鱼呢" in text for text in home.phone("mama"))
        said = [row.text for row in await home.bot.rows(messages)]
        assert "今晚吃鱼" not in said
        assert "鱼呢" not in said


async def test_lines_are_gathered_into_one_digest_every_two_minutes(double: Double, tmp_path: Path) -> None:
    async with at_home(double, tmp_path, "mama", "baba", "yeye") as home:
        await home.is_heard("mama", "一")
        assert await home.reads("yeye", "一") == "妈妈：一"
        await home.is_heard("mama", "二")
        await home.is_heard("baba", "三")
        # Her first digest goes out at once, and in the same look nothing more to the others.
        await home.reads("mama", "三")
        home.bot.clock.goes(100)
        await home.is_heard("mama", "四")
        assert home.phone("yeye") == ["妈妈：一"]
        home.bot.clock.goes(25)
        assert await home.reads("yeye", "四") == "妈妈：二\n爸爸：三\n妈妈：四"
        await home.reads("baba", "四")
        assert home.phone("baba") == ["妈妈：一", "妈妈：二\n妈妈：四"]


async def test_four_messages_are_kept_for_what_she_made(double: Double, tmp_path: Path) -> None:
    async with at_home(double, tmp_path, "mama", "baba") as home:
        for number in range(1, 6):
            await home.is_heard("mama", f"第{number}句")
            await home.reads("baba", f"第{number}句")
            home.bot.clock.goes(TWO_MINUTES)
        await home.is_heard("mama", "第6句")
        await home.is_told("mama", "小爱，生成一段1秒的小狗的视频", "第 1 号")
        await home.bot.finishes_jobs()
        assert (await home.reads("baba", "「小狗」")).startswith("小爱（答妈妈）：「小狗」")
        await until(lambda: home.phone("baba")[-1] == "<5>")
        clips = [double.get("/posted", user=user)[-1] for user in ("mama", "baba")]
        assert {post["type"] for post in clips} == {5}
        assert len({post["sha256"] for post in clips}) == 1
        assert len(home.phone("baba")) == 5 + 2
        # He says something, and what waited comes.
        await home.is_heard("baba", "来了")
        assert "妈妈：第6句\n妈妈：小爱，生成" in await home.reads("baba", "第6句")


async def test_the_room_has_one_share_of_videos_for_all(double: Double, tmp_path: Path) -> None:
    share = QuotaSettings(videos_per_day=0, images_per_day=0, group_videos_per_day=1, yuan_per_day=0)
    async with at_home(double, tmp_path, "mama", "baba", generators=None, quotas=share) as home:
        await home.is_told("mama", "小爱，生成一段1秒的小狗的视频", "第 1 号")
        await home.bot.finishes_jobs()
        await home.is_told("baba", "小爱，生成一段1秒的小猫的视频", "用完")


async def test_who_is_silent_for_a_day_is_away_and_told_what_he_missed(double: Double, tmp_path: Path) -> None:
    async with at_home(double, tmp_path, "mama", "baba", "yeye") as home:
        home.bot.clock.goes(DAY - 300)
        for user in ("mama", "baba"):
            await home.is_heard(user, "早")
            await home.reads("yeye", f"{NAMES[user]}：早")
            home.bot.clock.goes(TWO_MINUTES)
        home.bot.clock.goes(100)
        await home.is_heard("mama", "降温了")
        assert "爷爷一天没说话了" in await home.reads("baba", "降温了")
        assert "爷爷（不在" in await home.is_told("mama", "家庭房间里有谁", "有：")
        home.bot.clock.goes(TWO_MINUTES)
        await home.is_heard("mama", "第二句")
        assert "一天没说话" not in await home.reads("baba", "第二句")
        assert not any("降温" in text for text in home.phone("yeye"))
        home.bot.clock.goes(DAY - 600)
        await home.is_heard("mama", "第三句")
        await home.is_heard("baba", "嗯")
        home.bot.clock.goes(700)
        await home.bot.until(lambda connection: "降温" not in str(connection.execute(sa.select(room_lines)).all()))
        await home.is_heard("yeye", "我来了")
        assert (
            await home.reads("yeye", "第三句")
            == "妈妈：第三句\n爸爸：嗯\n（你不在的时候有 2 条满一天没送到，已经删了）"
        )
        assert "爷爷：我来了" in await home.reads("mama", "我来了")


async def test_what_was_delivered_is_kept_nowhere(double: Double, tmp_path: Path) -> None:
    async with at_home(double, tmp_path, "mama", "baba", "yeye") as home:
        double.post("/stale", user="yeye")
        await home.is_heard("mama", "牡丹花开了")
        await home.reads("baba", "牡丹花")
        assert "牡丹花" in dump(tmp_path / "app.sqlite")
        home.bot.clock.goes(DAY + 1)
        await home.bot.until(lambda connection: "牡丹" not in str(connection.execute(sa.select(room_lines)).all()))
        assert "牡丹花" not in dump(tmp_path / "app.sqlite")
        assert not await home.bot.rows(exchanges)


async def test_a_model_hears_only_what_is_said_to_her(
    double: Double, start_double: StartDouble, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = start_double("language_model", key="sk-room")
    monkeypatch.setenv("ROOM_KEY", "sk-room")
    entry = ModelSettings(name="书房", base_url=f"{model.url}/v1", model="small", key_variable="ROOM_KEY")
    thinking = LanguageModelSettings.model_validate({"models": [entry]})
    async with at_home(double, tmp_path, "mama", "baba", language_model=thinking) as home:
        await home.is_heard("mama", "月亮真圆")
        await home.is_heard("mama", "刚才小爱说什么了")
        await home.reads("baba", "月亮真圆")
        assert model.get("/requests") == []
        await home.is_told("mama", "@小爱 讲个笑话", "")
        asked = str(model.get("/requests"))
        assert "讲个笑话" in asked
        assert "月亮" not in asked


async def test_photos_and_clips_are_handed_on_and_deleted(double: Double, tmp_path: Path) -> None:
    drawn = io.BytesIO()
    Image.new("RGB", (400, 300), "orange").save(drawn, "JPEG")
    filmed = clip(1, 1.0, 16, 64, 64)
    async with at_home(double, tmp_path, "mama", "baba") as home:
        photo = base64.b64encode(drawn.getvalue()).decode()
        await home.is_heard("mama", "看", images=[photo], clips=[base64.b64encode(filmed).decode()])
        assert await home.reads("baba", "看") == "妈妈：看\n妈妈：［照片］\n妈妈：［视频］"
        await until(lambda: home.phone("baba")[1:] == ["<2>", "<5>"])
        await home.bot.until(lambda connection: not connection.execute(sa.select(artifacts)).all())
        await until(lambda: not list((tmp_path / "media").iterdir()))
        home.bot.clock.goes(TWO_MINUTES)
        await home.is_heard("mama", "", items=[{"type": 4, "file_item": {"file_name": "账单.pdf"}}])
        assert await home.reads("baba", "转不过来") == "妈妈：［发了一样我转不过来的东西］"


async def test_a_member_speaks_to_her_alone_when_he_likes(double: Double, tmp_path: Path) -> None:
    async with at_home(double, tmp_path, "mama", "baba") as home:
        alone = await home.is_told("baba", "/私聊 状态", "正常")
        await home.is_heard("baba", "你们好")
        await home.reads("mama", "你们好")
        # A stranger has written: the admin answers in the same window, and nobody reads along.
        bind(double, tmp_path / "ilink", "shui", "外婆")
        double.post("/member_says", user="shui", text="在吗")
        await home.reads("baba", "想和我说话")
        assert "可以和我说话了" in await home.is_told("baba", "同意 外婆", "外婆”")
        # What quotes a word she said to him alone is for her alone.
        sent = next(post for post in double.get("/posted", user="baba") if post.get("text") == alone)
        assert "正常" in await home.is_told("baba", "状态", "正常", quotes=sent["message_id"])
        # What quotes a digest is talk.
        digest = next(post for post in double.get("/posted", user="mama") if "你们好" in post.get("text", ""))
        home.bot.clock.goes(TWO_MINUTES)
        await home.is_heard("mama", "好呀", quotes=digest["message_id"])
        assert await home.reads("baba", "好呀") == "妈妈：好呀"
        assert home.phone("mama") == ["爸爸：你们好"]


async def test_erased_he_is_out_and_his_words_too(double: Double, tmp_path: Path) -> None:
    async with at_home(double, tmp_path, "mama", "baba") as home:
        await home.is_heard("mama", "第一句")
        await home.reads("baba", "第一句")
        await home.is_heard("mama", "玫瑰花")
        assert "玫瑰花" in dump(tmp_path / "app.sqlite")
        await home.is_told("mama", "/私聊 删除我的资料", "确定删除")
        await home.is_told("mama", "确定删除", "删好了")
        assert "玫瑰花" not in dump(tmp_path / "app.sqlite")
        assert len(await home.bot.rows(room_seats)) == 1
        home.bot.clock.goes(TWO_MINUTES)
        await home.is_heard("baba", "有人吗")
        assert not any("有人吗" in text for text in home.phone("mama"))
        assert not any("玫瑰花" in text for text in home.phone("baba"))


# -- kill -9 ----------------------------------------------------------------------------------------------------------

POINTS = ("after:overhear", "after:write-digest")


@pytest.mark.parametrize("point", POINTS)
def test_killed_a_line_is_handed_on_once(double: Double, tmp_path: Path, point: str) -> None:
    data = tmp_path / "data"
    admit(double, data, "mama", "baba", joined=True)
    # In one batch, whose cursor comes with the last: after the kill both are said again.
    for text in ("甲", "乙"):
        double.post("/member_says", user="mama", text=text)
    with life(double, data, "--kill", point) as dying:
        assert dying.wait(60) == -signal.SIGKILL
    with life(double, data) as living:
        wait_until(lambda: double.get("/posted", user="baba"), 60)
        wait_until(lambda: base64.b64encode(b"read 2").decode() in double.get("/polls", user="mama"), 60)
        living.send_signal(signal.SIGTERM)
        assert living.wait(60) == 0
    handed_on = "".join(post["text"] for post in double.get("/posted", user="baba"))
    with contextlib.closing(sqlite3.connect(data / "app.sqlite")) as connection:
        waiting = [text for (text,) in connection.execute("SELECT text FROM room_lines WHERE kind = 'said'")]
    assert [(handed_on + "".join(waiting)).count(text) for text in ("甲", "乙")] == [1, 1]


@contextlib.contextmanager
def life(double: Double, data: Path, *options: str) -> Iterator[subprocess.Popen[bytes]]:
    ours = {
        "XIAOAI_DATA": str(data),
        "XIAOAI_CHANNELS": settings(double).model_dump_json().join(('{"ilink": ', "}")),
        "XIAOAI_RECOGNITION__CLASSIFIER": "false",
        "XIAOAI_WEATHER__OPEN_METEO": "false",
    }
    theirs = {
        name: value for name, value in os.environ.items() if not name.startswith(("XIAOAI_", "AMAP_", "QWEATHER_"))
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.doubles.bot_process", str(data), *options],
        cwd=ROOT,
        env=theirs | ours,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
