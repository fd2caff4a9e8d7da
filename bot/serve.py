"""`xiaoai run`: own the data folder and serve until told to stop."""

import asyncio
import signal
import sys
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from pathlib import Path

from bot.app import App
from bot.config import load_settings
from bot.event_log import EventLog
from bot.telemetry import set_up_logging

START_AGAIN = 1


async def serve(home: Path | None) -> int:
    """Serve until SIGINT or SIGTERM. Prints how to talk to 小爱, and the one-time code while there is no admin.

    Returns `START_AGAIN` when the settings page wants that, else 0.
    """
    settings = load_settings(home)
    events = EventLog()
    set_up_logging(settings.log_level, is_interactive=sys.stderr.isatty(), events=events)
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    again = asyncio.Event()

    def restart() -> None:
        again.set()
        stop.set()

    async with App(settings, events=events).running() as app, _open_site(app, restart) as link:
        print(f"小爱在了。在浏览器里打开：{link}")
        print("或者另开一个终端：")
        print("  xiaoai chat                  聊天")
        print('  xiaoai say "今天天气怎么样"   说一句')
        print("  xiaoai doctor                看看还缺什么")
        if code := await app.new_admin_code():
            print(f"还没有管理员。私聊小爱发：我是管理员 {code}（10 分钟内有效）")
        sys.stdout.flush()
        await stop.wait()
        print("小爱歇了。没做完的任务都记着，下次启动接着做。")
    return START_AGAIN if again.is_set() else 0


def _open_site(app: App, restart: Callable[[], None]) -> AbstractAsyncContextManager[str]:
    # Half a second and 60 MB, which `say` and `chat` do without.
    from bot.console.site import open_site

    # On whatever port is free a page would not find her again.
    return open_site(replace(app.parts(), restart=restart if app.settings.web.port else None))
