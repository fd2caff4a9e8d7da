"""The process of the server: reads its command line, checks what it is given, serves until it is told to stop.

    python -m generators.local --model FOLDER [--model FOLDER …] [--host 127.0.0.1] [--port 8760] [--plan NAME] …

`xiaoai serve` becomes this process; the child of `xiaoai run` is one, too: it ends when its standard input does, so that a killed
parent leaves no orphan, and says its address as one line of JSON. The key comes in XIAOAI_SERVE_KEY.
"""

import argparse
import asyncio
import contextlib
import errno
import ipaddress
import json
import logging
import os
import shutil
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Thread

import uvicorn

from generators.local.errors import LocalError
from generators.local.installed import check_installed
from generators.local.memory import NAMES
from generators.local.server.answers import Video
from generators.local.server.app import INCOMING, Service, make_app
from generators.local.server.bench import CardBench, open_bench
from generators.local.server.jobs import Book
from generators.local.server.lane import Lane
from generators.local.server.metrics import Metrics
from generators.local.server.models import Models
from generators.local.server.shelf import Shelf
from generators.local.settings import KEY_VARIABLE

DEFAULT_PORT = 8760
WRONG = 2
"""Exit status of what only the admin can mend: to start again would end the same."""
STOPS_SECONDS = 20.0
TIDY_SECONDS = 600.0
SHORTEST_KEY = 16
GB = 10**9


class WrongStart(Exception):
    """It cannot be started like this; the text is Chinese, with the cure."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve. Returns the exit status."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    # They read it when they are imported; what they warn of is about parts that are not used.
    os.environ |= {"TRANSFORMERS_VERBOSITY": "error", "DIFFUSERS_VERBOSITY": "error"}
    try:
        key = os.environ.get(KEY_VARIABLE, "").strip()
        _check(options, key)
        models = Models.read(options.model)
        with _listening(options.host, options.port) as listening:
            asyncio.run(_serve(options, key, models, listening))
    except (LocalError, WrongStart) as error:
        print(error, file=sys.stderr)
        return WRONG
    return 0


async def _serve(options: argparse.Namespace, key: str, models: Models, listening: socket.socket) -> None:
    shelf = Shelf(options.folder, most_bytes=int(options.keep_gb * GB), most_seconds=options.keep_hours * 3600)
    book, metrics = Book(options.queue, len(options.card)), Metrics()
    book.remember(await asyncio.to_thread(_opened, shelf))
    budget = int(options.memory_gb * GB) if options.memory_gb else None
    told = () if options.until_stdin_ends else tuple(one.model.path for one in models.all)

    def bench_of(number: int) -> Callable[[], CardBench]:
        return lambda: open_bench(number, options.plan, budget, told, options.step_cache)

    lanes = [Lane(bench_of(number), book, shelf, metrics) for number in options.card]
    service = Service(models, book, shelf, metrics, lanes, key, int(options.most_clip_gb * GB))
    server = _Server(_config(service))
    loop = asyncio.get_running_loop()

    def stop() -> None:
        server.should_exit = True
        book.close()

    for signum in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(signum, stop)
    if options.until_stdin_ends:
        Thread(target=_leave_with_parent, daemon=True).start()
    _say_where(options, models, listening, key)
    for lane in lanes:
        lane.start()
    tidying = asyncio.create_task(_tidy(shelf, book))
    try:
        await server.serve(sockets=[listening])
    finally:
        tidying.cancel()
        book.close()
        for lane in lanes:
            await asyncio.to_thread(lane.close, STOPS_SECONDS)


async def _tidy(shelf: Shelf, book: Book) -> None:
    """Clips get old also while nobody asks for new ones."""
    while True:
        book.forget(await asyncio.to_thread(shelf.tidy))
        book.forget_before(time.time() - shelf.most_seconds)
        await asyncio.sleep(TIDY_SECONDS)


def _check(options: argparse.Namespace, key: str) -> None:
    check_installed()
    if not options.model:
        raise WrongStart("一个模型也没有。先下载一个：xiaoai models；或者写上模型的文件夹：--model /路径/模型")
    if not key and not _is_loopback(options.host):
        raise WrongStart(
            f"{options.host} 别的机器也连得上，没有钥匙不能开。在 .env 里写一行 {KEY_VARIABLE}=（自己编的一长串字母数字，"
            f"至少 {SHORTEST_KEY} 个），小爱那边用同一把；只给这台机器用的，写 --host 127.0.0.1。"
        )
    if key and (len(key) < SHORTEST_KEY or not key.isascii() or not key.isprintable() or " " in key):
        raise WrongStart(
            f"{KEY_VARIABLE} 里的钥匙太短，或者有空格、汉字：要至少 {SHORTEST_KEY} 个字母数字，中间没有空格。"
        )


def _is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches it. A name is asked for: localhost may be anything."""
    try:
        found = {str(one[4][0]) for one in socket.getaddrinfo(host, None)}
    except OSError:
        raise WrongStart(f"没有 {host} 这个地址。--host 一般写 127.0.0.1，或者这台机器自己的地址。") from None
    return all(ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in found)


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        opened = socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        why = {
            errno.EADDRINUSE: f"端口 {port} 已经被别的程序占着。换一个：--port 8761，写 0 就随便用一个空着的。",
            errno.EACCES: f"不让用端口 {port}。换一个 1024 以上的：--port 8760。",
        }.get(error.errno or 0, f"用不了地址 {host}（{error.strerror}）。--host 一般写 127.0.0.1。")
        raise WrongStart(why) from None
    with opened:
        yield opened


