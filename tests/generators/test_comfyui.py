"""ComfyUI against its double: what is queued, how far it is, how it ends, who is stopped, and what outlives a crash."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from generators import mp4
from generators.base import (
    Artifact,
    BadRequest,
    Broken,
    Cancelled,
    Failed,
    Finished,
    GenerationRequest,
    Generator,
    Lost,
    NotFound,
    Progress,
    Ticket,
    Timeout,
    Unreachable,
)
from generators.comfy.maker import ComfyGenerator
from generators.comfyui import Comfyui, VideoOptions
from generators.comfyui_image import ComfyuiImage, ImageOptions
from generators.setting import Setting
from tests.doubles.processes import ROOT, Double, StartDouble, closed_port
from tests.doubles.waiting import wait_until
from tests.generators.comfy_settings import EXAMPLE_IMAGE, EXAMPLE_VIDEO, WITH_PICTURE, changed, photo_workflow

KEY = "1732170000000-m1"
KITTEN = GenerationRequest(
    "video", "A kitten chasing a butterfly.", "people", seconds=5, fps=24, width=768, height=432, seed=4711
)
LAKE = GenerationRequest("image", "A lake at dawn.", width=512, height=512, seed=7)


@pytest.fixture
def comfyui(start_double: StartDouble) -> Double:
    return start_double("comfyui")


@pytest.fixture
async def opened() -> AsyncIterator[list[Generator]]:
    """Generators to be closed."""
    generators: list[Generator] = []
    yield generators
    for generator in generators:
        await generator.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with the workflows of the tests."""
    (tmp_path / "workflows").mkdir()
    photo_workflow(tmp_path / "workflows" / "photo.json")
    return tmp_path


@pytest.fixture
def video(comfyui: Double, folder: Path, opened: list[Generator]) -> Comfyui:
    return maker(comfyui, folder, opened)


def maker(double: Double, folder: Path, opened: list[Generator], **options: Any) -> Comfyui:
    written = {"base_url": double.url, "workflow": EXAMPLE_VIDEO, "picture_workflow": WITH_PICTURE, **options}
    setting = Setting(folder / "work" / "comfyui", VideoOptions.model_validate(written), None, (folder, ROOT))
    generator = Comfyui.made(setting)
    opened.append(generator)
    return generator


async def queued(generator: ComfyGenerator, request: GenerationRequest = KITTEN, key: str = KEY) -> Ticket:
    return await generator.submit(request, key)


async def ended(generator: ComfyGenerator, ticket: Ticket) -> Finished | Failed:
    async with asyncio.timeout(20):
        while isinstance(state := await generator.poll(ticket), Progress):
            await asyncio.sleep(0.02)
    return state


async def made(generator: ComfyGenerator, request: GenerationRequest, into: Path) -> Artifact:
    state = await ended(generator, await queued(generator, request))
    assert isinstance(state, Finished), state
    return await generator.fetch(state, into)


async def failed(generator: ComfyGenerator) -> Exception:
    state = await ended(generator, await queued(generator))
    assert isinstance(state, Failed), state
    assert not state.error.is_charged
    return state.error


def photo(path: Path) -> Path:
    Image.linear_gradient("L").convert("RGB").resize((4000, 3000)).save(path, "JPEG")
    return path


def somebody_else(double: Double) -> str:
    """Another program queues a run of its own; its id."""
    graph = json.loads((ROOT / "workflows" / "example-image.json").read_text(encoding="utf-8"))
    taken = httpx.post(f"{double.url}/prompt", json={"prompt": graph, "client_id": "browser"}, trust_env=False)
    return str(taken.json()["prompt_id"])


# What is queued, and what comes of it.


