"""Every provider against its double: what is sent, what every answer means, what it costs, and what is never written down."""

import asyncio
import hashlib
import json
import logging
from pathlib import Path

import httpx
import pytest
from PIL import Image
from pydantic import SecretStr

from generators import mp4
from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Busy,
    Cancelled,
    CannotAsk,
    ContentRefused,
    Failed,
    Finished,
    GenerationRequest,
    GeneratorError,
    Progress,
    Ticket,
    Timeout,
    Unreachable,
)
from generators.remote.guard import AddressRefused
from generators.remote.tasks import TaskGenerator
from tests.doubles.processes import Double, StartDouble, closed_port
from tests.generators.providers import KITTEN, Provider, every_provider

PROVIDERS = every_provider()
each = pytest.mark.parametrize("provider", PROVIDERS, ids=[provider.name for provider in PROVIDERS])


@pytest.fixture
def double(provider: Provider, start_double: StartDouble) -> Double:
    return start_double(provider.name, key=provider.key)


async def ended(generator: TaskGenerator, taken: Ticket | Finished) -> Finished | Failed:
    assert isinstance(taken, Ticket)
    async with asyncio.timeout(20):
        while isinstance(state := await generator.poll(taken), Progress):
            assert state.fraction is None or 0 <= state.fraction <= 1
            await asyncio.sleep(0.05)
    return state


async def made(generator: TaskGenerator, request: GenerationRequest, into: Path) -> Artifact:
    state = await ended(generator, await generator.submit(request, "1732170000000-m1"))
    assert isinstance(state, Finished), state
    artifact = await generator.fetch(state, into)
    await generator.close()
    return artifact


def photo(path: Path) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((4000, 3000)).save(path, "JPEG")
    return path


def nothing_was_wrong(double: Double, provider: Provider) -> None:
    stats = double.stats()
    assert stats["problems"] == []
    assert bool(stats["keys_at_files"]) <= provider.fetches_with_key


@each
async def test_words_become_a_clip(provider: Provider, double: Double, tmp_path: Path) -> None:
    artifact = await made(provider.make(double), KITTEN, tmp_path)
    assert (artifact.kind, artifact.path.suffix) == ("video", ".mp4")
    assert mp4.probe(artifact.path).seconds == pytest.approx(5.0, abs=0.2)
    assert artifact.sha256 == hashlib.sha256(artifact.path.read_bytes()).hexdigest()
    assert (artifact.cover is not None) is provider.has_cover
    stats = double.stats()
    sent = stats["last"]["submit"]
    wanted = {name: sent.get(name) if value is ... else value for name, value in provider.sent.items()}
    assert sent == wanted
    assert (stats["charged"], stats["fen"]) == (1, provider.price_fen)
    nothing_was_wrong(double, provider)


@each
async def test_what_it_says_it_can_it_can(provider: Provider, double: Double) -> None:
    generator = provider.make(double)
    able = generator.capabilities
    lengths = {1.0, able.max_seconds, *map(float, able.lengths)}
    shapes = [(432, 768), (512, 512), (3840, 2160), (640, 480), (768, 512)]
    for seconds in sorted(lengths):
        for width, height in shapes:
            request = GenerationRequest("video", "A lake.", seconds=seconds, fps=24, width=width, height=height)
            assert isinstance(await generator.submit(request, f"1732170000000-{seconds:g}-{width}"), Ticket)
    for size in able.sizes:
        width, height = (int(side) for side in size.split("x"))
        request = GenerationRequest("video", "A lake.", fps=30, width=width, height=height)
        assert isinstance(await generator.submit(request, f"1732170000000-{size}"), Ticket)
    longest = "é" * generator.most_prompt
    assert isinstance(await generator.submit(GenerationRequest("video", longest), "1732170000000-long"), Ticket)
    await generator.close()
    nothing_was_wrong(double, provider)


@each
async def test_photo_comes_to_life(provider: Provider, double: Double, tmp_path: Path) -> None:
    generator = provider.make(double, **provider.picture_options)
    assert generator.capabilities.takes_picture is provider.takes_picture
    if not provider.takes_picture:
        return
    source = photo(tmp_path / "grandma.jpg")
    request = GenerationRequest("video", "She smiles.", width=480, height=640, source=source)
    artifact = await made(generator, request, tmp_path / "out")
    assert artifact.path.is_file()
    assert "grandma" not in json.dumps(double.stats()["last"])
    nothing_was_wrong(double, provider)


@each
async def test_first_and_last_picture(provider: Provider, double: Double, tmp_path: Path) -> None:
    generator = provider.make(double, **provider.picture_options)
    if not generator.capabilities.takes_picture:
        return
    source = photo(tmp_path / "a.jpg")
    request = GenerationRequest("video", "Growing up.", source=source, last=source)
    assert isinstance(await generator.submit(request, "1732170000000-m1"), Ticket)
    await generator.close()
    # Whoever cannot end with a picture is not sent one.
    pictures = json.dumps(double.stats()["last"]["submit"]).count("/9j/")
    assert pictures <= (2 if generator.capabilities.takes_last_picture else 1)
    nothing_was_wrong(double, provider)


