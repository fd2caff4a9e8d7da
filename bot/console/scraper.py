"""Prometheus, which keeps no cookie: it comes with a key of its own, for /metrics and for nothing else."""

import hashlib
import hmac

from pydantic import SecretStr
from starlette.requests import HTTPConnection

PATH = "/metrics"
VARIABLE = "XIAOAI_METRICS_KEY"
SHORTEST_KEY = 16
"""A shorter one could be guessed, and counts as none."""


class Scraper:
    """Lets in `Authorization: Bearer <key>`; without a key it lets in nobody."""

    def __init__(self, key: SecretStr | None) -> None:
        value = key.get_secret_value() if key else ""
        self._digest = _digest(value) if len(value) >= SHORTEST_KEY else None

    def is_let_in(self, path: str, asked: HTTPConnection) -> bool:
        """Whether this is the scraper, asking for what is his."""
        if self._digest is None or path != PATH or asked.scope.get("method") != "GET":
            return False
        kind, _, given = asked.headers.get("authorization", "").partition(" ")
        return kind.lower() == "bearer" and hmac.compare_digest(_digest(given.strip()), self._digest)


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "replace")).digest()
