"""Fetching results from real servers on loopback: what arrives whole, and everything that is not fetched."""

import datetime
import hashlib
import logging
import ssl
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from generators.base import BadRequest, Broken, Busy, DiskFull, GeneratorError, Timeout, Unreachable
from generators.remote.arriving import Expired
from generators.remote.download import Downloaded, download
from generators.remote.guard import AddressRefused, origins, read, without_query
from tests.doubles.exchange import Answer, Asked, Cut
from tests.doubles.loopback import Server

MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + bytes(range(256)) * 3000
MOV = b"\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  " + b"\x01" * 90
WEBM = b"\x1a\x45\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm" + b"\x02" * 90
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\x03" * 90
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x04" * 90
WEBP = b"RIFF\x64\x00\x00\x00WEBPVP8 " + b"\x05" * 90
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + b"\x06" * 90
PAGE = b"<!doctype html><title>login</title>" + b" " * 90

VIDEO = {"content-type": "video/mp4"}
PUBLIC = "93.184.216.34"
SECRET = "Signature=s3cr3tsignature"

Route = Callable[[Asked], Answer]


@dataclass
class Shelf:
    """Files to fetch, and who asked for them."""

    routes: dict[str, Route] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def answer(self, asked: Asked) -> Answer:
        self.asked.append(asked)
        return self.routes[asked.path](asked)

    def holds(self, content: bytes, path: str = "/clip.mp4", **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.routes[path] = lambda _: Answer(content, 200, {**VIDEO, **named})
        return self.url + path

    def answers(self, status: int, path: str = "/clip.mp4", **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.routes[path] = lambda _: Answer(b"<Error/>", status, named)
        return self.url + path


@contextmanager
def serving(shelf: Shelf, tls: ssl.SSLContext | None = None) -> Iterator[Shelf]:
    server = Server(0, shelf)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.02))
    thread.start()
    shelf.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield shelf
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with serving(Shelf()) as shelf:
        yield shelf


@pytest.fixture
def neighbour() -> Iterator[Shelf]:
    """Another server on this machine that no setting names."""
    with serving(Shelf()) as shelf:
        shelf.holds(MP4)
        yield shelf


