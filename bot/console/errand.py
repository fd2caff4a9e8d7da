"""An errand as a page does it: the answer 小爱 gave in the chat is shown, and so is why it could not be done."""

from collections.abc import Awaitable

from nicegui import ui

from bot.errands import NobodyToSpeakFor
from bot.errors import DataFolderError


async def do_errand(errand: Awaitable[str]) -> None:
    """Wait for it, and tell."""
    try:
        answer = await errand
    except NobodyToSpeakFor as error:
        ui.notify(str(error), type="warning", position="bottom")
    except DataFolderError as error:
        ui.notify(f"没记下来：{error}", type="negative", position="bottom")
    else:
        told = f"小爱在聊天里回了：{answer}" if answer else "交给小爱了，过一会儿看结果。"
        ui.notify(told, position="bottom", multi_line=True, timeout=6000)
