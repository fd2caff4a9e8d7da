"""From the QR code to the credentials file, in every way it can go."""

import asyncio
import contextlib
import json
import stat
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.channels.base import Login
from bot.channels.ilink import bindings
from bot.channels.ilink.bindings import Binding
from bot.channels.ilink.login import QrLogin
from bot.channels.ilink.wire import new_client
from tests.bot.channels.ilink_house import QUICK, bind, ilink, listening
from tests.doubles.processes import Double, closed_port
from tests.doubles.waiting import until

CONFIRMED = {"status": "confirmed", "user": "mama"}
WAIT = {"status": "wait"}
SCANNED = {"status": "scaned"}
WRONG = {"status": "need_verifycode", "digits": "4711"}


@pytest.fixture
def double() -> Iterator[Double]:
    with ilink() as double:
        yield double


class Person:
    """Somebody at the login: sees every state, and types digits."""

    def __init__(self, *digits: str) -> None:
        self.seen: list[Login] = []
        self.digits = list(digits)
        self.login: QrLogin | None = None

    def sees(self, state: Login) -> None:
        self.seen.append(state)
        if state.stage == "code" and self.digits:
            assert self.login
            assert self.login.give_code(self.digits.pop(0))

    @property
    def stages(self) -> list[str]:
        return [state.stage for state in self.seen]


@contextlib.asynccontextmanager
async def logging_in(url: str, folder: Path, person: Person, name: str = "") -> AsyncIterator[QrLogin]:
    async with new_client(url, QUICK) as http:
        person.login = QrLogin(http, url, folder, name=name, timing=QUICK, changed=person.sees)
        yield person.login


async def logs_in(double: Double, folder: Path, *states: dict[str, Any], digits: tuple[str, ...] = ()) -> Person:
    person = Person(*digits)
    double.post("/login", states=list(states))
    async with logging_in(double.url, folder, person) as login:
        await login.run()
    return person


def only_binding(folder: Path) -> Binding:
    (binding,) = bindings.load(folder).by_account.values()
    return binding


async def test_scanned_and_confirmed_it_is_written_down(double: Double, tmp_path: Path) -> None:
    person = await logs_in(double, tmp_path, WAIT, SCANNED, CONFIRMED)
    assert person.stages == ["scan", "confirm", "online"]
    assert person.seen[0].qr.startswith("https://liteapp.weixin.qq.com/q/")
    binding = only_binding(tmp_path)
    assert binding.account == binding.bot_id == person.seen[-1].account
    assert binding.bot_id.endswith("@im.bot")
    assert (binding.user_id, binding.base_url) == ("mama@im.wechat", double.url)
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text())["token"] == binding.token.get_secret_value()
    assert binding.token.get_secret_value() not in repr(binding) + repr(person.seen)


async def test_the_digits_on_the_phone_are_asked_for_until_they_are_right(double: Double, tmp_path: Path) -> None:
    person = await logs_in(double, tmp_path, SCANNED, WRONG, SCANNED, CONFIRMED, digits=("1", "4711"))
    assert person.stages == ["scan", "confirm", "code", "code", "confirm", "online"]
    assert [state.detail for state in person.seen if state.stage == "code"] == ["", "wrong"]
    assert double.stats()["wrong_digits"] == 1


async def test_nobody_is_asked_for_digits_that_takes_letters(double: Double, tmp_path: Path) -> None:
    double.post("/login", states=[WRONG, CONFIRMED])
    person = Person()
    async with logging_in(double.url, tmp_path, person) as login:
        assert not login.give_code("4711")
        running = asyncio.create_task(login.run())
        await until(lambda: login.state.stage == "code")
        assert not login.give_code("４七11 &qrcode=x")
        assert login.give_code(" 4711 ")
        assert await running


async def test_a_code_that_ran_out_is_replaced_three_are_the_end(double: Double, tmp_path: Path) -> None:
    person = await logs_in(double, tmp_path, {"status": "expired"}, SCANNED, CONFIRMED)
    assert person.stages == ["scan", "scan", "confirm", "online"]
    assert person.seen[0].qr != person.seen[1].qr
    person = await logs_in(double, tmp_path / "other", *[{"status": "expired"}] * 3)
    assert person.stages == ["scan", "scan", "scan", "expired"]
    assert person.seen[-1].detail == "unscanned"
    assert not (tmp_path / "other").exists()


async def test_wrong_digits_too_often_is_blocked(double: Double, tmp_path: Path) -> None:
    person = await logs_in(double, tmp_path, *[{"status": "verify_code_blocked"}] * 3)
    assert (person.stages[-1], person.seen[-1].detail) == ("expired", "blocked")


async def test_another_host_is_asked_when_told_to(double: Double, tmp_path: Path) -> None:
    with ilink() as other:
        moved = {"status": "scaned_but_redirect", "redirect_host": f"127.0.0.1:{other.port}"}
        person = Person()
        async with logging_in(double.url, tmp_path, person) as login:
            running = asyncio.create_task(login.run())
            await until(lambda: "scan" in person.stages)
            code = httpx.URL(person.seen[0].qr).params["qrcode"]
            other.post("/login", states=[CONFIRMED | {"baseurl": double.url}], codes=[code])
            double.post("/login", states=[moved])
            assert await running
        assert other.stats()["calls"] == 1
    assert person.stages == ["scan", "confirm", "online"]


