"""One member's job, hanging question or slow connection holds up nobody else of the group. Orders of posts, no times."""

from pathlib import Path

from tests.durability.house import QUESTION, VIDEO, House, house

GROUP = {"chat_id": "family", "is_group": True, "mentions_me": True}


def test_others_are_answered_while_a_clip_is_made(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=600) as home, home.living() as life:
        asked = says(home, "mama", VIDEO)
        home.waits_for_answers("ids", 1)
        questions = [says(home, member, QUESTION) for member in ("baba", "mama", "nainai")]
        answers = home.waits_for_answers("ids", 4)
        assert answers[0] == asked
        assert sorted(answers[1:]) == sorted(questions)
        assert home.paid
        home.paid.post("/finish")
        assert home.waits_for_answers("ids", 5)[4] == asked
        home.ends(life)


def test_others_are_answered_while_a_turn_hangs(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=None) as home, home.living("--hold", "mama") as life:
        hanging = [says(home, "mama", QUESTION) for _ in range(2)]
        questions = [says(home, member, QUESTION) for member in ("baba", "nainai", "baba")]
        assert sorted(home.waits_for_answers("ids", 3)) == sorted(questions)
        (home.data / "go").touch()
        assert home.waits_for_answers("ids", 5)[3:] == hanging
        home.ends(life)


def test_others_are_answered_while_a_send_hangs(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=None) as home, home.living("--send-seconds", "50") as life:
        home.chats["ids"].misbehave("hang_after", at="send", times=1)
        first = says(home, "mama", QUESTION)
        assert home.waits_for_answers("ids", 1) == [first]
        # Her first answer is in the chat, but its receipt hangs; her second waits behind it, and nobody else does.
        second = says(home, "mama", QUESTION)
        questions = [says(home, member, QUESTION) for member in ("baba", "nainai")]
        assert sorted(home.waits_for_answers("ids", 3)[1:]) == sorted(questions)
        home.chats["ids"].misbehave("ok", at="send")
        assert home.waits_for_answers("ids", 4)[3] == second
        home.ends(life)


def says(home: House, member: str, text: str) -> str:
    """In the family's group."""
    return home.says("ids", member, text, **GROUP)
