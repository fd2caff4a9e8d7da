"""阿里万相 (DashScope)."""

from generators.base import BadRequest, Busy, ContentRefused, NeedsTopUp, Timeout
from generators.dashscope import DashScope
from tests.generators.providers import KITTEN, Provider

PROVIDER = Provider(
    name="dashscope",
    made_by=DashScope,
    path="",
    price_fen=295,
    cancels="waiting",
    codes_at_200=True,
    content_failure="DataInspectionFailed",
    wrong_key=(401, "InvalidApiKey"),
    sent={
        "model": "wan3.0-video",
        "input": {"prompt": KITTEN.prompt},
        "parameters": {
            "resolution": "720P",
            "ratio": "16:9",
            "duration": 5,
            "prompt_extend": False,
            "watermark": False,
            "seed": 0,
        },
    },
    codes=(
        (400, "DataInspectionFailed", ContentRefused), (400, "data_inspection_failed", ContentRefused),
        (400, "Arrearage", NeedsTopUp), (403, "AllocationQuota.FreeTierOnly", NeedsTopUp),
        (401, "InvalidApiKey", BadRequest), (403, "AccessDenied", BadRequest), (403, "AccessDenied.Unpurchased", BadRequest),
        (404, "ModelNotFound", BadRequest), (400, "Model.NotFound", BadRequest), (404, "InvalidParameter.ModelNotFound", BadRequest),
        (404, "model_not_found", BadRequest), (403, "Model.AccessDenied", BadRequest),
        (400, "InvalidParameter", BadRequest), (400, "InvalidParameter.DataInspection", BadRequest),
        (400, "BadRequest.EmptyInput", BadRequest), (413, "BadRequest.TooLarge", BadRequest), (400, "InvalidURL", BadRequest),
        (400, "UnsupportedOperation", BadRequest),
        (429, "Throttling", Busy), (429, "Throttling.RateQuota", Busy), (429, "Throttling.AllocationQuota", Busy),
        (408, "RequestTimeOut", Timeout), (500, "InternalError", Timeout), (500, "InternalError.Algo", Timeout),
        # In good answers, too.
        (200, "Arrearage", NeedsTopUp), (200, "DataInspectionFailed", ContentRefused), (200, "SomethingNew", Timeout),
        (400, "SomethingNew", BadRequest), (429, "SomethingNew", Busy), (402, "SomethingNew", NeedsTopUp),
        (500, "SomethingNew", Timeout), (503, "SomethingElse", Timeout),
    ),
)  # fmt: skip