@pytest.mark.parametrize("host", ["", None, 7, "evil.example/x?", "a b", "user@host"])
async def test_a_host_that_is_none_is_not_asked(double: Double, tmp_path: Path, host: object) -> None:
    person = await logs_in(double, tmp_path, {"status": "scaned_but_redirect", "redirect_host": host}, CONFIRMED)
    assert person.stages == ["scan", "confirm", "online"]


async def test_who_is_bound_already_keeps_his_credentials(double: Double, tmp_path: Path) -> None:
    before = bind(double, tmp_path)
    person = await logs_in(double, tmp_path, {"status": "binded_redirect"})
    assert (person.stages[-1], person.seen[-1].detail) == ("online", "already bound")
    assert only_binding(tmp_path) == before


async def test_who_is_bound_but_has_no_credentials_is_told_so(double: Double, tmp_path: Path) -> None:
    person = await logs_in(double, tmp_path, {"status": "binded_redirect"})
    assert (person.stages[-1], person.seen[-1].detail) == ("expired", "bound elsewhere")


async def test_scanned_again_the_member_keeps_his_account_and_the_old_file_a_copy(
    double: Double, tmp_path: Path
) -> None:
    before = bind(double, tmp_path, name="妈妈")
    await logs_in(double, tmp_path, CONFIRMED)
    after = only_binding(tmp_path)
    assert (after.account, after.name) == (before.account, "妈妈")
    assert after.bot_id != before.bot_id
    (copy,) = tmp_path.glob("*.json.bak")
    assert json.loads(copy.read_text())["token"] == before.token.get_secret_value()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600


async def test_own_tokens_are_shown_ten_at_most(double: Double, tmp_path: Path) -> None:
    for number in range(12):
        bind(double, tmp_path, f"user{number}")
    # More than ten, and the double would have complained.
    await logs_in(double, tmp_path, CONFIRMED)


@pytest.mark.parametrize(
    "answer",
    [
        {"status": "confirmed"},
        {"status": "confirmed", "bot_token": "t"},
        {"status": "confirmed", "bot_token": ["t"], "ilink_bot_id": "坏 id", "ilink_user_id": "u"},
        {"status": "confirmed", "bot_token": "t" * 10_000, "ilink_bot_id": "b@im.bot", "ilink_user_id": "u"},
    ],
)
async def test_a_confirmation_without_credentials_is_refused(
    double: Double, tmp_path: Path, answer: dict[str, Any]
) -> None:
    person = await logs_in(double, tmp_path, answer)
    assert (person.stages[-1], person.seen[-1].detail) == ("expired", "refused")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("baseurl", ["", "http://evil.example", "ftp://x", 7, None, "no address"])
async def test_credentials_go_nowhere_but_to_https(double: Double, tmp_path: Path, baseurl: object) -> None:
    await logs_in(double, tmp_path, CONFIRMED | {"baseurl": baseurl})
    assert only_binding(tmp_path).base_url == double.url


async def test_another_https_address_is_taken(double: Double, tmp_path: Path) -> None:
    await logs_in(double, tmp_path, CONFIRMED | {"baseurl": "https://sz.ilinkai.weixin.qq.com/"})
    assert only_binding(tmp_path).base_url == "https://sz.ilinkai.weixin.qq.com"


async def test_nonsense_and_a_gateway_that_gives_up_are_no_news(double: Double, tmp_path: Path) -> None:
    for mode in ("wrong_body", "cut_before", "http500", "garbage", "throttled"):
        double.misbehave(mode, at="get_qrcode_status", times=1)
        await logs_in(double, tmp_path / mode, {"status": "purring"}, {"status": ["?"]}, CONFIRMED)
        assert only_binding(tmp_path / mode)


async def test_where_nobody_answers_it_ends(tmp_path: Path) -> None:
    person = Person()
    async with logging_in(f"http://127.0.0.1:{closed_port()}", tmp_path, person) as login:
        assert await login.run() is None
    assert (person.stages, person.seen[-1].detail) == (["expired"], "unreachable")


async def test_while_xiaoai_runs_she_notices_the_new_login(double: Double, tmp_path: Path) -> None:
    async with listening(double, tmp_path / "ilink") as ear:
        assert (await ear.stands("offline")).detail == "nobody has scanned yet"
        await logs_in(double, tmp_path / "ilink", CONFIRMED)
        await ear.stands("online")
        double.post("/member_says", user="mama", text="你好")
        await ear.hears(1)
        next((tmp_path / "ilink").glob("*.json")).unlink()
        await ear.stands("offline")


async def test_the_channel_runs_a_login_for_a_page(double: Double, tmp_path: Path) -> None:
    async with listening(double, tmp_path) as ear:
        double.post("/login", states=[WRONG, CONFIRMED])
        login = ear.channel.log_in("妈妈")
        await ear.stands("code")
        assert login.give_code("4711")
        (online,) = [await ear.stands("online")]
        await until(lambda: len(ear.channel.logins()) == 1)
        assert online.account == only_binding(tmp_path).account
        assert only_binding(tmp_path).name == "妈妈"
