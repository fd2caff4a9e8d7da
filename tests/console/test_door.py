"""Nobody without the cookie gets anything: every route, file and websocket is tried."""

import re
import socket
from collections.abc import Iterator

import httpx
import nicegui
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from bot.console.access import ROUTES
from tests.console.house import House, rows

KNOWN = (
    "/",
    "/?who=mama&chat=family",
    "/say",
    "/uploads",
    "/uploads/x",
    "/media/x",
    "/media/x/poster",
    "/look/chat.css",
    "/look/icon.svg",
    "/favicon.ico",
    "/enter/",
    "//enter",
    "/docs",
    "/openapi.json",
    "/nothing",
    *(f"{path}x" if path.endswith("/") else path for path in ROUTES),
)
SOCKET = "/_nicegui_ws/socket.io/?EIO=4&transport="


def test_every_route_and_file_is_refused_without_the_cookie(shared_house: House) -> None:
    with shared_house.visitor() as friend, shared_house.visitor(is_let_in=False) as stranger:
        paths = {*KNOWN, *_nicegui_routes(), *_crawl(friend), SOCKET + "polling"}
        assert len(paths) > 40, "the crawl found the page's scripts and styles"
        for path in sorted(paths):
            assert stranger.get(path).status_code == 401, path
        for path in KNOWN:
            for method in ("HEAD", "OPTIONS", "PUT", "DELETE"):
                assert stranger.request(method, path).status_code in (401, 403), f"{method} {path}"
            answer = stranger.post(path, headers={"origin": shared_house.base}, json={})
            assert answer.status_code == 401, f"POST {path}"
            assert "请用小爱启动时打印的链接" in answer.text


def test_a_wrong_cookie_is_no_cookie(shared_house: House) -> None:
    with shared_house.visitor(is_let_in=False) as stranger:
        for value in ("", "x", "é", "a" * 5000):
            cookie = f"xiaoai-{shared_house.port}={value}".encode()
            assert stranger.get("/", headers={b"cookie": cookie}).status_code in (400, 401)


def test_the_token_becomes_a_cookie_and_leaves_the_address(shared_house: House) -> None:
    with shared_house.visitor(is_let_in=False) as stranger:
        for _ in range(2):  # a second device of the same admin
            answer = stranger.get(shared_house.link)
            assert (answer.status_code, answer.headers["location"]) == (303, "/")
            cookie = answer.headers["set-cookie"].lower()
            assert "httponly" in cookie
            assert "samesite=strict" in cookie
            assert answer.headers["referrer-policy"] == "no-referrer"
        assert stranger.get("/").status_code == 200
        assert "token=" not in stranger.get("/").text


def test_wrong_tokens_are_refused_then_slowed_and_never_lock_the_admin_out(house: House) -> None:
    with house.visitor(is_let_in=False) as stranger:
        wrong = ["", "x", "é", "x" * 10_000, *[str(number) for number in range(12)]]
        answers = [stranger.get("/enter", params={"token": token}) for token in wrong]
        assert [answer.status_code for answer in answers] == [403] * 10 + [429] * 6
        assert all("set-cookie" not in answer.headers for answer in answers)
        assert "链接不对" in answers[0].text
        assert stranger.get(house.link).status_code == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example", "", "localhost@evil.example"]
)
def test_another_name_for_this_machine_is_refused(shared_house: House, host: str) -> None:
    with shared_house.visitor() as friend:
        answer = friend.get("/", headers={"host": host.format(port=shared_house.port)})
        assert answer.status_code in (400, 403)
        assert friend.get("/", headers={"host": f"localhost:{shared_house.port}"}).status_code in (200, 401)


