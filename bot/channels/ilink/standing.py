"""How one account stands: online, out of reach, throttled, or in need of a person who scans again."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from bot.channels.base import Login, LoginStage
from bot.channels.ilink.timing import Timing
from bot.channels.ilink.wire import STALE, THROTTLED, ApiError, Declined, WrongStatus
from bot.telemetry import log

_log = log("ilink")


class Standing:
    """What listening and sending know of each other's trouble. `opened` is called when letters may go out again."""

    def __init__(self, account: str, timing: Timing, opened: Callable[[], None]) -> None:
        self._timing = timing
        self._opened = opened
        self._pause = timing.throttled
        self._until = 0.0
        self._stale_at = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self.login = Login(account, "connecting", since=datetime.now(UTC))

    @property
    def is_stale(self) -> bool:
        """The token is good for nothing any more: every call stops."""
        return self.login.stage == "expired"

    @property
    def throttled_seconds(self) -> float:
        """How long nothing may be sent; 0.0 where it may."""
        return max(0.0, self._until - asyncio.get_running_loop().time())

    @property
    def may_send(self) -> bool:
        """Neither stale nor throttled."""
        return not self.is_stale and not self.throttled_seconds

    def online(self, asked_at: float) -> None:
        """The far side answers what was asked then. What was asked before the token went stale shows nothing."""
        was_stale = self.is_stale
        if was_stale and asked_at < self._stale_at:
            return
        self._stands("online", "")
        if was_stale:
            self._opened()

    def offline(self, reason: str) -> None:
        """The far side does not, or nonsense."""
        if not self.is_stale:
            self._stands("offline", reason)

    def sent(self) -> None:
        """Something went out: the next throttling is the first again."""
        self._pause = self._timing.throttled

    def noticed(self, error: ApiError) -> bool:
        """Whether an error is about the whole account; then it stands otherwise from now on."""
        code = error.code if isinstance(error, Declined) else error.status if isinstance(error, WrongStatus) else 0
        if code in (STALE, 401):
            if not self.is_stale:
                _log.error("ilink.login_expired", account=self.login.account, reason=str(error))
                self._stale_at = asyncio.get_running_loop().time()
            self._stands("expired", "the far side does not know the token any more; scan again")
            return True
        if code in (THROTTLED, 429):
            self._throttle(str(error))
            return True
        return False

    def close(self) -> None:
        """Nothing is called any more."""
        if self._timer:
            self._timer.cancel()

    def _throttle(self, reason: str) -> None:
        """Minutes, not seconds: who goes on trying stays throttled."""
        if not self.throttled_seconds:
            loop, pause = asyncio.get_running_loop(), self._pause
            _log.warning("ilink.throttled", account=self.login.account, seconds=pause, reason=reason)
            self._until = loop.time() + pause
            self._pause = min(pause * 2, self._timing.longest_throttled)
            self.close()
            # A little later: `throttled_seconds` must be over.
            self._timer = loop.call_later(pause + 0.01, self._opened)

    def _stands(self, stage: LoginStage, detail: str) -> None:
        if (stage, detail) != (self.login.stage, self.login.detail):
            if stage != self.login.stage:
                _log.info("ilink.stands", account=self.login.account, stage=stage, reason=detail)
            self.login = Login(self.login.account, stage, detail=detail, since=datetime.now(UTC))
