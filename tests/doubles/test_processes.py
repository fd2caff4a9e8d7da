"""Doubles as processes, and the guard around them: nothing dies unseen or is left running, nobody leaves the house."""

import signal
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest

from tests.doubles.guard import LeftTheHouse
from tests.doubles.processes import ROOT, Double, StartDouble, closed_port, running
from tests.doubles.waiting import until, wait_until

START_AND_WAIT = """
import time
from tests.doubles.processes import running
with running("chat_server") as double:
    print(double.port, flush=True)
    time.sleep(60)
"""


def test_double_that_cannot_start_shows_why() -> None:
    with pytest.raises(AssertionError, match="unrecognized arguments: --colour"), running("chat_server", "--colour"):
        pass


def test_double_that_ended_by_itself_fails_its_test() -> None:
    with ExitStack() as stack:
        stack.enter_context(pytest.raises(AssertionError, match="ended by itself"))
        double = stack.enter_context(running("chat_server"))
        double.process.send_signal(signal.SIGTERM)
        double.process.wait(5)


def test_double_that_stumbled_fails_its_test() -> None:
    with ExitStack() as stack:
        stack.enter_context(pytest.raises(AssertionError, match="ValueError"))
        double = stack.enter_context(running("chat_server"))
        stack.enter_context(pytest.raises(httpx.RemoteProtocolError))
        double.get("/updates", wait="soon")


def test_double_is_gone_after_its_test() -> None:
    with running("chat_server") as double:
        pass
    assert double.process.returncode == -signal.SIGKILL
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", double.port), timeout=5)


def test_double_ends_when_the_tests_are_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", START_AND_WAIT], cwd=ROOT, stdout=subprocess.PIPE) as tests:
        assert tests.stdout is not None
        port = int(tests.stdout.readline())
        assert not _is_closed(port)
        tests.kill()
    wait_until(lambda: _is_closed(port))


def test_killed_double_is_no_fault(start_double: StartDouble) -> None:
    double = start_double("chat_server")
    double.kill()
    with pytest.raises(httpx.ConnectError):
        double.stats()


def test_server_away_refuses_and_comes_back_with_everything(chat_server: Double) -> None:
    chat_server.post("/member_says", chat_id="family", sender_id="mum", text="你好")
    chat_server.go_away(0.3)
    with pytest.raises(httpx.ConnectError):
        chat_server.stats()
    chat_server.wait_until_back()
    assert chat_server.stats()["said"] == 1


def test_hanging_request_is_let_go_by_the_next_order(paid_server: Double) -> None:
    paid_server.misbehave("hang", at="task")
    with ThreadPoolExecutor() as threads:
        hanging = threads.submit(httpx.get, f"{paid_server.url}/task/t1", trust_env=False, verify=False, timeout=20)
        wait_until(lambda: paid_server.stats()["polls"])
        paid_server.misbehave("ok", at="task")
        with pytest.raises(httpx.RemoteProtocolError):
            hanging.result(5)


@pytest.mark.parametrize("address", [("93.184.216.34", 80), ("example.com", 80), ("10.0.0.1", 80), ("8.8.8.8", 53)])
def test_another_machine_is_refused(address: tuple[str, int], refused_addresses: list[object]) -> None:
    with socket.socket() as stream, pytest.raises(LeftTheHouse, match="tests talk to"):
        stream.connect(address)
    with socket.socket() as stream, pytest.raises(LeftTheHouse):
        stream.connect_ex(address)
    assert refused_addresses == [address, address]
    refused_addresses.clear()


async def test_http_client_is_refused_too(refused_addresses: list[object]) -> None:
    async with httpx.AsyncClient(trust_env=False, verify=False) as http:
        with pytest.raises(httpx.ConnectError):
            await http.get("http://192.0.2.1/")
    assert refused_addresses == [("192.0.2.1", 80)]
    refused_addresses.clear()


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "localhost"])
def test_this_machine_is_not_refused(host: str) -> None:
    with socket.socket() as stream:
        assert stream.connect_ex((host, closed_port())) != 0


async def test_waiting_has_a_bound() -> None:
    with pytest.raises(AssertionError, match="still 0 after"):
        await until(lambda: 0, seconds=0.1)


def _is_closed(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
