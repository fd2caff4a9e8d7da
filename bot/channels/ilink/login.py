"""From the QR code to the credentials (npm 2.4.9, src/auth/login-qr.ts).

Whoever drives it, a page or the terminal, shows each state, hands in the digits from the phone, and waits for `run`.
"""

import asyncio
import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
from pydantic import SecretStr, ValidationError

from bot.channels.base import Login, LoginStage
from bot.channels.ilink import bindings
from bot.channels.ilink.bindings import Binding
from bot.channels.ilink.timing import Timing
from bot.channels.ilink.wire import Api, ApiError, Declined
from bot.telemetry import log
from generators.base import BadRequest
from generators.remote.guard import read

CODES = 3
"""QR codes for one login; each lives about two minutes."""
MOST_TOKENS = 10
BOT_TYPE = "3"
_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(:[0-9]{1,5})?")
_DIGITS = re.compile(r"[0-9]{1,12}")

_log = log("ilink")


class QrLogin:
    """One login. It ends `online`, with `already bound` as detail where the old credentials stay good, or `expired`.

    Details of `expired`: `unscanned` (every code ran out), `blocked` (wrong digits too often), `too late`, `unreachable`, `refused`,
    `bound elsewhere` (bound already, but the credentials are not here), `not written` (no room, or no right to). Of `code`: `wrong`, where the last digits were.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        base_url: str,
        folder: Path,
        *,
        name: str = "",
        timing: Timing | None = None,
        changed: Callable[[Login], None] = lambda login: None,
    ) -> None:
        self._http = http
        self._fixed_url = base_url
        self._folder = folder
        self.name = name
        self._timing = timing or Timing()
        self._changed = changed
        self._digits: asyncio.Future[str] | None = None
        self.state = Login("", "connecting", since=datetime.now(UTC), name=name)

    def give_code(self, digits: str) -> bool:
        """The digits the phone shows; False where none are wanted, or these are no digits."""
        if self._digits is None or self._digits.done() or not _DIGITS.fullmatch(digits.strip()):
            return False
        self._digits.set_result(digits.strip())
        return True

    async def run(self) -> Binding | None:
        """Returns the binding once its credentials are on disk; None where there is no new one, and `state` says why."""
        try:
            async with asyncio.timeout(self._timing.login):
                return await self._all_codes()
        except TimeoutError:
            detail = "too late"
        except OSError as error:
            _log.error("ilink.credentials_not_written", reason=error.strerror)
            detail = "not written"
        self._stands("expired", detail=detail)
        return None

    async def _all_codes(self) -> Binding | None:
        ended_with = "unscanned"
        for _ in range(CODES):
            code = await self._new_code()
            if code is None:
                self._stands("expired", detail="unreachable")
                return None
            result = await self._follow(code)
            if isinstance(result, Binding):
                await asyncio.to_thread(bindings.save, self._folder, result)
                _log.info("ilink.bound", account=result.account)
                self._stands("online", account=result.account)
                return result
            ended_with = result
            if result not in ("unscanned", "blocked"):
                break
        self._stands("online" if ended_with == "already bound" else "expired", detail=ended_with)
        return None

    async def _new_code(self) -> str | None:
        tokens = [one.token.get_secret_value() for one in bindings.load(self._folder).by_account.values()]
        api = Api(self._http, self._fixed_url, timing=self._timing)
        for _ in range(CODES):
            try:
                answer = await api.post(
                    "get_bot_qrcode", {"local_token_list": tokens[:MOST_TOKENS]}, query=f"bot_type={BOT_TYPE}"
                )
            except ApiError as error:
                _log.warning("ilink.no_qr_code", reason=str(error))
                await asyncio.sleep(self._timing.short_pause)
                continue
            code, shown = answer.get("qrcode"), answer.get("qrcode_img_content")
            if isinstance(code, str) and isinstance(shown, str) and code and 0 < len(shown) <= 2000:
                self._stands("scan", qr=shown)
                return code
        return None

    async def _follow(self, code: str) -> Binding | str:
        """What becomes of one code: the binding, or a detail."""
        base_url, digits = self._fixed_url, ""
        while True:
            answer = await self._status(base_url, code, digits)
            match answer.get("status"):
                case "confirmed":
                    return await self._confirmed(answer)
                case "scaned":
                    digits = ""
                    self._stands("confirm")
                case "scaned_but_redirect":
                    self._stands("confirm")
                    base_url = self._redirected(answer.get("redirect_host")) or base_url
                case "need_verifycode":
                    digits = await self._ask_for_digits("wrong" if digits else "")
                    continue
                case "verify_code_blocked":
                    return "blocked"
                case "expired":
                    return "unscanned"
                case "binded_redirect":
                    return "already bound" if bindings.load(self._folder).by_account else "bound elsewhere"
            await asyncio.sleep(self._timing.qr_pause)

    async def _status(self, base_url: str, code: str, digits: str) -> dict[str, object]:
        query = {"qrcode": code} | ({"verify_code": digits} if digits else {})
        try:
            return await Api(self._http, base_url, timing=self._timing).get(
                "get_qrcode_status", query, seconds=self._timing.qr_poll
            )
        except Declined as error:
            _log.warning("ilink.login_declined", reason=str(error))
        except ApiError:
            # A gateway on the way gives up before the far side does: as good as no news.
            pass
        return {"status": "wait"}

    async def _ask_for_digits(self, detail: str) -> str:
        self._digits = asyncio.get_running_loop().create_future()
        self._stands("code", detail=detail)
        try:
            return await self._digits
        finally:
            self._digits = None

    async def _confirmed(self, answer: dict[str, object]) -> Binding | str:
        token, bot_id, user_id = (answer.get(name) for name in ("bot_token", "ilink_bot_id", "ilink_user_id"))
        known = (await asyncio.to_thread(bindings.load, self._folder)).by_account.values()
        same = next((one for one in known if user_id and one.user_id == user_id), None)
        try:
            return Binding(
                account=same.account if same else str(bot_id or ""),
                bot_id=str(bot_id or ""),
                user_id=str(user_id or ""),
                base_url=self._told(answer.get("baseurl")),
                token=SecretStr(str(token or "")),
                name=self.name or (same.name if same else ""),
            )
        except ValidationError:
            return "refused"

    def _told(self, url: object) -> str:
        """The address the far side wants to be asked at: https, or where we have asked already."""
        if not isinstance(url, str) or not url:
            return self._fixed_url
        try:
            place, fixed = read(url), read(self._fixed_url)
        except BadRequest:
            return self._fixed_url
        return url.rstrip("/") if place.origin.scheme == "https" or place.origin == fixed.origin else self._fixed_url

    def _redirected(self, host: object) -> str:
        if not isinstance(host, str) or not _HOST.fullmatch(host):
            return ""
        return f"{self._fixed_url.partition('://')[0]}://{host}"

    def _stands(self, stage: LoginStage, *, qr: str = "", detail: str = "", account: str = "") -> None:
        state = Login(account, stage, qr, detail, datetime.now(UTC), self.name)
        if (stage, qr, detail) != (self.state.stage, self.state.qr, self.state.detail) or stage == "code":
            self.state = state
            self._changed(state)
