"""智谱."""

from generators.base import BadRequest, Busy, ContentRefused, NeedsTopUp, Timeout
from generators.zhipu import Zhipu
from tests.generators.providers import KITTEN, Provider

PROVIDER = Provider(
    name="zhipu",
    made_by=Zhipu,
    path="/paas/v4",
    options={"model": "cogvideox-2"},
    price_fen=50,
    has_cover=True,
    wrong_key=(401, "1000"),
    sent={
        "model": "cogvideox-2",
        "prompt": KITTEN.prompt,
        "quality": "speed",
        "with_audio": False,
        "size": "1920x1080",
        "fps": 30,
        "request_id": "1732170000000-m1",
    },
    codes=(
        (401, "1000", BadRequest), (401, "1001", BadRequest), (401, "1003", BadRequest), (429, "1113", NeedsTopUp),
        (400, "1210", BadRequest), (400, "1211", BadRequest), (400, "1212", BadRequest), (400, "1213", BadRequest),
        (400, "1214", BadRequest), (400, "1215", BadRequest), (403, "1220", BadRequest), (400, "1261", BadRequest),
        (400, "1301", ContentRefused), (429, "1302", Busy), (429, "1303", Busy), (429, "1304", Busy),
        (429, "1305", Busy), (429, "1308", Busy), (429, "1310", Busy), (500, "1234", Timeout),
        (400, "9999", BadRequest), (429, "9999", Busy), (402, "9999", NeedsTopUp), (500, "9999", Timeout),
        (503, "9998", Timeout),
    ),
)  # fmt: skip
