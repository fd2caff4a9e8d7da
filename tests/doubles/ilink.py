"""iLink as a process: Tencent's bot interface and its CDN, from the facts. Every call is checked against the contract; what breaks it is
refused and written down.

    python -m tests.doubles.ilink --port 0 [--hold 2] [--throttle 0]      the first line on stdout is the port

For the test:  POST /bind {user}  POST /login {states, codes}  POST /member_says  POST /stale {user}  POST /forget {user}
               POST /misbehave {mode, times, at: an operation or upload or download}; modes of its own: throttled, stale, declined,
               garbage (a JSON nobody expects)
               GET /posted?user=  GET /typing?user=  GET /polls?user=  GET /calls  GET /violations  GET /stats
For the bot:   /ilink/bot/…  /c2c/…
"""

import json
import re
import secrets
import time
from typing import Any

from tests.doubles.exchange import Answer, Asked, Refusal
from tests.doubles.ilink_accounts import Account, Accounts
from tests.doubles.ilink_cdn import Cdn
from tests.doubles.ilink_contract import FIELDS, check_headers, read_body
from tests.doubles.loopback import arguments, serve
from tests.doubles.mischief import Mischief, Order
from tests.doubles.shapes import read_as

PLACES = (*FIELDS, "get_bot_qrcode", "get_qrcode_status", "upload", "download")
SAYS = {"throttled": {"ret": -2, "errmsg": "rate limited"}, "stale": {"ret": -14, "errmsg": "session timeout"}}
SAYS |= {"declined": {"ret": -7, "errmsg": "system error"}, "garbage": {"ret": [], "msgs": "?", "message_id": {}}}
MODES = dict.fromkeys(SAYS, "sendmessage")
SHOWN_HEADERS = ("authorizationtype", "content-type", "ilink-app-id", "ilink-app-clientversion")