def _say_where(options: argparse.Namespace, models: Models, listening: socket.socket, key: str) -> None:
    host, port = listening.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    if options.until_stdin_ends:
        print(json.dumps({"address": address}), flush=True)
        # Nobody reads on: a library that is talkative would fill the pipe and hang.
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        return
    print(f"地址：{address}/v1（{'要钥匙，' + KEY_VARIABLE if key else '只有这台机器连得上，不要钥匙'}）")
    for one in models.all:
        print(f"模型：{one.name}（{one.family.title}）。许可：{one.family.licence}")
    print("正在看显卡……停下来按 Ctrl-C。", flush=True)


def _opened(shelf: Shelf) -> list[Video]:
    videos = shelf.open()
    # Of requests that an earlier life did not finish.
    shutil.rmtree(shelf.folder / INCOMING, ignore_errors=True)
    gone = set(shelf.tidy())
    return [video for video in videos if video.id not in gone]


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """They are heard above: the lanes stop, too."""
        yield


def _config(service: Service) -> uvicorn.Config:
    return uvicorn.Config(
        make_app(service),
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )


def _leave_with_parent() -> None:
    """The pipe ends with whoever holds its other end, however that died."""
    sys.stdin.buffer.read()
    # No waiting for a step of a minute: nobody is there to take the clip.
    os._exit(0)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m generators.local", description=__doc__)
    parser.add_argument(
        "--model", type=Path, action="append", default=[], help="folder of a model; the first is the best"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=DEFAULT_PORT, help="0 takes a free one")
    parser.add_argument("--plan", default="auto", help=f"auto, {', '.join(NAMES)}")
    parser.add_argument("--card", type=int, nargs="+", default=[0], help="numbers of the cards, a lane each")
    parser.add_argument("--folder", type=Path, required=True, help="for finished clips")
    parser.add_argument("--memory-gb", type=float, help="of models that stay loaded")
    parser.add_argument(
        "--step-cache", type=float, help="threshold below which steps are saved, 0.05; changes the picture"
    )
    parser.add_argument("--queue", type=int, default=16)
    parser.add_argument("--keep-gb", type=float, default=2.0)
    parser.add_argument("--keep-hours", type=float, default=24.0)
    parser.add_argument("--most-clip-gb", type=float, default=6.0, help="of the frames of one request")
    parser.add_argument("--until-stdin-ends", action="store_true")
    return parser
