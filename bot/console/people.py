"""Who speaks, and whether with 小爱 alone or in the group: the switches at the top of the chat, with a dot where something is new."""

from collections.abc import Callable

from nicegui import ui

from bot.channels.web import GROUP, WebMember
from bot.console.bubbles import tone
from bot.console.cast import GROUP_TITLE, LONGEST_NAME, Cast
from bot.console.dialogs import button, window

Choose = Callable[[WebMember, bool], None]


class People:
    """Calls `choose(member, is_group)` when somebody else is to speak, or somewhere else."""

    def __init__(self, cast: Cast, choose: Choose) -> None:
        self._cast = cast
        self._choose = choose
        self._unread: set[str] = set()
        self._buttons: dict[str, ui.button] = {}
        self._adding = self._add_dialog()

    def draw_members(self, *, is_visible: bool) -> None:
        """The members, side by side on a phone, one below the other on a desk."""
        with ui.element("nav").classes("people").props('aria-label="谁在说话"') as nav:
            ui.label("换个人来说").classes("people-title")
            self._strip = ui.element("div").classes("people-strip")
            with button("", self._adding.open).classes("person add"):
                ui.label("＋").classes("avatar").props("aria-hidden=true")
                ui.label("加人").classes("person-name")
        nav.visible = is_visible

    def draw_chats(self) -> None:
        """小爱 alone, or the group."""
        with ui.element("div").classes("chats").props('role="group" aria-label="在哪儿说"'):
            self._alone = self._switch("单聊", lambda: self._choose(self._member, False))
            self._group = self._switch(GROUP_TITLE, lambda: self._choose(self._member, True))

    def show(self, member: WebMember, *, is_group: bool) -> None:
        """This one speaks, there."""
        self._member, self._is_group = member, is_group
        self._unread.discard(GROUP if is_group else member.id)
        _press(self._alone, not is_group)
        _press(self._group, is_group)
        self._draw()

    def mark_unread(self, chat_id: str) -> None:
        """Something was said in a chat that is not on the screen."""
        if chat_id not in self._unread:
            self._unread.add(chat_id)
            self._draw()

    def _draw(self) -> None:
        # Buttons are changed, never replaced: a tap in the middle of that would be lost.
        _dot(self._group, is_there=GROUP in self._unread)
        for member in self._cast.all():
            person = self._buttons.get(member.id) or self._draw_member(member)
            _dot(person, is_there=member.id in self._unread)
            _press(person, member == self._member)

    def _draw_member(self, member: WebMember) -> ui.button:
        with self._strip, button("", lambda: self._choose(member, self._is_group)) as person:
            ui.label(member.name[-1:]).classes(f"avatar {tone(member.name)}").props("aria-hidden=true")
            ui.label(member.name).classes("person-name")
        self._buttons[member.id] = person.props("data-switch").classes("person")
        return person

    def _switch(self, text: str, press: Callable[[], object]) -> ui.button:
        with button("", press).props("data-switch").classes("chat-switch") as switch:
            ui.label(text)
        return switch

    def _add_dialog(self) -> ui.dialog:
        def add() -> None:
            member = self._cast.add(name.value or "") or self._member
            dialog.close()
            name.value = ""
            self._choose(member, self._is_group)

        with window("加一个人", tag="form") as (dialog, form):
            name = ui.input("叫什么").props(f'outlined autofocus maxlength="{LONGEST_NAME}" autocomplete="off"')
            with ui.element("div").classes("sheet-row"):
                button("算了", dialog.close).classes("quiet")
                ui.button("加上", color=None).props("flat no-caps type=submit data-switch").classes("send")
        form.on("submit.prevent", add)
        return dialog


def _press(switch: ui.button, is_pressed: bool) -> None:
    switch.props(f'aria-pressed="{str(is_pressed).lower()}"')


def _dot(switch: ui.button, *, is_there: bool) -> None:
    switch.classes(**{"add" if is_there else "remove": "unread"})