async def test_words_become_a_clip(video: Comfyui, comfyui: Double, tmp_path: Path) -> None:
    artifact = await made(video, KITTEN, tmp_path / "out")
    assert (artifact.kind, artifact.path.name) == ("video", "result.mp4")
    assert mp4.probe(artifact.path).seconds == pytest.approx(81 / 16, abs=0.1)
    stats = comfyui.stats()
    sent, shipped = stats["last"]["prompt"], json.loads((ROOT / "workflows" / "example-video.json").read_text("utf-8"))
    graph = sent["prompt"]
    assert (graph["4"]["inputs"]["text"], graph["5"]["inputs"]["text"]) == (KITTEN.prompt, "people")
    size = graph["6"]["inputs"]
    assert (size["width"], size["height"], size["length"]) == (832, 480, 81)
    assert (graph["8"]["inputs"]["seed"], graph["10"]["inputs"]["fps"]) == (4711, 16)
    # Nothing else was touched.
    for node, name in (("4", "text"), ("5", "text"), ("6", "width"), ("6", "height"), ("6", "length"), ("8", "seed"), ("10", "fps")):  # fmt: skip
        shipped[node]["inputs"][name] = graph[node]["inputs"][name]
    assert graph == shipped
    assert sent["extra_data"] == {"xiaoai": KEY}
    assert (stats["problems"], stats["runs"]) == ([], 1)


async def test_photo_comes_to_life_and_leaves_no_name(video: Comfyui, comfyui: Double, tmp_path: Path) -> None:
    source = photo(tmp_path / "grandma.jpg")
    request = GenerationRequest("video", "She smiles.", width=480, height=640, source=source)
    assert (await made(video, request, tmp_path / "out")).path.is_file()
    stats = comfyui.stats()
    graph = stats["last"]["prompt"]["prompt"]
    assert stats["last"]["upload"]["type"] == "temp"
    assert graph["20"]["inputs"]["image"] in stats["pictures"]
    assert graph["20"]["inputs"]["image"].endswith(".jpg [temp]")
    assert (graph["6"]["inputs"]["width"], graph["6"]["inputs"]["height"]) == (480, 832)
    assert stats["problems"] == []
    assert "grandma" not in json.dumps(stats)


async def test_first_and_last_picture(comfyui: Double, folder: Path, opened: list[Generator], tmp_path: Path) -> None:
    photo_workflow(folder / "workflows" / "both.json", is_to_last=True)
    options = {**WITH_PICTURE, "file": "both", "last_image": "21.image"}
    generator = maker(comfyui, folder, opened, picture_workflow=options)
    assert generator.capabilities.takes_last_picture
    source = photo(tmp_path / "a.jpg")
    request = GenerationRequest("video", "Growing up.", source=source, last=source)
    assert (await made(generator, request, tmp_path / "out")).path.is_file()
    graph = comfyui.stats()["last"]["prompt"]["prompt"]
    assert graph["20"]["inputs"]["image"] != graph["21"]["inputs"]["image"]
    assert comfyui.stats()["requests"]["upload"] == 2


async def test_without_a_workflow_for_it_no_picture_is_taken(
    comfyui: Double, folder: Path, opened: list[Generator], tmp_path: Path
) -> None:
    generator = maker(comfyui, folder, opened, picture_workflow=None)
    assert not generator.capabilities.takes_picture
    with pytest.raises(BadRequest, match="picture_workflow"):
        await queued(generator, GenerationRequest("video", "She smiles.", source=photo(tmp_path / "a.jpg")))
    for request in (LAKE, GenerationRequest("video", " ")):
        with pytest.raises(BadRequest):
            await queued(generator, request)
    assert comfyui.stats()["requests"] == {}


@pytest.mark.parametrize(
    ("rule", "fps", "seconds", "frames"),
    [("4k+1", 16, 5, 81), ("4k+1", 16, 3, 49), ("8k+1", 24, 5, 121), ("8k+1", 24, 4.1, 105), ("k", 24, 4.1, 98),
     ("k", 24, 0.01, 1), ("4k+1", 16, 0.01, 1)],
)  # fmt: skip
async def test_length_is_one_its_model_makes(
    comfyui: Double, folder: Path, opened: list[Generator], rule: str, fps: int, seconds: float, frames: int
) -> None:
    generator = maker(comfyui, folder, opened, fps=fps, frames_rule=rule, max_seconds=5)
    await queued(generator, GenerationRequest("video", "A lake.", seconds=seconds))
    graph = comfyui.stats()["last"]["prompt"]["prompt"]
    assert (graph["6"]["inputs"]["length"], graph["10"]["inputs"]["fps"]) == (frames, fps)


