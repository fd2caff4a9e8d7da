"""What 小爱 sends arrives as it was meant, once, and not too fast; what does not is said to be what it is."""

import asyncio
import hashlib
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.channels.base import NotSent, Refused, Unanswered
from tests.bot.channels.ilink_house import QUICK, bind, ilink, letter, listening
from tests.doubles.processes import Double
from tests.doubles.waiting import until

CLIP_BYTES = 5 * 1024 * 1024 + 7


@pytest.fixture
def double() -> Iterator[Double]:
    with ilink() as double:
        yield double


def file(folder: Path, name: str, size: int) -> tuple[Path, str]:
    content = os.urandom(size)
    (folder / name).write_bytes(content)
    return folder / name, hashlib.sha256(content).hexdigest()


async def test_a_text_goes_out_with_the_newest_token(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        for text in ("一", "二"):
            double.post("/member_says", user="mama", text=text)
        await ear.hears(2)
        receipt = await ear.channel.send(letter(binding, "好的，马上。"))
    (post,) = double.get("/posted", user="mama")
    assert (post["text"], post["to"], post["client_id"]) == ("好的，马上。", "mama@im.wechat", "c1")
    assert post["context"] == ear.heard[-1].marks[0].value != ear.heard[0].marks[0].value
    assert (receipt.message_id, receipt.sends) == (post["message_id"], 1)


async def test_the_token_is_known_in_the_next_life(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        double.post("/member_says", user="mama", text="你好")
        await ear.hears(1)
    async with listening(double, tmp_path, ear) as again:
        await again.stands("online")
        await again.channel.send(letter(binding))
    (post,) = double.get("/posted", user="mama")
    assert post["context"].startswith("CTX-")


async def test_a_long_text_is_cut_where_a_reader_pauses(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    text = "春眠不觉晓，处处闻啼鸟。" * 800
    async with listening(double, tmp_path) as ear:
        await ear.stands("online")
        receipt = await ear.channel.send(letter(binding, text))
        await ear.channel.send(letter(binding, "😀" * 3000, "c2"))
    parts = double.get("/posted", user="mama")
    assert [part["client_id"] for part in parts] == ["c1-1", "c1-2", "c1", "c2-1", "c2"]
    assert "".join(part["text"] for part in parts[:3]) == text
    assert all(part["text"].endswith("。") for part in parts[:3])
    assert "".join(part["text"] for part in parts[3:]) == "😀" * 3000
    assert (receipt.sends, receipt.message_id) == (3, parts[2]["message_id"])


async def test_a_clip_of_five_megabytes_arrives_byte_for_byte_after_its_caption(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path / "ilink")
    path, sha256 = file(tmp_path, "clip.mp4", CLIP_BYTES)
    async with listening(double, tmp_path / "ilink") as ear:
        await ear.stands("online")
        began = time.monotonic()
        receipt = await ear.channel.send(letter(binding, "小猫钓鱼（第 1 号）", kind="video", path=path))
        took = time.monotonic() - began
    caption, clip = double.get("/posted", user="mama")
    assert (caption["type"], caption["text"]) == (1, "小猫钓鱼（第 1 号）")
    assert (clip["type"], clip["bytes"], clip["sha256"]) == (5, CLIP_BYTES, sha256)
    assert (receipt.message_id, receipt.sends) == (clip["message_id"], 2)
    assert took < 10


@pytest.mark.parametrize(("kind", "name", "type_"), [("image", "a.jpg", 2), ("file", "账单.pdf", 4)])
async def test_pictures_and_files(double: Double, tmp_path: Path, kind: str, name: str, type_: int) -> None:
    binding = bind(double, tmp_path / "ilink")
    async with listening(double, tmp_path / "ilink") as ear:
        await ear.stands("online")
        for number, size in enumerate((1, 16, 100_000)):
            path, sha256 = file(tmp_path, name, size)
            await ear.channel.send(letter(binding, "", f"c{number}", kind=kind, path=path))
            assert (
                double.get("/posted", user="mama")[-1] | {"type": type_, "sha256": sha256, "bytes": size}
                == (double.get("/posted", user="mama")[-1])
            )


async def test_the_cdn_s_trouble_is_tried_again_and_nothing_was_sent(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path / "ilink")
    path, sha256 = file(tmp_path, "clip.mp4", 1000)
    clip = letter(binding, "说明", kind="video", path=path)
    async with listening(double, tmp_path / "ilink") as ear:
        await ear.stands("online")
        for place, mode, times in [("upload", "http500", 3), ("upload", "refuse", 1), ("upload", "cut_after", 3)]:
            double.misbehave(mode, at=place, times=times)
            with pytest.raises(NotSent):
                await ear.channel.send(clip)
        for mode in ("garbage", "cut_before", "wrong_body", "declined", "http500"):
            double.misbehave(mode, at="getuploadurl", times=1)
            with pytest.raises(NotSent):
                await ear.channel.send(clip)
        assert double.get("/posted", user="mama") == []
        double.misbehave("http500", at="upload", times=2)
        await ear.channel.send(clip)
    assert double.get("/posted", user="mama")[-1]["sha256"] == sha256


@pytest.mark.parametrize(
    ("mode", "error"),
    [
        ("cut_before", Unanswered),
        ("cut_after", Unanswered),
        ("hang", Unanswered),
        ("http500", Unanswered),
        ("http500_after", Unanswered),
        ("wrong_body", Unanswered),
        ("garbage", Unanswered),
        ("declined", NotSent),
        ("refuse", NotSent),
        ("no_money", NotSent),
        ("busy429", NotSent),
        ("throttled", NotSent),
        ("stale", NotSent),
    ],
)
async def test_what_goes_wrong_is_called_by_its_name(
    double: Double, tmp_path: Path, mode: str, error: type[Exception]
) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        await ear.stands("online")
        double.misbehave(mode, at="sendmessage", times=1)
        with pytest.raises(error) as caught:
            await ear.channel.send(letter(binding))
        assert binding.token.get_secret_value() not in str(caught.value)
        double.misbehave("ok", at="sendmessage")


async def test_nobody_there_or_nobody_answering_is_surely_not_sent(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        with pytest.raises(NotSent):
            await ear.channel.send(replace(letter(binding), account="nobody@im.bot"))
        await ear.stands("online")
        double.go_away(1.0)
        with pytest.raises(NotSent):
            await ear.channel.send(letter(binding))
        await ear.stands("online")
        await until(lambda: ear.channel.can_reach(binding.account, binding.user_id))
        await ear.channel.send(letter(binding))
    assert len(double.get("/posted", user="mama")) == 1


async def test_what_is_declined_again_and_again_is_given_up(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        await ear.stands("online")
        double.misbehave("declined", at="sendmessage")
        for _ in range(4):
            with pytest.raises(NotSent) as caught:
                await ear.channel.send(letter(binding))
            assert caught.value.retry_after_seconds == 60
        with pytest.raises(Refused):
            await ear.channel.send(letter(binding))
        double.misbehave("ok", at="sendmessage")
        await ear.channel.send(letter(binding, client_id="c2"))


async def test_an_empty_letter_is_refused(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        await ear.stands("online")
        with pytest.raises(Refused):
            await ear.channel.send(letter(binding, "  \n"))


async def test_one_after_another_with_a_pause(double: Double, tmp_path: Path) -> None:
    accounts = [bind(double, tmp_path, user) for user in ("mama", "baba")]
    async with listening(double, tmp_path, seconds_between_sends=0.4) as ear:
        for binding in accounts:
            await ear.stands("online", binding.account)
        began = time.monotonic()
        await asyncio.gather(
            *(ear.channel.send(letter(binding, client_id=f"c{n}")) for binding in accounts for n in range(3))
        )
        took = time.monotonic() - began
    assert took < 1.6, "one member made the other wait"
    for user in ("mama", "baba"):
        times = [post["at"] for post in double.get("/posted", user=user)]
        assert all(after - before > 0.35 for before, after in pairwise(times))


async def test_throttled_it_waits_minutes_and_asks_nothing_meanwhile(tmp_path: Path) -> None:
    with ilink("--throttle", "0.5") as double:
        binding = bind(double, tmp_path)
        async with listening(double, tmp_path) as ear:
            await ear.stands("online")
            for number in range(2):
                await ear.channel.send(letter(binding, client_id=f"c{number}"))
            with pytest.raises(NotSent) as caught:
                await ear.channel.send(letter(binding, client_id="c2"))
            assert caught.value.retry_after_seconds
            assert 0.4 < caught.value.retry_after_seconds <= QUICK.throttled
            assert not ear.channel.can_reach(binding.account, binding.user_id)
            ear.reachable.clear()
            calls = [call for call in double.get("/calls") if call["operation"] == "sendmessage"]
            with pytest.raises(NotSent):
                await ear.channel.send(letter(binding, client_id="c3"))
            assert len([call for call in double.get("/calls") if call["operation"] == "sendmessage"]) == len(calls)
            await until(lambda: (binding.account, binding.user_id) in ear.reachable)
            assert ear.channel.can_reach(binding.account, binding.user_id)
            await ear.channel.send(letter(binding, client_id="c2"))
        assert [post["client_id"] for post in double.get("/posted", user="mama")] == ["c0", "c1", "c2"]


async def test_the_pause_doubles_while_it_goes_on(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    waits = []
    async with listening(double, tmp_path) as ear:
        await ear.stands("online")
        double.misbehave("throttled", at="sendmessage", times=3)
        for _ in range(3):
            with pytest.raises(NotSent) as caught:
                await ear.channel.send(letter(binding))
            waits.append(round(caught.value.retry_after_seconds or 0, 1))
            await until(lambda: ear.channel.can_reach(binding.account, binding.user_id))
        await ear.channel.send(letter(binding))
        assert waits == [0.6, 1.2, 2.0]


async def test_by_default_it_waits_three_minutes_at_least() -> None:
    from bot.channels.ilink.timing import Timing

    assert (Timing().throttled, Timing().longest_throttled) == (180, 3600)


async def test_stale_every_call_stops_for_an_hour_then_it_is_looked_at_once(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path, timing=replace(QUICK, stale=2.5)) as ear:
        await ear.stands("online")
        double.misbehave("stale", at="sendmessage", times=1)
        with pytest.raises(NotSent):
            await ear.channel.send(letter(binding))
        assert not ear.channel.can_reach(binding.account, binding.user_id)
        # The question for news that was under way comes back, and proves nothing.
        await asyncio.sleep(1.2)
        calls = double.stats()["calls"]
        for _ in range(2):
            with pytest.raises(NotSent):
                await ear.channel.send(letter(binding))
        with ear.channel.working(binding.account, binding.user_id):
            await asyncio.sleep(0.3)
        assert (await ear.stands("expired")).account == binding.account
        assert double.stats()["calls"] == calls
        await ear.stands("online")
        assert (binding.account, binding.user_id) in ear.reachable
        await ear.channel.send(letter(binding))


async def test_more_than_nine_wait_for_the_member_s_next_message(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        assert ear.channel.limits.sends_per_inbound == 8, "the last letter may be a caption and a clip"
        double.post("/member_says", user="mama", text="你好")
        await ear.hears(1)
        for number in range(9):
            await ear.channel.send(letter(binding, client_id=f"c{number}"))
        assert not ear.channel.can_reach(binding.account, binding.user_id)
        with pytest.raises(NotSent):
            await ear.channel.send(letter(binding, client_id="c9"))
        double.post("/member_says", user="mama", text="继续")
        await ear.hears(2)
        await ear.channel.send(letter(binding, client_id="c9"))
    assert len(double.get("/posted", user="mama")) == 10


async def test_a_letter_stopped_half_way_goes_on_there_also_in_the_next_life(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path / "ilink")
    path, sha256 = file(tmp_path, "clip.mp4", 1000)
    clip = letter(binding, "说明", kind="video", path=path)
    async with listening(double, tmp_path / "ilink", seconds_between_sends=0.3) as ear:
        await ear.stands("online")
        sending = asyncio.create_task(ear.channel.send(clip))
        await until(lambda: double.get("/posted", user="mama"))
        double.misbehave("declined", at="sendmessage", times=1)
        with pytest.raises(NotSent):
            await sending
    async with listening(double, tmp_path / "ilink", ear) as again:
        await again.stands("online")
        receipt = await again.channel.send(clip)
    posts = double.get("/posted", user="mama")
    assert [post["type"] for post in posts] == [1, 5]
    assert (posts[1]["sha256"], receipt.sends) == (sha256, 1)
    assert not [name for _, name in again.marks if name.startswith("parts:")]


async def test_typing_is_shown_while_it_takes_long_and_then_no_more(double: Double, tmp_path: Path) -> None:
    binding = bind(double, tmp_path)
    async with listening(double, tmp_path) as ear:
        await ear.stands("online")
        with ear.channel.working(binding.account, binding.user_id):
            pass
        with ear.channel.working(binding.account, binding.user_id):
            await until(lambda: len(double.get("/typing", user="mama")) >= 2)
        await until(lambda: double.get("/typing", user="mama")[-1] == 2)
        assert set(double.get("/typing", user="mama")[:-1]) == {1}
        for mode in ("http500", "garbage", "declined"):
            double.misbehave(mode, at="getconfig", times=1)
            with ear.channel.working(binding.account, binding.user_id):
                await asyncio.sleep(0.2)
        with ear.channel.working("nobody@im.bot", "x"):
            pass


async def test_the_far_side_is_told_of_beginning_and_end(double: Double, tmp_path: Path) -> None:
    bind(double, tmp_path)
    double.misbehave("http500", at="msg/notifystop", times=1)
    for _ in range(2):
        async with listening(double, tmp_path) as ear:
            await ear.stands("online")
    told = [call["operation"] for call in double.get("/calls") if call["operation"].startswith("msg/")]
    assert told == ["msg/notifystart", "msg/notifystop"] * 2
