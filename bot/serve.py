"""`xiaoai run`: own the data folder and serve until told to stop."""

import asyncio
import signal
import sys
import time
from contextlib import AbstractAsyncContextManager
from pathlib import Path

from bot.app import App
from bot.config import load_settings
from bot.telemetry import set_up_logging


async def serve(home: Path | None) -> None:
    """Serve until SIGINT or SIGTERM. Prints how to talk to 小爱, and the one-time code while there is no admin."""
    settings = load_settings(home)
    set_up_logging(settings.log_level, is_interactive=sys.stderr.isatty())
    stop = asyncio.Event()
    for signum in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(signum, stop.set)
    async with App(settings).running() as app, _open_site(app) as link:
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


def _open_site(app: App) -> AbstractAsyncContextManager[str]:
    # Half a second and 60 MB, which `say` and `chat` do without.
    from bot.console.site import open_site

    web, zone = app.settings.web, app.settings.zone
    return open_site(
        web, app.desk, app.web, lambda key: app.templates.render(key, {}), zone, time.time, app.templates_notice
    )
