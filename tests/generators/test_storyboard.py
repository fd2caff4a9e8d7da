"""The storyboard: drawn for real, asked, fetched, stopped and restarted."""

import asyncio
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generators import mp4
from generators.base import (
    BadRequest,
    Cancelled,
    DiskFull,
    Failed,
    Finished,
    GenerationRequest,
    Lost,
    NotFound,
    Progress,
    Ticket,
)
from generators.drawing.card import Card
from generators.drawing.plan import CAMERAS, Plan, read_plan
from generators.drawing.text import font_for, mark, wrap
from generators.quality import judge
from generators.storyboard import Storyboard

PROMPT = """title: 小猫钓鱼
camera: {camera}
framing: medium shot, eye level
lighting: {lighting}
subject: an orange tabby kitten
description: fluffy, wearing a tiny straw hat
motion: sits on a wooden pier, casts a bamboo rod and flicks its tail while it waits for a bite
scene: {scene}
atmosphere: peaceful
style: cinematic
palette: warm
note: 不要出现人
unknown: ignored"""


def prompt(camera: str = "push in", lighting: str = "golden hour", scene: str = "a quiet lake") -> str:
    return PROMPT.format(camera=camera, lighting=lighting, scene=scene)


def request(
    text: str = "", seconds: float = 1.0, width: int = 192, height: int = 128, fps: int = 24
) -> GenerationRequest:
    return GenerationRequest("video", text or prompt(), seconds=seconds, width=width, height=height, fps=fps)


async def result(storyboard: Storyboard, ticket: Ticket) -> Finished | Failed:
    while True:
        state = await storyboard.poll(ticket)
        if not isinstance(state, Progress):
            return state
        assert state.fraction is not None
        assert 0 <= state.fraction <= 1
        await asyncio.sleep(0.01)


async def drawn(storyboard: Storyboard, wanted: GenerationRequest, request_id: str = "1732170000000-m1") -> Path:
    finished = await result(storyboard, await storyboard.submit(wanted, request_id))
    assert isinstance(finished, Finished)
    return Path(finished.location)


@pytest.mark.parametrize(
    ("width", "height", "seconds", "fps"),
    [(768, 512, 0.5, 24), (432, 768, 0.5, 30), (512, 512, 1.3, 15), (192, 128, 2.04, 24), (64, 64, 0.5, 60)],
)
async def test_shape_length_and_rate_are_exact(
    tmp_path: Path, width: int, height: int, seconds: float, fps: int
) -> None:
    path = await drawn(Storyboard(tmp_path), request(seconds=seconds, width=width, height=height, fps=fps))
    facts = mp4.probe(path)
    assert (facts.width, facts.height, facts.fps, facts.frames) == (width, height, fps, round(seconds * fps))
    assert facts.seconds == pytest.approx(seconds, abs=1 / fps)
    assert facts.is_faststart


@pytest.mark.parametrize(
    "text",
    [
        prompt("static"),
        prompt("follow", "bright day", "a park with cherry blossom trees"),
        prompt("orbit", "neon night", "a city street"),
        prompt("tilt up", "fog", "hills"),
        "",
        "a dragon flies over the mountains",
    ],
)
async def test_the_quality_gate_finds_no_fault(tmp_path: Path, text: str) -> None:
    path = await drawn(Storyboard(tmp_path), request(text, seconds=2, width=384, height=256))
    assert judge(path).problems == ()


def test_every_camera_moves_and_no_two_alike() -> None:
    clips = {}
    for camera in CAMERAS:
        card = Card(read_plan(prompt(camera)), 192, 128, seconds=2)
        clips[camera] = np.stack([card.pixels(step / 8) for step in range(9)]).astype(np.int16)[:, 12 : card.panel[1]]
    for camera, frames in clips.items():
        assert np.abs(np.diff(frames, axis=0)).mean() > (0.5 if camera == "static" else 1.5), camera
    for one in CAMERAS:
        for other in CAMERAS:
            if one < other:
                assert np.abs(clips[one] - clips[other]).mean() > 2, f"{one} looks like {other}"


