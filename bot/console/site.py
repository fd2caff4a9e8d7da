"""The pages of 小爱 on one address of this machine: put together, opened with a link, closed within a second."""

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, Response
from fastapi.staticfiles import StaticFiles
from nicegui import app as nicegui_app
from nicegui import ui
from nicegui.translations import translations

from bot.config import Settings, WebSettings
from bot.console.cast import Cast
from bot.console.chat import add_chat
from bot.console.composer import add_say
from bot.console.door import Door
from bot.console.entrance import ENTER, Entrance
from bot.console.events import add_events
from bot.console.files import add_files
from bot.console.gallery import add_gallery
from bot.console.jobs import add_jobs
from bot.console.layout import RECONNECT_SECONDS
from bot.console.members import add_members
from bot.console.overview import add_overview
from bot.console.parts import Parts
from bot.console.reports import add_reports
from bot.console.scraper import VARIABLE, Scraper
from bot.console.settings import add_settings
from bot.console.share import Share
from bot.console.templates import add_templates
from bot.errors import ConfigError
from bot.keys import find_key

STATIC = Path(__file__).parent / "static"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - recognised, not chosen


@contextlib.asynccontextmanager
async def open_site(parts: Parts) -> AsyncIterator[str]:
    """Serve the pages as long as the block runs. Gives the link that lets its reader in."""
    settings = parts.settings.web
    with _listening(settings) as listening:
        host, port = listening.getsockname()[:2]
        cast = Cast(parts.desk)
        await cast.load()
        # Cookies know no ports: two 小爱 on one machine would take each other's.
        doors, say, now, root_path = parts.doors, parts.say, parts.now, settings.root_path
        cookie = f"xiaoai-{port}"
        entrance = Entrance(
            doors.password, doors.browsers, doors.invitations, cookie=cookie, root_path=root_path, say=say, now=now
        )
        scraper = Scraper(find_key(parts.settings.home, parts.settings.data, VARIABLE))
        share = Share(doors.links, say, now)
        door = Door(
            _app(parts, cast), entrance, share, scraper, hosts=_hosts(parts.settings), root_path=root_path, say=say
        )
        server = _Server(_config(door))
        serving = asyncio.create_task(server.serve(sockets=[listening]), name="site")
        try:
            while not server.started:
                if serving.done():
                    raise RuntimeError("the page did not start")
                await asyncio.sleep(0.01)
            shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
            yield f"http://{shown}:{port}{root_path}{ENTER}?token={entrance.token}"
        finally:
            server.should_exit = True
            await serving


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """`xiaoai run` hears the signals, and stops the rest as well."""
        yield


def _app(parts: Parts, cast: Cast) -> FastAPI:
    say = parts.say
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)
    add_files(app, parts)
    add_say(app, parts, cast)
    app.mount("/look", StaticFiles(directory=STATIC))
    add_chat(parts, cast)
    add_templates(parts)
    add_jobs(parts)
    add_gallery(parts)
    add_overview(parts)
    add_events(parts)
    add_reports(app, parts)
    add_members(parts)
    add_settings(parts)

    @nicegui_app.exception_handler(404)
    async def not_found(request: Request, error: Exception) -> Response:
        return PlainTextResponse(say("console.not_found"), 404)

    translations["zh-CN"] |= {
        "connection_lost": "和小爱断开了",
        "trying_to_reconnect": "正在重新连。小爱重新启动过的话，请用新的链接打开。",
    }
    ui.run_with(
        app,
        title="小爱",
        favicon=STATIC / "icon.svg",
        viewport="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content",
        dark=None,
        language="zh-CN",
        tailwind=False,
        binding_refresh_interval=None,
        reconnect_timeout=RECONNECT_SECONDS,
        show_welcome_message=False,
    )
    return app


def _config(door: Door) -> uvicorn.Config:
    # No access log: the link's token would stand in it.
    return uvicorn.Config(
        door,
        lifespan="on",
        ws="websockets-sansio",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )


def _hosts(all_settings: Settings) -> list[str]:
    settings = all_settings.web
    outside = urlsplit(all_settings.public_url).hostname
    own = [] if settings.host in EVERYWHERE else [f"[{settings.host}]" if ":" in settings.host else settings.host]
    return ["127.0.0.1", "localhost", "[::1]", *own, *([outside] if outside else []), *settings.allowed_hosts]


def _listening(settings: WebSettings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            why = f"端口 {settings.port} 已经被别的程序占着。换一个：设置里的 web.port，或环境变量 XIAOAI_WEB__PORT；写 0 就随便用一个空着的。"
        elif error.errno == errno.EACCES:
            why = f"不让用端口 {settings.port}。设置里的 web.port 换一个 1024 以上的。"
        else:
            why = f"用不了地址 {settings.host}（{error.strerror}）。检查设置里的 web.host，一般写 127.0.0.1。"
        raise ConfigError(f"网页打不开：{why}") from None
