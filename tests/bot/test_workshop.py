"""One clip of one generator, ordered at the terminal: priced, agreed to, made as a job, and paid for once."""

import asyncio
import contextlib
import io
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from bot.channels.terminal import LetterLine, MakeLine, RetryLine, TakenLine
from bot.client import Client, connected
from bot.config import PrivacySettings
from bot.owner import socket_path
from bot.tables import artifacts, consents, jobs, ledger, messages
from generators.base import NeedsTopUp
from tests.bot.harness import BotUnderTest, running
from tests.bot.studio import Studio
from tests.bot.test_quotas import clock_at, quotas

CAT = "一只小猫追蝴蝶"


@contextlib.asynccontextmanager
async def terminal(bot: BotUnderTest) -> AsyncIterator[Client]:
    letters: list[LetterLine] = []
    async with connected(socket_path(bot.data), letters.append) as client:
        yield client


def order(number: int = 1, generator: str = "studio", **more: object) -> MakeLine:
    values = {"id": f"order{number}", "generator": generator, "text": CAT, "seconds": 1} | more
    return MakeLine.model_validate(values)


def jpeg() -> bytes:
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").resize((160, 120)).save(file, "JPEG")
    return file.getvalue()


async def asked(bot: BotUnderTest, line: MakeLine | RetryLine) -> TakenLine:
    async with terminal(bot) as client:
        return await client.order(line)


async def test_a_free_one_is_made_at_once_and_delivered_to_the_terminal(bot: BotUnderTest) -> None:
    async with terminal(bot) as client:
        taken = await client.order(order(size="640x480"))
        assert (taken.text, taken.message_id, taken.needs_yes) == ("让“studio”拍 1 秒，不要钱。", "order1", False)
        job = await client.follow(taken.message_id, lambda _: None)
    assert job is not None
    assert (job.state, Path(job.path).suffix) == ("done", ".mp4")
    (request,) = bot.studio.taken.values()
    assert (request.width, request.height, request.seconds) == (640, 480, 1.0)
    assert "kitten" in request.prompt


async def test_a_paid_one_waits_for_a_yes(tmp_path: Path) -> None:
    studio = Studio(price_fen=50)
    async with running(tmp_path, generators=[studio]) as bot, terminal(bot) as client:
        first = await client.order(order())
        assert (first.text, first.needs_yes, first.message_id) == ("让“studio”拍 1 秒，要花 0.5 元。", True, "")
        assert (await bot.rows(jobs), await bot.rows(messages), studio.taken) == ([], [], {})
        second = await client.order(order(is_agreed=True))
        await client.follow(second.message_id, lambda _: None)
        assert [(row.state, row.price_fen) for row in await bot.rows(ledger)] == [("settled", 50)]


async def test_the_same_order_while_it_is_being_made_is_not_begun_again(tmp_path: Path) -> None:
    studio = Studio(price_fen=50)
    studio.is_open.clear()
    async with running(tmp_path, generators=[studio]) as bot:
        await asked(bot, order(1, is_agreed=True))
        await bot.begins(1)
    async with running(tmp_path, generators=[studio]) as bot, terminal(bot) as client:
        again = await client.order(order(2))
        assert again == TakenLine(text="一样的正做着，是第 1 号：接着等它，不另花钱。", message_id="order1")
        other = await client.order(order(3, seconds=2))
        assert other.needs_yes, "another length is another order"
        studio.is_open.set()
        job = await client.follow(again.message_id, lambda _: None)
        assert job is not None
        assert (job.number, job.state) == (1, "done")
        assert len(studio.taken) == 1
        assert [row.price_fen for row in await bot.rows(ledger)] == [50]
        assert (await client.order(order(4))).needs_yes, "what is finished may be wanted once more"


async def test_one_that_is_not_configured_is_made_for_it_and_nobody_else_is_asked(tmp_path: Path) -> None:
    studio = Studio()
    async with running(tmp_path, generators=[studio]) as bot, terminal(bot) as client:
        taken = await client.order(order(generator="storyboard"))
        job = await client.follow(taken.message_id, lambda _: None)
        assert job is not None
        assert job.state == "done"
        assert [(row.generator, row.state) for row in await bot.rows(jobs)] == [("storyboard", "done")]
        assert studio.taken == {}


