"""The paid double by itself: what it charges, and that its clips pass for filmed."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest

from tests.doubles.clip import clip
from tests.doubles.processes import Double
from tests.doubles.waiting import wait_until

CAT: dict[str, object] = {
    "request_id": "r1", "prompt": "a kitten fishing", "seconds": 1.0, "fps": 24, "width": 768, "height": 512
}  # fmt: skip


def submit(paid: Double, **more: object) -> str:
    return str(paid.post("/submit", **CAT | more)["task_id"])


def status(paid: Double, task_id: str) -> str:
    return str(paid.get(f"/task/{task_id}")["status"])


def test_every_submit_is_charged_and_repeats_count_as_double(paid_server: Double) -> None:
    assert [submit(paid_server), submit(paid_server), submit(paid_server, request_id="r2")] == ["t1", "t2", "t3"]
    stats = paid_server.stats()
    assert (stats["submits"], stats["charged"], stats["double_charged"], stats["fen"]) == (3, 3, 1, 150)
    assert stats["charges"] == {"r1": 2, "r2": 1}


def test_task_runs_its_time_and_yields_a_film_of_the_asked_length(paid_server: Double) -> None:
    task_id = submit(paid_server, seconds=2, fps=30)
    assert status(paid_server, task_id) == "running"
    with pytest.raises(AssertionError, match="409"):
        paid_server.download(f"/file/{task_id}")
    wait_until(lambda: status(paid_server, task_id) == "succeeded")
    assert paid_server.get(f"/task/{task_id}")["progress"] == 1
    with av.open(io.BytesIO(paid_server.download(f"/file/{task_id}")), "r") as film:
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (stream.width, stream.height, stream.average_rate, stream.frames) == (96, 64, Fraction(30), 60)
    assert paid_server.stats()["fetched"] == 1


@pytest.mark.parametrize("paid_server", [{"seconds": 3600}], indirect=True)
def test_finish_ends_the_longest_task_at_once(paid_server: Double) -> None:
    task_id = submit(paid_server)
    assert status(paid_server, task_id) == "running"
    paid_server.post("/finish")
    assert status(paid_server, task_id) == status(paid_server, submit(paid_server)) == "succeeded"


def test_what_was_not_offered_has_no_route(paid_server: Double) -> None:
    task_id = submit(paid_server)
    with pytest.raises(AssertionError, match="404"):
        paid_server.get("/find", request_id="r1")
    with pytest.raises(AssertionError, match="404"):
        paid_server.post(f"/cancel/{task_id}")


@pytest.mark.parametrize("paid_server", [{"can_cancel": True, "seconds": 3600, "price_fen": 80}], indirect=True)
def test_cancelled_task_is_refunded_once(paid_server: Double) -> None:
    task_id = submit(paid_server)
    assert paid_server.post(f"/cancel/{task_id}") == {"stopped": True}
    assert paid_server.post(f"/cancel/{task_id}") == {"stopped": False}
    assert status(paid_server, task_id) == "cancelled"
    stats = paid_server.stats()
    assert (stats["charged"], stats["refunded"], stats["fen"], stats["cancels"]) == (1, 1, 0, 2)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"tip": 5}, "unknown field tip"),
        ({"request_id": ""}, "request_id or prompt is empty"),
        ({"seconds": "5"}, "seconds is '5'"),
        ({"seconds": 0}, "seconds is 0"),
        ({"fps": True}, "fps is True"),
        ({"fps": 12}, "fps is 12"),
        ({"width": 767}, "size is 767x512"),
    ],
)
def test_wrong_setting_costs_nothing(paid_server: Double, changed: dict[str, object], reason: str) -> None:
    with pytest.raises(AssertionError, match=f"400 .*{reason}"):
        submit(paid_server, **changed)
    assert paid_server.stats()["charged"] == 0


@pytest.mark.parametrize(
    ("seed", "seconds", "fps", "width", "height"),
    [(1, 5, 24, 768, 512), (2, 10, 15, 512, 768), (3, 2, 60, 640, 640), (4, 1, 24, 1280, 720)],
)
def test_clip_passes_for_filmed(seed: int, seconds: int, fps: int, width: int, height: int) -> None:
    with av.open(io.BytesIO(clip(seed, seconds, fps, width, height)), "r") as film:
        frames = np.stack([frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]).astype(np.float64)
    assert len(frames) == seconds * fps
    grey = frames @ np.array([0.299, 0.587, 0.114])
    brightness = grey.mean(axis=(1, 2))
    steps = np.abs(np.diff(grey, axis=0)).mean(axis=(1, 2))
    neighbours = [np.corrcoef(picture[:, :-1].ravel(), picture[:, 1:].ravel())[0, 1] for picture in grey]
    assert brightness.min() > 40
    assert grey.std(axis=(1, 2)).min() > 20
    assert np.mean(steps < 0.15) < 0.2
    assert steps.max() < 10
    assert np.abs(np.diff(brightness, 2)).mean() < 2
    assert min(neighbours) > 0.9
    assert np.ptp(frames, axis=3).mean() > 40  # Colour, not grey.


def test_every_task_has_a_film_of_its_own() -> None:
    assert clip(1, 1, 15, 96, 64) != clip(2, 1, 15, 96, 64)