class ILink:
    """The routes."""

    def __init__(self, hold_seconds: float, throttle_seconds: float) -> None:
        self.cdn = Cdn()
        self.accounts = Accounts(self.cdn, throttle_seconds)
        self.hold_seconds = hold_seconds
        self.mischief = Mischief(PLACES, MODES)
        self.calls: list[dict[str, Any]] = []
        self.violations: list[str] = []
        self.states: list[dict[str, Any]] = []
        self.codes: list[str] = []
        self.wrong_digits = 0
        self.url = ""

    def answer(self, asked: Asked) -> Answer:
        self.url = f"http://{asked.headers.get('host', '')}"
        if not asked.path.startswith(("/ilink/bot/", "/c2c/")):
            return self._for_the_test(asked)
        operation = asked.path.removeprefix("/ilink/bot/").removeprefix("/c2c/")
        try:
            call = self._call(operation, asked)
        except Refusal as refusal:
            self.violations.append(f"{operation}: {refusal.reason}")
            raise
        order = self.mischief.at(operation) if operation in PLACES else Order("ok")
        if order.mode in SAYS:
            return Answer(SAYS[order.mode])
        return self.mischief.carry_out(order, call)

    def _call(self, operation: str, asked: Asked) -> Any:
        """What the call does, once everything about it is right."""
        if asked.path.startswith("/c2c/"):
            self._write_down(operation, asked, {})
            return lambda: self._checked(operation, lambda: self._cdn(operation, asked))
        token = check_headers(asked)
        if operation == "get_bot_qrcode":
            return self._new_code(asked, token)
        if operation == "get_qrcode_status":
            return self._code_status(asked)
        if operation not in FIELDS or asked.method != "POST":
            raise Refusal(f"no such operation: {asked.method} {operation}", 404)
        body = read_body(operation, asked)
        self._write_down(operation, asked, body)
        account = self.accounts.by_token.get(token)
        if account is None or account.is_stale:
            return lambda: Answer(SAYS["stale"])
        return lambda: self._checked(operation, lambda: Answer(self._done(operation, account, body)))

    def _checked(self, operation: str, work: Any) -> Answer:
        try:
            answer: Answer = work()
        except Refusal as refusal:
            self.violations.append(f"{operation}: {refusal.reason}")
            raise
        return answer

    def _done(self, operation: str, account: Account, body: dict[str, Any]) -> object:
        match operation:
            case "getupdates":
                return self.accounts.updates(account, body["get_updates_buf"], self.hold_seconds)
            case "sendmessage":
                return self.accounts.send(account, body["msg"])
            case "getuploadurl":
                return {"ret": 0, "upload_param": self.cdn.announce(body)}
            case "getconfig":
                return {"ret": 0, "typing_ticket": f"TICKET-{body['ilink_user_id']}"}
            case "sendtyping":
                if body["typing_ticket"] != f"TICKET-{body['ilink_user_id']}":
                    raise Refusal("another's ticket")
                account.typing.append(body["status"])
        return {"ret": 0}

    def _cdn(self, operation: str, asked: Asked) -> Answer:
        parameter = asked.query.get("encrypted_query_param", "")
        if (asked.method, operation) == ("GET", "download"):
            return Answer(self.cdn.fetch(parameter), headers={"content-type": "application/octet-stream"})
        if asked.headers.get("content-type") != "application/octet-stream":
            raise Refusal("an upload is application/octet-stream")
        name = self.cdn.upload(parameter, asked.query.get("filekey", ""), asked.body)
        return Answer(b"", headers={"x-encrypted-param": name})

    # -- login --------------------------------------------------------------------------------------------------------

    def _new_code(self, asked: Asked, token: str) -> Any:
        body = json.loads(asked.body)
        tokens = body.get("local_token_list")
        if asked.query != {"bot_type": "3"} or set(body) != {"local_token_list"} or not isinstance(tokens, list):
            raise Refusal("not how a QR code is asked for")
        if len(tokens) > 10 or not all(isinstance(one, str) for one in tokens) or token:
            raise Refusal("too many tokens, or one in the headers")
        self._write_down("get_bot_qrcode", asked, body)

        def give() -> Answer:
            self.codes.append(secrets.token_hex(8))
            shown = f"https://liteapp.weixin.qq.com/q/double?qrcode={self.codes[-1]}&bot_type=3"
            return Answer({"ret": 0, "qrcode": self.codes[-1], "qrcode_img_content": shown})

        return give

    def _code_status(self, asked: Asked) -> Any:
        if asked.query.get("qrcode") not in self.codes[-1:] or set(asked.query) - {"qrcode", "verify_code"}:
            raise Refusal("not the newest QR code")
        self._write_down("get_qrcode_status", asked, {})
        return lambda: Answer(self._next_state(asked.query.get("verify_code", "")))

    def _next_state(self, digits: str) -> dict[str, Any]:
        if not self.states:
            time.sleep(min(self.hold_seconds, 0.2))
            return {"ret": 0, "status": "wait"}
        state = self.states[0]
        if state["status"] == "need_verifycode" and digits != state["digits"]:
            self.wrong_digits += bool(digits)
            return {"ret": 0, "status": "need_verifycode"}
        self.states.pop(0)
        if state["status"] == "need_verifycode":
            return {"ret": 0, "status": "scaned"}
        if state["status"] == "confirmed" and "user" in state:
            account = self.accounts.bind(state["user"])
            given = {"bot_token": account.token, "ilink_bot_id": account.bot_id, "ilink_user_id": account.user}
            return {"ret": 0, "status": "confirmed", **given, "baseurl": state.get("baseurl", self.url)}
        return {"ret": 0, **state}

    # -- for the test -------------------------------------------------------------------------------------------------

    def _for_the_test(self, asked: Asked) -> Answer:
        body = json.loads(asked.body) if asked.body else {}
        user = asked.query.get("user", "")
        match asked.method, asked.path:
            case "POST", "/bind":
                account = self.accounts.bind(body["user"])
                return Answer({"bot_id": account.bot_id, "user_id": account.user, "token": account.token})
            case "POST", "/login":
                self.states = list(body["states"])
                self.codes += body.get("codes", [])
                return Answer()
            case "POST", "/member_says":
                return Answer(self.accounts.says(body))
            case "POST", "/stale":
                with self.accounts.news:
                    self.accounts.of(body["user"]).is_stale = body.get("is_stale", True)
                    self.accounts.news.notify_all()
                return Answer()
            case "POST", "/misbehave":
                self.mischief.order(read_as(Order, asked.body))
                return Answer()
            case "GET", "/posted":
                return Answer(self.accounts.of(user).posts)
            case "GET", "/typing":
                return Answer(self.accounts.of(user).typing)
            case "GET", "/polls":
                return Answer(self.accounts.of(user).polls)
            case "GET", "/calls":
                return Answer(self.calls)
            case "GET", "/violations":
                return Answer(self.violations)
            case "GET", "/stats":
                return Answer({"calls": len(self.calls), "codes": len(self.codes), "wrong_digits": self.wrong_digits})
        raise Refusal(f"no such route: {asked.method} {asked.path}", 404)

    def _write_down(self, operation: str, asked: Asked, body: dict[str, Any]) -> None:
        headers = {name: asked.headers[name] for name in SHOWN_HEADERS if name in asked.headers}
        self.calls.append(
            {
                "operation": operation,
                "method": asked.method,
                "query": sorted(asked.query),
                "headers": headers,
                "has_token": "authorization" in asked.headers,
                "has_uin": bool(re.fullmatch(r"[A-Za-z0-9+/=]+", asked.headers.get("x-wechat-uin", ""))),
                "body": shape(body),
            }
        )


def shape(value: object) -> object:
    """A body without what differs from call to call."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in sorted(value.items())}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return value if isinstance(value, bool) or (isinstance(value, int) and value < 10) else type(value).__name__


if __name__ == "__main__":
    parser = arguments(__doc__)
    parser.add_argument("--hold", type=float, default=2.0, help="seconds a question for news is held")
    parser.add_argument("--throttle", type=float, default=0.0, help="seconds nothing is taken after three sends in one")
    options = parser.parse_args()
    serve(ILink(options.hold, options.throttle), options)
