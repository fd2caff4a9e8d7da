"""A link to one clip or picture, shown once, with a button to copy it and one to take all links to it back."""

from nicegui import ui

from bot.console.dialogs import button, told, window
from bot.doors.links import HOURS, Links


async def show_link(links: Links, artifact_id: str, link: str) -> None:
    """Until the window is closed."""

    def copy() -> None:
        ui.clipboard.write(link)
        told("复制好了。")

    async def withdraw() -> None:
        count = await links.withdraw(artifact_id)
        told(f"收回了 {count} 个链接，都打不开了。")
        dialog.submit(None)

    with window("给别人看的链接") as (dialog, _):
        ui.input("链接", value=link).props("outlined readonly").classes("link")
        ui.label(f"谁有这个链接都能看这一个，{HOURS // 24} 天后失效。只显示这一次。").classes("box-hint")
        with ui.element("div").classes("sheet-row"):
            button("全部收回", withdraw).classes("danger")
            button("复制", copy).classes("plain")
            button("好了", lambda: dialog.submit(None)).classes("send")
    await dialog
    dialog.delete()
