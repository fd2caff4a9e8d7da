"""One call to the far side: its headers, its body, and the ways it can fail (npm 2.4.9, src/api/api.ts).

Numbers of messages are 64 bits wide on the wire, which Python's JSON reads exactly.
"""

import asyncio
import base64
import json
import secrets
from collections.abc import Mapping

import httpx
from pydantic import SecretStr

from bot.channels.ilink.timing import Timing

SPOKEN = (2, 4, 9)
"""The version of Tencent's client whose protocol this is."""
AGENT = "XiaoAi/0.1"
STALE = -14
THROTTLED = -2
MOST_BYTES = 64_000_000
"""Of one answer."""
_LONGEST_REASON = 200


class ApiError(Exception):
    """A call did not end well.

    ApiError
    ├── NotReached   no connection: surely not heard
    ├── NoAnswer     may have been heard, or done
    │   └── TooSlow  nothing came in time
    ├── WrongStatus  an HTTP status instead of an answer
    └── Declined     heard, and answered with an error code
    """


class NotReached(ApiError):
    """Nobody heard it."""


class NoAnswer(ApiError):
    """No answer, or none that can be read."""


class TooSlow(NoAnswer):
    """Nothing came in time."""


class WrongStatus(ApiError):
    """HTTP says no."""

    def __init__(self, operation: str, status: int) -> None:
        super().__init__(f"{operation}: HTTP {status}")
        self.status = status


class Declined(ApiError):
    """The far side says no, and why."""

    def __init__(self, operation: str, code: int, message: str) -> None:
        super().__init__(f"{operation}: {code} {message}".strip())
        self.code = code


class Api:
    """Calls of one account, or, without a token, of nobody yet."""

    def __init__(
        self, http: httpx.AsyncClient, base_url: str, token: SecretStr | None = None, timing: Timing | None = None
    ) -> None:
        self._http = http
        self._base_url = base_url.rstrip("/")
        self._token = token
        self._timing = timing or Timing()

    async def post(
        self, operation: str, body: Mapping[str, object], *, seconds: float | None = None, query: str = ""
    ) -> dict[str, object]:
        """The answer to a call of the bot's. Raises `ApiError`."""
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        headers = {
            "Content-Type": "application/json",
            "AuthorizationType": "ilink_bot_token",
            "X-WECHAT-UIN": base64.b64encode(str(secrets.randbits(32)).encode()).decode(),
        }
        if self._token:
            headers["Authorization"] = f"Bearer {self._token.get_secret_value()}"
        return await self._ask("POST", operation, query, seconds or self._timing.ask, headers, content)

    async def get(self, operation: str, query: Mapping[str, str], *, seconds: float) -> dict[str, object]:
        """The answer to a question without a token. Raises `ApiError`."""
        return await self._ask("GET", operation, str(httpx.QueryParams(query)), seconds, {}, None)

    async def _ask(
        self,
        method: str,
        operation: str,
        query: str,
        seconds: float,
        headers: dict[str, str],
        content: bytes | None,
    ) -> dict[str, object]:
        url = f"{self._base_url}/ilink/bot/{operation}" + (f"?{query}" if query else "")
        timeout = httpx.Timeout(seconds, connect=min(seconds, self._timing.connect))
        try:
            async with (
                asyncio.timeout(seconds + self._timing.connect),
                self._http.stream(
                    method, url, headers=COMMON_HEADERS | headers, content=content, timeout=timeout
                ) as response,
            ):
                if not response.is_success:
                    raise WrongStatus(operation, response.status_code)
                answer = bytearray()
                async for chunk in response.aiter_bytes():
                    answer += chunk
                    if len(answer) > MOST_BYTES:
                        raise NoAnswer(f"{operation}: more than {MOST_BYTES} bytes")
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotReached(f"{operation}: {type(error).__name__}") from None
        except (httpx.ReadTimeout, TimeoutError):
            raise TooSlow(f"{operation}: no answer within {seconds:g} s") from None
        except httpx.RequestError as error:
            # Not chained: a protocol error may quote what was sent.
            raise NoAnswer(f"{operation}: {type(error).__name__}") from None
        return self._read(operation, bytes(answer))

    def _read(self, operation: str, content: bytes) -> dict[str, object]:
        try:
            answer = json.loads(content)
        except (ValueError, RecursionError):
            raise NoAnswer(f"{operation}: the answer is no JSON") from None
        if not isinstance(answer, dict):
            raise NoAnswer(f"{operation}: the answer is no object")
        for name in ("ret", "errcode"):
            code = answer.get(name)
            if code in (None, 0, "0", ""):
                continue
            if isinstance(code, str) and code.lstrip("-").isdecimal():
                code = int(code)
            if not isinstance(code, int) or isinstance(code, bool):
                raise NoAnswer(f"{operation}: {name} is no number")
            raise Declined(operation, code, self._clean(answer.get("errmsg")))
        return answer

    def _clean(self, message: object) -> str:
        text = message if isinstance(message, str) else ""
        if self._token:
            text = text.replace(self._token.get_secret_value(), "***")
        return "".join(character for character in text[:_LONGEST_REASON] if character.isprintable())


def with_base_info(body: Mapping[str, object]) -> dict[str, object]:
    """The body of every call of a bot's; who calls is for the far side's logs only."""
    version = ".".join(map(str, SPOKEN))
    return {**body, "base_info": {"channel_version": version, "bot_agent": AGENT}}


def new_client(base_url: str, timing: Timing) -> httpx.AsyncClient:
    """Every call has a connection of its own: one that the far side has closed meanwhile would leave a letter unanswered.

    A proxy of the environment is for what is outside.
    """
    return httpx.AsyncClient(
        trust_env=base_url.startswith("https:"),
        timeout=httpx.Timeout(timing.ask, connect=timing.connect),
        limits=httpx.Limits(max_connections=200, max_keepalive_connections=0),
    )


COMMON_HEADERS = {
    "iLink-App-Id": "bot",
    "iLink-App-ClientVersion": str(SPOKEN[0] << 16 | SPOKEN[1] << 8 | SPOKEN[2]),
}
