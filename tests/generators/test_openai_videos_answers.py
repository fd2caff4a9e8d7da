"""Servers that speak OpenAI's shape forget after a restart, name addresses, and answer what nobody promised."""

import json
from pathlib import Path
from typing import Any

import pytest

from generators.base import BadRequest, Broken, Busy, ContentRefused, Finished, Lost, Ticket, Timeout
from generators.openai_videos import OpenAIVideos
from generators.remote.guard import AddressRefused
from tests.doubles.processes import StartDouble
from tests.generators.openai_server import PAID, done, failure, maker, server_saying
from tests.generators.providers import KEY, KITTEN


@pytest.mark.parametrize("dialect", ["xiaoai", "sglang", "vllm_omni"])
async def test_what_a_restarted_server_forgot_is_lost_for_nothing(start_double: StartDouble, dialect: str) -> None:
    before = start_double("openai_videos", key=KEY, dialect=dialect)
    first = maker(before, dialect=dialect)
    taken = await first.submit(KITTEN, "1-a")
    finished = await done(first, taken)
    await first.close()
    before.kill()
    after = maker(start_double("openai_videos", key=KEY, dialect=dialect), dialect=dialect)
    assert isinstance(taken, Ticket)
    error = await failure(after, taken.id)
    assert (type(error), error.is_charged) == (Lost, False)
    with pytest.raises(Lost) as told:
        await after.fetch(finished, Path("nowhere"))
    assert not told.value.is_charged
    await after.close()


@pytest.mark.parametrize("options", [PAID, {"price_fen": 5}], ids=["gateway", "at home, for money"])
async def test_what_cost_money_is_never_asked_for_anew(start_double: StartDouble, options: dict[str, Any]) -> None:
    dialect = options.get("dialect", "xiaoai")
    generator = maker(start_double("openai_videos", key=KEY, dialect=dialect), **options)
    error = await failure(generator, "video_0")
    await generator.close()
    assert (type(error), error.is_charged) == (BadRequest, True)


async def test_clip_that_is_not_there_yet_is_waited_for(start_double: StartDouble, tmp_path: Path) -> None:
    generator = maker(start_double("openai_videos", key=KEY, seconds=300))
    ticket = await generator.submit(KITTEN, "1-a")
    assert isinstance(ticket, Ticket)
    with pytest.raises(Busy) as told:
        await generator.fetch(Finished(ticket.id), tmp_path)
    await generator.close()
    assert told.value.is_charged


async def test_a_gateways_address_is_fetched_without_the_key(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("openai_videos", key=KEY, dialect="gateway")
    generator = maker(double, **PAID)
    finished = await done(generator, await generator.submit(KITTEN, "1-a"))
    double.misbehave("refuse", at="content")
    assert (await generator.fetch(finished, tmp_path)).path.is_file()
    stats = double.stats()
    assert (stats["requests"]["file"], stats["keys_at_files"]) == (1, 0)
    double.misbehave("no_video")
    with pytest.raises(Broken) as told:
        await generator.fetch(finished, tmp_path)
    assert told.value.is_charged
    await generator.close()


async def test_a_gateways_address_does_not_lead_into_the_house(start_double: StartDouble, tmp_path: Path) -> None:
    double = start_double("openai_videos", key=KEY, dialect="gateway")
    other = start_double("openai_videos", key=KEY)
    generator = maker(double, **PAID)
    finished = await done(generator, await generator.submit(KITTEN, "1-a"))
    double.misbehave("refuse", at="content")
    for to in ("http://169.254.169.254/clip.mp4", f"{other.url}/files/1.mp4", f"{double.url}/elsewhere?to={other.url}"):
        double.post("/point", to=to)
        with pytest.raises(AddressRefused):
            await generator.fetch(finished, tmp_path)
    double.post("/point", to="file:///etc/passwd")
    with pytest.raises(Broken):
        await generator.fetch(finished, tmp_path)
    await generator.close()
    assert other.stats()["requests"] == {}


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ({"error": None}, ""),
        ({"error": "CUDA out of memory"}, "CUDA out of memory"),
        ({"error": []}, ""),
        ({"error": {"code": {"a": 1}, "message": 7}}, "7"),
        ({"error": {"message": "no memory"}}, "no memory"),
        ({"error": {"code": 500, "type": "InternalServerError", "message": ""}}, "InternalServerError"),
    ],
)
async def test_every_failure_is_one(answer: dict[str, object], reason: str) -> None:
    with server_saying(json.dumps({"id": "a", "status": "failed", **answer}).encode()) as server:
        generator = maker(server)
        error = await failure(generator, "a")
        await generator.close()
    assert (type(error), error.is_charged) == (Broken, False)
    assert reason in str(error)


@pytest.mark.parametrize("code", ["moderation_blocked", "content_policy_violation"])
async def test_moderation_is_told_apart(code: str) -> None:
    with server_saying(b'{"status": "failed", "error": {"code": "%s", "message": "no"}}' % code.encode()) as server:
        generator = maker(server)
        assert isinstance(await failure(generator, "a"), ContentRefused)
        await generator.close()


@pytest.mark.parametrize(
    "content", [b"null", b"[]", b"3", b"", b"{}", b'{"status": null}', b'{"status": ["completed"]}', b'{"status": {}}']
)
async def test_an_answer_that_is_none_decides_nothing(content: bytes) -> None:
    with server_saying(content) as server:
        generator = maker(server)
        with pytest.raises(Timeout):
            await generator.poll(Ticket("a"))
        with pytest.raises(Timeout):
            await generator.submit(KITTEN, "1-a")
        await generator.close()


async def test_a_field_that_is_refused_is_named() -> None:
    refused = b'{"detail": [{"loc": ["body", "fps"], "msg": "Input should be less than 30"}]}'
    with server_saying(refused, 422) as server:
        generator = maker(server)
        with pytest.raises(BadRequest, match=r"body\.fps: Input should be less than 30"):
            await generator.submit(KITTEN, "1-a")
        await generator.close()


@pytest.mark.parametrize(("ticket", "path"), [("a/b?c#d", "a%2Fb%3Fc%23d"), ("第一", "%E7%AC%AC%E4%B8%80")])
async def test_an_odd_id_stays_one_part_of_the_path(ticket: str, path: str) -> None:
    with server_saying(b'{"detail": "Video not found"}', 404) as server:
        generator = maker(server)
        assert isinstance(await failure(generator, ticket), Lost)
        assert server.path == f"/v1/videos/{path}"
        with pytest.raises(Lost):
            await generator.fetch(Finished(ticket), Path("nowhere"))
        await generator.close()


@pytest.mark.parametrize(
    ("progress", "fraction"),
    [
        (45, 0.45), (45.5, 0.455), ("45", 0.45), ("45%", 0.45), (100, 1.0), (0, None), (101, None), (-3, None),
        (None, None), (True, None), ("soon", None), ([45], None), ({"percent": 45}, None), ("", None), (1e30, None),
    ],
)  # fmt: skip
def test_progress_is_read_in_every_notation(progress: object, fraction: float | None) -> None:
    told = OpenAIVideos().told({"status": "in_progress", "progress": progress})  # type: ignore[dict-item]
    assert told.fraction == pytest.approx(fraction) if fraction else told.fraction is None