@each
async def test_every_code_is_an_error_of_ours(provider: Provider, double: Double) -> None:
    generator = provider.make(double)
    for status, code, kind in provider.codes:
        double.post("/refuse", at="submit", status=status, code=code)
        with pytest.raises(GeneratorError) as told:
            await generator.submit(KITTEN, "1732170000000-m1")
        assert (type(told.value), told.value.is_charged) == (kind, kind in (Timeout, Broken)), (status, code)
        assert code in str(told.value)
        assert provider.key not in str(told.value)
        assert "?key" not in str(told.value)
    await generator.close()
    assert double.stats()["charged"] == 0


@each
async def test_wrong_key_names_where_it_stands(provider: Provider, double: Double) -> None:
    written = {"base_url": f"{double.url}{provider.path}", **provider.options}
    options = provider.made_by.options_type.model_validate(written)
    stranger = provider.made_by(options, SecretStr("other.key:another"))  # type: ignore[arg-type]
    with pytest.raises(BadRequest, match=f"^{provider.made_by.key_variable}: ") as told:
        await stranger.submit(KITTEN, "1732170000000-m1")
    assert "another" not in str(told.value)
    await stranger.close()


@each
@pytest.mark.parametrize("wrapping", ["“{}”", "{} {}", "{}\n{}"])
async def test_key_that_was_pasted_wrongly_is_told_without_it(
    provider: Provider, double: Double, wrapping: str
) -> None:
    options = provider.make(double).options
    key = wrapping.format(provider.key, "topsecret")
    generator = provider.made_by(options, SecretStr(key))
    with pytest.raises(BadRequest, match=r"the key holds characters") as told:
        await generator.submit(KITTEN, "1732170000000-m1")
    assert "secret" not in str(told.value)


@each
async def test_what_cannot_be_made_is_not_sent(provider: Provider, double: Double) -> None:
    generator = provider.make(double)
    lake = GenerationRequest("image", "A lake at dawn.")
    for request in (
        lake,
        GenerationRequest("video", "a" * (generator.most_prompt + 1)),
        GenerationRequest("video", " "),
    ):
        with pytest.raises(BadRequest):
            await generator.submit(request, "1732170000000-m1")
    if generator.key_variable and not generator.vendor.is_key_optional:
        with pytest.raises(BadRequest, match=generator.key_variable):
            await provider.made_by(generator.options).submit(KITTEN, "1732170000000-m1")
    assert double.stats()["requests"] == {}


@each
@pytest.mark.parametrize("mode", ["hang_after", "cut_after", "http500_after", "wrong_body"])
async def test_silence_is_no_refusal(provider: Provider, double: Double, mode: str) -> None:
    double.misbehave(mode, at="submit", times=1)
    generator = provider.make(double, timeout_seconds=1)
    with pytest.raises(Timeout) as told:
        await generator.submit(KITTEN, "1732170000000-m1")
    await generator.close()
    assert told.value.is_charged
    assert double.stats()["charged"] == 1


@each
async def test_nobody_there_is_not_charged(provider: Provider) -> None:
    options = {**provider.options, "base_url": f"http://127.0.0.1:{closed_port()}"}
    generator = provider.made_by(provider.made_by.options_type.model_validate(options), SecretStr(provider.key))  # type: ignore[arg-type]
    with pytest.raises(Unreachable) as told:
        await generator.submit(KITTEN, "1732170000000-m1")
    await generator.close()
    assert not told.value.is_charged


@each
async def test_address_that_died_is_asked_for_again(
    provider: Provider, start_double: StartDouble, tmp_path: Path
) -> None:
    double = start_double(provider.name, key=provider.key, seconds=0, url_seconds=1.0)
    generator = provider.make(double)
    state = await ended(generator, await generator.submit(KITTEN, "1732170000000-m1"))
    assert isinstance(state, Finished)
    assert "Signature" not in state.location
    assert "://" not in state.location
    if not provider.fetches_with_key:
        told = generator.told(await generator._calls.ask(generator.question(state.location)))
        await asyncio.sleep(1.1)
        async with httpx.AsyncClient() as http:
            assert (await http.get(told.address)).status_code == 403
    assert (await generator.fetch(state, tmp_path)).path.is_file()
    await generator.close()


