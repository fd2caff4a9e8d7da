"""可灵."""

from generators.base import BadRequest, Busy, ContentRefused, NeedsTopUp, Timeout
from generators.kling import Kling
from tests.generators.providers import KITTEN, Provider

PROVIDER = Provider(
    name="kling",
    made_by=Kling,
    path="",
    options={"fen_per_second": 50},
    key="Ak1b2c3:topsecretkey",
    price_fen=250,
    wrong_key=(401, "1002"),
    codes_at_200=True,
    content_failure="1301",
    sent={
        "model_name": "kling-v2-6",
        "mode": "std",
        "duration": "5",
        "sound": "off",
        "external_task_id": "1732170000000-m1",
        "prompt": KITTEN.prompt,
        "aspect_ratio": "16:9",
    },
    codes=(
        (401, "1000", BadRequest), (401, "1001", BadRequest), (401, "1002", BadRequest), (401, "1003", BadRequest),
        (401, "1004", BadRequest), (429, "1100", BadRequest), (429, "1101", NeedsTopUp), (429, "1102", NeedsTopUp),
        (400, "1200", BadRequest), (400, "1201", BadRequest), (404, "1202", BadRequest), (404, "1203", BadRequest),
        (400, "1301", ContentRefused), (429, "1302", Busy), (429, "1303", Busy), (500, "5000", Timeout),
        (503, "5001", Timeout), (504, "5002", Timeout),
        (200, "1000", BadRequest), (200, "1101", NeedsTopUp), (200, "1102", NeedsTopUp), (200, "1201", BadRequest),
        (200, "1301", ContentRefused), (200, "1302", Busy), (200, "1303", Busy), (200, "5000", Timeout),
        (200, "9999", Timeout), (400, "9999", BadRequest), (429, "9999", Busy), (402, "9999", NeedsTopUp),
        (500, "9999", Timeout),
    ),
)  # fmt: skip
