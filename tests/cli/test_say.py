"""`xiaoai say`, from a sentence to an MP4, with nothing configured."""

import re
import shutil
import stat
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from generators import mp4
from tests.cli.command import Ran, xiaoai
from tests.doubles.processes import ROOT

REQUEST = "小爱，生成一段5秒的视频：小猫在樱花树下追蝴蝶，镜头慢慢推近"


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """The request of the README, said from a folder that is not the checkout."""
    folder = tmp_path_factory.mktemp("elsewhere")
    return xiaoai(folder / "data", "say", REQUEST, cwd=folder)


def test_the_request_is_promised_then_the_path_is_the_last_line(said: Ran) -> None:
    assert said.status == 0, said.err
    assert said.err == ""
    assert "分镜预览" in said.lines[0]
    assert "前面没有人排队" in said.lines[0]
    assert re.search(r"大约 \d+(～\d+)? (秒|分钟)。.*简易模式。（第 1 号）$", said.lines[0])
    assert Path(said.lines[-1]).suffix == ".mp4"


def test_the_clip_is_what_was_asked_for_and_plays_on_a_phone(said: Ran) -> None:
    clip = Path(said.lines[-1])
    facts = mp4.probe(clip)
    assert abs(facts.seconds - 5) <= 1 / 24
    assert (facts.width, facts.height, facts.fps, facts.frames) == (768, 432, 24, 120)
    assert (facts.codec, facts.profile, facts.pixel_format) == ("h264", "High", "yuv420p")
    assert facts.is_faststart
    assert facts.is_bt709
    poster = clip.with_name(f"{clip.stem}-poster.jpg")
    assert 0 < poster.stat().st_size <= 64_000


def test_the_frames_move_and_the_camera_pushes_in(said: Ran) -> None:
    frames = [frame.astype(np.int16) for frame in mp4.frames(Path(said.lines[-1]), width=192)]
    moved = [float(np.abs(after - before).mean()) for before, after in zip(frames, frames[12:], strict=False)]
    assert min(moved) > 0.5
    # Pushing in: the first frame enlarged is like the last one, and not the other way round. The caption strip stands still.
    first, last = (frame[: int(len(frame) * 0.78)].astype(np.uint8) for frame in (frames[0], frames[-1]))
    assert difference(enlarged(first, 1.3), last) < difference(first, last)
    assert difference(enlarged(first, 1.3), last) < 0.85 * difference(enlarged(last, 1.3), first)


def enlarged(picture: NDArray[np.uint8], times: float) -> NDArray[np.uint8]:
    """The middle of the picture, so many times larger."""
    height, width = picture.shape[:2]
    left, top = width * (1 - 1 / times) / 2, height * (1 - 1 / times) / 2
    return np.asarray(Image.fromarray(picture).resize((width, height), box=(left, top, width - left, height - top)))


def difference(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Mean difference of the pixels."""
    return float(np.abs(one.astype(np.int16) - other).mean())


def test_wishes_for_length_shape_and_frames_are_kept_exactly(tmp_path: Path) -> None:
    said = xiaoai(tmp_path / "data", "say", "小爱，竖屏 2秒 30帧 拍个小狗在海边跑的视频")
    assert said.status == 0, said.err
    facts = mp4.probe(Path(said.lines[-1]))
    assert (facts.width, facts.height, facts.fps, facts.frames) == (432, 768, 30, 60)


def test_a_home_that_must_not_be_written_to_is_not(tmp_path: Path) -> None:
    home = tmp_path / "home"
    for folder in ("intents", "prompts"):
        shutil.copytree(ROOT / folder, home / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "config.yaml", home)
    # Root may write where nobody may, so the folder is also compared with itself.
    for path in [home, *home.rglob("*")]:
        path.chmod(path.stat().st_mode & ~(stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH))
    before = {path: path.stat().st_mtime_ns for path in [home, *home.rglob("*")]}
    said = xiaoai(tmp_path / "data", "say", "生成一段1秒的视频：月亮", XIAOAI_HOME=str(home))
    assert said.status == 0, said.err
    assert Path(said.lines[-1]).is_file()
    assert {path: path.stat().st_mtime_ns for path in [home, *home.rglob("*")]} == before


def test_an_ordinary_sentence_is_answered_and_makes_no_job(tmp_path: Path) -> None:
    said = xiaoai(tmp_path / "data", "say", "小爱，明天北京天气怎么样")
    assert said.status == 0, said.err
    assert "天气" in said.out
    assert xiaoai(tmp_path / "data", "jobs").out == "还没有任务。\n"


def test_the_end_of_a_job_is_the_exit_status(tmp_path: Path) -> None:
    said = xiaoai(tmp_path / "data", "say", "生成一段1秒的视频：月亮", XIAOAI_GENERATORS__VIDEO="[]")
    assert said.status == 1
    assert "没拍成" in said.lines[-1] or "没做成" in said.lines[-1]
