"""How the logins of the ways into WeChat are doing, in words: on 概览, and in the settings."""

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from bot.channels.base import Channel, Login, LoginStage
from bot.channels.ilink.channel import NOBODY, UNREADABLE
from bot.console.job_words import moment
from bot.logins import NEEDS_PERSON

Tone = Literal["good", "wait", "bad"]
TITLES = {"ilink": "个人微信", "wecom": "企业微信", "wechaty": "Wechaty"}

_STAGES: Mapping[LoginStage, tuple[Tone, str]] = {
    "connecting": ("wait", "正在连"),
    "scan": ("wait", "等着扫码"),
    "code": ("wait", "等着输数字"),
    "confirm": ("wait", "等手机上点确认"),
    "online": ("good", "连着"),
    "offline": ("bad", "连不上"),
    "expired": ("bad", "登录失效了"),
    "displaced": ("bad", "被顶掉了"),
}
_DETAILS: Mapping[str, tuple[Tone, str]] = {
    NOBODY: ("wait", "还没有人扫过码"),
    UNREADABLE: ("bad", "凭据读不出来"),
}
_RETRIES = "自己会接着连；一直连不上，看看网络"
_CURES: Mapping[tuple[str, LoginStage], str] = {
    ("ilink", "expired"): "请他再扫一次码，话先留着",
    ("ilink", "offline"): _RETRIES,
    ("wecom", "expired"): "看看 Bot ID 和 Secret 对不对",
    ("wecom", "displaced"): "别的程序用同一个机器人连上了，关掉它",
    ("wecom", "offline"): _RETRIES,
    ("wechaty", "expired"): "到网关那边重新登录",
    ("wechaty", "scan"): "到网关那边扫码",
    ("wechaty", "offline"): "看看网关开着没有",
}


@dataclass(frozen=True, slots=True)
class LoginTold:
    """One login, for the admin."""

    channel: str
    who: str
    """Empty where a channel has nobody yet."""
    tone: Tone
    word: str
    cure: str
    since: datetime | None

    @property
    def title(self) -> str:
        """The channel and whose login it is."""
        title = TITLES.get(self.channel, self.channel)
        return f"{title} · {self.who}" if self.who else title


def told_of(channels: Mapping[str, Channel]) -> Sequence[LoginTold]:
    """Every login of these channels; what needs a person stands first."""
    rows = [_told(name, login) for name, channel in channels.items() for login in _worth_telling(channel.logins())]
    return sorted(rows, key=lambda row: row.tone != "bad")


def login_rows(rows: Iterable[LoginTold], now: float, zone: ZoneInfo) -> str:
    """A list in HTML. `now` is in seconds since 1970."""
    drawn = "".join(_row(row, now, zone) for row in rows)
    return f'<ul class="logins" aria-label="微信的登录">{drawn}</ul>'


def _worth_telling(logins: Sequence[Login]) -> Sequence[Login]:
    # Without an account it is a login somebody is at: how that ends is told where it was begun.
    lasting = [login for login in logins if login.account or login.stage not in ("online", *NEEDS_PERSON)]
    return lasting or [Login("", "offline", detail=NOBODY) for _ in logins[:1]]


def _told(channel: str, login: Login) -> LoginTold:
    tone, word = _DETAILS.get(login.detail) or _STAGES[login.stage]
    cure = "" if login.detail == NOBODY else _CURES.get((channel, login.stage), "")
    return LoginTold(channel, login.name or login.account, tone, word, cure, login.since)


def _row(row: LoginTold, now: float, zone: ZoneInfo) -> str:
    since = f"{moment(row.since.timestamp(), now, zone)} 起" if row.since else ""
    note = " · ".join(part for part in (since, row.cure) if part)
    return (
        f'<li><span class="login-name">{html.escape(row.title)}</span>'
        f'<span class="login-word {row.tone}">{row.word}</span>'
        f'<span class="login-note">{html.escape(note)}</span></li>'
    )
