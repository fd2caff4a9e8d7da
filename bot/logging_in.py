"""`xiaoai login ilink`: bind a member's own WeChat from the terminal. 小爱 may be running meanwhile: she notices the new file."""

import asyncio
import contextlib
import sys
from pathlib import Path

import typer

from bot.channel_settings import ILinkSettings
from bot.channels.base import Login
from bot.channels.ilink.failures import why_not
from bot.channels.ilink.login import QrLogin
from bot.channels.ilink.timing import Timing
from bot.channels.ilink.wire import new_client
from bot.config import load_settings, prepare_data_folder


async def log_in(home: Path | None, name: str) -> int:
    """Draw the code, ask for the digits, and end with a sentence. Returns the exit status."""
    settings = load_settings(home)
    folder = settings.data / "ilink"
    prepare_data_folder(settings.data)
    prepare_data_folder(folder)
    part = settings.channels.ilink or ILinkSettings()
    changes: asyncio.Queue[Login] = asyncio.Queue()
    async with new_client(part.base_url, Timing()) as http:
        login = QrLogin(http, part.base_url, folder, name=name, changed=changes.put_nowait)
        running = asyncio.create_task(login.run())
        telling = asyncio.create_task(_tell(login, changes))
        try:
            binding = await running
        finally:
            telling.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await telling
    if binding:
        print(f"绑好了：{binding.name or '这个微信'}。凭据在 {folder}，备份数据文件夹时别漏了它。")
    elif login.state.stage == "online":
        print("这个微信早就绑好了，不用再绑，原来的凭据接着用。")
    else:
        print(why_not(login.state))
        return 1
    if settings.channels.ilink is None:
        print("设置里还没有打开这条路：在数据文件夹的 settings.yaml 里写上 channels: {ilink: {}}，再重新启动小爱。")
    else:
        print("小爱要是正在运行，几秒钟内就会用上它。让他在微信里跟小爱说句话，再由管理员回“同意”。")
    return 0


async def _tell(login: QrLogin, changes: "asyncio.Queue[Login]") -> None:
    while True:
        state = await changes.get()
        match state.stage:
            case "scan":
                print(_drawn(state.qr))
                print(f"用手机微信扫上面的二维码（两分钟内有效）。画得不对就在手机上打开：{state.qr}")
            case "confirm":
                print("扫到了，在手机上点确认。")
            case "code":
                print("刚才的数字不对。" if state.detail else "手机上显示了几位数字。")
                await _ask(login)
        sys.stdout.flush()


async def _ask(login: QrLogin) -> None:
    while True:
        digits = await asyncio.to_thread(typer.prompt, "输入手机上的数字", type=str)
        if login.give_code(digits):
            return
        print("只要数字。")


def _drawn(content: str) -> str:
    try:
        import segno
    except ModuleNotFoundError:
        return "（装上 segno 就能在这里画出二维码：.venv/bin/pip install -c constraints.txt -e '.[wechat]'）"
    code = segno.make(content, error="l", micro=False)
    rows = [[bool(dot) for dot in row] for row in code.matrix_iter(border=2)]
    if len(rows) % 2:
        rows.append([False] * len(rows[0]))
    # Two rows a line, light on dark whatever the terminal's colours are.
    blocks = {(False, False): "█", (False, True): "▀", (True, False): "▄", (True, True): " "}
    lines = ("".join(blocks[pair] for pair in zip(*rows[row : row + 2], strict=True)) for row in range(0, len(rows), 2))
    return "\n".join(f"\x1b[97;40m{line}\x1b[0m" for line in lines)
