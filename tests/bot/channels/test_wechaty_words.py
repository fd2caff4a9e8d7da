"""What stands in texts, settings and boxes, without any gateway."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from bot.channel_settings import ChannelSettings, WechatyPart
from bot.channels.base import Refused
from bot.channels.made import make_channels
from bot.channels.wechaty import boxes
from bot.channels.wechaty.channel import WechatyChannel
from bot.channels.wechaty.logins import GatewayLogin
from bot.channels.wechaty.quotes import read_quote, without_mention, without_mention_in_front
from bot.config import Settings
from bot.errors import ConfigError

DASHES = "- " * 14 + "-"


@pytest.mark.parametrize(
    ("text", "names", "left"),
    [
        ("@小爱\u2005今天天气", ("小爱",), "今天天气"),
        ("@小爱 今天天气", ("小爱",), "今天天气"),
        ("今天天气 @小爱", ("小爱",), "今天天气"),
        ("＠小爱 今天天气", ("小爱",), "今天天气"),
        ("@小爱同学 今天天气", ("小爱", "小爱同学"), "今天天气"),
        ("@小爱", ("小爱",), ""),
        ("今天天气@小爱\u2005怎么样", ("小爱",), "今天天气怎么样"),
    ],
)
def test_the_mention_is_taken_out(text: str, names: tuple[str, ...], left: str) -> None:
    assert without_mention(text, names) == (left, True)


@pytest.mark.parametrize("text", ["@小爱同学 今天天气", "小爱 今天天气", "mail@小爱么", "", "@", "@@@"])
def test_other_names_are_no_mention(text: str) -> None:
    assert without_mention(text, ("小爱", "")) == (text, False)


def test_whoever_is_mentioned_in_front_can_be_taken_out() -> None:
    assert without_mention_in_front("@家里的机器人\u2005今天天气") == "今天天气"
    assert without_mention_in_front("今天 @谁 天气") == "今天 @谁 天气"


def test_a_quote_is_told_from_the_answer() -> None:
    quote = read_quote(f"「小爱：好，马上拍。\n第 1 号」\n{DASHES}\n换个风格\n要快")
    assert quote
    assert (quote.who, quote.said) == ("小爱", "换个风格\n要快")


@pytest.mark.parametrize(
    "text", ["「小爱：你好」", f"说「小爱：你好」\n{DASHES}\n好", "「" * 9000, "", f"「：」\n{DASHES}\n"]
)
def test_brackets_alone_are_no_quote(text: str) -> None:
    assert read_quote(text) is None


def test_a_box_is_read_in_old_and_new_spelling() -> None:
    packed = base64.b64encode(b"abc").decode()
    assert boxes.read(json.dumps({"type": 1, "base64": packed})).content == b"abc"
    assert boxes.read(json.dumps({"boxType": 1, "base64": packed})).content == b"abc"
    assert boxes.read(json.dumps({"boxType": 2, "remoteUrl": "https://a/b"})).url == "https://a/b"
    assert boxes.read(json.dumps({"type": 7, "uuid": "u"})).uuid == "u"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "null",
        "[]",
        "7",
        "{}",
        '{"type": 3, "qrCode": "x"}',
        '{"type": 1}',
        '{"type": 1, "base64": "a"}',
        '{"type": 2, "url": 7}',
        "[" * 100_000,
    ],
)
def test_other_boxes_are_refused(text: str) -> None:
    with pytest.raises(Refused):
        boxes.read(text)


@pytest.mark.parametrize(
    "url",
    ["http://example.com/a.jpg", "https://127.0.0.1/a.jpg", "https://169.254.169.254/a", "file:///etc/passwd", "x", ""],
)
async def test_only_public_addresses_are_fetched_from(url: str) -> None:
    with pytest.raises(Refused):
        await boxes.fetch(url, ())


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ({"endpoint": "gateway.example.com:8788"}, "令牌会被看见"),
        ({"endpoint": "127.0.0.1"}, "主机:端口"),
        ({"endpoint": "127.0.0.1:99999"}, "65535"),
        ({"endpoint": "127.0.0.1:1", "ca_file": "a.pem"}, "tls: true"),
        ({"endpoint": "127.0.0.1:1", "token": "x"}, "token"),
    ],
)
def test_wrong_settings_are_refused(part: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        WechatyPart.model_validate(part)


@pytest.mark.parametrize("endpoint", ["127.0.0.1:8788", "[::1]:8788", "gateway:8788", "192.168.1.5:8788"])
def test_at_home_it_may_be_unencrypted(endpoint: str) -> None:
    part = WechatyPart(endpoint=endpoint)
    assert f"{part.host}:{part.port}" == endpoint.replace("[", "").replace("]", "")


def test_no_certificate_is_told_by_its_file(tmp_path: Path) -> None:
    (tmp_path / "a.pem").write_text("hello")
    for name in ("a.pem", "b.pem"):
        part = WechatyPart(endpoint="a.example.com:1", tls=True, certificate_file=tmp_path / name)
        with pytest.raises(ConfigError, match=name):
            WechatyChannel(part, SecretStr("token"))


def test_without_a_token_the_admin_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WECHATY_TOKEN", raising=False)
    settings = Settings(home=tmp_path, data=tmp_path, channels=ChannelSettings(wechaty=WechatyPart(endpoint="a:1")))
    with pytest.raises(ConfigError, match="WECHATY_TOKEN"):
        make_channels(settings)
    monkeypatch.setenv("WECHATY_TOKEN", "a b")
    with pytest.raises(ConfigError, match="WECHATY_TOKEN"):
        make_channels(settings)
    monkeypatch.setenv("WECHATY_TOKEN", "puppet_1")
    assert [channel.name for channel in make_channels(settings)] == ["wechaty"]


def test_what_the_login_goes_through() -> None:
    login = GatewayLogin(lambda: datetime(2026, 11, 21, tzinfo=UTC))
    login.was_shown({"qrcode": "https://login/1", "status": 2})
    assert (login.state.stage, login.state.qr) == ("scan", "https://login/1")
    login.was_shown({"qrcode": "https://login/1", "status": 3})
    assert (login.state.stage, login.state.qr) == ("confirm", "")
    login.came_in("bot")
    login.was_shown({"qrcode": "https://login/1", "status": 4})
    assert (login.state.stage, login.account) == ("online", "bot")
    login.is_away("offline", "gone")
    assert (login.state.account, login.account, login.state.detail) == ("bot", "", "gone")
    login.came_in("bot")
    login.went_out()
    assert (login.state.stage, login.account) == ("expired", "")


@pytest.mark.parametrize(
    "scan", [{}, {"qrcode": None}, {"qrcode": 7, "status": "x"}, {"qrcode": "x" * 9999, "status": 2}]
)
def test_odd_codes_are_not_shown(scan: dict[str, object]) -> None:
    login = GatewayLogin()
    login.was_shown(scan)
    assert (login.state.stage, login.state.qr) == ("scan", "")
