"""One 小爱 a data folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from bot.errors import AlreadyOwned
from bot.owner import LONGEST_SOCKET_PATH, OwnerLock, socket_path
from tests.doubles.processes import ROOT

OWN = "import sys; from pathlib import Path; from bot.owner import OwnerLock; lock = OwnerLock(Path(sys.argv[1])); lock.take(); print('owns', flush=True); sys.stdin.read()"


def test_a_second_process_is_refused_until_the_first_is_killed(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWN, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout
        assert owner.stdout.readline() == b"owns\n"
        with pytest.raises(AlreadyOwned, match=f"进程 {owner.pid}"):
            OwnerLock(tmp_path).take()
        owner.send_signal(signal.SIGKILL)
        owner.wait(10)
    lock = OwnerLock(tmp_path)
    lock.take()
    assert (tmp_path / "owner.lock").read_text() == str(os.getpid())
    lock.release()


def test_released_it_can_be_taken_again(tmp_path: Path) -> None:
    first, second = OwnerLock(tmp_path), OwnerLock(tmp_path)
    first.take()
    first.release()
    second.take()
    with pytest.raises(AlreadyOwned):
        first.take()
    second.release()


def test_a_long_path_gets_a_short_socket_of_its_own(tmp_path: Path) -> None:
    short, long, other = tmp_path, tmp_path / ("很长" * 60), tmp_path / ("很长" * 61)
    assert socket_path(short) == short / "owner.sock"
    assert len(os.fsencode(socket_path(long))) <= LONGEST_SOCKET_PATH
    assert socket_path(long) == socket_path(long) != socket_path(other)