async def test_when_it_fails_no_other_takes_its_place(tmp_path: Path) -> None:
    first, second = Studio("first"), Studio("second")
    first.to_refuse += [NeedsTopUp("empty")]
    async with running(tmp_path, generators=[first, second]) as bot, terminal(bot) as client:
        job = await client.follow((await client.order(order(generator="first"))).message_id, lambda _: None)
        assert job is not None
        assert (job.state, job.reason) == ("failed", "needs_top_up")
        assert second.taken == {}
        # It rests now, and who names it means it.
        job = await client.follow((await client.order(order(2, "first"))).message_id, lambda _: None)
        assert job is not None
        assert job.state == "done"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ({"generator": "nobody"}, "用不了“nobody”"),
        ({"generator": "painter"}, "“画室”不会拍视频"),
        ({"size": "1281x720"}, "看不懂尺寸“1281x720”"),
        ({"size": "0x0"}, "看不懂尺寸“0x0”"),
        ({"photo": "bm8gcGhvdG8=", "generator": "sees"}, "照片"),
        ({"photo": "bm8gcGhvdG8="}, "照片"),
        ({"text": "两个流氓捅人，满身是血"}, "换成不流血、不伤人的样子"),
        ({"generator": "dear"}, "家里今天能花的钱不够了：一天最多 1 元，还剩 1 元。"),
        ({"generator": "zhipu"}, "“智谱”还没有钥匙：在 .env 里写 ZHIPU_API_KEY=…"),
    ],
    ids=lambda value: str(value)[:40],
)
async def test_what_cannot_be_made_is_said_and_leaves_nothing(
    tmp_path: Path, line: dict[str, object], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZHIPU_API_KEY", raising=False)
    painter = Studio("painter", kinds=frozenset({"image"}), title="画室")
    makers = [Studio(), painter, Studio("sees", takes_picture=True), Studio("dear", price_fen=200)]
    async with running(tmp_path, generators=makers, clock=clock_at(11), quotas=quotas(yuan_per_day=1)) as bot:
        taken = await asked(bot, order(is_agreed=True, **line))
        assert taken.is_refused
        assert said in taken.text
        assert (await bot.rows(jobs), await bot.rows(messages)) == ([], [])


async def test_a_photo_goes_out_only_after_a_yes_which_is_kept(tmp_path: Path) -> None:
    outside = Studio("outside", is_remote=True, takes_picture=True, title="智谱")
    async with running(tmp_path, generators=[outside]) as bot, terminal(bot) as client:
        first = await client.order(order(generator="outside", photo=jpeg_line()))
        assert first.needs_yes
        assert "照片会发给它，它在外面" in first.text
        assert await bot.rows(consents) == []
        second = await client.order(order(generator="outside", photo=jpeg_line(), is_agreed=True))
        await client.follow(second.message_id, lambda _: None)
        assert [(row.provider, row.is_allowed) for row in await bot.rows(consents)] == [("outside", True)]
        (request,) = outside.taken.values()
        assert request.source is not None
        assert len([row for row in await bot.rows(artifacts) if row.is_source]) == 1
        assert not (await client.order(order(3, "outside", photo=jpeg_line()))).needs_yes, "the yes is known"


@pytest.mark.parametrize("photos", ["never", "refused"])
async def test_a_photo_that_is_to_stay_stays(tmp_path: Path, photos: str) -> None:
    outside = Studio("outside", is_remote=True, takes_picture=True)
    settings = {"privacy": PrivacySettings(photos="never")} if photos == "never" else {}
    async with running(tmp_path, generators=[outside], **settings) as bot, terminal(bot) as client:
        if photos == "refused":
            await client.follow(await client.say("以后不用外面的服务"), lambda _: None)
        taken = await client.order(order(generator="outside", photo=jpeg_line(), is_agreed=True))
        assert taken.is_refused
        assert taken.text.startswith("照片不出家门")
        assert outside.taken == {}


async def test_a_photo_needs_no_words(tmp_path: Path) -> None:
    studio = Studio(takes_picture=True)
    async with running(tmp_path, generators=[studio]) as bot, terminal(bot) as client:
        taken = await client.order(order(text="", photo=jpeg_line()))
        job = await client.follow(taken.message_id, lambda _: None)
        assert job is not None
        assert job.state == "done"


async def test_one_that_is_not_configured_sees_no_photo_without_a_yes(tmp_path: Path) -> None:
    """What the settings do not name was never asked about, and must not slip past the question."""
    outside = Studio("outside", is_remote=True, takes_picture=True)
    async with running(tmp_path, generators=[Studio()]) as bot, terminal(bot) as client:
        bot.app._router._find_other = {"outside": outside}.get
        line = order(generator="outside", photo=jpeg_line(), is_agreed=True)
        outside.is_open.clear()
        taken = await client.order(line)
        await bot.begins(1)
        assert taken.message_id
        await client.follow(await client.say("以后不用外面的服务"), lambda _: None)
        request = (await bot.job(1)).request
        barred = await bot.app.read(lambda c: bot.app._workshop.queue._privacy.barred(c, request, 1))
        assert barred == {"outside"}
        outside.is_open.set()


async def test_a_rest_is_ended_at_the_terminal(tmp_path: Path) -> None:
    first, second = Studio("first"), Studio("second")
    first.to_refuse += [NeedsTopUp("empty")]
    async with running(tmp_path, generators=[first, second]) as bot:
        await bot.hears("拍一段1秒的视频：小狗")
        await bot.finishes_jobs()
        retry = RetryLine(generator="first")
        assert (await asked(bot, retry)).text == "好，“first”不歇了，下一个就再试它。"
        assert (await asked(bot, retry)).text == "“first”没在歇着，照常用。"
        await bot.hears("拍一段1秒的视频：小狗")
        await bot.finishes_jobs()
        assert len(first.taken) == 1


async def test_nonsense_on_the_socket_changes_nothing(bot: BotUnderTest) -> None:
    reader, writer = await asyncio.open_unix_connection(socket_path(bot.data))
    for line in (
        '{"type": "make"}',
        '{"type": "make", "id": "a", "generator": "studio", "text": "x", "seconds": 900}',
        '{"type": "make", "id": "a", "generator": "studio", "text": "x", "photo": "not base64!"}',
        '{"type": "make", "id": "a", "generator": "studio", "text": "x", "kind": "film"}',
        '{"type": "retry", "generator": ""}',
    ):
        writer.write(line.encode() + b"\n")
    writer.write(b'{"type": "ask"}\n')
    await writer.drain()
    assert b'"answer"' in await reader.readline(), "it is still listening"
    writer.close()
    assert await bot.rows(jobs) == []


def jpeg_line() -> str:
    import base64

    return base64.b64encode(jpeg()).decode()