@pytest.mark.parametrize(("camera", "way"), [("pan left", 1), ("pan right", -1)])
def test_a_pan_moves_the_picture_the_other_way(camera: str, way: int) -> None:
    card = Card(read_plan(prompt(camera, scene="a city street")), 384, 256, seconds=2)
    before, after = (card.pixels(at)[90:130].astype(np.float64).mean((0, 2)) for at in (0.45, 0.55))
    gaps = {by: np.abs(before[40:-40] - np.roll(after, -by)[40:-40]).mean() for by in range(-20, 21)}
    assert min(gaps, key=lambda by: gaps[by]) * way > 0


@pytest.mark.parametrize(("width", "height"), [(768, 432), (432, 768), (512, 512), (256, 256), (160, 90)])
@pytest.mark.parametrize("lighting", ["bright day", "dark night"])
async def test_the_mark_can_be_read_on_every_frame(tmp_path: Path, width: int, height: int, lighting: str) -> None:
    path = await drawn(Storyboard(tmp_path), request(prompt("orbit", lighting), 0.5, width, height))
    left, top, right, bottom = Card(Plan(), width, height, seconds=1).mark_box
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height
    alpha = np.asarray(mark(right - left, bottom - top), dtype=np.float64)
    assert right - left >= min(width * 0.35, 90)
    for frame in mp4.frames(path):
        grey = frame[top:bottom, left:right].astype(np.float64).mean(2)
        likeness = np.corrcoef(grey[: alpha.shape[0], : alpha.shape[1]].ravel(), alpha.ravel())[0, 1]
        assert likeness > 0.9


def test_the_words_stand_still_while_the_picture_moves() -> None:
    card = Card(read_plan(prompt("push in")), 768, 512, seconds=5)
    left, top, right, bottom = card.panel
    panel = [card.pixels(at)[top + 8 : bottom, left:right].astype(np.int16) for at in (0.1, 0.9)]
    assert (np.abs(panel[0] - panel[1]).max(2) > 90).mean() < 0.002


