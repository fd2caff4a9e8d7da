"""The chat double by itself: what it hands out, what it counts and what it refuses."""

import base64
import time

import pytest

from tests.doubles.clip import clip
from tests.doubles.processes import Double

TEXT = {"account": "bot", "chat_id": "family", "client_id": "c1", "kind": "text", "text": "好"}
VIDEO = {"account": "bot", "chat_id": "family", "client_id": "v1", "kind": "video", "file_name": "cat.mp4"}


def waiting(chat: Double, **query: float) -> list[str]:
    return [delivery["message"]["message_id"] for delivery in chat.get("/updates", **query)["deliveries"]]


def says(chat: Double, text: str, **more: object) -> str:
    said = chat.post("/member_says", chat_id="family", sender_id="mum", text=text, **more)
    return str(said["message_id"])


def test_message_is_handed_out_until_acknowledged(chat_server: Double) -> None:
    first, second = says(chat_server, "你好"), says(chat_server, "天气")
    assert waiting(chat_server) == waiting(chat_server) == [first, second]
    assert waiting(chat_server, after=1) == [second]
    chat_server.post("/ack", message_id=first)
    assert waiting(chat_server) == [second]


def test_redelivery_hands_out_the_whole_past_again(chat_server: Double) -> None:
    first, second = says(chat_server, "你好"), says(chat_server, "天气")
    chat_server.post("/ack", message_id=first)
    chat_server.post("/ack", message_id=second)
    assert chat_server.post("/redeliver") == {"redelivered": 2}
    assert waiting(chat_server) == [first, second]
    assert chat_server.stats()["queued"] == 4


def test_message_with_a_known_id_is_the_same_message_again(chat_server: Double) -> None:
    message_id = says(chat_server, "你好", message_id="wx-1")
    assert says(chat_server, "你好", message_id="wx-1") == message_id
    assert waiting(chat_server) == ["wx-1", "wx-1"]
    assert chat_server.stats()["said"] == 1


def test_question_for_news_is_held_until_the_wait_is_over(chat_server: Double) -> None:
    started = time.monotonic()
    assert waiting(chat_server, wait=0.3) == []
    assert time.monotonic() - started >= 0.3


def test_posts_are_kept_in_order_with_their_files(chat_server: Double) -> None:
    film = clip(1, 1, 15, 96, 64)
    chat_server.post("/send", **TEXT)
    receipt = chat_server.post("/send", **VIDEO, file=base64.b64encode(film).decode())
    text, video = chat_server.get("/posted")
    assert (text["order"], text["kind"], text["text"], text["file_bytes"]) == (0, "text", "好", 0)
    assert (video["order"], video["kind"], video["file_bytes"]) == (1, "video", len(film))
    assert text["at"] <= video["at"]
    assert chat_server.download(f"/file/{receipt['message_id']}") == film


def test_same_client_id_and_same_content_count_as_double(chat_server: Double) -> None:
    question = says(chat_server, "在吗")
    chat_server.post("/send", **TEXT, reply_to=question)
    chat_server.post("/send", **TEXT | {"client_id": "c2"})  # Answers another message: not the same.
    assert chat_server.stats()["double_posts"] == 0
    chat_server.post("/send", **TEXT | {"text": "不好"}, reply_to=question)
    chat_server.post("/send", **TEXT | {"client_id": "c3"}, reply_to=question)
    stats = chat_server.stats()
    assert (stats["double_client_ids"], stats["double_contents"], stats["double_posts"]) == (1, 1, 2)
    assert (stats["posts"], stats["client_ids"]) == (4, 3)


@pytest.mark.parametrize("chat_server", [{"dedupe": True}], indirect=True)
def test_deduping_application_answers_a_repeat_with_the_first_receipt(chat_server: Double) -> None:
    assert chat_server.post("/send", **TEXT) == chat_server.post("/send", **TEXT)
    stats = chat_server.stats()
    assert (stats["posts"], stats["double_posts"], stats["repeats"]) == (1, 0, 1)


@pytest.mark.parametrize(
    ("post", "reason"),
    [
        (TEXT | {"colour": "red"}, "unknown field colour"),
        ({name: value for name, value in TEXT.items() if name != "client_id"}, "client_id is missing"),
        (TEXT | {"client_id": ""}, "client_id is empty"),
        (TEXT | {"text": 5}, "text is 5"),
        (TEXT | {"text": " "}, "text is empty"),
        (TEXT | {"text": "好" * 2001}, "2001 characters"),
        (TEXT | {"kind": "sticker"}, "unknown kind sticker"),
        (TEXT | {"file_name": "a.mp4"}, "carries no file"),
        (TEXT | {"reply_to": "m9"}, "no message of chat family"),
        (VIDEO, "needs file"),
        (VIDEO | {"file": "###"}, "no base64"),
        (VIDEO | {"file": "YWJj"}, "no MP4"),
        (VIDEO | {"file": "YWJj", "kind": "image"}, "no picture"),
        (VIDEO | {"file": "YWJj", "poster": "YWJj"}, "poster is no JPEG"),
    ],
)
def test_unexpected_field_is_refused_with_the_reason(chat_server: Double, post: dict[str, object], reason: str) -> None:
    with pytest.raises(AssertionError, match=f"400 .*{reason}"):
        chat_server.post("/send", **post)
    assert chat_server.get("/posted") == []


def test_answer_in_the_wrong_chat_is_refused(chat_server: Double) -> None:
    question = says(chat_server, "在吗")
    with pytest.raises(AssertionError, match="no message of chat grandma"):
        chat_server.post("/send", **TEXT | {"chat_id": "grandma"}, reply_to=question)


def test_unknown_order_to_misbehave_is_refused(chat_server: Double) -> None:
    with pytest.raises(AssertionError, match="unknown mode sulk"):
        chat_server.misbehave("sulk")
    with pytest.raises(AssertionError, match="nothing to misbehave at home"):
        chat_server.misbehave("hang", at="home")
