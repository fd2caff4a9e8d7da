"""The chat page: as on a phone, with the family to speak as. It shows what the store has, so a reload shows the same."""

from urllib.parse import urlencode

from nicegui import background_tasks, ui

from bot.channels.base import Message, Outgoing
from bot.channels.web import ACCOUNT, GROUP, WebChannel, WebMember
from bot.console.bubbles import FACE
from bot.console.cards import JobCards
from bot.console.cast import Cast, own_member
from bot.console.composer import Composer
from bot.console.layout import RECONNECT_SECONDS, frame, menu_button, reader
from bot.console.notice import NoticeStrip
from bot.console.parts import Parts
from bot.console.people import People
from bot.console.thread import Thread
from bot.desk import ChatLine, JobCard
from bot.family import Address

EXAMPLES = (
    "生成一段5秒的视频：小猫在樱花树下追蝴蝶，镜头慢慢推近",
    "画一张一家人围着火锅吃饭的图",
    "明天出门要带伞吗",
)
CARD_SECONDS = 1.0


def add_chat(parts: Parts, cast: Cast) -> None:
    """The page."""

    @ui.page("/", response_timeout=RECONNECT_SECONDS)
    async def chat(who: str = "", chat: str = "") -> None:
        own = own_member(parts.household.family, reader())
        if own is None:
            await cast.load()
        with frame("聊天", ""):
            page = ChatPage(parts, Cast.alone(parts.desk, own) if own else cast, is_alone=own is not None)
        await page.open(who, chat)


class ChatPage:
    """One open page."""

    def __init__(self, parts: Parts, cast: Cast, *, is_alone: bool) -> None:
        desk, channel = parts.desk, parts.channel
        self._desk = desk
        self._channel = channel
        self._cast = cast
        self._is_refreshing = self._is_stale = False
        people = People(cast, self._choose)
        with ui.element("div").classes("phone"):
            with ui.element("header").classes("top"):
                menu_button()
                ui.html(FACE, sanitize=False).classes("avatar xiaoai")
                ui.html("小爱", sanitize=False, tag="h1").classes("title")
                people.draw_chats()
            people.draw_members(is_visible=not is_alone)
            with ui.element("section").classes("chat").props('aria-label="对话"'):
                NoticeStrip(parts.notice)
                self._thread = Thread(desk, parts.zone, parts.now)
                self._cards = JobCards(self._cancel)
                self._composer = Composer()
        with self._thread.empty:
            self._draw_welcome(is_new=not is_alone and not parts.doors.password.is_set)
        self._people = people
        self._timer = ui.timer(CARD_SECONDS, self._refresh_cards, active=False)
        ui.context.client.on_delete(channel.watch(self._heard))

    async def open(self, member_id: str, chat_id: str) -> None:
        """Show the chat the address names."""
        member = self._cast.get(member_id) or self._cast.all()[0]
        self._show(member, is_group=chat_id == GROUP)
        await self.refresh()

    async def refresh(self) -> None:
        """Show what is new. Asked for while it is at it, it looks once more afterwards."""
        self._is_stale = True
        if self._is_refreshing:
            return
        self._is_refreshing = True
        try:
            while self._is_stale:
                self._is_stale = False
                await self._thread.refresh()
                await self._refresh_cards()
        finally:
            self._is_refreshing = False

    @property
    def _chat_id(self) -> str:
        return GROUP if self._is_group else self._member.id

    async def _refresh_cards(self) -> None:
        chat = Address(WebChannel.name, ACCOUNT, self._chat_id)
        cards = await self._desk.open_jobs(chat)
        if chat.id == self._chat_id and not self._timer.is_deleted:
            self._cards.show(cards, is_group=self._is_group)
            self._timer.active = bool(cards)

    def _show(self, member: WebMember, *, is_group: bool) -> None:
        self._member, self._is_group = member, is_group
        self._people.show(member, is_group=is_group)
        self._composer.speak_as(member.id, self._chat_id)
        self._thread.open(self._chat_id, member.id)
        self._cards.show((), is_group=is_group)

    def _choose(self, member: WebMember, is_group: bool) -> None:
        self._show(member, is_group=is_group)
        self._composer.confirm_switch()
        ui.navigate.history.replace("?" + urlencode({"who": member.id, "chat": self._chat_id}))
        background_tasks.create(self._show_chosen())

    async def _show_chosen(self) -> None:
        await self.refresh()
        self._thread.to_end()

    def _heard(self, what: Message | Outgoing) -> None:
        if what.chat_id != self._chat_id:
            self._people.mark_unread(what.chat_id)
            return
        background_tasks.create(self._show_heard(what))

    async def _show_heard(self, what: Message | Outgoing) -> None:
        await self.refresh()
        if isinstance(what, Message):
            if what.chat_id == self._chat_id and not self._thread.has(what.message_id):
                self._thread.add_unheard(_unheard(what))
                await self.refresh()
            if what.sender_id == self._member.id:
                self._thread.to_end()

    async def _say(self, text: str) -> None:
        await self._channel.said(self._member, self._chat_id, text)

    async def _cancel(self, card: JobCard) -> None:
        """In words, as the one who asked for it: what a button does can be read in the chat."""
        member = self._cast.get(card.sender_id) or self._member
        await self._channel.said(member, self._chat_id, self._called(f"取消 {card.number}"))

    def _called(self, text: str) -> str:
        return f"小爱，{text}" if self._is_group else text

    def _draw_welcome(self, *, is_new: bool) -> None:
        ui.html(FACE, sanitize=False).classes("avatar xiaoai large")
        ui.label("你好，我是小爱").classes("hello")
        ui.label("天气、问路、找地方、画张画、拍个小视频，直接跟我说。试试：").classes("hello-more")
        for example in EXAMPLES:
            # The text is bound here: the loop's own has moved on when somebody taps.
            ui.button(example, on_click=lambda _, example=example: self._say(self._called(example)), color=None).props(
                "flat no-caps align=left"
            ).classes("example")
        if is_new:
            ui.link("花两分钟设置一下，她会更能干", "settings").classes("set-up")


def _unheard(message: Message) -> ChatLine:
    pictures = tuple(picture.id for picture in message.pictures)
    at = message.sent_at.timestamp()
    return ChatLine(message.message_id, message.sender_id, message.sender_name, at, message.text, pictures=pictures)
