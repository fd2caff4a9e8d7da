"""What the paid API's answers mean, as data or as one of the errors of `generators.base`."""

import json
from typing import Any

import httpx

from generators.base import BadRequest, Busy, ContentRefused, NeedsTopUp, Timeout, Unreachable


def answer_of(content: bytes) -> dict[str, Any]:
    """A good answer. What is no JSON object came from something in between, and says nothing about the request."""
    answer = _parsed(content)
    if answer is None:
        raise Timeout(f"no answer but {content[:80]!r}")
    return answer


def text_of(answer: dict[str, Any], name: str) -> str:
    """A field that every good answer has."""
    if not isinstance(answer.get(name), str):
        raise Timeout(f"an answer without {name}: {answer}")
    return str(answer[name])


def raise_for(response: httpx.Response, content: bytes) -> None:
    """The error of an answer that is no success."""
    answer = _parsed(content) or {}
    reason = f"{response.status_code}: {answer.get('error', '')}"
    match response.status_code:
        case 402:
            raise NeedsTopUp(reason)
        case 429:
            raise Busy(reason, float(response.headers.get("retry-after", 30)))
        case 451:
            raise ContentRefused(reason)
        case status if status < 500:
            raise BadRequest(reason)
    raise Unreachable(reason) if answer.get("taken") is False else Timeout(reason)


def _parsed(content: bytes) -> dict[str, Any] | None:
    try:
        answer = json.loads(content)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None
