"""From what a service answers when it does not answer, to the errors of `language_model.py`.

Prevents an empty account from looking like a busy service: vendors say "no balance" with 400, 402, 403, 429 and even 200, and
their texts repeat the key. Only status and code go on; the words stay here.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from intents.services.language_model import (
    BadRequest,
    Busy,
    LanguageModelError,
    NeedsTopUp,
    NotAllowed,
    Refused,
    TimedOut,
    UnknownModel,
    Unreachable,
)
from intents.services.models.entry import ModelEntry

BUSY_SECONDS = 1.0
"""How long a busy service is left alone that does not say itself."""
DAY_IS_USED_UP_SECONDS = 3600.0

# 智谱 1113; DashScope Arrearage, AllocationQuota.FreeTierOnly; MiniMax 1008; Ark AccountOverdueError; OpenAI insufficient_quota.
_TOP_UP = frozenset(
    ("1113", "arrearage", "allocationquota.freetieronly", "1008", "accountoverdueerror", "insufficient_quota")
)
# 智谱 1000 to 1004, 1220; MiniMax 1004, 2049; DashScope InvalidApiKey.
_KEY = frozenset(("1000", "1001", "1002", "1003", "1004", "1220", "2049", "invalidapikey", "invalid_api_key"))
# 智谱 1211; 硅基流动 20012; OpenAI and what imitates it model_not_found.
_MODEL = frozenset(("1211", "20012", "model_not_found", "modelnotfound", "modelnotopen", "not_found_error"))
# 智谱 1301; DashScope DataInspectionFailed; MiniMax 1026, 1027; Azure and others content_filter.
_CONTENT = frozenset(("1301", "datainspectionfailed", "data_inspection_failed", "1026", "1027", "content_filter"))
# 智谱 1302, 1303, 1305; MiniMax 1002. 1304, 1308, 1310 and MiniMax 2056: the day's or the plan's calls are used up.
_BUSY = frozenset(("1302", "1303", "1305", "1002"))
_USED_UP = frozenset(("1304", "1308", "1310", "2056"))
_BALANCE_WORDS = re.compile(
    r"余额|欠费|充值|insufficient[ _](?:balance|quota)|balance.{0,20}insufficient|arrear|overdue", re.IGNORECASE
)
_MODEL_WORDS = re.compile(r"model.{0,80}(?:not exist|not found|does not|unknown)|模型不存在", re.IGNORECASE | re.DOTALL)


def fault(entry: ModelEntry, status: int, body: bytes, headers: Mapping[str, str]) -> LanguageModelError:
    """The error that an answer without an answer in it stands for."""
    code, words = _said(body)
    detail = f"HTTP {status}" + (f", code {code}" if code and _is_harmless(code, entry) else "")
    code = code.lower()
    if code in _CONTENT or status == 451:
        return Refused(entry.name, detail)
    if status == 402 or code in _TOP_UP or _BALANCE_WORDS.search(words):
        return NeedsTopUp(entry.name, detail)
    if code in _USED_UP:
        return Busy(entry.name, DAY_IS_USED_UP_SECONDS, detail)
    if code in _MODEL or (status in (400, 404) and _MODEL_WORDS.search(words)):
        return UnknownModel(entry.name, detail)
    if status == 429 or (code in _BUSY and status < 500):
        return Busy(entry.name, _retry_after(headers), detail)
    if status == 403 and entry.forbidden_means_top_up:
        return NeedsTopUp(entry.name, detail)
    if status in (401, 403) or code in _KEY:
        return NotAllowed(entry.name, detail)
    if status == 408:
        return TimedOut(entry.name, detail)
    if 400 <= status < 500:
        return BadRequest(entry.name, detail)
    return Unreachable(entry.name, detail)


def complains_of_json_mode(status: int, body: bytes) -> bool:
    """Whether a service refuses only the wish for JSON, and would answer without it."""
    return status in (400, 422) and b"response_format" in body


def hidden_fault(entry: ModelEntry, body: bytes) -> LanguageModelError | None:
    """The error in an answer that calls itself a success: `base_resp` of MiniMax, `error` and `code` of gateways."""
    code, _ = _said(body)
    is_error = code not in ("", "0", "200") or _read(body).get("error") not in (None, "", {})
    return fault(entry, 200, body, {}) if is_error else None


def _said(body: bytes) -> tuple[str, str]:
    """Code and words of an error, wherever a service puts them."""
    content = _read(body)
    parts = [part for part in (content.get("error"), content.get("base_resp"), content) if isinstance(part, dict)]
    codes = [part.get(name) for part in parts for name in ("code", "status_code", "type")]
    code = next((str(code) for code in codes if code not in (None, "")), "")
    return code, body[:20_000].decode("utf-8", "replace")


def _read(body: bytes) -> dict[str, Any]:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return content if isinstance(content, dict) else {}


def _is_harmless(code: str, entry: ModelEntry) -> bool:
    key = entry.key.get_secret_value() if entry.key else ""
    return re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", code) is not None and not (key and key in code)


def _retry_after(headers: Mapping[str, str]) -> float:
    written = headers.get("retry-after", "")
    return min(float(written), DAY_IS_USED_UP_SECONDS) if re.fullmatch(r"\d{1,6}(\.\d+)?", written) else BUSY_SECONDS
