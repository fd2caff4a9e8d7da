"""One member's job, hanging question or slow connection holds up nobody else of the group. Orders of posts, no times."""

from pathlib import Path

from tests.durability.house import QUESTION, VIDEO, House, house

GROUP = {"chat_id": "family", "is_group": True, "mentions_me": True}


def test_others_are_answered_while_a_clip_is_made(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=600) as home, home.living() as life:
        asked = says(home, "mama", VIDEO)
        home.waits_for("ids", "family", "（第 1 号）")
        questions = [says(home, member, QUESTION) for member in ("baba", "mama", "nainai")]
        home.waits_for_posts("ids", 4)
        assert home.paid
        home.paid.post("/finish")
        home.waits_for("ids", "family", "「小猫追蝴蝶」")
        answered = [post["reply_to"] for post in home.posted("ids")]
        assert answered[0] == answered[-1] == asked
        assert sorted(answered[1:-1]) == sorted(questions)
        assert len(answered) == 5
        home.ends(life)


def test_others_are_answered_while_a_turn_hangs(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=None) as home, home.living("--hold", "mama") as life:
        hanging = [says(home, "mama", QUESTION) for _ in range(2)]
        answered = [says(home, member, QUESTION) for member in ("baba", "nainai", "baba")]
        home.waits_for_posts("ids", 3)
        assert sorted(post["reply_to"] for post in home.posted("ids")) == sorted(answered)
        (home.data / "go").touch()
        home.waits_for_posts("ids", 5)
        assert [post["reply_to"] for post in home.posted("ids")][3:] == hanging
        home.ends(life)


def test_others_are_answered_while_a_send_hangs(tmp_path: Path) -> None:
    with house(tmp_path, paid_seconds=None) as home, home.living("--send-seconds", "30") as life:
        home.awake(life)
        home.chats["ids"].misbehave("hang", at="send", times=1)
        # Only with his message heard and her answer hanging does anybody else speak.
        hanging = says(home, "mama", QUESTION)
        home.waits_for_count("ids", "sends_begun", 1)
        answered = [says(home, member, QUESTION) for member in ("baba", "nainai")]
        home.waits_for_posts("ids", 2)
        assert sorted(post["reply_to"] for post in home.posted("ids")) == sorted(answered)
        home.chats["ids"].misbehave("ok", at="send")
        home.waits_for_posts("ids", 3)
        assert [post["reply_to"] for post in home.posted("ids")][2] == hanging
        home.ends(life)


def says(home: House, member: str, text: str) -> str:
    """In the family's group."""
    return home.says("ids", member, text, **GROUP)