@pytest.mark.parametrize("origin", ["http://evil.example", "http://127.0.0.1:1", "null", None])
def test_what_another_page_sends_is_refused(shared_house: House, origin: str | None) -> None:
    with shared_house.visitor() as friend:
        del friend.headers["origin"]
        headers = {"origin": origin} if origin else {}
        said = {"id": "0" * 32, "member": "me", "chat": "me", "text": "你好"}
        assert friend.post("/say", json=said, headers=headers).status_code == 403
        assert friend.post("/uploads", content=b"\xff\xd8\xff", headers=headers).status_code == 403
    assert rows(shared_house.data, "SELECT count(*) FROM messages") == [(0,)]


@pytest.mark.parametrize(
    ("has_cookie", "origin", "is_open"),
    [(True, "{base}", True), (False, "{base}", False), (True, "http://evil.example", False), (True, None, False)],
)
def test_the_websocket_opens_for_our_own_page_only(
    shared_house: House, has_cookie: bool, origin: str | None, is_open: bool
) -> None:
    with shared_house.visitor(is_let_in=has_cookie) as visitor:
        cookies = "; ".join(f"{name}={value}" for name, value in visitor.cookies.items())
    headers = {"Cookie": cookies} if cookies else {}
    url = shared_house.base.replace("http", "ws") + SOCKET + "websocket"
    ours = origin.format(base=shared_house.base) if origin else None
    if is_open:
        with connect(url, origin=ours, additional_headers=headers, proxy=None) as websocket:  # type: ignore[arg-type]
            assert str(websocket.recv()).startswith("0{")
    else:
        with pytest.raises(InvalidStatus, match="403"):
            connect(url, origin=ours, additional_headers=headers, proxy=None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "path",
    [
        "/media/../app.sqlite",
        "/media/..%2f..%2fapp.sqlite",
        "/uploads/../app.sqlite",
        "/uploads/..%2fapp.sqlite",
        "/uploads/%2e%2e%2fapp.sqlite",
        "/uploads//etc/passwd",
        "/uploads/%2fetc%2fpasswd",
        "/look/../site.py",
        "/look/..%2fsite.py",
        "/look/%2e%2e/%2e%2e/app.py",
        "/media/%00",
    ],
)
def test_nothing_is_reached_by_a_path(shared_house: House, path: str) -> None:
    """Written to the socket as it is: a client would tidy it up."""
    with shared_house.visitor() as friend:
        cookies = "; ".join(f"{name}={value}" for name, value in friend.cookies.items())
    with socket.create_connection(("127.0.0.1", shared_house.port), timeout=10) as line:
        asked = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{shared_house.port}\r\nCookie: {cookies}\r\nConnection: close\r\n\r\n"
        line.sendall(asked.encode())
        answer = b"".join(iter(lambda: line.recv(65536), b""))
    assert answer.split(b" ", 2)[1] in (b"400", b"404")
    for secret in (b"SQLite", b"root:", b"import "):
        assert secret not in answer


def test_every_answer_tells_the_browser_what_is_not_allowed(shared_house: House) -> None:
    with shared_house.visitor() as friend:
        for path, source in (("/", "'self'"), ("/look/chat.css", "'self'"), ("/nothing", "'none'")):
            headers = friend.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert "frame-ancestors 'none'" in headers["content-security-policy"]
            assert f"default-src {source}" in headers["content-security-policy"]
            assert "server" not in headers


def _nicegui_routes() -> Iterator[str]:
    """Every route NiceGUI brings along, its parameters filled in."""
    for route in nicegui.app.routes:
        yield re.sub(r"\{[^}]*\}", "x", getattr(route, "path", "/"))


def _crawl(friend: httpx.Client) -> set[str]:
    """Everything the page and its scripts and styles name, as far as one gets."""
    found, new = set[str](), {"/"}
    while new:
        path = new.pop()
        found.add(path)
        answer = friend.get(path)
        if answer.headers.get("content-type", "").startswith(("text/html", "text/css")):
            links = re.findall(r"""(?:href|src)="([^"]+)"|url\(["']?([^"')]+)|"(/_nicegui/[^"]+)\"""", answer.text)
            new |= {str(httpx.URL(path).join(link)) for three in links for link in three if link[:5] != "data:"} - found
    return found
