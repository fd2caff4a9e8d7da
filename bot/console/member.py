"""One member on the members page: closed a line with today's use, open everything that is kept of him."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui

from bot.console.bubbles import tone
from bot.console.dialogs import button, confirm, told
from bot.console.parts import Parts
from bot.register import CONSOLE, MemberCard
from intents.engine.types import Role

ROLES: Mapping[Role, str] = {"member": "大人", "child": "孩子", "admin": "管理员"}
TASTES = {"style": "画风", "mood": "气氛", "camera": "镜头", "aspect": "画面"}
EVERY_SERVICE = "*"
LONGEST_NAME = 20
GIVEN = 3


class MemberBox:
    """Draws itself; `changed` is called after every change. `opened` holds the numbers of those that are open."""

    def __init__(
        self, parts: Parts, shown: MemberCard, opened: set[int], changed: Callable[[], Awaitable[None]]
    ) -> None:
        self._parts = parts
        self._card = shown
        self._member = shown.member
        self._opened = opened
        self._changed = changed

    def draw(self) -> None:
        """The box."""
        with ui.element("section").classes("box member").props(f'aria-label="{_attribute(self._member.name)}"'):
            more = ui.element("div").classes("member-more")
            more.visible = self._member.id in self._opened

            def turn() -> None:
                more.visible = not more.visible
                (self._opened.add if more.visible else self._opened.discard)(self._member.id)
                head.props(f'aria-expanded="{str(more.visible).lower()}"')

            with ui.button(on_click=turn, color=None).props("flat no-caps") as head:
                self._draw_head()
            head.classes("member-head").props(f'aria-expanded="{str(more.visible).lower()}"')
            head.move(target_index=0)
            with more:
                self._draw_who()
                self._draw_quota()
                self._draw_places()
                self._draw_tastes()
                self._draw_consents()
                button("清掉全部资料", self._erase).classes("danger start")

    def _draw_head(self) -> None:
        name = self._member.name
        ui.label(name[-1:]).classes(f"avatar {tone(name)}").props("aria-hidden=true")
        with ui.element("div").classes("entry-name"):
            ui.label(name)
            videos, images = self._card.used
            used = [text for count, text in ((videos, f"{videos} 个视频"), (images, f"{images} 张图")) if count]
            ui.label(f"今天{'、'.join(used)}" if used else "今天还没拍").classes("entry-note")
        if self._member.role != "member":
            ui.label(ROLES[self._member.role]).classes("badge")
        ui.html('<svg viewBox="0 0 24 24" aria-hidden="true"><path d="m7 10 5 5 5-5"/></svg>', sanitize=False).classes(
            "turn"
        )

    def _draw_who(self) -> None:
        async def rename() -> None:
            called = "".join(filter(str.isprintable, str(name.value or ""))).strip()
            if called and called != self._member.name:
                await self._parts.household.family.rename(self._member, called, CONSOLE)
                await self._changed()

        async def change_role() -> None:
            if not await self._parts.household.family.set_role(self._member, role.value, CONSOLE):
                told("家里总得有一个管理员，先让别人当。")
            await self._changed()

        with ui.element("div").classes("pair"):
            name = ui.input("名字", value=self._member.name).props(f'outlined dense maxlength="{LONGEST_NAME}"')
            name.on("keydown.enter", rename).on("blur", rename)
            role = ui.select(dict(ROLES), value=self._member.role, label="身份", on_change=change_role)
            role.props("outlined dense")
        if self._member.role == "child":
            ui.label("孩子的照片发不发给外面的服务，由大人点头。").classes("entry-note")

    def _draw_quota(self) -> None:
        async def give() -> None:
            left = await self._parts.register.give(self._member, GIVEN)
            told(f"今天还能拍 {left} 个视频。" if left is not None else "本来就不限。")
            await self._changed()

        left = self._card.left
        with _part("今天还能"):
            videos = "视频不限" if left.videos is None else f"{left.videos} 个视频"
            images = "图不限" if left.images is None else f"{left.images} 张图"
            with ui.element("div").classes("entry"):
                ui.label(f"{videos}，{images}").classes("entry-name")
                if left.videos is not None:
                    button(f"加 {GIVEN} 个视频", give).classes("quiet")

    def _draw_places(self) -> None:
        def forgets(name: str) -> Callable[[], Awaitable[None]]:
            async def forget() -> None:
                await self._parts.household.places.forget(self._member.id, name)
                await self._changed()

            return forget

        if self._card.places:
            with _part("记住的地方"):
                for name, address in self._card.places.items():
                    _row(name, address, "忘掉", forgets(name))

    def _draw_tastes(self) -> None:
        def forgets(kind: str) -> Callable[[], Awaitable[None]]:
            async def forget() -> None:
                await self._parts.household.tastes.drop_kind(self._member.id, kind)
                await self._changed()

            return forget

        if self._card.standing or self._card.lately:
            with _part("口味"):
                for kind, value in self._card.standing.items():
                    _row(value, f"{TASTES[kind]} · 以后都这样", "忘掉", forgets(kind))
                for kind, value in self._card.lately.items():
                    _row(value, f"{TASTES[kind]} · 上次要的", "忘掉", forgets(kind))

    def _draw_consents(self) -> None:
        def forgets(provider: str) -> Callable[[], Awaitable[None]]:
            async def forget() -> None:
                await self._parts.household.consents.forget(self._member.id, provider, by=CONSOLE)
                await self._changed()

            return forget

        if self._card.decided:
            with _part("照片能不能发给外面的服务"):
                for provider, is_allowed in self._card.decided.items():
                    service = "所有外面的服务" if provider == EVERY_SERVICE else provider
                    _row(service, "同意过" if is_allowed else "不同意", "下次再问", forgets(provider))

    async def _erase(self) -> None:
        kept = await self._parts.register.kept(self._member)
        hint = (
            f"{kept.messages} 条聊天、{kept.photos} 张发来的照片、{kept.made} 个作品、{kept.reminders} 个提醒，"
            "还有地方、口味和同意过的事，都删掉，找不回来。人还是家里人，小爱照样理。"
        )
        if await confirm(f"清掉{self._member.name}的全部资料？", hint, "全部清掉"):
            count = await self._parts.register.erase(self._member)
            told(f"清掉了 {count} 样东西。")
            await self._changed()


def _part(title: str) -> ui.element:
    part = ui.element("div").classes("member-part")
    with part:
        ui.label(title).classes("part-title")
    return part


def _row(name: str, note: str, act: str, press: Callable[[], Awaitable[None]]) -> None:
    with ui.element("div").classes("entry"):
        with ui.element("div").classes("entry-name"):
            ui.label(name)
            ui.label(note).classes("entry-note")
        button(act, press).classes("quiet")


def _attribute(name: str) -> str:
    return "".join(character for character in name if character.isalnum())
