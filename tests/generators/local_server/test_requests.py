"""What is asked wrongly, too much or by strangers is told in OpenAI's error shape, and is never a failure of the server."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from generators import mp4
from tests.doubles.waiting import wait_until
from tests.generators.local_server.house import KEY, QUICK, SLOW, WORDS, Running, serving


def picture(side: int = 64) -> str:
    made = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").resize((side, side)).save(made, "PNG")
    return "data:image/png;base64," + base64.b64encode(made.getvalue()).decode()


@pytest.mark.parametrize(
    ("fields", "param", "told"),
    [
        ({"prompt": " "}, "prompt", "match pattern"),
        ({"size": "96x64x3"}, "size", "match pattern"),
        ({"size": "10x10"}, "body", "size: each side"),
        ({"num_frames": 0}, "num_frames", "greater than"),
        ({"num_frames": 4000}, "num_frames", "less than"),
        ({"seconds": 120, "fps": 60, "num_frames": None}, "body", "more than 2000 frames"),
        ({"size": "4096x4096"}, "size", "more than this server makes"),
        ({"seed": -1}, "seed", "greater than"),
        ({"num_inference_steps": 1000}, "num_inference_steps", "less than"),
        ({"nonsense": 1}, "nonsense", "not permitted"),
        ({"input_reference": "https://example.com/a.png"}, "input_reference", "data:image/"),
        ({"input_reference": "data:image/png;base64,AAAA"}, "input_reference", "no picture"),
        ({"keyframes": [{"image": picture()}]}, "keyframes.0", "either frame or at_seconds"),
        ({"keyframes": [{"image": "file-1", "frame": 0}]}, "keyframes.0.image", "data:image/"),
        ({"extends": "video_0"}, "extends", "no finished clip"),
        ({"model": "flux-schnell"}, "model", "makes clips"),
        ({"control_video": "video_0"}, "control_video", "cannot do that"),
    ],
)
def test_a_wrong_field_is_named(server: Running, fields: dict[str, Any], param: str, told: str) -> None:
    answer = server.http.post("/v1/videos", json={"prompt": WORDS} | QUICK | fields)
    error = answer.json()["error"]
    assert (answer.status_code, error["type"]) == (400, "invalid_request_error"), error
    assert error["param"].startswith(param), error
    assert told in error["message"]


def test_odd_sizes_and_lengths_are_brought_to_what_the_model_can_do_and_told(server: Running) -> None:
    video = server.ended(server.asked(size="101x67", num_frames=10, num_inference_steps=1))
    assert (video["status"], video["size"], video["num_frames"]) == ("completed", "96x64", 9)
    assert video["changes"] == ["大小从 101x67 改成 96x64", "帧数从 10 改成 9", "步数从 1 改成 2"]


def test_bodies_that_are_none_or_too_large_are_refused(server: Running) -> None:
    post = server.http.post
    for content, kind, status in (
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"prompt": "\\ud800"}', "application/json", 400),
        (b"prompt=a", "text/plain", 415),
        (b"no form", "multipart/form-data; boundary=x", 400),
        (b"{}" + b" " * 70_000_000, "application/json", 413),
    ):
        answer = post("/v1/videos", content=content, headers={"content-type": kind})
        assert (answer.status_code, bool(answer.json()["error"]["message"])) == (status, True), kind
    assert post("/v1/nothing").json()["error"]["type"] == "not_found_error"
    assert server.http.put("/v1/videos").status_code == 405


def test_only_who_has_the_key_comes_in(server: Running) -> None:
    for path in ("/v1/videos", "/v1/models", "/metrics"):
        for headers in ({}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {KEY}"}):
            answer = httpx.get(server.url + path, headers=headers, trust_env=False)
            assert (answer.status_code, answer.json()["error"]["code"]) == (401, "invalid_api_key")
    assert httpx.get(f"{server.url}/health", trust_env=False).json()["status"] == "ok"


def test_pictures_anywhere_in_the_clip_and_a_clip_to_go_on_from(server: Running) -> None:
    frames = [{"image": picture(), "frame": 0}, {"image": "end", "at_seconds": 0.34, "strength": 0.8}]
    content = base64.b64decode(picture().partition(",")[2])
    form = {"prompt": WORDS, "keyframes": json.dumps(frames)} | {name: str(value) for name, value in QUICK.items()}
    answer = server.http.post("/v1/videos", data=form, files={"end": ("end.png", content, "image/png")})
    first = server.ended(answer.raise_for_status().json()["id"])
    assert first["status"] == "completed", first
    further = server.ended(server.asked(**QUICK, extends=first["id"]))
    assert (further["status"], further["remixed_from_video_id"]) == ("completed", first["id"]), further
    begun = server.ended(server.asked(**QUICK, input_reference={"image_url": picture()}))
    assert begun["status"] == "completed"
    # Measured after the clip is handed out.
    quality = wait_until(lambda: server.video(begun["id"])["quality"])
    assert all(quality[measure] is not None for measure in ("temporal_ssim", "first_frame_ssim", "encode_psnr"))


def test_pages_go_through_all_there_are(server: Running) -> None:
    made = [server.ended(server.asked(**QUICK))["id"] for _ in range(3)]
    found: list[str] = []
    page: dict[str, Any] = {"has_more": True, "last_id": ""}
    while page["has_more"]:
        page = server.http.get("/v1/videos", params={"after": page["last_id"], "limit": 2, "order": "asc"}).json()
        found += [video["id"] for video in page["data"]]
    assert [id_ for id_ in found if id_ in made] == made
    assert server.http.get("/v1/videos", params={"after": "nobody"}).status_code == 400


def test_a_monitor_reads_how_it_went(server: Running) -> None:
    server.ended(server.asked(**QUICK))
    lines = server.http.get("/metrics").text.splitlines()
    values = dict(line.rsplit(" ", 1) for line in lines if not line.startswith("#"))
    assert float(values['xiaoai_jobs_total{model="ltx",status="completed"}']) >= 1
    assert float(values['xiaoai_phase_seconds_total{model="ltx",phase="denoise"}']) > 0
    assert float(values["xiaoai_resident_bytes"]) > 0
    models = server.http.get("/v1/models").json()["data"]
    assert [(one["id"], one["kind"]) for one in models] == [("ltx", "video"), ("flux-schnell", "image")]


def test_a_full_queue_says_when_to_come_back_and_a_clip_can_be_had_the_simple_way(
    quick_ltx: Path, tmp_path: Path
) -> None:
    with serving([quick_ltx], tmp_path / "clips", "--queue", "1", key="") as open_one:
        refused = open_one.http.post("/generate", json={"prompt": WORDS}, headers={"origin": "https://example.com"})
        assert refused.status_code == 403, "a page in the browser may not have clips made"
        running = open_one.asked(**SLOW)
        open_one.begun(running)
        waiting = open_one.asked(**QUICK)
        full = open_one.http.post("/v1/videos", json={"prompt": WORDS} | QUICK)
        assert (full.status_code, full.json()["error"]["code"]) == (429, "rate_limit_exceeded")
        assert int(full.headers["retry-after"]) > 0
        open_one.http.delete(f"/v1/videos/{running}").raise_for_status()
        assert open_one.ended(waiting)["status"] == "completed"
        clip = tmp_path / "clip.mp4"
        clip.write_bytes(
            open_one.http.post("/generate", json={"prompt": WORDS, "num_frames": 9}).raise_for_status().content
        )
        assert mp4.probe(clip).frames == 9
