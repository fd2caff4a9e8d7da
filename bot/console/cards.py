"""The jobs of a chat that are not finished, above the composer: where they are, how long they take, and a way to stop them."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from bot.desk import JobCard

Cancel = Callable[[JobCard], Awaitable[None]]


class JobCards:
    """Redraws what has changed about the cards, and nothing else."""

    def __init__(self, cancel: Cancel) -> None:
        self._cancel = cancel
        self._shown: tuple[JobCard, ...] = ()
        self._cards: dict[int, _Card] = {}
        self._box = ui.element("section").classes("cards").props('aria-label="正在做的"')

    def show(self, cards: tuple[JobCard, ...], *, is_group: bool) -> None:
        """Show these, and no others."""
        # The same jobs keep their elements: no finger meets a button that has just been replaced.
        if [card.number for card in cards] != [card.number for card in self._shown]:
            self._box.clear()
            with self._box:
                self._cards = {card.number: _Card(card, self._cancel) for card in cards}
            self._shown = ()
        if cards != self._shown:
            for card in cards:
                self._cards[card.number].show(card, is_group=is_group)
        self._shown = cards


class _Card:
    def __init__(self, card: JobCard, cancel: Cancel) -> None:
        self._card = card
        with ui.element("div").classes("card").props(f'role="group" aria-label="第 {card.number} 号"'):
            with ui.element("div").classes("card-words"):
                self._title = ui.label().classes("card-title")
                self._state = ui.label().classes("card-state")
            self._button = ui.button("取消", on_click=lambda: cancel(self._card), color=None)
            self._button.props("flat dense no-caps").classes("quiet")
            with ui.element("div").classes("bar"):
                self._bar = ui.element("i")

    def show(self, card: JobCard, *, is_group: bool) -> None:
        self._card = card
        whose = f"{card.name}的 · " if is_group and card.name else ""
        self._title.text = f"{whose}{card.title} · 第 {card.number} 号"
        self._state.text = state_of(card)
        self._button.text = "正在取消" if card.is_being_cancelled else "取消"
        self._button.enabled = not card.is_being_cancelled and card.state != "delivering"
        is_counted = card.fraction is not None
        self._bar.classes(replace="counted" if is_counted else "moving" if card.state != "accepted" else "waiting")
        self._bar.style(replace=f"width: {card.fraction:.1%}" if is_counted else "")


def state_of(card: JobCard) -> str:
    """Where a job is, in words. A share stands only in the bar, and only of what was counted."""
    takes = card.low if card.low == card.high else f"{card.low}～{card.high}"
    if card.state == "accepted":
        place = f"排队，前面还有 {card.ahead} 个" if card.ahead else "马上开始"
        return f"{place} · 大约 {takes}"
    if card.state == "delivering":
        return "正在发送"
    return f"{card.stage} · 已经 {card.elapsed} · 一般 {takes}"
