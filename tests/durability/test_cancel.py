"""A job called off: while it waits, while it is drawn, while it is paid for; and what nobody can stop is sent or kept as asked.

What 小爱 says about the money is checked against the provider's books.
"""

from pathlib import Path

import pytest

from tests.doubles.waiting import wait_until
from tests.durability.books import read_books
from tests.durability.house import VIDEO, House, house

LONG_VIDEO = "小爱，生成一段30秒的视频：小猫追蝴蝶"


def test_waiting_job_is_cancelled_and_never_paid(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=600) as home:
        with home.living() as life:
            is_being_made(home)
            home.says("ids", "mama", VIDEO)
            home.waits_for("ids", "mama", "（第 2 号）")
            home.says("ids", "mama", "取消 2")
            home.waits_for("ids", "mama", "已取消第 2 号")
            home.is_killed(life)
        assert home.paid
        home.paid.post("/finish")
        home.lives_on(expect=3)
        assert states(home) == ["done", "cancelled"]
        assert home.paid.stats()["submits"] == 1
        assert clips(home) == 1


def test_drawing_is_cancelled_and_never_sent(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=None) as home:
        with home.living() as life:
            home.says("ids", "mama", LONG_VIDEO)
            wait_until(lambda: list((home.data / "work").glob("*")), 30)
            home.says("ids", "mama", "取消")
            home.waits_for("ids", "mama", "已取消第 1 号")
            wait_until(lambda: states(home) == ["cancelled"], 30)
            home.ends(life)
        home.lives_on(expect=2)
        assert [call.state for call in read_books(home).calls] == ["cancelled"]
        assert clips(home) == 0


def test_paid_job_that_can_be_stopped_is_refunded(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=600, can_cancel=True) as home:
        with home.living() as life:
            is_being_made(home)
            home.says("ids", "mama", "取消")
            home.waits_for("ids", "mama", "已取消第 1 号")
            wait_until(lambda: states(home) == ["cancelled"], 30)
            home.ends(life)
        assert home.paid
        stats = home.paid.stats()
        assert (stats["charged"], stats["refunded"], stats["fen"]) == (1, 1, 0)
        assert clips(home) == 0


@pytest.mark.parametrize(("wish", "sent"), [("照样发", 1), ("不用发", 0), ("", 1)])
def test_paid_job_that_cannot_be_stopped_is_sent_or_kept(wish: str, sent: int, tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=600) as home:
        with home.living() as life:
            is_being_made(home)
            home.says("ids", "mama", "取消")
            home.waits_for("ids", "mama", "钱已经花了")
            if wish:
                home.says("ids", "mama", wish)
                home.waits_for("ids", "mama", "照样发给你" if sent else "就不发了。")
            home.is_killed(life)
        assert home.paid
        home.paid.post("/finish")
        home.lives_on(expect=3 if wish else 2)
        assert states(home) == ["done"]
        assert list(home.paid_charges().values()) == [1]
        assert [call.state for call in read_books(home).calls] == ["settled"]
        assert clips(home) == sent


def test_paid_job_that_ends_while_the_provider_is_asked_to_stop_is_sent(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=600, can_cancel=True) as home, home.living() as life:
        is_being_made(home)
        assert home.paid
        home.paid.misbehave("hang", at="cancel")
        home.says("ids", "mama", "取消")
        # She is still asking when the clip is finished: it is paid for, and must not be dropped on the way.
        wait_until(lambda: home.paid and home.paid.stats()["cancels"], 30)
        home.paid.post("/finish")
        home.waits_for("ids", "mama", "「小猫追蝴蝶」")
        home.paid.misbehave("ok", at="cancel")
        home.waits_for("ids", "mama", "钱已经花了")
        home.ends(life)
        assert states(home) == ["done"]
        assert home.paid.stats()["refunded"] == 0
        assert clips(home) == 1


def is_being_made(home: House) -> None:
    """One clip is asked and paid for."""
    home.says("ids", "mama", VIDEO)
    wait_until(lambda: home.paid and home.paid.stats()["polls"], 30)


def states(home: House) -> list[str]:
    """How each job stands."""
    return [job.state for job in read_books(home).jobs]


def clips(home: House) -> int:
    """How many were posted."""
    return len([post for post in home.posted("ids") if post["kind"] == "video"])