@pytest.mark.parametrize(("width", "height"), [(768, 432), (432, 768), (512, 512), (128, 72), (64, 64)])
def test_long_words_stay_inside(width: int, height: int) -> None:
    long = Plan(
        title="很长的题目" * 30,
        subject="Donaudampfschifffahrtsgesellschaft" * 9,
        motion="runs and " * 90,
        note="长" * 300,
    )
    card = Card(long, width, height, seconds=1)
    left, top, right, bottom = card.panel
    assert 0 <= left < right <= width
    assert height * 0.4 <= top < bottom <= height
    strip = card.pixels(0.0)[top + 4 :].astype(np.int16)
    assert np.abs(strip[:, -max(1, card.margin - 2) :] - strip[-1, -1]).max() == 0, "nothing reaches the edge"
    assert np.abs(strip[-max(1, card.margin // 3) :] - strip[-1, -1]).max() == 0


def test_words_are_wrapped_and_cut() -> None:
    font, text = font_for("one two three four five six seven", 20)
    lines = wrap(text, font, 100, 2)
    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(font.getlength(line) <= 100 for line in lines)
    assert wrap("", font, 100, 2) == []


def test_a_prompt_is_read_leniently() -> None:
    plan = read_plan("Title : 猫\nCAMERA: Push-In\nsubject: a cat: black\nnonsense\nwhat: ever\nscene:\n")
    assert plan == Plan(title="猫", camera="push in", subject="a cat: black")
    assert read_plan("just a cat").description == "just a cat"
    assert read_plan("camera: crane").camera == "static"


async def test_a_picture_is_the_first_frame_at_full_size(tmp_path: Path) -> None:
    storyboard = Storyboard(tmp_path / "work")
    path = await drawn(storyboard, GenerationRequest("image", prompt(), width=512, height=768))
    artifact = await storyboard.fetch(Finished(str(path)), tmp_path / "media")
    assert artifact.kind == "image"
    with Image.open(artifact.path) as picture:
        assert picture.size == (512, 768)


async def test_submitted_twice_it_is_drawn_once(tmp_path: Path) -> None:
    storyboard = Storyboard(tmp_path)
    first = await storyboard.submit(request(), "m1")
    assert await storyboard.submit(request(), "m1") == first
    assert await storyboard.find("m1") == first
    assert isinstance(await result(storyboard, first), Finished)
    assert [path.name for path in tmp_path.iterdir()] == ["m1.mp4"]


async def test_fetching_moves_and_may_be_repeated(tmp_path: Path) -> None:
    storyboard = Storyboard(tmp_path / "work")
    path = await drawn(storyboard, request(), "m1")
    for _ in range(2):
        artifact = await storyboard.fetch(Finished(str(path)), tmp_path / "media")
        assert artifact.path == tmp_path / "media" / "m1.mp4"
        assert artifact.kind == "video"
        assert mp4.probe(artifact.path).frames == 24
    assert not path.exists()
    artifact.path.unlink()
    with pytest.raises(Lost):
        await storyboard.fetch(Finished(str(path)), tmp_path / "media")


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a second file system")
async def test_fetching_crosses_file_systems(tmp_path: Path) -> None:
    into = Path("/dev/shm") / f"xiaoai-{tmp_path.name}"
    try:
        artifact = await Storyboard(tmp_path).fetch(Finished(str(await drawn(Storyboard(tmp_path), request()))), into)
        assert mp4.probe(artifact.path).frames == 24
        assert list(into.iterdir()) == [artifact.path]
    finally:
        for path in into.glob("*"):
            path.unlink()
        into.rmdir()


async def test_cancelling_stops_at_once_and_leaves_no_file(tmp_path: Path) -> None:
    storyboard = Storyboard(tmp_path)
    ticket = await storyboard.submit(request(seconds=60), "m1")
    while (await storyboard.poll(ticket)) == Progress(0.0):
        await asyncio.sleep(0.01)
    assert await storyboard.cancel(ticket)
    state = await storyboard.poll(ticket)
    assert isinstance(state, Failed)
    assert isinstance(state.error, Cancelled)
    assert list(tmp_path.iterdir()) == []
    assert not await storyboard.cancel(ticket)


async def test_a_finished_drawing_can_no_longer_be_cancelled(tmp_path: Path) -> None:
    storyboard = Storyboard(tmp_path)
    path = await drawn(storyboard, request(), "m1")
    assert not await storyboard.cancel(Ticket("m1"))
    assert path.exists()


async def test_a_restart_loses_what_was_being_drawn(tmp_path: Path) -> None:
    before = Storyboard(tmp_path)
    ticket = await before.submit(request(seconds=60), "m1")
    await before.close()
    assert [task for task in asyncio.all_tasks() if task.get_name().startswith("storyboard")] == []
    after = Storyboard(tmp_path)
    assert await after.find("m1") == NotFound()
    state = await after.poll(ticket)
    assert isinstance(state, Failed)
    assert isinstance(state.error, Lost)
    assert list(tmp_path.iterdir()) == []


async def test_a_restart_finds_what_was_finished(tmp_path: Path) -> None:
    path = await drawn(Storyboard(tmp_path), request(), "m1")
    after = Storyboard(tmp_path)
    assert await after.find("m1") == Finished(str(path))
    assert await after.poll(Ticket("m1")) == Finished(str(path))
    assert await after.find("m2") == NotFound()


async def test_ids_become_safe_file_names_of_their_own(tmp_path: Path) -> None:
    storyboard = Storyboard(tmp_path / "work")
    paths = [await drawn(storyboard, request(seconds=0.1), name) for name in ("../a", "-.a", "a/b", "a b", "猫" * 200)]
    assert {path.parent for path in paths} == {tmp_path / "work"}
    assert len(set(paths)) == 5


@pytest.mark.parametrize(
    "wanted",
    [request(width=193), request(height=32), request(seconds=0.01), request(seconds=61), request(fps=0)],
)
async def test_what_cannot_be_drawn_is_refused(tmp_path: Path, wanted: GenerationRequest) -> None:
    with pytest.raises(BadRequest):
        await Storyboard(tmp_path).submit(wanted, "m1")


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
async def test_a_full_disk_is_named(tmp_path: Path) -> None:
    storyboard = Storyboard(tmp_path)
    (tmp_path / ".m1.mp4.part").symlink_to("/dev/full")
    state = await result(storyboard, await storyboard.submit(request(), "m1"))
    assert isinstance(state, Failed)
    assert isinstance(state.error, DiskFull)
    assert state.error.code == "disk_full"
    assert state.error.__traceback__ is None
    assert isinstance(await result(storyboard, await storyboard.submit(request(), "m1")), Finished), "room again"


def test_importing_it_loads_neither_codec_nor_pillow() -> None:
    code = "import sys, generators.storyboard; print(sorted({'av', 'numpy', 'PIL'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
