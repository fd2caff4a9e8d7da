"""硅基流动."""

from generators.base import BadRequest, Busy, NeedsTopUp, Timeout
from generators.siliconflow import SiliconFlow
from tests.generators.providers import KITTEN, Provider

PROVIDER = Provider(
    name="siliconflow",
    made_by=SiliconFlow,
    path="/v1",
    options={"price_fen": 200},
    price_fen=200,
    sent={
        "model": "Wan-AI/Wan2.2-T2V-A14B",
        "prompt": KITTEN.prompt,
        "image_size": "1280x720",
        "seed": 0,
    },
    codes=(
        (400, "20012", BadRequest), (400, "20015", BadRequest), (400, "99999", BadRequest),
        (401, "", BadRequest), (401, "20001", BadRequest),
        (403, "", NeedsTopUp), (403, "30001", NeedsTopUp), (402, "99999", NeedsTopUp),
        (404, "", BadRequest),
        (429, "RPM", Busy), (429, "RPD", Busy), (429, "TPM", Busy), (429, "TPD", Busy), (429, "IPM", Busy),
        (429, "IPD", Busy), (429, "RPH", Busy), (429, "99999", Busy),
        (503, "50505", Busy), (503, "99999", Busy), (500, "99999", Timeout), (504, "99999", Timeout),
    ),
)  # fmt: skip