async def test_pictures_are_drawn(comfyui: Double, folder: Path, opened: list[Generator], tmp_path: Path) -> None:
    options = ImageOptions.model_validate(
        {"base_url": comfyui.url, "workflow": EXAMPLE_IMAGE, "sizes": ["512x512", "768x432"]}
    )
    generator = ComfyuiImage.made(Setting(folder / "work", options, None, (folder, ROOT)))
    opened.append(generator)
    artifact = await made(
        generator, GenerationRequest("image", "A lake at dawn.", width=1280, height=720), tmp_path / "out"
    )
    with Image.open(artifact.path) as picture:
        assert (artifact.kind, picture.size) == ("image", (768, 432))
    with pytest.raises(BadRequest):
        await queued(generator, KITTEN)


async def test_file_for_good_is_taken_and_not_its_preview(
    comfyui: Double, folder: Path, opened: list[Generator], tmp_path: Path
) -> None:
    """A workflow with a preview, a package's own node for clips, and a name for its list that is not `images`."""
    path = folder / "workflows" / "combined.json"
    changed(
        "example-video.json",
        path,
        {
            "11": {
                "class_type": "VHS_VideoCombine",
                "inputs": {"images": ["9", 0], "frame_rate": 16, "filename_prefix": "c"},
            },
            "12": {"class_type": "PreviewImage", "inputs": {"images": ["9", 0]}},
            "13": {"class_type": "SaveImage", "inputs": {"images": ["9", 0], "filename_prefix": "first"}},
        },
    )
    generator = maker(comfyui, folder, opened, workflow={**EXAMPLE_VIDEO, "file": "combined"})
    artifact = await made(generator, KITTEN, tmp_path / "out")
    assert artifact.path.suffix == ".mp4"
    assert comfyui.stats()["problems"] == []


# How far it is.


async def test_steps_are_told_and_never_fall(start_double: StartDouble, folder: Path, opened: list[Generator]) -> None:
    double = start_double("comfyui", seconds=1.5)
    generator = maker(double, folder, opened)
    ticket = await queued(generator)
    told: list[float] = []
    async with asyncio.timeout(20):
        while isinstance(state := await generator.poll(ticket), Progress):
            told += [state.fraction] if state.fraction is not None else []
            await asyncio.sleep(0.03)
    assert isinstance(state, Finished)
    assert told == sorted(told)
    assert len(set(told)) >= 4
    assert 0 < told[0] < told[-1] <= 1


async def test_two_samplers_are_halves_and_other_bars_are_no_steps(
    start_double: StartDouble, folder: Path, opened: list[Generator]
) -> None:
    """The two models of Wan 2.2, each with a sampler of its own."""
    double = start_double("comfyui", seconds=1.5)
    example = json.loads((ROOT / "workflows" / "example-video.json").read_text(encoding="utf-8"))
    second = {**example["8"]["inputs"], "latent_image": ["8", 0]}
    decoded = {**example["9"], "inputs": {"samples": ["14", 0], "vae": ["3", 0]}}
    path = folder / "workflows" / "two.json"
    changed("example-video.json", path, {"14": {"class_type": "KSampler", "inputs": second}, "9": decoded})
    generator = maker(
        double, folder, opened, workflow={**EXAMPLE_VIDEO, "file": "two.json", "seed": ["8.seed", "14.seed"]}
    )
    ticket = await queued(generator)
    told: list[float] = []
    async with asyncio.timeout(20):
        while isinstance(state := await generator.poll(ticket), Progress):
            told += [state.fraction] if state.fraction is not None else []
            await asyncio.sleep(0.02)
    assert isinstance(state, Finished)
    graph = double.stats()["last"]["prompt"]["prompt"]
    assert graph["8"]["inputs"]["seed"] == graph["14"]["inputs"]["seed"] == 4711
    assert told == sorted(told)
    assert any(0.4 < one <= 0.5 for one in told), told
    assert any(0.5 < one <= 0.7 for one in told), told


