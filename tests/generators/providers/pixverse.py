"""PixVerse."""

from generators.base import BadRequest, Busy, ContentRefused, NeedsTopUp, Timeout
from generators.pixverse import Pixverse
from tests.generators.providers import KITTEN, Provider

PROVIDER = Provider(
    name="pixverse",
    made_by=Pixverse,
    path="",
    options={"model": "v6", "fen_per_second": 20},
    price_fen=100,
    wrong_key=(200, "10001"),
    codes_at_200=True,
    content_failure="status 7",
    sent={
        "model": "v6",
        "prompt": KITTEN.prompt,
        "duration": 5,
        "quality": "720p",
        "aspect_ratio": "16:9",
        "seed": 0,
    },
    codes=(
        (200, "10001", BadRequest), (200, "10003", BadRequest), (200, "400012", BadRequest), (200, "500201", BadRequest),
        (400, "400", BadRequest), (200, "400011", BadRequest), (200, "400013", BadRequest), (200, "400017", BadRequest),
        (200, "400018", BadRequest), (200, "400019", BadRequest), (200, "400032", BadRequest), (200, "400033", BadRequest),
        (200, "500008", BadRequest), (200, "500020", BadRequest), (200, "500030", BadRequest), (200, "500031", BadRequest),
        (200, "500032", BadRequest), (200, "500033", BadRequest), (200, "500041", BadRequest), (200, "500042", BadRequest),
        (200, "500043", NeedsTopUp), (200, "500090", NeedsTopUp), (200, "500044", Busy), (200, "500069", Busy),
        (500, "500052", ContentRefused), (200, "500054", ContentRefused), (200, "500063", ContentRefused),
        (200, "500060", Busy), (200, "500064", BadRequest), (200, "99999", Timeout), (200, "500100", Timeout),
        # Nobody knows these: at 200 and 500 it may have been taken, and nobody else is asked.
        (200, "123456", Timeout), (500, "123456", Timeout), (429, "123456", Busy), (400, "123456", BadRequest),
        (402, "123456", NeedsTopUp), (401, "123456", BadRequest),
    ),
)  # fmt: skip
