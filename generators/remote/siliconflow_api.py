"""硅基流动 (SiliconFlow): what its video and its picture services have in common.

Source: docs.siliconflow.cn, "创建视频生成请求", "创建图片生成请求" and its pages of errors and limits, read November 2026; not tried
against the real service. The pages name two codes; everything else is told by the HTTP status and the words, and some refusals are a
bare JSON text ("Forbidden"). Their price list is not among them, so that the admin has to say what a request costs.
"""

from generators.remote.vendor import Address, Answered, Meaning, RemoteOptions, Vendor, text_at

HOST = "https://api.siliconflow.cn/v1"

ERRORS: dict[str, Meaning] = {"20012": "model", "50505": "busy"}

ANSWERS: dict[str, Meaning] = {
    "403 *": "empty",
    # A limit of a day, of requests, tokens or images; or of an hour. Those of a minute are waited for.
    "429 *[RTI]PD*": "used_up",
    "429 *RPH*": "used_up",
    # In words of its own it says that it has too much to do; without them it may be a gateway that lost the answer.
    "503 ?*": "busy",
}


def _said(answer: Answered) -> tuple[str, str]:
    return text_at(answer, "code"), text_at(answer, "message")


SILICONFLOW = Vendor(
    "硅基流动",
    "SILICONFLOW_API_KEY",
    ERRORS,
    _said,
    answers=ANSWERS,
    hints={"empty": "the account has no balance, or its real name is not verified"},
)


class SiliconFlowOptions(RemoteOptions):
    """What its services let the admin set."""

    base_url: Address = HOST


def checked_price(price_fen: int | None, what: str) -> None:
    """Raises `ValueError` in Chinese where no price is set: without it the family's daily limit in yuan would not hold."""
    if price_fen is None:
        raise ValueError(f"再写一行 price_fen: {what}几分钱，价钱在硅基流动的价目表里；不要钱的写 0。")