@each
async def test_clip_that_is_gone_was_paid_for(
    provider: Provider, start_double: StartDouble, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    double = start_double(provider.name, key=provider.key, seconds=0, url_seconds=-1)
    generator = provider.make(double)
    state = await ended(generator, await generator.submit(KITTEN, "1732170000000-m1"))
    assert isinstance(state, Finished)
    with pytest.raises(GeneratorError) as told:
        await generator.fetch(state, tmp_path)
    assert told.value.is_charged
    assert not list(tmp_path.iterdir())
    double.misbehave("no_video", times=1)
    with pytest.raises(GeneratorError) as told:
        await generator.fetch(state, tmp_path)
    assert told.value.is_charged
    await generator.close()
    assert "Signature" not in str(told.value) + caplog.text
    assert provider.key not in caplog.text


@each
@pytest.mark.parametrize("mode", ["empty_file", "garbage_file"])
async def test_what_is_no_clip_is_refused(provider: Provider, double: Double, tmp_path: Path, mode: str) -> None:
    generator = provider.make(double)
    state = await ended(generator, await generator.submit(KITTEN, "1732170000000-m1"))
    assert isinstance(state, Finished)
    double.misbehave(mode)
    with pytest.raises(Broken) as told:
        await generator.fetch(state, tmp_path)
    assert told.value.is_charged
    await generator.close()


@each
async def test_given_up_clip_has_failed_and_unknown_word_has_not(
    provider: Provider, double: Double, caplog: pytest.LogCaptureFixture
) -> None:
    generator = provider.make(double)
    double.misbehave("fail_task", at="submit", times=1)
    state = await ended(generator, await generator.submit(KITTEN, "1732170000000-m1"))
    assert isinstance(state, Failed)
    assert isinstance(state.error, Broken)
    assert not state.error.is_charged, "it failed for good: another may be asked"
    double.misbehave("odd_word", at="result", times=2)
    ticket = await generator.submit(KITTEN, "1732170000000-m2")
    assert isinstance(ticket, Ticket)
    states = [await generator.poll(ticket) for _ in range(2)]
    assert all(isinstance(state, Progress) for state in states)
    assert caplog.text.count("taken for still being made") == 1
    assert isinstance(await ended(generator, ticket), Finished)
    await generator.close()


@each
async def test_refused_by_moderation_while_it_was_made(provider: Provider, double: Double) -> None:
    if not provider.content_failure:
        return
    generator = provider.make(double)
    double.misbehave("refuse_task", at="submit", times=1)
    state = await ended(generator, await generator.submit(KITTEN, "1732170000000-m1"))
    assert isinstance(state, Failed)
    assert isinstance(state.error, ContentRefused), state.error
    assert provider.content_failure in str(state.error)
    await generator.close()


@each
async def test_asking_is_repeated_only_where_that_helps(provider: Provider, double: Double) -> None:
    generator = provider.make(double, timeout_seconds=1)
    ticket = await generator.submit(KITTEN, "1732170000000-m1")
    assert isinstance(ticket, Ticket)
    for status, code, kind in provider.codes:
        double.post("/refuse", at="result", status=status, code=code)
        if kind in (Busy, Timeout):
            with pytest.raises((Busy, Timeout)):
                await generator.poll(ticket)
        else:
            state = await generator.poll(ticket)
            assert isinstance(state, Failed), (status, code)
            assert state.error.is_charged, "it was paid for before anything went wrong"
    double.misbehave("hang", at="result", times=1)
    with pytest.raises(Timeout):
        await generator.poll(ticket)
    await generator.close()


@each
async def test_cancel_where_the_provider_can(provider: Provider, start_double: StartDouble) -> None:
    double = start_double(provider.name, key=provider.key, seconds=300)
    generator = provider.make(double)
    ticket = await generator.submit(KITTEN, "1732170000000-m1")
    assert isinstance(ticket, Ticket)
    assert await generator.cancel(ticket) is (provider.cancels != "never")
    if provider.cancels != "never":
        state = await generator.poll(ticket)
        assert isinstance(state, Failed)
        assert isinstance(state.error, Cancelled)
        assert double.stats()["refunded"] == 1
    double.post("/finish")
    done = await generator.submit(KITTEN, "1732170000000-m2")
    assert isinstance(done, Ticket)
    assert await generator.cancel(done) is False, "too late"
    await generator.close()
    nothing_was_wrong(double, provider)


@each
async def test_nobody_can_be_asked_by_our_own_id(provider: Provider, double: Double) -> None:
    generator = provider.make(double)
    assert await generator.find("1732170000000-m1") == CannotAsk()


@each
async def test_no_answer_leads_into_the_house(
    provider: Provider, double: Double, start_double: StartDouble, tmp_path: Path
) -> None:
    if provider.fetches_with_key:
        return
    other = start_double(provider.name, key=provider.key)
    generator = provider.make(double)
    state = await ended(generator, await generator.submit(KITTEN, "1732170000000-m1"))
    assert isinstance(state, Finished)
    for to in (
        "http://169.254.169.254/latest/meta-data/clip.mp4",
        f"{double.url}/elsewhere?to=http://169.254.169.254/latest/meta-data/clip.mp4",
        f"{other.url}/files/1.mp4",
        f"{double.url}/elsewhere?to={other.url}/files/1.mp4",
        "file:///etc/passwd",
    ):
        double.post("/point", to=to)
        with pytest.raises(AddressRefused) as told:
            await generator.fetch(state, tmp_path)
        assert told.value.is_charged, "the clip is paid for and cannot be brought home"
    await generator.close()
    assert other.stats()["requests"] == {}
    assert not list(tmp_path.iterdir())
