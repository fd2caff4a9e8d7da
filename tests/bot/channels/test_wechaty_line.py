"""The line to a gateway in this process: logins, refusals, silence."""

import asyncio
from typing import Any

import pytest
import structlog
from grpclib.const import Status

from bot.channels.base import NotSent
from bot.channels.wechaty import line, wire
from tests.bot.channels.wechaty_ear import Ear, hang, letter, listening
from tests.doubles.processes import closed_port
from tests.doubles.puppet_server import ME, ROOM, TOKEN, PuppetDouble, fails
from tests.doubles.waiting import until


async def test_it_is_started_and_never_stopped(puppet: PuppetDouble, ear: Ear) -> None:
    puppet.hang_up()
    await until(lambda: len(puppet.called("Start")) == 2)
    await ear.is_online()
    await ear.channel.stop()
    assert not puppet.called("Stop")


async def test_logged_out_letters_wait_and_with_the_login_they_go(puppet: PuppetDouble, ear: Ear) -> None:
    puppet.tells(wire.EventKind.LOGOUT, {"contactId": ME})
    await until(lambda: ear.stage == "expired")
    assert not ear.channel.can_reach(ME, ROOM)
    with pytest.raises(NotSent):
        await ear.channel.send(letter(ROOM, "在"))
    puppet.tells(wire.EventKind.SCAN, {"qrcode": "https://login/1", "status": 2})
    await until(lambda: ear.channel.logins()[0].qr == "https://login/1")
    puppet.tells(wire.EventKind.LOGIN, {"contactId": "somebody-else"})
    await ear.is_online()
    assert not ear.channel.can_reach(ME, ROOM)
    assert ear.reachable == []
    with pytest.raises(NotSent):
        await ear.channel.send(letter(ROOM, "在"))
    puppet.tells(wire.EventKind.LOGIN, {"contactId": ME})
    await until(lambda: ear.reachable == [(ME, ROOM)])
    assert ear.channel.can_reach(ME, ROOM)


async def test_a_wrong_token_is_said_nowhere(puppet: PuppetDouble) -> None:
    with structlog.testing.capture_logs() as logs:
        async with listening(f"127.0.0.1:{puppet.port}", "wrong-token", is_online=False) as ear:
            await until(lambda: ear.stage == "offline")
            detail = ear.channel.logins()[0].detail
    assert "UNAUTHENTICATED" in detail
    assert "wrong-token" not in detail + str(logs)
    assert logs[0]["again_in_seconds"] == line.REFUSED_PAUSE_SECONDS


async def test_another_program_on_the_line_is_told(puppet: PuppetDouble) -> None:
    puppet.answers["Event"] = fails(Status.ALREADY_EXISTS, "can not call twice")
    async with listening(f"127.0.0.1:{puppet.port}", TOKEN, is_online=False) as ear:
        await until(lambda: ear.stage == "displaced")
        puppet.answers.clear()
        await ear.is_online()


async def test_nobody_there_is_surely_not_sent() -> None:
    async with listening(f"127.0.0.1:{closed_port()}", TOKEN, is_online=False) as ear:
        await until(lambda: ear.stage == "offline")
        with pytest.raises(NotSent):
            await ear.channel.send(letter(ROOM, "在"))


async def test_a_gateway_that_answers_nothing_is_left(
    puppet: PuppetDouble, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("ASKS_EVERY_SECONDS", "ANSWERS_WITHIN_SECONDS"):
        monkeypatch.setattr(line, name, 0.1)
    puppet.answers["Version"] = hang
    await until(lambda: len(puppet.called("Start")) >= 2, 10)


async def test_a_gateway_that_refuses_to_tell_its_version_lives(
    puppet: PuppetDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line, "ASKS_EVERY_SECONDS", 0.02)
    puppet.answers["Version"] = fails(Status.UNIMPLEMENTED)
    async with listening(f"127.0.0.1:{puppet.port}", TOKEN):
        await asyncio.sleep(0.5)
    assert len(puppet.called("Start")) == 1


async def test_a_stream_gone_deaf_is_noticed_where_dings_were_answered(
    puppet: PuppetDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("ASKS_EVERY_SECONDS", 0.02), ("DINGS_EVERY_SECONDS", 0.1), ("DONGS_WITHIN_SECONDS", 0.3)):
        monkeypatch.setattr(line, name, seconds)

    async def dong(_: Any) -> Any:
        puppet.tells(wire.EventKind.DONG, {"data": "xiaoai"})
        return wire.DingResponse()

    puppet.answers["Ding"] = dong
    async with listening(f"127.0.0.1:{puppet.port}", TOKEN):
        await until(lambda: len(puppet.called("Ding")) > 3)
        assert len(puppet.called("Start")) == 1
        del puppet.answers["Ding"]
        await until(lambda: len(puppet.called("Start")) == 2)


async def test_where_dings_are_never_answered_silence_is_no_fault(
    puppet: PuppetDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("ASKS_EVERY_SECONDS", 0.02), ("DINGS_EVERY_SECONDS", 0.05), ("DONGS_WITHIN_SECONDS", 0.05)):
        monkeypatch.setattr(line, name, seconds)
    async with listening(f"127.0.0.1:{puppet.port}", TOKEN):
        await until(lambda: len(puppet.called("Ding")) > 3)
    assert len(puppet.called("Start")) == 1
