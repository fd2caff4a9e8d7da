"""A paid call nobody can tell about waits for the admin: 「重新拍 N」 makes it again, 「算了 N」 ends it, and nothing else does."""

from pathlib import Path

import pytest

from tests.durability.books import Books, read_books
from tests.durability.house import ADMIN, VIDEO, House, house


def test_admin_with_the_one_time_code_has_it_made_again(tmp_path: Path) -> None:
    with house(tmp_path, can_find=False) as home:
        becomes_admin(home)
        loses_a_call(home, said=1)
        with home.living() as life:
            home.awake(life)
            home.says("ids", ADMIN, "重新拍 1")
            home.waits_for("ids", ADMIN, "重新做第 1 号")
            home.waits_for("ids", "mama", "「小猫追蝴蝶」")
            home.ends(life)
        # The first charge nobody could see, the second the admin decided on.
        books, charges = read_books(home), home.paid_charges()
        assert [call.state for call in books.calls] == ["given_up", "settled"]
        assert charges == {call.key: 1 for call in books.calls}
        assert states(books) == ["done"]
        assert clips(home) == 1


def test_admin_gives_it_up(tmp_path: Path) -> None:
    with house(tmp_path, can_find=False) as home:
        home.has_admin()
        loses_a_call(home)
        home.says("ids", ADMIN, "算了 1")
        home.redeliver()
        home.lives_on(expect=2)
        books, charges = read_books(home), home.paid_charges()
        assert [call.state for call in books.calls] == ["given_up"]
        assert charges == {books.calls[0].key: 1}
        assert (states(books), books.jobs[0].reason) == (["failed"], "given_up")
        assert [text for text in home.texts("ids", ADMIN) if "第 1 号就到这里" in text]
        assert clips(home) == 0


@pytest.mark.parametrize("point", ["before:commit", "before:enqueue"])
def test_order_to_make_it_again_survives_a_kill(point: str, tmp_path: Path) -> None:
    with house(tmp_path, can_find=False) as home:
        home.has_admin()
        loses_a_call(home)
        home.says("ids", ADMIN, "重新拍 1")
        home.dies_at(point, expect=2)
        home.lives_on(expect=2)
        books, charges = read_books(home), home.paid_charges()
        assert [call.state for call in books.calls] == ["given_up", "settled"]
        assert charges == {call.key: 1 for call in books.calls}
        assert states(books) == ["done"]
        assert clips(home) == 1
        assert len(home.texts("ids", ADMIN)) == 2, "the question and one answer"


def becomes_admin(home: House) -> None:
    """Through the code that `xiaoai run` shows while there is no admin."""
    with home.living("--code") as life:
        home.says("ids", ADMIN, f"我是管理员 {home.awake(life)}")
        home.waits_for("ids", ADMIN, "你就是管理员了")
        home.ends(life)


def loses_a_call(home: House, said: int = 0) -> None:
    """One request, killed when it was charged and nothing was written down; taken up as far as can be without a person."""
    home.says("ids", "mama", VIDEO)
    home.dies_at("after:pay", expect=said + 1)
    home.lives_on(expect=said + 1)
    assert states(read_books(home)) == ["needs_admin"]
    home.waits_for("ids", ADMIN, "回“重新拍 1”")


def states(books: Books) -> list[str]:
    """How each job stands."""
    return [job.state for job in books.jobs]


def clips(home: House) -> int:
    """How many were posted."""
    return len([post for post in home.posted("ids") if post["kind"] == "video"])
