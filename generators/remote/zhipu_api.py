"""智谱 (BigModel, Z.ai): what its video and its picture services have in common.

Source: docs.bigmodel.cn, read November 2026. A 429 is no reason to try again before its code is read: 1113 is an empty account.
"""

from generators.remote.vendor import Address, Answered, Meaning, RemoteOptions, Vendor, text_at

HOST = "https://open.bigmodel.cn/api/paas/v4"

ERRORS: dict[str, Meaning] = {
    **dict.fromkeys(("1000", "1001", "1003"), "key"),
    "1113": "empty",
    **dict.fromkeys(("1210", "1212", "1213", "1214", "1215", "1220", "1261"), "wrong"),
    "1211": "model",
    "1234": "unsure",
    "1301": "content",
    **dict.fromkeys(("1302", "1303", "1305"), "busy"),
    **dict.fromkeys(("1304", "1308", "1310"), "used_up"),
}
"""1302 concurrency, 1303 rate, 1305 the model's load; 1304 the day's calls, 1308 and 1310 the plan's share."""


def _said(answer: Answered) -> tuple[str, str]:
    return text_at(answer, "error", "code"), text_at(answer, "error", "message")


ZHIPU = Vendor("智谱", "ZHIPU_API_KEY", ERRORS, _said)


class ZhipuOptions(RemoteOptions):
    """What its services let the admin set."""

    base_url: Address = HOST
    watermark: bool = True
    """False only for accounts that signed the provider's disclaimer."""
