"""智谱 (BigModel, Z.ai): what its video and its picture service have in common.

Source: docs.bigmodel.cn, read November 2026. A 429 is no reason to try again before its code is read: 1113 is an empty account.
"""

from typing import Annotated

from pydantic import AfterValidator, Field, SecretStr

from generators.base import BadRequest, Busy, ContentRefused, GeneratorError, NeedsTopUp, Timeout
from generators.remote.address import checked_address
from generators.remote.calls import Calls, Refused, by_status
from generators.setting import Options

KEY_VARIABLE = "ZHIPU_API_KEY"
HOST = "https://open.bigmodel.cn/api/paas/v4"

TOMORROW_SECONDS = 3600.0
"""A day's or a plan's share is used up: too long to wait for, so that another generator is asked."""

BUSY = {"1302": None, "1303": None, "1304": TOMORROW_SECONDS, "1305": None, "1308": TOMORROW_SECONDS, "1310": TOMORROW_SECONDS}  # fmt: skip
"""Concurrency, rate, the day's calls, the model's load, the plan's share. None: as long as the answer says."""
WRONG = {"1000", "1001", "1003", "1210", "1211", "1212", "1213", "1214", "1215", "1220", "1261"}

Address = Annotated[str, AfterValidator(checked_address)]


class ZhipuOptions(Options):
    """What both services let the admin set."""

    base_url: Address = HOST
    fetch_from: tuple[Address, ...] = ()
    """Further hosts results may be fetched from, other than public https ones."""
    watermark: bool = True
    """False only for accounts that signed the provider's disclaimer."""
    price_fen: int | None = Field(default=None, ge=0)
    """What one costs, where it is not what the price list said in November 2026."""
    timeout_seconds: float = Field(default=60, gt=0, le=600)
    """For one call; what is being made is asked about again and again."""

    @property
    def origins(self) -> tuple[str, ...]:
        """Addresses on whose hosts results may lie, beside public https ones."""
        return (self.base_url, *self.fetch_from)


def calls(name: str, options: ZhipuOptions, key: SecretStr | None) -> Calls | None:
    """The connection to the service; None without a key."""
    if key is None:
        return None

    def error_of(refused: Refused) -> GeneratorError:
        return zhipu_error(refused, name)

    return Calls(name, options.base_url, key, error_of, timeout_seconds=options.timeout_seconds)


def zhipu_error(refused: Refused, name: str) -> GeneratorError:
    """The error of an answer `{"error": {"code": "1301", "message": …}}`."""
    error = refused.answer.get("error")
    said = error if isinstance(error, dict) else {}
    code = str(said.get("code", ""))
    reason = refused.reason(code, str(said.get("message", "")))
    if code == "1113":
        return NeedsTopUp(reason)
    if code == "1301":
        return ContentRefused(reason)
    if code in BUSY:
        return Busy(reason, BUSY[code] or refused.retry_after_seconds)
    if code == "1211":
        return BadRequest(f"generators.settings.{name}.model: {reason}")
    if refused.status == 401 or code in ("1000", "1001", "1003"):
        return BadRequest(f"{KEY_VARIABLE}: {reason}")
    if code in WRONG:
        return BadRequest(reason)
    if code == "1234":
        return Timeout(reason)
    return by_status(refused, reason)