class Names:
    """A name server: the answers to one name, one after another, the last for ever."""

    def __init__(self, **answers: Sequence[Sequence[str]]) -> None:
        self.answers = {name.replace("_", "."): list(answer) for name, answer in answers.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.answers[host]
        return answers.pop(0) if len(answers) > 1 else answers[0]


async def fetched(url: str, into: Path, **changes: Any) -> Downloaded:
    known: dict[str, Any] = {"most_bytes": 10_000_000, "timeout_seconds": 20.0, "kinds": ("video",)}
    return await download(url, into, **known | changes)


async def from_shelf(shelf: Shelf, url: str, into: Path, **changes: Any) -> Downloaded:
    return await fetched(url, into, allowed_origins=[shelf.url + "/v1"], **changes)


# What arrives


async def test_a_clip_comes_home_whole(shelf: Shelf, tmp_path: Path) -> None:
    url = shelf.holds(MP4) + "?" + SECRET + "%2Bx+y"
    got = await from_shelf(shelf, url, tmp_path / "new")
    assert got == Downloaded(
        tmp_path / "new/result.mp4", "video", "video/mp4", hashlib.sha256(MP4).hexdigest(), len(MP4)
    )
    assert got.path.read_bytes() == MP4
    assert list(got.path.parent.iterdir()) == [got.path], "nothing half done beside it"
    assert shelf.asked[0].headers["host"] == shelf.url.removeprefix("http://")
    assert shelf.asked[0].query["Signature"] == "s3cr3tsignature+x y", "signed queries arrive as they were signed"


@pytest.mark.parametrize(
    ("content", "content_type", "suffix"),
    [
        (MP4, "video/mp4; codecs=avc1", ".mp4"),
        (MP4, "application/octet-stream", ".mp4"),
        (MP4, "", ".mp4"),
        (MOV, "video/quicktime", ".mov"),
        (WEBM, "video/webm", ".webm"),
        (JPEG, "image/jpeg", ".jpg"),
        (PNG, "Image/PNG", ".png"),
        (WEBP, "image/webp", ".webp"),
        (WEBP, "image/png", ".webp"),
    ],
)
async def test_the_bytes_decide_how_it_is_called(
    shelf: Shelf, tmp_path: Path, content: bytes, content_type: str, suffix: str
) -> None:
    url = shelf.holds(content, content_type=content_type)
    got = await from_shelf(shelf, url, tmp_path, name="cover", kinds=("video", "image"))
    assert got.path == tmp_path / f"cover{suffix}"
    assert got.kind == ("image" if content in (JPEG, PNG, WEBP) else "video")


@pytest.mark.parametrize(
    ("content", "content_type", "kinds"),
    [
        (PAGE, "text/html", ("video",)),
        (PAGE, "video/mp4", ("video",)),
        (PAGE, "", ("video", "image")),
        (MP4, "text/html", ("video",)),
        (MP4, "image/png", ("video", "image")),
        (PNG, "video/mp4", ("video", "image")),
        (PNG, "image/png", ("video",)),
        (HEIC, "video/mp4", ("video",)),
        (b"", "video/mp4", ("video",)),
    ],
)
async def test_what_is_no_clip_is_not_kept(
    shelf: Shelf, tmp_path: Path, content: bytes, content_type: str, kinds: Sequence[str]
) -> None:
    with pytest.raises(Broken) as refused:
        await from_shelf(shelf, shelf.holds(content, content_type=content_type), tmp_path, kinds=kinds)
    assert refused.value.is_charged
    assert list(tmp_path.iterdir()) == []


async def test_a_packed_answer_is_not_taken_for_a_clip(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(Broken, match="gzip"):
        await from_shelf(shelf, shelf.holds(MP4, content_encoding="gzip"), tmp_path)
    assert shelf.asked[0].headers["accept-encoding"] == "identity"


# How much and how long


async def test_too_large_by_its_header_is_not_read(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(Broken, match=f"{len(MP4)} bytes, more than 5000"):
        await from_shelf(shelf, shelf.holds(MP4), tmp_path, most_bytes=5000)
    await from_shelf(shelf, shelf.holds(MP4), tmp_path, most_bytes=len(MP4))


async def test_too_large_without_a_length_is_stopped_on_the_way(shelf: Shelf, tmp_path: Path) -> None:
    chunk = b"%x\r\n%b\r\n" % (len(MP4), MP4)
    url = shelf.holds(chunk * 40 + b"0\r\n\r\n", transfer_encoding="chunked")
    with pytest.raises(Broken, match="more than 2000000 bytes"):
        await from_shelf(shelf, url, tmp_path, most_bytes=2_000_000)
    assert list(tmp_path.iterdir()) == []


async def test_chunks_of_unknown_length_arrive(shelf: Shelf, tmp_path: Path) -> None:
    url = shelf.holds(b"%x\r\n%b\r\n0\r\n\r\n" % (len(MP4), MP4), transfer_encoding="chunked")
    assert (await from_shelf(shelf, url, tmp_path)).path.read_bytes() == MP4


async def test_silence_ends_in_time(shelf: Shelf, tmp_path: Path) -> None:
    def silent(_: Asked) -> Answer:
        time.sleep(1.0)
        raise Cut

    shelf.routes["/clip.mp4"] = silent
    begun = time.monotonic()
    with pytest.raises(Timeout, match="silent"):
        await from_shelf(shelf, shelf.url + "/clip.mp4", tmp_path, idle_seconds=0.2)
    assert time.monotonic() - begun < 0.9


async def test_a_server_that_is_never_silent_for_long_has_an_end_too(shelf: Shelf, tmp_path: Path) -> None:
    def dawdling(_: Asked) -> Answer:
        time.sleep(0.25)
        return Answer(b"", 302, {"location": "/clip.mp4"})

    shelf.routes["/clip.mp4"] = dawdling
    with pytest.raises(Timeout, match=r"0\.6 s") as late:
        await from_shelf(shelf, shelf.url + "/clip.mp4", tmp_path, timeout_seconds=0.6, idle_seconds=5.0)
    assert late.value.is_charged
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
async def test_a_full_disk_is_named(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / ".result.part").symlink_to("/dev/full")
    with pytest.raises(DiskFull, match="result"):
        await from_shelf(shelf, shelf.holds(MP4), tmp_path)
    assert list(tmp_path.iterdir()) == []


# Cut on the way


def cut_at(*ends: int, ranges: bool = True, etags: Sequence[str] = ()) -> Route:
    """The clip, cut at these bytes one answer after another, then whole; `etags` are those of the answers."""
    cuts, tags = list(ends), list(etags)

    def answer(asked: Asked) -> Answer:
        begin = int(asked.headers.get("range", "bytes=0-")[6:-1]) if ranges else 0
        end = cuts.pop(0) if cuts else len(MP4)
        headers = {**VIDEO, "content-length": str(len(MP4) - begin)}
        if tags:
            headers["etag"] = tags.pop(0)
            if asked.headers.get("if-range", headers["etag"]) != headers["etag"]:
                begin, headers["content-length"] = 0, str(len(MP4))
        if ranges:
            headers["accept-ranges"] = "bytes"
        if begin:
            headers["content-range"] = f"bytes {begin}-{len(MP4) - 1}/{len(MP4)}"
        return Answer(MP4[begin:end], 206 if begin else 200, headers)

    return answer


def ranges_asked(shelf: Shelf) -> list[str]:
    return [asked.headers.get("range", "") for asked in shelf.asked]


async def test_a_cut_clip_goes_on_where_it_was_cut(shelf: Shelf, tmp_path: Path) -> None:
    shelf.routes["/clip.mp4"] = cut_at(1000, 500_000, etags=['"a"'] * 3)
    got = await from_shelf(shelf, shelf.url + "/clip.mp4", tmp_path)
    assert got.path.read_bytes() == MP4
    assert got.sha256 == hashlib.sha256(MP4).hexdigest()
    assert ranges_asked(shelf) == ["", "bytes=1000-", "bytes=500000-"]
    assert shelf.asked[1].headers["if-range"] == '"a"'


async def test_without_a_tag_the_length_must_agree(shelf: Shelf, tmp_path: Path) -> None:
    shelf.routes["/clip.mp4"] = cut_at(1000)
    got = await from_shelf(shelf, shelf.url + "/clip.mp4", tmp_path)
    assert ranges_asked(shelf) == ["", "bytes=1000-"]
    assert got.path.read_bytes() == MP4


async def test_another_file_under_the_same_address_is_begun_anew(shelf: Shelf, tmp_path: Path) -> None:
    shelf.routes["/clip.mp4"] = cut_at(1000, etags=['"a"', '"b"'])
    got = await from_shelf(shelf, shelf.url + "/clip.mp4", tmp_path)
    assert ranges_asked(shelf) == ["", "bytes=1000-"]
    assert got.path.read_bytes() == MP4
    assert got.sha256 == hashlib.sha256(MP4).hexdigest()


@pytest.mark.parametrize(
    "resumed",
    [
        Answer(MP4[1000:], 206, VIDEO | {"content-range": f"bytes 1000-{len(MP4)}/{len(MP4) + 1}"}),
        Answer(MP4[900:], 206, VIDEO | {"content-range": f"bytes 900-{len(MP4) - 1}/{len(MP4)}"}),
        Answer(MP4[1000:], 206, VIDEO),
        Answer(MP4[1000:], 206, VIDEO | {"content-range": f"bytes 1000-{len(MP4) - 1}/{len(MP4)}", "etag": '"b"'}),
        Answer(b"", 416),
    ],
)
async def test_a_rest_that_does_not_fit_is_not_glued_on(shelf: Shelf, tmp_path: Path, resumed: Answer) -> None:
    begin = cut_at(1000, etags=['"a"', '"a"'])
    shelf.routes["/clip.mp4"] = lambda asked: resumed if "range" in asked.headers else begin(asked)
    got = await from_shelf(shelf, shelf.url + "/clip.mp4", tmp_path)
    assert ranges_asked(shelf) == ["", "bytes=1000-", ""]
    assert got.path.read_bytes() == MP4


async def test_a_server_without_ranges_begins_anew(shelf: Shelf, tmp_path: Path) -> None:
    shelf.routes["/clip.mp4"] = cut_at(400_000, ranges=False)
    got = await from_shelf(shelf, shelf.url + "/clip.mp4", tmp_path)
    assert ranges_asked(shelf) == ["", ""]
    assert got.path.read_bytes() == MP4


async def test_a_weak_tag_holds_nobody_to_the_same_bytes(shelf: Shelf, tmp_path: Path) -> None:
    shelf.routes["/clip.mp4"] = cut_at(1000, etags=['W/"a"', 'W/"a"'])
    assert (await from_shelf(shelf, shelf.url + "/clip.mp4", tmp_path)).path.read_bytes() == MP4
    assert ranges_asked(shelf) == ["", ""]


async def test_cut_a_fourth_time_it_gives_up(shelf: Shelf, tmp_path: Path) -> None:
    shelf.routes["/clip.mp4"] = cut_at(1000, 2000, 3000, 4000)
    with pytest.raises(Unreachable, match="4000 bytes") as cut:
        await from_shelf(shelf, shelf.url + "/clip.mp4", tmp_path)
    assert cut.value.is_charged
    assert len(shelf.asked) == 4
    assert list(tmp_path.iterdir()) == []


# Answers that are no file


@pytest.mark.parametrize("status", [401, 403, 404, 410])
async def test_an_expired_address_is_told_apart(shelf: Shelf, tmp_path: Path, status: int) -> None:
    with pytest.raises(Expired, match=str(status)) as expired:
        await from_shelf(shelf, shelf.answers(status), tmp_path)
    assert expired.value.code == "broken"
    assert expired.value.is_charged
    assert len(shelf.asked) == 1


async def test_busy_says_when_to_come_back(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(Busy) as busy:
        await from_shelf(shelf, shelf.answers(429, retry_after="7"), tmp_path)
    assert busy.value.retry_after_seconds == 7
    assert busy.value.is_charged


@pytest.mark.parametrize(
    ("status", "error"), [(500, Unreachable), (503, Unreachable), (400, Broken), (204, Broken), (206, Broken)]
)
async def test_other_answers_are_no_clip(
    shelf: Shelf, tmp_path: Path, status: int, error: type[GeneratorError]
) -> None:
    with pytest.raises(error, match=str(status)):
        await from_shelf(shelf, shelf.answers(status), tmp_path)


async def test_nobody_there_is_unreachable(tmp_path: Path) -> None:
    with serving(Shelf()) as gone:
        pass
    with pytest.raises(Unreachable, match="no connection") as unreachable:
        await from_shelf(gone, gone.url + "/clip.mp4", tmp_path)
    assert unreachable.value.is_charged


# Where it may lie


@pytest.mark.parametrize(
    "url",
    [
        "ftp://clips.example/a.mp4",
        "file:///etc/passwd",
        "data:video/mp4;base64,AAAA",
        "//clips.example/a.mp4",
        "",
        "https://me:pass@clips.example/a.mp4",
        "https://clips.example\\@127.0.0.1/a.mp4",
        "https://clips.example/a b.mp4",
        "https://clips.example/a.mp4\r\nX-Injected: 1",
        "https://例子.example/a.mp4",
        "https://１２７.０.０.１/a.mp4",
        "https://2130706433/a.mp4",
        "https://0x7f000001/a.mp4",
        "https://0177.0.0.1/a.mp4",
        "https://0x7f.1/a.mp4",
        "https://127.1/a.mp4",
        "https://127.0.0.1./a.mp4",
        "https://clips.example:0/a.mp4",
        "https://clips.example:99999/a.mp4",
        "https://[fe80::1%25eth0]/a.mp4",
        "http://clips.example/a.mp4",
    ],
)
async def test_addresses_of_an_odd_kind_are_refused_unseen(tmp_path: Path, url: str) -> None:
    names = Names(clips_example=[[PUBLIC]])
    with pytest.raises(AddressRefused) as refused:
        await fetched(url, tmp_path, resolve=names)
    assert isinstance(refused.value, BadRequest)
    assert names.asked == []


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "127.8.8.8",
            "10.0.0.5",
            "172.16.0.1",
            "192.168.1.1",
            "100.64.0.1",
            "169.254.169.254",
            "0.0.0.0",
        ),
        *("224.0.0.251", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.7", "::1", "::", "fe80::1", "fd00::1"),
        *("ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
        *("2002:7f00:1::", "2001:0:7f00:1::", "::127.0.0.1", "fec0::1", "fe80::1%eth0", "no address"),
    ],
)
async def test_a_name_that_leads_home_is_refused(tmp_path: Path, address: str) -> None:
    names = Names(clips_example=[[PUBLIC, address]])
    with pytest.raises(AddressRefused, match=r"https://clips\.example is not in fetch_from"):
        await fetched("https://clips.example/a.mp4", tmp_path, resolve=names)
    assert names.asked == ["clips.example"]


@pytest.mark.parametrize("host", ["127.0.0.1", "169.254.169.254", "10.0.0.5", "[::1]", "[::ffff:7f00:1]", "[fd00::1]"])
async def test_a_number_that_leads_home_is_refused(tmp_path: Path, host: str) -> None:
    with pytest.raises(AddressRefused):
        await fetched(f"https://{host}/a.mp4", tmp_path)


async def test_another_port_of_this_machine_is_refused(shelf: Shelf, neighbour: Shelf, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused, match=neighbour.url):
        await from_shelf(shelf, neighbour.url + "/clip.mp4", tmp_path)
    with pytest.raises(AddressRefused):
        await from_shelf(shelf, neighbour.url.replace("http:", "https:") + "/clip.mp4", tmp_path)
    with pytest.raises(AddressRefused):
        await from_shelf(shelf, shelf.url.replace("http:", "https:") + "/clip.mp4", tmp_path)
    with pytest.raises(AddressRefused):
        await from_shelf(shelf, shelf.url.replace("127.0.0.1", "localhost") + "/clip.mp4", tmp_path)
    assert neighbour.asked == shelf.asked == []


async def test_even_our_own_settings_do_not_open_the_clouds_keys(tmp_path: Path) -> None:
    url = "http://169.254.169.254/latest/meta-data/"
    with pytest.raises(AddressRefused, match=r"169\.254"):
        await fetched(url, tmp_path, allowed_origins=[url])


async def test_a_name_of_our_own_settings_may_lead_home(shelf: Shelf, tmp_path: Path) -> None:
    url = shelf.holds(MP4).replace("127.0.0.1", "GPU.lan")
    names = Names(gpu_lan=[["127.0.0.1"]])
    got = await fetched(url, tmp_path, allowed_origins=[url.lower()], resolve=names)
    assert got.bytes == len(MP4)
    assert shelf.asked[0].headers["host"].startswith("gpu.lan:")


async def test_a_name_that_is_nowhere_is_unreachable(tmp_path: Path) -> None:
    with pytest.raises(Unreachable, match="no address"):
        await fetched("https://clips.example/a.mp4", tmp_path, resolve=Names(clips_example=[[]]))


async def test_an_address_that_leads_nowhere_gives_way_to_the_next(shelf: Shelf, tmp_path: Path) -> None:
    url = shelf.holds(MP4).replace("127.0.0.1", "gpu.lan")
    names = Names(gpu_lan=[["::1", "127.0.0.1"]])
    assert (await fetched(url, tmp_path, allowed_origins=[url], resolve=names)).bytes == len(MP4)


async def test_a_name_server_that_changes_its_mind_gains_nothing(
    tmp_path: Path, refused_addresses: list[object]
) -> None:
    with pytest.raises(Unreachable):
        await fetched(
            "https://clips.example/a.mp4", tmp_path, resolve=(names := Names(clips_example=[[PUBLIC], ["127.0.0.1"]]))
        )
    assert names.asked == ["clips.example"], "looked up once"
    assert refused_addresses == [(PUBLIC, 443)], "and that very address was connected to"
    refused_addresses.clear()


# Redirects


async def test_redirects_are_followed_five_times(shelf: Shelf, tmp_path: Path) -> None:
    shelf.holds(MP4, "/5")
    for hop in range(5):
        shelf.answers(301 if hop % 2 else 307, f"/{hop}", location=f"{hop + 1}" if hop else f"{shelf.url}/1")
    assert (await from_shelf(shelf, shelf.url + "/0", tmp_path)).bytes == len(MP4)
    shelf.answers(302, "/start", location="/0")
    with pytest.raises(Broken, match="more than 5"):
        await from_shelf(shelf, shelf.url + "/start", tmp_path)


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/iam",
        "https://169.254.169.254/latest/meta-data/iam",
        "//169.254.169.254/",
        "https://clips.example/a.mp4",
        "http://elsewhere.example/a.mp4",
        "file:///etc/passwd",
        "https://2130706433/",
        "https://me@elsewhere.example/",
        "https://[::1",
        "http://127.0.0.1\\@elsewhere.example/",
        "/a\tb",
    ],
)
async def test_a_redirect_is_judged_like_an_address(shelf: Shelf, tmp_path: Path, location: str) -> None:
    names = Names(clips_example=[["10.0.0.5"]])
    with pytest.raises(AddressRefused):
        await from_shelf(shelf, shelf.answers(302, location=location), tmp_path, resolve=names)


async def test_a_redirect_to_another_port_is_refused(shelf: Shelf, neighbour: Shelf, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused, match=neighbour.url):
        await from_shelf(shelf, shelf.answers(302, location=neighbour.url + "/clip.mp4"), tmp_path)
    assert len(shelf.asked) == 1
    assert neighbour.asked == []


async def test_a_redirect_to_nowhere_is_broken(shelf: Shelf, tmp_path: Path) -> None:
    with pytest.raises(Broken, match="where to"):
        await from_shelf(shelf, shelf.answers(302), tmp_path)


async def test_a_key_goes_to_its_own_origin_only(shelf: Shelf, neighbour: Shelf, tmp_path: Path) -> None:
    key = {"Authorization": "Bearer abc"}
    shelf.answers(302, "/near", location="/far")
    shelf.answers(302, "/far", location=neighbour.url + "/clip.mp4")
    both = [shelf.url, neighbour.url]
    await fetched(shelf.url + "/near", tmp_path, allowed_origins=both, headers=key)
    assert [asked.headers.get("authorization") for asked in shelf.asked] == ["Bearer abc"] * 2
    assert "authorization" not in neighbour.asked[0].headers


# TLS


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One file with key and certificate of clips.example, signed by itself."""
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "clips")])
    now = datetime.datetime.now(datetime.UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("clips.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "clips.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path


@dataclass(frozen=True)
class Secure:
    """A server that speaks TLS and a client that trusts it."""

    shelf: Shelf
    names_asked_for: list[str | None]
    trusting: ssl.SSLContext

    def url(self, host: str) -> str:
        return self.shelf.url.replace("http://127.0.0.1", f"https://{host}") + "/clip.mp4"


@pytest.fixture
def secure(certificate: Path) -> Iterator[Secure]:
    names: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    context.sni_callback = lambda _, name, __: names.append(name)
    with ExitStack() as stack:
        shelf = stack.enter_context(serving(Shelf(), context))
        shelf.holds(MP4)
        yield Secure(shelf, names, ssl.create_default_context(cafile=str(certificate)))


async def test_the_pinned_address_is_asked_by_its_name(secure: Secure, tmp_path: Path) -> None:
    url = secure.url("clips.example")
    names = Names(clips_example=[["127.0.0.1"]])
    got = await fetched(url, tmp_path, allowed_origins=[url], resolve=names, tls=secure.trusting)
    assert got.bytes == len(MP4)
    assert secure.names_asked_for == ["clips.example"]
    assert secure.shelf.asked[0].headers["host"].startswith("clips.example:")


async def test_a_certificate_for_another_name_is_refused(secure: Secure, tmp_path: Path) -> None:
    url = secure.url("other.example")
    names = Names(other_example=[["127.0.0.1"]])
    with pytest.raises(Unreachable, match="certificate"):
        await fetched(url, tmp_path, allowed_origins=[url], resolve=names, tls=secure.trusting)
    assert secure.shelf.asked == []


async def test_a_certificate_nobody_knows_is_refused(secure: Secure, tmp_path: Path) -> None:
    url = secure.url("clips.example")
    with pytest.raises(Unreachable, match="certificate"):
        await fetched(url, tmp_path, allowed_origins=[url], resolve=Names(clips_example=[["127.0.0.1"]]))


# What may be written down


def stumbling(shelf: Shelf) -> Mapping[str, Route]:
    """Every way to fail, with a secret wherever one can stand."""
    signed = f"{shelf.url}/elsewhere?{SECRET}"
    return {
        "/expired": lambda _: Answer(SECRET.encode(), 403),
        "/error": lambda _: Answer(SECRET.encode(), 500),
        "/busy": lambda _: Answer(SECRET.encode(), 429),
        "/page": lambda _: Answer(PAGE, 200, {"content-type": "text/html"}),
        "/cut": cut_at(100, 100, 100, 100, ranges=False),
        "/round": lambda asked: Answer(b"", 302, {"location": f"{asked.path}?{SECRET}"}),
        "/metadata": lambda _: Answer(b"", 302, {"location": f"http://me:{SECRET}@169.254.169.254/?{SECRET}"}),
        "/away": lambda _: Answer(b"", 302, {"location": f"https://10.0.0.1/a.mp4?{SECRET}#{SECRET}"}),
        "/odd": lambda _: Answer(b"", 302, {"location": f"{signed}\t"}),
        "/empty": lambda _: Answer(b"", 200, VIDEO),
    }


async def test_no_signature_and_no_key_is_written_anywhere(
    shelf: Shelf, tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    shelf.routes.update(stumbling(shelf))
    key = {"Authorization": f"Bearer {SECRET}"}
    written: list[str] = []
    for path in shelf.routes:
        with pytest.raises(GeneratorError) as failed:
            await from_shelf(shelf, f"{shelf.url}{path}?{SECRET}", tmp_path, headers=key)
        written += traceback.format_exception(failed.value)
    with pytest.raises(Unreachable) as failed:
        await from_shelf(shelf, f"{shelf.url}/page", tmp_path, headers={"Authorization": f"{SECRET}\n"})
    written += traceback.format_exception(failed.value)
    written += [caplog.text, *capfd.readouterr()]
    assert "s3cr3t" not in "\n".join(written)


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://clips.example/a/b.mp4?Expires=1&Signature=x#y", "https://clips.example/a/b.mp4"),
        ("HTTP://me:secret@127.0.0.1:8188/view?filename=a", "http://127.0.0.1:8188/view"),
        ("https://me:se/cret@clips.example/a?b", "https://clips.example/a"),
        ("https://clips.example?x", "https://clips.example"),
        ("https://clips.example/a\nb", "https://clips.example/a?b"),
        ("data:video/mp4;base64,AAAA", "an address that cannot be read"),
        ("", "an address that cannot be read"),
    ],
)
def test_an_address_is_shown_without_what_opens_it(url: str, shown: str) -> None:
    assert without_query(url) == shown


def test_origins_differ_by_scheme_host_and_port() -> None:
    ours = origins(["https://api.example/v1?x", "http://[0:0::1]:8188"])
    assert read("https://API.example:443/other").origin in ours
    assert read("http://[::1]:8188/view").origin in ours
    for other in ("http://api.example:443/", "https://api.example:8443/", "https://api.example./", "http://[::1]/"):
        assert read(other).origin not in ours
