"""Coming in: by the link of the start, the password, an invitation; what each may see; and the one thing that needs none of it."""

import contextlib
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.console.access import ROUTES, may
from bot.doors import digest_of, new_secret
from bot.doors.password import Password
from tests.console.house import House, awake, eventually, rows
from tests.console.people import AUNT, came_in_before, has_aunt, invited
from tests.console.test_door import SOCKET

MOON = "十二个月亮在河上"
PUBLIC = "https://home.example"


def log_in(visitor: httpx.Client, password: str) -> httpx.Response:
    return visitor.post("/login", data={"password": password}, headers={"origin": str(visitor.base_url).rstrip("/")})


def test_with_a_password_one_comes_in_by_it_and_by_the_link_a_single_time(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    Password(data).set(MOON)
    with awake(data) as house, house.visitor(is_let_in=False) as admin, house.visitor(is_let_in=False) as stranger:
        assert 'type="password"' in stranger.get("/").text
        answer = log_in(admin, MOON)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert "httponly" in answer.headers["set-cookie"].lower()
        assert admin.get("/").status_code == 200
        # Guessing is slowed down, and then the right one is not heard either.
        assert [log_in(stranger, f"guess {number}").status_code for number in range(7)] == [403] * 5 + [429] * 2
        assert log_in(stranger, MOON).status_code == 429
        assert "五分钟" in log_in(stranger, "x" * 100_000).text
        assert stranger.get("/").status_code == 401
        # The admin is not locked out: the link of the start lets him in, and nobody who finds it in a log afterwards.
        assert stranger.get(house.link).status_code == 303
        assert stranger.get("/").status_code == 200
        with house.visitor(is_let_in=False) as finder:
            assert finder.get(house.link).status_code == 403
        # Another password, as `xiaoai password` sets it, ends whatever came in before.
        Password(data).set("十三个月亮在河上")
        assert [admin.get("/").status_code, stranger.get("/").status_code] == [401, 401]


def test_a_password_from_another_page_is_refused(shared_house: House) -> None:
    with shared_house.visitor(is_let_in=False) as stranger:
        for origin in ("http://evil.example", "null"):
            for path in ("/login", "/join", "/leave"):
                assert stranger.post(path, data={"password": MOON}, headers={"origin": origin}).status_code == 403


def test_a_session_outlives_a_restart_and_ends_with_leaving(family: House) -> None:
    with family.visitor(is_let_in=False) as admin:
        headers = {"cookie": f"xiaoai-{family.port}={SESSION[0]}", "origin": family.base}
        assert admin.get("/look/chat.css", headers=headers).status_code == 200
        assert admin.post("/leave", headers=headers).headers["location"] == "/login"
        assert admin.get("/look/chat.css", headers=headers).status_code == 401


SESSION: list[str] = []
"""The cookie of somebody who came in before the house was started."""


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with an address from outside, and a clip of the admin's."""
    data = tmp_path_factory.mktemp("family") / "data"
    has_aunt(data)
    SESSION[:] = [came_in_before(data)]
    with awake(data, XIAOAI_PUBLIC_URL=PUBLIC) as house, house.visitor() as admin:
        said = {"id": "0" * 32, "member": "me", "chat": "me", "text": "生成一段1秒的视频：月亮"}
        assert admin.post("/say", json=said).status_code == 204
        eventually(data, "SELECT count(*) FROM jobs WHERE state = 'done'", 1)
        yield house


ASKED = ("/", "/gallery", "/media/x", "/look/chat.css", "/members", "/settings", "/templates", "/jobs", "/metrics")


@pytest.mark.parametrize(
    ("role", "sees"),
    [
        ("member", {"/", "/gallery", "/media/x", "/look/chat.css"}),
        ("viewer", {"/gallery", "/media/x", "/look/chat.css"}),
    ],
)
def test_each_role_gets_its_own_pages_and_nothing_else(family: House, role: str, sees: set[str]) -> None:
    with invited(family, role) as guest:
        allowed = {path for path in ASKED if guest.get(path).status_code in (200, 404)}
        # A viewer who asks for the chat is taken to what he may see.
        moved = {path for path in ASKED if guest.get(path).status_code == 303}
        assert (allowed, moved) == (sees, {"/"} if role == "viewer" else set())
        assert "只给管理员看" in guest.get("/members").text
        assert guest.get("/nothing").status_code == 404


def test_what_the_table_does_not_name_nobody_may() -> None:
    roles = ("admin", "member", "viewer")
    for path in ("", "/nothing", "/jobsx", "/jobs/1", "/media", "/s/x", "/login", "//", "/look"):
        assert not any(may(role, path) for role in roles), path
    assert {path for path in ROUTES if may("member", path)} < {path for path in ROUTES if may("admin", path)}


def test_a_member_speaks_as_himself_and_sees_what_is_his(family: House) -> None:
    [(clip,)] = rows(family.data, "SELECT artifact_id FROM jobs LIMIT 1")
    with invited(family, "member") as aunt:
        said = {"id": "a" * 32, "member": AUNT, "chat": AUNT, "text": "你好"}
        assert aunt.post("/say", json=said).status_code == 204
        for change in ({"member": "me", "chat": "me"}, {"member": "me"}, {"chat": "me"}, {"member": "baba"}):
            assert aunt.post("/say", json={**said, "id": "b" * 32, **change}).status_code == 404
        assert aunt.get(f"/media/{clip}").status_code == 404
        assert aunt.get(f"/media/{clip}/poster").status_code == 404
        page = aunt.get("/", params={"who": "me", "chat": "me"}).text
        assert "你好" in page
        assert "月亮" not in page
        hers = aunt.get("/gallery").text
        assert "给谁做的" not in hers
        assert "共 1 件" not in hers
    with family.visitor() as admin:
        assert admin.get(f"/media/{clip}").status_code == 200
        every = admin.get("/gallery").text
        assert "给谁做的" in every
        assert "共 1 件" in every
        assert admin.post("/say", json={**said, "id": "c" * 32}).status_code == 204
    assert rows(family.data, "SELECT count(*) FROM audit WHERE what = 'spoke_as'") == [(1,)]


def test_looking_at_an_invitation_does_not_use_it_up(family: House) -> None:
    with invited(family, "viewer", is_used=False) as guest:
        link = guest.headers.pop("x-link")
        for _ in range(2):
            looked = guest.get(link)
            assert looked.status_code == 200
            assert "set-cookie" not in looked.headers
            assert "姑姑" in looked.text
        token = link.split("token=")[1]
        assert guest.post("/join", data={"token": token}).headers["location"] == "/gallery"
        assert guest.post("/join", data={"token": token}).status_code == 403
        assert "已经用过" in guest.get(link).text


@pytest.mark.parametrize("role", ["member", "viewer"])
def test_the_websocket_is_for_whoever_is_let_in(family: House, role: str) -> None:
    url = family.base.replace("http", "ws") + SOCKET + "websocket"
    with invited(family, role) as guest:
        headers = {"Cookie": _cookie(guest)}
        with connect(url, origin=family.base, additional_headers=headers, proxy=None) as websocket:  # type: ignore[arg-type]
            assert str(websocket.recv()).startswith("0{")
    with pytest.raises(InvalidStatus, match="403"):
        connect(url, origin=family.base, additional_headers={"Cookie": "xiaoai=x"}, proxy=None)  # type: ignore[arg-type]


def test_a_link_to_a_clip_is_all_a_stranger_gets(family: House) -> None:
    [(clip,)] = rows(family.data, "SELECT artifact_id FROM jobs LIMIT 1")
    secret = _linked(family, clip)
    with family.visitor(is_let_in=False) as stranger:
        shown = stranger.get(f"/s/{secret}", headers={"host": "home.example"})
        assert (shown.status_code, shown.headers["content-type"]) == (200, "video/mp4")
        assert shown.headers["cache-control"] == "no-store"
        assert "set-cookie" not in shown.headers
        part = stranger.get(f"/s/{secret}", headers={"range": "bytes=0-9"})
        assert (part.status_code, part.content) == (206, shown.content[:10])
        assert stranger.post(f"/s/{secret}", headers={"origin": family.base}).status_code == 401
        assert stranger.get(f"/media/{clip}").status_code == 401
        guesses = ["", "x", secret[:-1], secret + "x", secret.swapcase(), "../" + secret, "%00", "a" * 5000]
        assert {stranger.get(f"/s/{guess}").status_code for guess in guesses} <= {401, 404}
        assert [stranger.get(f"/s/{number}").status_code for number in range(30)][-1] == 429
        assert stranger.get(f"/s/{secret}").status_code == 200, "guessing shuts nobody out"
        _change(family, "UPDATE links SET expires_at = 0")
        assert stranger.get(f"/s/{secret}").status_code == 429


def test_without_an_address_from_outside_no_link_opens(shared_house: House) -> None:
    with shared_house.visitor(is_let_in=False) as stranger:
        assert stranger.get("/s/x").status_code == 401


@pytest.mark.parametrize("strips", [True, False], ids=["the proxy strips it", "the proxy keeps it"])
def test_below_a_path_of_a_reverse_proxy_everything_keeps_that_path(proxied: House, strips: bool) -> None:
    below = "" if strips else "/xiaoai"
    with proxied.visitor(is_let_in=False) as admin:
        entered = admin.get(f"{below}/enter", params={"token": proxied.link.split("token=")[1]})
        assert entered.headers["location"] == "/xiaoai/"
        assert "path=/xiaoai" in entered.headers["set-cookie"].lower()
        headers = {"cookie": entered.headers["set-cookie"].split(";")[0]}
        page = admin.get(f"{below}/", headers=headers)
        assert page.status_code == 200
        links = re.findall(r"""(?:href|src|url)[=(]["']?(/[^"')]+)""", page.text)
        assert links
        assert [link for link in links if not link.startswith("/xiaoai/")] == []
        assert {
            admin.get(link.removeprefix("/xiaoai") if strips else link, headers=headers).status_code for link in links
        } == {200}
        assert admin.get(f"{below}/look/console.css", headers=headers).status_code == 200
        assert admin.get(f"{below}/members", headers=headers).status_code == 200
        url = proxied.origin.replace("http", "ws") + below + SOCKET + "websocket"
        with connect(url, origin=proxied.origin, additional_headers=headers, proxy=None) as websocket:  # type: ignore[arg-type]
            assert str(websocket.recv()).startswith("0{")
        if not strips:
            assert admin.get("/xiaoai", headers=headers).headers["location"] == "/xiaoai/"


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with awake(tmp_path_factory.mktemp("proxied") / "data", XIAOAI_WEB__ROOT_PATH="/xiaoai") as house:
        yield house


def _cookie(visitor: httpx.Client) -> str:
    return "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())


def _linked(house: House, artifact_id: str) -> str:
    """A link, written as 小爱 writes it."""
    secret = new_secret()
    _change(
        house,
        "INSERT INTO links (digest, artifact_id, created_at, expires_at) VALUES (?, ?, ?, ?)",
        digest_of(secret),
        artifact_id,
        time.time(),
        time.time() + 3600,
    )
    return secret


def _change(house: House, statement: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(house.data / "app.sqlite", timeout=30)) as connection:
        connection.execute(statement, values)
        connection.commit()
