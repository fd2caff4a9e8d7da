"""火山方舟 (Volcengine Ark): what its video and its picture services have in common.

Source: volcengine.com/docs/82379/1299023 "错误码", read November 2026; not tried against the real service. Many codes have
families with a dot behind them, `InvalidParameter.OversizedImage`, so that most are patterns.
"""

from generators.remote.vendor import Answered, Meaning, Vendor, first_of, text_at

HOST = "https://ark.cn-beijing.volces.com/api/v3"

ERRORS: dict[str, Meaning] = {
    "*RiskDetection*": "content",
    "*SensitiveContentDetected*": "content",
    "AuthenticationError": "key",
    "AccountOverdueError": "empty",
    "AccessDenied": "wrong",
    "InvalidParameter*": "wrong",
    "MissingParameter*": "wrong",
    "OperationDenied*": "wrong",
    "InvalidEndpoint*": "model",
    "ModelNotOpen": "model",
    "*Model*NotFound": "model",
    "UnsupportedModel": "model",
    "*RateLimitExceeded*": "busy",
    "ServerOverloaded": "busy",
    "InternalServiceError": "unsure",
}
"""`InvalidEndpoint*` is also that of an unknown model, and ModelNotOpen of one the account has not switched on."""


def _said(answer: Answered) -> tuple[str, str]:
    # A task that failed is a good answer with an error in it.
    if text_at(answer, "status"):
        return "", ""
    if isinstance(answer.get("error"), dict):
        return text_at(answer, "error", "code"), text_at(answer, "error", "message")
    picture = first_of(answer.get("data"))
    return text_at(picture, "error", "code"), text_at(picture, "error", "message")


ARK = Vendor("即梦", "ARK_API_KEY", ERRORS, _said, tells_errors_at_200=True)
