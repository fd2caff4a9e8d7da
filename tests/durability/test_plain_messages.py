"""Forty plain messages accepted, then kill -9 before the answers are all out: forty answers, each once, in each member's order."""

from collections import defaultdict
from pathlib import Path

from tests.doubles.waiting import wait_until
from tests.durability.books import read_books
from tests.durability.house import QUESTION, House, house

MEMBERS, EACH = 8, 5
GROUP = {"chat_id": "family", "is_group": True, "mentions_me": True}


def test_accepted_messages_are_answered_once_and_in_order(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=None) as home:
        ids = home.chats["ids"]
        # Whoever has one answer waits for the next, while everything is accepted.
        ids.misbehave("slow", at="send", seconds=1.0)
        said = everybody_talks(home)
        with home.living() as life:
            wait_until(lambda: ids.stats()["acks"] == MEMBERS * EACH)
            home.is_killed(life)
        assert 0 < len(home.posted("ids")) < MEMBERS * EACH
        ids.misbehave("ok", at="send")
        home.lives_on(MEMBERS * EACH)

        answered = defaultdict(list)
        for post in home.posted("ids"):
            member = next(member for member, messages in said.items() if post["reply_to"] in messages)
            answered[member].append(post["reply_to"])
        assert answered == said
        books = read_books(home)
        assert len(books.messages) == 40
        assert [letter.state for letter in books.letters] == ["delivered"] * 40


def everybody_talks(home: House) -> dict[str, list[str]]:
    """Half of the members in a group, the others in their direct chats, taking turns; message ids by member."""
    said: dict[str, list[str]] = {f"member{number}": [] for number in range(MEMBERS)}
    for _ in range(EACH):
        for number, member in enumerate(said):
            said[member].append(home.says("ids", member, QUESTION, **(GROUP if number % 2 else {})))
    return said
