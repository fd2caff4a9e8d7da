"""`xiaoai doctor` on the ways into WeChat: how to get one, what is missing of one, and whether the far side is there."""

import socket
from pathlib import Path

from tests.bot.channels.ilink_house import bind, ilink
from tests.cli.command import Ran, xiaoai
from tests.doubles.processes import closed_port


def examine(data: Path, channels: str, **more: str) -> Ran:
    return xiaoai(data, "doctor", XIAOAI_CHANNELS=channels, **more)


def test_none_is_missing_and_told_how_to_get(tmp_path: Path) -> None:
    ran = xiaoai(tmp_path / "data", "doctor")
    assert ran.status == 0
    assert "· 微信：还没有接入" in ran.out
    assert "docs/admin/18-个人微信.md" in ran.out


def test_a_key_that_is_not_there_keeps_her_from_running(tmp_path: Path) -> None:
    ran = examine(tmp_path / "data", '{"wecom": {"bot_id": "aib1"}}')
    assert ran.status == 1
    assert "✗ 微信：接不上" in ran.out
    assert "WECOM_BOT_SECRET" in ran.out


def test_ilink_names_who_is_bound_and_whose_file_is_broken(tmp_path: Path) -> None:
    with ilink() as double:
        part = f'{{"ilink": {{"base_url": "{double.url}"}}}}'
        assert "! 个人微信：还没有人扫过码" in examine(tmp_path / "data", part).out
        bind(double, tmp_path / "data" / "ilink")
        (tmp_path / "data" / "ilink" / "other.json").write_text("{", "utf-8")
        out = examine(tmp_path / "data", part).out
    assert "✓ 个人微信：绑了 1 个人" in out
    assert "other.json 读不出来" in out
    away = f'{{"ilink": {{"base_url": "http://127.0.0.1:{closed_port()}"}}}}'
    assert "可是连不上 http://127.0.0.1:" in examine(tmp_path / "data", away).out


def test_a_gateway_is_there_or_not_and_no_secret_is_shown(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as gateway:
        channels = (
            f'{{"wechaty": {{"endpoint": "127.0.0.1:{gateway.getsockname()[1]}"}},'
            f' "wecom": {{"bot_id": "aib1", "url": "ws://127.0.0.1:{closed_port()}"}}}}'
        )
        ran = examine(tmp_path / "data", channels, WECHATY_TOKEN="token-of-the-house", WECOM_BOT_SECRET="secret-1")
    assert ran.status == 0
    assert "✓ Wechaty：网关 127.0.0.1:" in ran.out
    assert "! 企业微信：连不上 ws://127.0.0.1:" in ran.out
    assert "token-of-the-house" not in ran.out + ran.err
    assert "secret-1" not in ran.out + ran.err
