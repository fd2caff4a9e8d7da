"""Clips and photos over HTTP, for somebody who was let in."""

import secrets
from typing import Any

import httpx
import pytest

from tests.console.house import House, eventually, rows

JPEG = b"\xff\xd8\xff\xe0" + bytes(2000)


def test_a_clip_is_served_in_parts_with_its_poster(house: House) -> None:
    with house.visitor() as friend:
        assert _say(friend, "生成一段1秒的视频：月亮").status_code == 204
        eventually(house.data, "SELECT count(*) FROM jobs WHERE state = 'done'", 1)
        [(artifact,)] = rows(house.data, "SELECT artifact_id FROM jobs")
        whole = friend.get(f"/media/{artifact}")
        assert (whole.status_code, whole.headers["content-type"]) == (200, "video/mp4")
        assert whole.headers["cache-control"].startswith("private")
        part = friend.get(f"/media/{artifact}", headers={"range": "bytes=100-199"})
        assert (part.status_code, part.content) == (206, whole.content[100:200])
        assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"
        assert friend.get(f"/media/{artifact}", headers={"range": "bytes=999999999-"}).status_code == 416
        poster = friend.get(f"/media/{artifact}/poster")
        assert poster.headers["content-type"] == "image/jpeg"
        assert poster.content.startswith(b"\xff\xd8")


def test_a_photo_is_kept_as_it_was_sent(shared_house: House) -> None:
    with shared_house.visitor() as friend:
        picture = friend.post("/uploads", content=JPEG).json()["id"]
        shown = friend.get(f"/uploads/{picture}")
        assert (shown.content, shown.headers["content-type"]) == (JPEG, "image/jpeg")
        assert (shared_house.data / "uploads").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 415), (b"<svg onload=alert(1)>", 415), (b"%PDF-1.7", 415), (JPEG + bytes(20_000_000), 413)],
    ids=["empty", "svg", "pdf", "21 MB"],
)
def test_what_is_no_picture_or_too_large_leaves_nothing_behind(shared_house: House, body: bytes, status: int) -> None:
    with shared_house.visitor() as friend:
        before = set((shared_house.data / "uploads").glob("*"))
        assert friend.post("/uploads", content=body).status_code == status
        assert set((shared_house.data / "uploads").glob("*")) == before


def test_the_same_message_sent_twice_counts_once(shared_house: House) -> None:
    with shared_house.visitor() as friend:
        for _ in range(3):
            assert _say(friend, "说三遍", id="a" * 32).status_code == 204
    assert rows(shared_house.data, "SELECT count(*) FROM messages WHERE text = '说三遍'") == [(1,)]


@pytest.mark.parametrize(
    "change",
    [
        {"member": "nobody"},
        {"chat": "mama"},
        {"pictures": ["0" * 32 + ".jpg"]},
        {"pictures": ["../app.sqlite"]},
        {"id": "../x"},
        {"text": "长" * 100_001},
        {"role": "admin"},
    ],
)
def test_what_the_page_would_not_send_is_refused(shared_house: House, change: dict[str, Any]) -> None:
    with shared_house.visitor() as friend:
        assert _say(friend, **{"text": "你好"} | change).status_code in (404, 422)
    assert rows(shared_house.data, "SELECT count(*) FROM messages WHERE text <> '说三遍'") == [(0,)]


def _say(friend: httpx.Client, text: str, **change: Any) -> httpx.Response:
    return friend.post("/say", json={"id": secrets.token_hex(16), "member": "me", "chat": "me", "text": text} | change)
