"""成员: who waits for a yes, who is invited, and of each member what is kept and what he may."""

from nicegui import ui

from bot.console.dialogs import button, told
from bot.console.invite import Invite
from bot.console.layout import RECONNECT_SECONDS, card, empty, page
from bot.console.member import MemberBox
from bot.console.parts import Parts
from bot.family import Stranger
from bot.register import CONSOLE

CHANNELS = {"web": "网页", "terminal": "终端", "wechaty": "微信", "ilink": "微信", "wecom": "企业微信"}


def add_members(parts: Parts) -> None:
    """The page."""

    @ui.page("/members", response_timeout=RECONNECT_SECONDS)
    async def members() -> None:
        ui.add_head_html('<link rel="stylesheet" href="look/members.css">')
        with page("成员", "members"):
            await MembersPage(parts).open()


class MembersPage:
    """One open page; drawn anew after every change."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._family = parts.household.family
        self._invite = Invite(parts, self.refresh)
        self._box = ui.element("div").classes("stack")
        self._open: set[int] = set()

    async def open(self) -> None:
        """Draw it."""
        await self.refresh()

    async def refresh(self) -> None:
        """Everything as it is now."""
        cards = await self._parts.register.cards()
        invitations = await self._parts.doors.invitations.all()
        self._box.clear()
        with self._box:
            self._draw_waiting()
            self._invite.draw(invitations)
            ui.label("家里人").classes("section")
            if not cards:
                with card():
                    empty("还没有人", "谁第一次跟小爱说话，或者你邀请了谁，就会出现在这里。")
            for one in cards:
                MemberBox(self._parts, one, self._open, self.refresh).draw()
            self._draw_groups()
            self._draw_refused_ones()

    def _draw_waiting(self) -> None:
        waiting = self._family.waiting()
        if waiting:
            with card("等你点头", "同意之前，小爱不理他们，也不留他们说的话。"):
                for stranger in waiting:
                    self._draw_stranger(stranger)

    def _draw_stranger(self, stranger: Stranger) -> None:
        async def approve() -> None:
            told(
                f"好，以后理{stranger.label}。"
                if await self._parts.register.approve(stranger.label)
                else "已经处理过了。"
            )
            await self.refresh()

        async def refuse() -> None:
            await self._family.refuse(stranger.label, CONSOLE)
            await self.refresh()

        with ui.element("div").classes("entry").props(f'role="group" aria-label="{_plain(stranger.label)}"'):
            _name(stranger)
            button("拒绝", refuse).classes("quiet")
            button("同意", approve).classes("send")

    def _draw_refused(self, stranger: Stranger) -> None:
        async def again() -> None:
            await self._family.admit_again(stranger)
            await self.refresh()

        with ui.element("div").classes("entry"):
            _name(stranger)
            button("重新考虑", again).classes("quiet")

    def _draw_groups(self) -> None:
        groups = self._family.groups()
        if groups:
            with card("群", "小爱在这些群里听，被叫到才答。"):
                for address, title in groups:
                    with ui.element("div").classes("entry"):
                        ui.label(title or "一家人").classes("entry-name")
                        ui.label(CHANNELS.get(address.channel, address.channel)).classes("entry-note")

    def _draw_refused_ones(self) -> None:
        refused = self._family.refused()
        if refused:
            with card("拒绝过的", "小爱不再问起他们。"):
                for stranger in refused:
                    self._draw_refused(stranger)


def _name(stranger: Stranger) -> None:
    with ui.element("div").classes("entry-name"):
        ui.label(stranger.label)
        where = CHANNELS.get(stranger.address.channel, stranger.address.channel)
        ui.label(f"{where} · {'群' if stranger.is_chat else '人'}").classes("entry-note")


def _plain(label: str) -> str:
    """A label has only letters and digits; this keeps it so in an attribute."""
    return "".join(character for character in label if character.isalnum())
