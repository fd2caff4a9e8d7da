"""Who is logged in at the gateway, as its events tell it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from bot.channels.base import Login, LoginStage

LONGEST_QR = 4096
WAITING, SCANNED, CONFIRMED = 2, 3, 4
"""Of wechaty-puppet's ScanStatus; the others are ends of a code that a new one follows."""


class GatewayLogin:
    """One gateway has one login."""

    def __init__(self, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._now = now
        self._state = Login("", "connecting", since=now())

    @property
    def state(self) -> Login:
        """How it is doing."""
        return self._state

    @property
    def account(self) -> str:
        """The bot's own id while it can send; empty otherwise."""
        return self._state.account if self._state.stage == "online" else ""

    def came_in(self, account: str) -> None:
        """Somebody is logged in."""
        self._become(Login(account, "online"))

    def went_out(self) -> None:
        """The login ended at the phone, or was ended by WeChat."""
        self._become(Login(self._state.account, "expired"))

    def was_shown(self, scan: Mapping[str, object]) -> None:
        """A code is to be scanned, or was."""
        qr, status = scan.get("qrcode"), scan.get("status")
        if self._state.stage == "online" and status != WAITING:
            return  # late news of the login that succeeded
        stage: LoginStage = "confirm" if status in (SCANNED, CONFIRMED) else "scan"
        shown = qr if stage == "scan" and isinstance(qr, str) and len(qr) <= LONGEST_QR else ""
        self._become(Login("", stage, qr=shown))

    def is_away(self, stage: LoginStage, detail: str) -> None:
        """The gateway cannot be talked to, or has not said yet who is logged in."""
        self._become(Login(self._state.account, stage, detail=detail))

    def _become(self, state: Login) -> None:
        if replace(state, since=self._state.since) != self._state:
            self._state = replace(state, since=self._now())
