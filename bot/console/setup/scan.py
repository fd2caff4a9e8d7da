"""Binding one more person's WeChat from the page: the code, the digits, and how it ended, as it happens."""

from nicegui import ui

from bot.channels.base import Login
from bot.channels.ilink.channel import ILinkChannel
from bot.channels.ilink.failures import why_not
from bot.channels.ilink.login import QrLogin
from bot.channels.made import INSTALL
from bot.console import qr
from bot.console.dialogs import button
from bot.console.setup.step import show
from bot.doctor.finding import Finding

LOOK_SECONDS = 0.5
LONGEST_NAME = 20
_ENDS = ("online", "expired")


class ScanForm:
    """Begins a login, or goes on showing the one that is under way, whichever page began it."""

    def __init__(self, channel: ILinkChannel) -> None:
        self._channel = channel
        self._login = channel.asking
        # How an earlier one ended was told then.
        self._drawn = self._login.state if self._login and self._login.state.stage in _ENDS else None
        self._qr = ""
        ui.label("接上一个人").classes("step-title")
        with ui.element("form").classes("form") as self._form:
            self._name = ui.input("谁的微信", placeholder="妈妈")
            self._name.props(f'outlined stack-label maxlength="{LONGEST_NAME}" autocomplete="off"').classes("wide")
            ui.button("出二维码", color=None).props("flat no-caps type=submit").classes("send start")
            ui.label("拿好他的手机再点。一个人扫一次就行；登录失效了的，写一样的名字再扫一次。").classes("way-note")
        self._form.on("submit.prevent", self._begin)
        self._live = ui.element("div").classes("form").props('role=status aria-label="扫码"')
        self._look()
        ui.timer(LOOK_SECONDS, self._look)

    def _begin(self) -> None:
        self._qr = ""
        self._login = self._channel.log_in(str(self._name.value or "").strip()[:LONGEST_NAME])
        self._look()

    def _look(self) -> None:
        """Draw what is new; what was drawn stays as it is, with the digits somebody is typing."""
        asking = self._channel.asking
        if asking is None and self._login and self._login.state.stage not in _ENDS:
            # Given up, here or on another page.
            self._login, self._drawn = None, None
            self._live.clear()
            self._form.visible = True
            return
        login = self._login = asking or self._login
        if login is None or login.state is self._drawn:
            return
        self._drawn = login.state
        self._live.clear()
        self._form.visible = login.state.stage in _ENDS
        with self._live:
            self._draw(login, login.state)
            if login.state.stage not in _ENDS:
                button("算了", self._channel.give_up).classes("plain start")

    def _draw(self, login: QrLogin, state: Login) -> None:
        who = login.name or "他"
        match state.stage:
            case "scan":
                self._draw_code(who, state.qr)
            case "confirm":
                ui.label(f"扫到了，在{who}的手机上点确认。").classes("step-title")
            case "code":
                self._draw_digits(login, who, is_wrong=state.detail == "wrong")
            case "online" if state.detail:
                show(Finding("good", "这个微信早就绑好了，不用再绑。", "原来的凭据接着用。"))
            case "online":
                self._name.value = ""
                cure = f"请{who}在微信里跟小爱说句话，再到“成员”里点同意。"
                show(Finding("good", f"绑好了：{login.name or '这个微信'}", cure))
            case "expired":
                show(Finding("warning", "没有绑上", why_not(state)))
            case _:
                ui.label("正在拿二维码……").classes("step-title")

    def _draw_code(self, who: str, content: str) -> None:
        is_new, self._qr = bool(self._qr), content
        ui.label("刚才那张过期了，换了一张新的。" if is_new else f"用{who}的手机微信扫这个码。").classes("step-title")
        picture = qr.drawn(content)
        if picture:
            ui.html(picture, sanitize=False).classes("qr").props(f'role=img aria-label="二维码，用{who}的手机微信扫"')
            ui.label("两分钟内有效，过期了自己换，一共三张。").classes("way-note")
        else:
            show(Finding("warning", "这里画不出二维码", f"装上 segno 就行，在小爱的文件夹里运行：\n{INSTALL}"))
        ui.input("扫不了的话，在那部手机的微信里打开这个链接", value=content).props("outlined readonly").classes(
            "link wide"
        )

    def _draw_digits(self, login: QrLogin, who: str, *, is_wrong: bool) -> None:
        ui.label(f"{who}的手机上显示了几位数字。").classes("step-title")
        with ui.element("form").classes("form") as form:
            digits = ui.input("手机上的数字").props(
                'outlined stack-label autofocus inputmode=numeric autocomplete="off" maxlength=12'
            )
            digits.classes("wide")
            problem = (
                ui.label("刚才的数字不对，再看一眼手机。" if is_wrong else "").classes("problem").props("role=alert")
            )
            problem.visible = is_wrong
            ui.button("就是这个", color=None).props("flat no-caps type=submit").classes("send start")

        def give() -> None:
            is_taken = login.give_code(str(digits.value or ""))
            problem.text = "" if is_taken else "只要数字，照着手机上的写。"
            problem.visible = not is_taken

        form.on("submit.prevent", give)
