"""The key of a 高德 account, put into a request as the very last thing.

Prevents the key from getting into a log: `httpx` logs the address of every request and keeps it in its errors. What it
sees here is the address without the key; only this transport and the wire see the other.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import httpx
from pydantic import SecretStr

AMAP_URL = "https://restapi.amap.com"


@dataclass(frozen=True, slots=True)
class AmapAccount:
    """Whose calls they are, and where the service is."""

    key: SecretStr
    """Of the type Web 服务; one for JS or Android is refused with 10009."""
    private_key: SecretStr | None = None
    """Set where the account wants its requests signed (数字签名)."""
    base_url: str = AMAP_URL
    calls_per_second: float = 3.0
    """What a personal account may ask of one service; the console of the account says it."""


def signature(parameters: Mapping[str, str], private_key: str) -> str:
    """高德's signature: parameters sorted by name, as they are before quoting, with the private key behind; MD5, in hex."""
    written = "&".join(f"{name}={parameters[name]}" for name in sorted(parameters))
    return hashlib.md5((written + private_key).encode(), usedforsecurity=False).hexdigest()


class KeyTransport(httpx.AsyncBaseTransport):
    """Adds key and signature to what it sends.

    Goes straight to the service, past any proxy in the environment: that is there for what is far away, and would see the key.
    """

    def __init__(self, account: AmapAccount) -> None:
        self._account = account
        self._inner = httpx.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        account = self._account
        parameters = dict(request.url.params) | {"key": account.key.get_secret_value()}
        if account.private_key is not None:
            parameters["sig"] = signature(parameters, account.private_key.get_secret_value())
        keyed = httpx.Request(
            request.method,
            request.url.copy_with(params=parameters),
            headers=request.headers,
            extensions=request.extensions,
        )
        return await self._inner.handle_async_request(keyed)

    async def aclose(self) -> None:
        await self._inner.aclose()
