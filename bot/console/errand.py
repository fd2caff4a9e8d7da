"""An errand as a page does it: the answer 小爱 gave in the chat is shown, and so is why it could not be done."""

from collections.abc import Awaitable

from bot.console.dialogs import told
from bot.errands import NobodyToSpeakFor
from bot.errors import DataFolderError


async def do_errand(errand: Awaitable[str]) -> None:
    """Wait for it, and tell."""
    try:
        answer = await errand
    except NobodyToSpeakFor as error:
        told(str(error))
    except DataFolderError as error:
        told(f"没记下来：{error}")
    else:
        told(f"小爱在聊天里回了：{answer}" if answer else "交给小爱了，过一会儿看结果。")
