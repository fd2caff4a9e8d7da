"""MiniMax 海螺."""

from generators.base import BadRequest, Busy, ContentRefused, NeedsTopUp, Timeout
from generators.minimax import MiniMax
from tests.generators.providers import KITTEN, Provider

PROVIDER = Provider(
    name="minimax",
    made_by=MiniMax,
    path="",
    price_fen=284,
    cancels="waiting",
    wrong_key=(401, "1004"),
    codes_at_200=True,
    content_failure="1027",
    sent={
        "model": "MiniMax-H3",
        "content": [{"type": "text", "text": KITTEN.prompt}],
        "resolution": "768P",
        "duration": 5,
        "ratio": "16:9",
    },
    codes=(
        (500, "1000", Timeout), (429, "1002", Busy), (401, "1004", BadRequest), (402, "1008", NeedsTopUp),
        (422, "1026", ContentRefused), (422, "1027", ContentRefused), (400, "2013", BadRequest),
        (401, "2049", BadRequest), (429, "2056", Busy),
        (200, "1000", Timeout), (200, "1002", Busy), (200, "1004", BadRequest), (200, "1008", NeedsTopUp),
        (200, "1026", ContentRefused), (200, "1027", ContentRefused), (200, "2013", BadRequest),
        (200, "2049", BadRequest), (200, "2056", Busy),
        (200, "9999", Timeout), (400, "9999", BadRequest), (401, "9999", BadRequest), (402, "9999", NeedsTopUp),
        (422, "9999", BadRequest), (429, "9999", Busy), (500, "9999", Timeout), (503, "9998", Timeout),
    ),
)  # fmt: skip
