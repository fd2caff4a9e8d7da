"""The map and the weather when they misbehave: an answer within six seconds, to the family and to the admin, and no key anywhere."""

import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from bot.service_settings import MapSettings, WeatherSettings
from bot.tables import answers, artifacts, exchanges, outbox, service_calls
from tests.bot.conftest import ADMIN
from tests.bot.harness import BotUnderTest, running
from tests.bot.room import RoomChannel
from tests.doubles.amap import JS_KEY, KEY
from tests.doubles.processes import Double, StartDouble, closed_port

HOME = "我家在青禾市麦田路20号"
WAY = "开车去人民公园怎么走"
LONGEST_SECONDS = 6.0

Wakes = Callable[..., AbstractAsyncContextManager[BotUnderTest]]


@pytest.fixture
def amap(start_double: StartDouble) -> Double:
    return start_double("amap")


@pytest.fixture
def wakes(amap: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Wakes:
    """小爱 with a map and no other weather: `wakes(key=…, url=…)`."""

    def wake(
        key: str = KEY, url: str = "", room: RoomChannel | None = None
    ) -> AbstractAsyncContextManager[BotUnderTest]:
        monkeypatch.setenv("AMAP_KEY", key)
        maps = MapSettings(base_url=url or amap.url, calls_per_second=50)
        weather = WeatherSettings(open_meteo=False)
        return running(tmp_path, room, maps=maps, weather=weather, city="青禾市")

    return wake


@pytest.fixture
async def bot(wakes: Wakes) -> AsyncIterator[BotUnderTest]:
    async with wakes() as bot:
        await bot.hears(HOME)
        yield bot


@pytest.mark.parametrize("mode", ["hang", "cut_before", "wrong_body", "http500", "half_json", "huge"])
@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (WAY, "人民公园怎么走现在查不到，地图没有回答"),
        ("明天天气怎么样", "天气现在查不到"),
        ("附近有面馆吗", "现在找不了"),
    ],
)
async def test_an_answer_comes_within_six_seconds(
    bot: BotUnderTest, amap: Double, mode: str, ask: str, answer: str
) -> None:
    amap.misbehave(mode)
    began = time.monotonic()
    assert answer in await bot.hears(ask)
    assert time.monotonic() - began < LONGEST_SECONDS


async def test_nobody_there_is_said_to_be_so(wakes: Wakes) -> None:
    async with wakes(url=f"http://127.0.0.1:{closed_port()}") as bot:
        await bot.hears(HOME)
        assert "地图没有回答" in await bot.hears(WAY)


CODES = [
    ("10003", "次数用完了"),
    ("10004", "排不上"),
    ("10009", "钥匙不对"),
    ("20000", "没看懂"),
    ("20800", "国外和海上"),
    ("20801", "没有路通过去"),
    ("20803", "太远了"),
    ("30002", "没有回答"),
    ("99999", "没有回答"),
]


@pytest.mark.parametrize(("code", "said"), CODES)
async def test_every_refusal_has_a_sentence_and_a_link(bot: BotUnderTest, amap: Double, code: str, said: str) -> None:
    amap.misbehave(f"code{code}", at="driving")
    answer = await bot.hears(WAY)
    assert said in answer
    assert "https://uri.amap.com/search?keyword=" in answer


async def test_words_come_without_the_picture_that_could_not_be_had(bot: BotUnderTest, amap: Double) -> None:
    amap.misbehave("http500", at="picture")
    assert "开车约" in await bot.hears(WAY)
    assert bot.room.posts[-1].kind == "text"


async def test_a_picture_follows_the_words(bot: BotUnderTest) -> None:
    await bot.hears(WAY)
    words, picture = bot.room.posts[-2:]
    assert (words.kind, picture.kind) == ("text", "image")
    assert picture.path is not None
    assert picture.path.read_bytes().startswith(b"\x89PNG")


async def test_the_admin_hears_of_a_wrong_key_once(wakes: Wakes) -> None:
    async with wakes(key=JS_KEY, room=RoomChannel(admits_everyone=False)) as bot:
        await bot.hears(f"我是管理员 {await bot.app.new_admin_code()}", ADMIN)
        await bot.hears(HOME, ADMIN)
        assert "钥匙不对，已经告诉管理员" in await bot.hears(WAY, ADMIN)
        await bot.hears("开车去青禾站怎么走", ADMIN)
        await bot.settles()
        told = [said for said in bot.said if said.startswith("高德地图用不了")]
        assert told == [
            "高德地图用不了：钥匙的种类不对，要“Web 服务”的。改好 .env 后重新启动，运行 xiaoai doctor 可以试。"
        ]


async def test_no_key_is_in_the_log_the_store_or_a_link(
    bot: BotUnderTest, amap: Double, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await bot.hears(WAY)
    amap.misbehave("code10001")
    await bot.hears("坐公交去青禾站怎么走")
    rows = [str(tuple(row)) for table in (answers, artifacts, exchanges, outbox) for row in await bot.rows(table)]
    printed = capfd.readouterr()
    for text in (*bot.said, *rows, printed.out, printed.err, caplog.text):
        assert KEY not in text


async def test_two_questions_about_the_same_place_cost_one_request(wakes: Wakes, amap: Double) -> None:
    room = RoomChannel()
    async with wakes(room=room) as bot:
        await bot.hears(HOME)
        first = await bot.hears("附近有面馆吗")
        asked = amap.stats()["requests"]
        assert await bot.hears("附近有面馆吗") == first
    async with wakes(room=room) as bot:
        assert await bot.hears("附近有面馆吗") == first
        calls = {row.kind: row.calls for row in await bot.rows(service_calls)}
    assert amap.stats()["requests"] == asked == {"place_text": 1, "geocode": 1, "place_around": 1}
    assert calls == {"place": 2, "geocode": 1}
