"""The double of 智谱 is spoken to by the official client, zai-sdk, which nobody here wrote: it must be able to tell no difference."""

import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from zai import ZhipuAiClient
from zai.core import APIAuthenticationError, APIReachLimitError, APIRequestFailedError
from zai.types.video import VideoObject

from generators import mp4
from tests.doubles.processes import Double, StartDouble

KEY = "a1b2c3.topsecretkey"


@pytest.fixture
def zhipu_double(start_double: StartDouble) -> Double:
    return start_double("zhipu", key=KEY)


def client(double: Double, key: str = KEY) -> ZhipuAiClient:
    return ZhipuAiClient(api_key=key, base_url=f"{double.url}/paas/v4", max_retries=0)


@pytest.fixture
def official(zhipu_double: Double) -> Iterator[ZhipuAiClient]:
    with client(zhipu_double) as sdk:
        yield sdk


def ended(official: ZhipuAiClient, task: VideoObject) -> VideoObject:
    assert task.id
    deadline = time.monotonic() + 20
    while (told := official.videos.retrieve_videos_result(task.id)).task_status == "PROCESSING":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return told


def test_clip_is_submitted_asked_about_and_fetched(
    official: ZhipuAiClient, zhipu_double: Double, tmp_path: Path
) -> None:
    task = official.videos.generations(
        model="cogvideox-3",
        prompt="A kitten chasing a butterfly.",
        quality="speed",
        with_audio=False,
        size="1280x720",
        fps=30,
        duration=5,
        request_id="1732170000000-m1",
    )
    assert (task.model, task.task_status, task.request_id) == ("cogvideox-3", "PROCESSING", "1732170000000-m1")
    done = ended(official, task)
    assert (done.task_status, done.model, len(done.video_result)) == ("SUCCESS", "cogvideox-3", 1)
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(httpx.get(done.video_result[0].url, trust_env=False).raise_for_status().content)
    assert mp4.probe(clip).seconds == pytest.approx(5, abs=0.2)
    cover = httpx.get(done.video_result[0].cover_image_url, trust_env=False).raise_for_status()
    assert cover.content.startswith(b"\x89PNG")
    stats = zhipu_double.stats()
    assert (stats["problems"], stats["charged"], stats["fen"]) == ([], 1, 100)


def test_what_is_not_set_is_sent_as_null_and_taken_as_absent(official: ZhipuAiClient, zhipu_double: Double) -> None:
    official.videos.generations(model="cogvideox-flash", prompt="A lake.")
    assert zhipu_double.stats()["last"]["submit"] == {"model": "cogvideox-flash", "prompt": "A lake."}
    assert zhipu_double.stats()["problems"] == []


def test_two_pictures_make_a_clip(official: ZhipuAiClient, zhipu_double: Double) -> None:
    picture = "data:image/jpeg;base64,/9j/4AAQ"
    official.videos.generations(model="cogvideox-3", image_url=[picture, picture])
    assert zhipu_double.stats()["last"]["submit"]["image_url"] == [picture, picture]
    assert zhipu_double.stats()["problems"] == []


def test_picture_comes_at_once(official: ZhipuAiClient, zhipu_double: Double) -> None:
    made = official.images.generations(model="cogview-3-flash", prompt="A lake at dawn.", size="1344x768")
    assert made.created <= time.time()
    address = made.data[0].url
    assert address
    assert httpx.get(address, trust_env=False).raise_for_status().content.startswith(b"\x89PNG")
    assert zhipu_double.stats()["problems"] == []


def test_its_errors_are_told_apart(official: ZhipuAiClient, zhipu_double: Double) -> None:
    with pytest.raises(APIRequestFailedError, match="size"):
        official.videos.generations(model="cogvideox-flash", prompt="A lake.", size="1280x720")
    zhipu_double.post("/refuse", at="submit", status=429, code="1113")
    with pytest.raises(APIReachLimitError, match="1113"):
        official.videos.generations(model="cogvideox-flash", prompt="A lake.")
    with client(zhipu_double, "another.key") as stranger, pytest.raises(APIAuthenticationError, match="1000"):
        stranger.videos.generations(model="cogvideox-flash", prompt="A lake.")
    assert zhipu_double.stats()["charged"] == 0


def test_clip_that_failed_is_told(official: ZhipuAiClient, zhipu_double: Double) -> None:
    zhipu_double.misbehave("fail_task", times=1)
    task = official.videos.generations(model="cogvideox-2", prompt="A lake.")
    assert ended(official, task).task_status == "FAIL"
