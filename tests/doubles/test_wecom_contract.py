"""What the double of 企业微信 takes and what it does not: a double that takes everything would prove nothing."""

from typing import Any

import pytest

from tests.doubles.wecom_contract import wrong


def frame(cmd: str = "aibot_send_msg", **body: Any) -> dict[str, Any]:
    return {"cmd": cmd, "headers": {"req_id": "1"}, "body": body}


MARKDOWN = {"msgtype": "markdown", "markdown": {"content": "在呢"}}
STREAM = {"id": "1", "finish": True, "content": "在呢"}


@pytest.mark.parametrize(
    "good",
    [
        frame(chatid="a", **MARKDOWN),
        frame(chatid="a", msgtype="video", video={"media_id": "1", "title": "小猫"}),
        frame("aibot_respond_msg", msgtype="stream", stream=STREAM),
        frame("aibot_subscribe", bot_id="a", secret="b"),
        {"cmd": "ping", "headers": {"req_id": "1"}},
    ],
)
def test_it_takes(good: dict[str, Any]) -> None:
    assert wrong(good) == ""


@pytest.mark.parametrize(
    "bad",
    [
        [],
        {"cmd": "ping", "headers": {"req_id": "1"}, "body": {}},
        {"cmd": "ping", "headers": {"req_id": 1}},
        {"cmd": "ping", "headers": {"req_id": ""}},
        {"cmd": "ping", "headers": {"req_id": "1"}, "more": 1},
        frame("aibot_shout", **MARKDOWN),
        frame(**MARKDOWN),
        frame(chatid="", **MARKDOWN),
        frame(chatid="a", msgtype="stream", stream=STREAM),
        frame(chatid="a", msgtype="markdown", markdown={"content": ""}),
        frame(chatid="a", msgtype="markdown", markdown={"content": "长" * 6827}),
        frame(chatid="a", msgtype="markdown", markdown={"content": 5}),
        frame(chatid="a", msgtype="markdown", markdown={"content": "x"}, text={}),
        frame(chatid="a", msgtype="video", image={"media_id": "1"}),
        frame(chatid="a", msgtype="video", video={"media_id": 1}),
        frame("aibot_respond_msg", chatid="a", msgtype="stream", stream=STREAM),
        frame("aibot_respond_msg", msgtype="stream", stream=STREAM | {"finish": 1}),
        frame("aibot_respond_msg", **MARKDOWN),
        frame("aibot_subscribe", bot_id="a"),
        frame("aibot_upload_media_chunk", upload_id="a", chunk_index=True, base64_data=""),
    ],
)
def test_it_does_not_take(bad: Any) -> None:
    assert wrong(bad) != ""
