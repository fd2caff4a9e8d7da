"""Personal invitations on the members page: make one, copy its link, take it back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Literal, get_args

from nicegui import ui

from bot.console.cast import LONGEST_NAME, invite
from bot.console.dialogs import button, confirm, told, window
from bot.console.layout import card
from bot.console.parts import Parts
from bot.doors.invitations import DAYS, Invitation

Kind = Literal["member", "viewer"]
KINDS: dict[Kind, str] = {"member": "能聊天，只看自己的", "viewer": "只看作品"}
SOMEBODY_NEW = 0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Invite:
    """Draws the box and its window; `changed` is called after every change."""

    def __init__(self, parts: Parts, changed: Callable[[], Awaitable[None]]) -> None:
        self._parts = parts
        self._changed = changed
        request = ui.context.client.request
        self._base = parts.settings.public_url or str(request.base_url).rstrip("/")
        self._is_here_only = request.url.hostname in LOOPBACK and not parts.settings.public_url

    def draw(self, invitations: tuple[Invitation, ...]) -> None:
        """The box with what was made."""
        with card("邀请", "家里人点开自己的链接就能进来，用自己的名字说话，只看得到自己的聊天；也可以只让他看作品。"):
            for invitation in invitations:
                self._draw_one(invitation)
            button("邀请一个人", self._ask).classes("plain start")

    def _draw_one(self, invitation: Invitation) -> None:
        async def withdraw() -> None:
            hint = "没用过的链接作废；用它进来的手机要重新邀请。"
            if await confirm(f"收回给{invitation.name}的邀请？", hint, "收回"):
                await self._parts.doors.invitations.withdraw(invitation.id)
                await self._changed()

        browsers = self._parts.doors.browsers.count_of(invitation.id)
        until = datetime.fromtimestamp(invitation.expires_at, self._parts.zone)
        state = f"{browsers} 台设备在用" if browsers else f"还没点开，{until.month}月{until.day}日前有效"
        with ui.element("div").classes("entry"):
            with ui.element("div").classes("entry-name"):
                ui.label(invitation.name)
                ui.label(f"{KINDS['viewer' if invitation.role == 'viewer' else 'member']} · {state}").classes(
                    "entry-note"
                )
            button("收回", withdraw).classes("quiet")

    def _ask(self) -> None:
        members = {one.id: one.name for one in self._parts.household.family.members()}
        with window("邀请谁", tag="form") as (dialog, form):
            whom = ui.select({SOMEBODY_NEW: "新的人", **members}, value=SOMEBODY_NEW, label="家里人").props("outlined")
            name = ui.input("叫什么").props(f'outlined autofocus maxlength="{LONGEST_NAME}" autocomplete="off"')
            name.bind_visibility_from(whom, "value", lambda chosen: chosen == SOMEBODY_NEW)
            kind = ui.radio(KINDS, value="member").classes("choices")
            with ui.element("div").classes("sheet-row"):
                button("算了", dialog.close).classes("quiet")
                ui.button("做一个链接", color=None).props("flat no-caps type=submit").classes("send")

        async def make() -> None:
            chosen = self._parts.household.family.by_id(int(whom.value or 0))
            called = chosen.name if chosen else "".join(filter(str.isprintable, str(name.value or ""))).strip()
            if not called:
                told("写上叫什么。")
                return
            assert kind.value in get_args(Kind)
            member = await invite(self._parts.household.family, chosen, called) if kind.value == "member" else None
            secret = await self._parts.doors.invitations.make(kind.value, called, member.id if member else None)
            dialog.close()
            self._show(called, f"{self._base}/join?token={secret}")
            await self._changed()

        form.on("submit.prevent", make)
        dialog.open()

    def _show(self, name: str, link: str) -> None:
        with self._parts_of_page(), window(f"发给{name}") as (dialog, _):
            dialog.props("persistent")
            ui.input("链接", value=link).props("outlined readonly").classes("link")
            ui.label(f"只能用一次，{DAYS} 天内有效。这个链接只显示这一次；丢了就收回，再做一个。").classes("box-hint")
            if self._is_here_only:
                ui.label(
                    "现在的网页只有这台机器打得开。要让手机也能打开，在设置里把 web.host 写成 0.0.0.0，"
                    "web.allowed_hosts 里加上这台机器的地址，重新启动，再用那个地址打开这一页做链接。"
                ).classes("box-hint warn")
            with ui.element("div").classes("sheet-row"):
                button("复制", lambda: _copy(link)).classes("plain")
                button("好了", dialog.close).classes("send")
        dialog.open()

    def _parts_of_page(self) -> ui.element:
        return ui.context.client.content


def _copy(link: str) -> None:
    ui.clipboard.write(link)
    told("复制好了，发给他就行。")
