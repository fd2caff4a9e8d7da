"""Vidu."""

from generators.base import BadRequest, Busy, ContentRefused, NeedsTopUp, Timeout
from generators.vidu import Vidu
from tests.generators.providers import KITTEN, Provider

PROVIDER = Provider(
    name="vidu",
    made_by=Vidu,
    path="/ent/v2",
    options={"model": "viduq3-turbo", "fen_per_second": 30},
    price_fen=150,
    has_cover=True,
    cancels="waiting",
    wrong_key=(401, "Unauthorized"),
    content_failure="CreationPolicyViolation",
    sent={
        "model": "viduq3-turbo",
        "prompt": KITTEN.prompt,
        "duration": 5,
        "resolution": "720p",
        "aspect_ratio": "16:9",
        "seed": 0,
        "audio": False,
    },
    codes=(
        (400, "TaskPromptPolicyViolation", ContentRefused), (400, "AuditSubmitIllegal", ContentRefused),
        (400, "CreationPolicyViolation", ContentRefused), (400, "CreditInsufficient", NeedsTopUp),
        (429, "QuotaExceeded", Busy), (429, "TooManyRequests", Busy), (429, "SystemThrottling", Busy),
        (400, "OperationInProcess", Busy), (400, "BadRequest", BadRequest), (400, "FieldLacking", BadRequest),
        (400, "FieldUnwanted", BadRequest), (400, "FieldInvalid", BadRequest), (400, "PageSizeOutOfRange", BadRequest),
        (400, "FieldItemCountOutOfRange", BadRequest), (400, "ImageDownloadFailure", BadRequest),
        (400, "ImageFormatInvalid", BadRequest), (400, "ModelUnavailable", BadRequest), (401, "Unauthorized", BadRequest),
        (403, "Forbidden", BadRequest), (404, "TaskNotFound", BadRequest), (500, "InternalServiceFailure", Timeout),
        (400, "Unheard", BadRequest), (402, "Unheard", NeedsTopUp), (409, "Conflict", Timeout), (429, "Unheard", Busy),
        (500, "Unheard", Timeout), (503, "Unheard", Timeout),
    ),
)  # fmt: skip
