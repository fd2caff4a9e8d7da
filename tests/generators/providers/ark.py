"""火山方舟 Seedance."""

from generators.ark import Ark
from generators.base import BadRequest, Busy, ContentRefused, NeedsTopUp, Timeout
from tests.generators.providers import KITTEN, Provider

PROVIDER = Provider(
    name="ark",
    made_by=Ark,
    path="/api/v3",
    options={"model": "doubao-seedance-2-0-fast-260128"},
    price_fen=405,
    cancels="waiting",
    codes_at_200=True,
    content_failure="OutputVideoSensitiveContentDetected",
    wrong_key=(401, "AuthenticationError"),
    sent={
        "model": "doubao-seedance-2-0-fast-260128",
        "content": [{"type": "text", "text": KITTEN.prompt}],
        "resolution": "720p",
        "ratio": "16:9",
        "duration": 5,
        "seed": 0,
        "watermark": False,
        "generate_audio": True,
    },
    codes=(
        (400, "InputTextRiskDetection", ContentRefused), (400, "InputImageRiskDetection", ContentRefused),
        (400, "OutputImageRiskDetection", ContentRefused), (400, "SensitiveContentDetected", ContentRefused),
        (400, "SensitiveContentDetected.Violence", ContentRefused), (400, "InputTextSensitiveContentDetected", ContentRefused),
        (400, "InputImageSensitiveContentDetected", ContentRefused),
        (400, "InputImageSensitiveContentDetected.PrivacyInformation", ContentRefused),
        (400, "OutputVideoSensitiveContentDetected", ContentRefused),
        (401, "AuthenticationError", BadRequest), (403, "AccountOverdueError", NeedsTopUp), (403, "AccessDenied", BadRequest),
        (400, "InvalidParameter", BadRequest), (400, "InvalidParameter.OversizedImage", BadRequest),
        (400, "MissingParameter", BadRequest), (400, "MissingParameter.content", BadRequest),
        (403, "OperationDenied.InvalidState", BadRequest),
        (400, "InvalidEndpoint.ClosedEndpoint", BadRequest), (404, "InvalidEndpointOrModel.NotFound", BadRequest),
        (404, "InvalidEndpointOrModel.ModelIDAccessDisabled", BadRequest), (404, "ModelNotOpen", BadRequest),
        (404, "UnsupportedModel", BadRequest), (404, "ModelNotFound", BadRequest),
        (429, "RateLimitExceeded.EndpointRPMExceeded", Busy), (429, "AccountRateLimitExceeded", Busy),
        (429, "ServerOverloaded", Busy), (500, "InternalServiceError", Timeout),
        # In good answers, too.
        (200, "AccountOverdueError", NeedsTopUp), (200, "InputTextRiskDetection", ContentRefused), (200, "SomethingNew", Timeout),
        (400, "SomethingNew", BadRequest), (429, "SomethingNew", Busy), (402, "SomethingNew", NeedsTopUp),
        (500, "SomethingNew", Timeout), (503, "SomethingElse", Timeout),
    ),
)  # fmt: skip
