"""The token 和风 wants with every call: a JWT signed with the account's own Ed25519 key.

Needs the `cryptography` package, which only the extra `qweather` installs. Contract: dev.qweather.com/docs/configuration/authentication.
"""

import base64
import importlib.util
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import SecretStr

from intents.services.weather.errors import WrongKey

NAME = "qweather"
CLOCK_SECONDS = 30
"""A token is dated back this far, for clocks that are not the same."""
LASTS_SECONDS = 3600
"""A day is the most that is allowed."""
RENEW_SECONDS = 120
"""Before its end a token is replaced."""


@dataclass(frozen=True, slots=True)
class QWeatherAccount:
    """What 和风's console shows of a project."""

    base_url: str
    """The account's own API Host, with https://."""
    project_id: str
    credential_id: str
    private_key: SecretStr
    """PEM of the Ed25519 key whose public half was uploaded."""


def can_sign() -> bool:
    """Whether the extra `qweather` is installed."""
    return importlib.util.find_spec("cryptography") is not None


class Token:
    """The token in force. `now` is the time of day in seconds since 1970."""

    def __init__(self, account: QWeatherAccount, now: Callable[[], float] = time.time) -> None:
        self._account = account
        self._now = now
        self._text = ""
        self._until = 0.0

    def text(self) -> str:
        """A token for a call now. Raises WrongKey where none can be made."""
        now = self._now()
        if now >= self._until - RENEW_SECONDS:
            issued = int(now) - CLOCK_SECONDS
            self._until = issued + LASTS_SECONDS
            self._text = self._sign(issued, int(self._until))
        return self._text

    def _sign(self, issued: int, until: int) -> str:
        account = self._account
        header = _part({"alg": "EdDSA", "kid": account.credential_id})
        payload = _part({"sub": account.project_id, "iat": issued, "exp": until})
        signature = _key(account.private_key).sign(f"{header}.{payload}".encode())
        return f"{header}.{payload}.{_base64(signature)}"


def _key(pem: SecretStr) -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key
    except ImportError:
        raise WrongKey(NAME, "the extra qweather is not installed") from None
    try:
        key = load_pem_private_key(pem.get_secret_value().encode(), password=None)
    except (ValueError, TypeError):
        raise WrongKey(NAME, "the private key cannot be read") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise WrongKey(NAME, "the private key is no Ed25519 key")
    return key


def _part(fields: dict[str, str | int]) -> str:
    return _base64(json.dumps(fields, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
