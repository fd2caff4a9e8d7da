"""One process owns the data folder: `xiaoai say` beside it is its client and starts nothing again; a second owner is refused."""

import subprocess
import sys
from pathlib import Path

from tests.doubles.processes import ROOT
from tests.doubles.waiting import wait_until
from tests.durability.books import read_books
from tests.durability.house import QUESTION, VIDEO, House, house

COMMAND_SECONDS = 60.0


def test_say_beside_a_running_job_starts_nothing_again(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=600) as home, home.living() as life:
        assert home.paid
        home.says("ids", "mama", VIDEO)
        wait_until(lambda: home.paid_charges(), 30)
        paid, polls = home.paid, home.paid.stats()["polls"]

        said = xiaoai(home, "say", QUESTION)
        assert (said.returncode, said.stderr) == (0, "")
        assert said.stdout.strip()
        listed = xiaoai(home, "jobs")
        assert listed.returncode == 0
        assert "在做" in listed.stdout

        # The one owner went on asking after its one clip all the while.
        wait_until(lambda: paid.stats()["polls"] > polls, 10)
        home.paid.post("/finish")
        home.waits_for("ids", "mama", "「小猫追蝴蝶」")
        home.ends(life)
        assert home.paid.stats()["submits"] == 1
        books = read_books(home)
        assert [job.attempt for job in books.jobs] == [1]
        assert list(books.workflows.values()) == ["SUCCESS"]
        assert [message.channel for message in books.messages] == ["ids", "terminal"]


def test_second_owner_is_refused_in_one_sentence(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=600) as home, home.living() as life:
        home.says("ids", "mama", VIDEO)
        wait_until(lambda: home.paid_charges(), 30)
        refused = xiaoai(home, "run")
        assert refused.returncode == 2
        assert refused.stderr.startswith(f"另一个小爱正在用这个数据文件夹：{home.data}（进程 {life.pid}）。")
        assert len(refused.stderr.splitlines()) == 1
        home.ends(life)
        assert home.paid
        assert home.paid.stats()["submits"] == 1


def xiaoai(home: House, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """The command as a person runs it."""
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=home.environment(), capture_output=True, text=True, timeout=COMMAND_SECONDS
    )