async def test_dropped_websocket_is_no_failure(
    start_double: StartDouble, folder: Path, opened: list[Generator], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generators.comfy.steps.PAUSE_SECONDS", 0.05)
    double = start_double("comfyui", seconds=2)
    generator = maker(double, folder, opened)
    ticket = await queued(generator)
    told: list[float] = []
    async with asyncio.timeout(20):
        while isinstance(state := await generator.poll(ticket), Progress):
            if state.fraction is not None and state.fraction != (told[-1] if told else None):
                told.append(state.fraction)
                if len(told) == 2:
                    double.post("/drop")
            await asyncio.sleep(0.02)
    assert isinstance(state, Finished)
    assert double.stats()["sockets"] == 2
    assert len(told) > 3, "it was told again after the drop"
    assert told == sorted(told)


async def test_steps_are_told_again_in_the_next_life(
    start_double: StartDouble, folder: Path, opened: list[Generator]
) -> None:
    double = start_double("comfyui", seconds=2)
    first = maker(double, folder, opened)
    ticket = await queued(first)
    await first.close()
    second = maker(double, folder, opened)
    told: list[float] = []
    async with asyncio.timeout(20):
        while isinstance(state := await second.poll(ticket), Progress):
            told += [state.fraction] if state.fraction is not None else []
            await asyncio.sleep(0.02)
    assert isinstance(state, Finished)
    assert told
    assert told == sorted(told)


async def test_what_waits_has_no_fraction(start_double: StartDouble, folder: Path, opened: list[Generator]) -> None:
    double = start_double("comfyui", seconds=300)
    somebody_else(double)
    generator = maker(double, folder, opened)
    assert await generator.poll(await queued(generator)) == Progress(None)


async def test_nothing_is_listened_to_when_nothing_is_made(video: Comfyui, comfyui: Double) -> None:
    for number in range(2):
        await ended(video, await queued(video, key=f"1732170000000-{number}"))
    async with asyncio.timeout(3):
        while [task for task in asyncio.all_tasks() if task.get_name() == "comfyui steps"]:
            await asyncio.sleep(0.02)
    assert 1 <= comfyui.stats()["sockets"] <= 2


# Who is stopped.


async def test_waiting_run_is_taken_out_and_the_running_one_goes_on(
    start_double: StartDouble, folder: Path, opened: list[Generator]
) -> None:
    double = start_double("comfyui", seconds=300)
    other = somebody_else(double)
    wait_until(lambda: double.stats()["running"] == other)
    generator = maker(double, folder, opened)
    ticket = await queued(generator)
    assert await generator.cancel(ticket)
    stats = double.stats()
    assert (stats["running"], stats["waiting"], stats["deleted"]) == (other, [], 1)
    assert "interrupt" not in stats["requests"]
    state = await generator.poll(ticket)
    assert isinstance(state, Failed)
    assert isinstance(state.error, Cancelled)
    assert not await generator.cancel(ticket)


async def test_running_run_is_interrupted_and_the_next_one_starts(
    start_double: StartDouble, folder: Path, opened: list[Generator]
) -> None:
    double = start_double("comfyui", seconds=300)
    generator = maker(double, folder, opened)
    ticket = await queued(generator)
    other = somebody_else(double)
    wait_until(lambda: double.stats()["running"] == ticket.id)
    assert await generator.cancel(ticket)
    wait_until(lambda: double.stats()["running"] == other)
    stats = double.stats()
    assert (stats["stopped"], stats["last"]["interrupt"]) == (1, {"prompt_id": ticket.id})
    assert stats["problems"] == []


async def test_finished_or_unknown_run_stops_nobody(
    start_double: StartDouble, folder: Path, opened: list[Generator]
) -> None:
    double = start_double("comfyui", seconds=300)
    generator = maker(double, folder, opened)
    other = somebody_else(double)
    for unknown in ("never", "a/b?c", ""):
        assert not await generator.cancel(Ticket(unknown))
    assert double.stats()["running"] == other
    double.post("/finish")
    ticket = await queued(generator)
    await ended(generator, ticket)
    assert not await generator.cancel(ticket)
    assert {"delete", "interrupt"}.isdisjoint(double.stats()["requests"])


async def test_stopped_in_comfyui_itself_is_handed_on(
    start_double: StartDouble, folder: Path, opened: list[Generator]
) -> None:
    double = start_double("comfyui", seconds=300)
    generator = maker(double, folder, opened)
    ticket = await queued(generator)
    wait_until(lambda: double.stats()["running"] == ticket.id)
    httpx.post(f"{double.url}/interrupt", json={"prompt_id": ticket.id}, trust_env=False)
    state = await ended(generator, ticket)
    assert isinstance(state, Failed)
    assert type(state.error) is Broken
    assert "stopped in ComfyUI itself" in str(state.error)


# How it goes wrong.


async def test_too_little_memory_is_told_with_what_helps(video: Comfyui, comfyui: Double) -> None:
    comfyui.misbehave("out_of_memory", times=1)
    error = await failed(video)
    assert type(error) is Broken
    for words in ("OutOfMemoryError", "node 8 (KSampler)", "generators.settings.comfyui.sizes"):
        assert words in str(error)
    comfyui.misbehave("node_fails", times=1)
    assert "RuntimeError" in str(await failed(video))


@pytest.mark.parametrize(("mode", "told"), [("saves_nothing", "but nothing"), ("saves_webp", "but webp")])
async def test_run_without_a_clip_has_failed(video: Comfyui, comfyui: Double, mode: str, told: str) -> None:
    comfyui.misbehave(mode, times=1)
    assert told in str(await failed(video))


@pytest.mark.parametrize("mode", ["too_large", "empty_file", "garbage_file"])
async def test_file_that_is_no_clip_is_refused(video: Comfyui, comfyui: Double, tmp_path: Path, mode: str) -> None:
    state = await ended(video, await queued(video))
    assert isinstance(state, Finished)
    comfyui.misbehave(mode)
    with pytest.raises(Broken):
        await video.fetch(state, tmp_path / "out")
    assert not list((tmp_path / "out").iterdir())


async def test_wrong_node_is_told_by_its_number_and_input(
    comfyui: Double, folder: Path, opened: list[Generator]
) -> None:
    loader = {"class_type": "UNETLoader", "inputs": {"unet_name": "gone.safetensors", "weight_dtype": "default"}}
    changed("example-video.json", folder / "workflows" / "gone.json", {"1": loader})
    generator = maker(comfyui, folder, opened, workflow={**EXAMPLE_VIDEO, "file": "gone.json"})
    with pytest.raises(BadRequest, match=r"node 1 \(UNETLoader\) unet_name: Value not in list.*gone\.safetensors"):
        await queued(generator)
    assert comfyui.stats()["runs"] == 0


async def test_partly_wrong_workflow_is_not_run(comfyui: Double, folder: Path, opened: list[Generator]) -> None:
    """ComfyUI would run the preview and leave out the clip."""
    example = json.loads((ROOT / "workflows" / "example-video.json").read_text(encoding="utf-8"))
    wrong = {**example["11"], "inputs": {**example["11"]["inputs"], "codec": "h266"}}
    preview = {"class_type": "PreviewImage", "inputs": {"images": ["9", 0]}}
    changed("example-video.json", folder / "workflows" / "partly.json", {"11": wrong, "12": preview})
    generator = maker(comfyui, folder, opened, workflow={**EXAMPLE_VIDEO, "file": "partly.json"})
    with pytest.raises(BadRequest, match=r"node 11 \(SaveVideo\) codec"):
        await queued(generator)
    wait_until(lambda: not comfyui.stats()["running"])
    assert comfyui.stats()["waiting"] == []


async def test_node_that_is_not_installed_is_told_before_anything_is_queued(
    comfyui: Double, folder: Path, opened: list[Generator]
) -> None:
    changed("example-video.json", folder / "workflows" / "odd.json", {"9": {"class_type": "VAE Decode / Turbo", "inputs": {"samples": ["8", 0]}}})  # fmt: skip
    generator = maker(comfyui, folder, opened, workflow={**EXAMPLE_VIDEO, "file": "odd.json"})
    with pytest.raises(BadRequest, match=r"has not the nodes of odd\.json: VAE Decode / Turbo \(node 9\)"):
        await queued(generator)
    assert "prompt" not in comfyui.stats()["requests"]


async def test_nodes_are_asked_about_once_a_life(video: Comfyui, comfyui: Double) -> None:
    for number in range(3):
        await queued(video, key=f"1732170000000-{number}")
    assert comfyui.stats()["requests"]["node"] == 10


@pytest.mark.parametrize("at", ["node", "upload"])
async def test_silence_before_the_order_leaves_no_doubt(
    comfyui: Double, folder: Path, opened: list[Generator], tmp_path: Path, at: str
) -> None:
    generator = maker(comfyui, folder, opened, timeout_seconds=0.5)
    comfyui.misbehave("hang", at=at, times=1)
    with pytest.raises(Unreachable):
        await queued(generator, GenerationRequest("video", "She smiles.", source=photo(tmp_path / "a.jpg")))
    assert comfyui.stats()["runs"] == 0


@pytest.mark.parametrize("mode", ["hang_after", "cut_after", "http500_after", "wrong_body"])
async def test_silence_after_the_order_is_cleared_up(
    comfyui: Double, folder: Path, opened: list[Generator], mode: str
) -> None:
    generator = maker(comfyui, folder, opened, timeout_seconds=0.5)
    comfyui.misbehave(mode, at="prompt", times=1)
    with pytest.raises(Timeout):
        await queued(generator)
    found = await generator.find(KEY)
    assert isinstance(found, Ticket)
    assert isinstance(await ended(generator, found), Finished)
    assert comfyui.stats()["runs"] == 1


@pytest.mark.parametrize("mode", ["odd_answer", "wrong_body", "http500"])
async def test_odd_answers_end_nothing_that_was_paid(video: Comfyui, comfyui: Double, mode: str) -> None:
    ticket = await queued(video)
    await ended(video, ticket)
    comfyui.misbehave(mode, at="run", times=1)
    if mode == "odd_answer":
        state = await video.poll(ticket)
        assert isinstance(state, Failed)
        assert isinstance(state.error, Lost)
    else:
        with pytest.raises(Timeout):
            await video.poll(ticket)
    assert isinstance(await video.poll(ticket), Finished)


async def test_nobody_there(comfyui: Double, folder: Path, opened: list[Generator]) -> None:
    generator = maker(comfyui, folder, opened, base_url=f"http://127.0.0.1:{closed_port()}")
    with pytest.raises(Unreachable) as told:
        await queued(generator)
    assert not told.value.is_charged
    with pytest.raises(Unreachable):
        await generator.poll(Ticket("a"))


# What outlives a crash.


@pytest.mark.parametrize("seconds", [0.2, 300])
async def test_find_after_a_crash(
    start_double: StartDouble, folder: Path, opened: list[Generator], seconds: float
) -> None:
    """What waits, what runs and what has ended is found by our id, and nobody else's is taken for it."""
    double = start_double("comfyui", seconds=seconds)
    somebody_else(double)
    first = maker(double, folder, opened)
    tickets = {key: await queued(first, key=key) for key in (KEY, "1732170000000-m2")}
    if seconds < 1:
        wait_until(lambda: double.stats()["ended"] == 3)
    await first.close()
    second = maker(double, folder, opened)
    for key, ticket in tickets.items():
        assert await second.find(key) == ticket
    assert await second.find("1732170000000-m") == NotFound()
    assert await second.find("") == NotFound()
    assert double.stats()["runs"] == 3


async def test_restarted_server_has_lost_it(
    start_double: StartDouble, folder: Path, opened: list[Generator], tmp_path: Path
) -> None:
    double = start_double("comfyui", seconds=300)
    generator = maker(double, folder, opened)
    ticket = await queued(generator)
    double.post("/forget")
    state = await generator.poll(ticket)
    assert isinstance(state, Failed)
    assert isinstance(state.error, Lost)
    assert await generator.find(KEY) == NotFound()
    double.post("/finish")
    again = await ended(generator, await queued(generator))
    double.post("/forget")
    assert isinstance(again, Finished)
    assert (await generator.fetch(again, tmp_path / "out")).path.is_file(), "the file itself is still there"


# What it says of itself.


def test_in_the_house_it_is_free_and_sends_nothing_out(video: Comfyui) -> None:
    able = video.capabilities
    assert (able.is_remote, able.is_free, able.takes_picture, able.takes_last_picture) == (False, True, True, False)
    assert (able.poll_seconds, able.frame_rates, able.longest_seconds) == (0.5, (16,), 30)


async def test_outside_the_house_it_has_a_price_and_a_lost_run_was_paid(
    comfyui: Double, folder: Path, opened: list[Generator]
) -> None:
    generator = maker(comfyui, folder, opened, base_url="https://comfy.example.com", price_fen=30)
    assert (generator.capabilities.is_remote, generator.capabilities.price_fen) == (True, 30)
    paid = maker(comfyui, folder, opened, price_fen=30)
    state = await paid.poll(Ticket("gone"))
    assert isinstance(state, Failed)
    assert type(state.error) is Broken


async def test_doctor_sees_who_is_there(video: Comfyui) -> None:
    machine = await video.look()
    assert (machine.version, machine.memory_bytes) == ("0.3.60", 25757220864)
    assert "4090" in machine.card
