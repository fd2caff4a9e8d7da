"""What 小爱 can do as she is set up, and with what else she could do more."""

import errno
import socket
from collections.abc import Iterator

from bot.config import Settings
from bot.doctor.finding import Finding
from bot.doctor.house import is_running


def channels(settings: Settings) -> Iterator[Finding]:
    """Where people can talk to 小爱."""
    port = settings.web.port
    if not is_running(settings) and _is_taken(settings.web.host, port):
        yield Finding(
            "bad", f"网页：端口 {port} 被别的程序占着", "换一个：设置里的 web.port；写 0 就随便用一个空着的。"
        )
    else:
        yield Finding("good", f"聊天：终端（xiaoai chat）、网页（端口 {port}，用启动时打印的链接打开）")


def _is_taken(host: str, port: int) -> bool:
    try:
        socket.create_server((host, port)).close()
    except OSError as error:
        return error.errno == errno.EADDRINUSE
    return False


def generators(settings: Settings) -> Iterator[Finding]:
    """What pictures and clips are made with."""
    from bot.makers import load, why
    from generators.base import Kind
    from generators.registry import BadOptions, UnknownGenerator

    kinds: tuple[tuple[str, str, Kind, tuple[str, ...]], ...] = (
        ("视频", "分镜预览", "video", settings.generators.video),
        ("图片", "构图预览", "image", settings.generators.image),
    )
    for title, preview, kind, names in kinds:
        try:
            made = load(settings, (kind,))[kind]
        except UnknownGenerator as error:
            cure = f"改设置里的 generators.{kind}，能用的有：{'、'.join(error.known)}。"
            yield Finding("bad", f"{title}：没有叫“{error.name}”的生成器", cure)
            continue
        except BadOptions as error:
            yield Finding("bad", f"{title}：generators.settings.{error.name} 不对", why(error))
            continue
        for generator in made:
            if generator.missing_key:
                cure = f"在 .env 里写 {generator.missing_key}=…；写上以前不用它。"
                yield Finding("warning", f"{title}：{generator.name} 还没有钥匙", cure)
        if set(names) == {"storyboard"}:
            cure = f"接上{title}服务或本机显卡以后，在设置的 generators.{kind} 里写上它。"
            yield Finding("missing", f"{title}：只有{preview}（storyboard），没有接上{title}模型", cure)
        elif names:
            yield Finding("good", f"{title}：{'、'.join(names)}")
        else:
            yield Finding(
                "warning",
                f"{title}：一个生成器也没写，做不了",
                f"在设置的 generators.{kind} 里写上 storyboard。",
            )


def quotas(settings: Settings) -> Iterator[Finding]:
    """What a day may bring, and cost."""
    limits = settings.quotas

    def most(count: int, what: str) -> str:
        return f"{count} {what}" if count else f"{what[1:]}不限"

    shares = "，".join((most(limits.videos_per_day, "个视频"), most(limits.images_per_day, "张图")))
    exempt = f"；不限的有{'、'.join(limits.exempt)}" if limits.exempt else ""
    yield Finding("good", f"一个人一天：{shares}{exempt}")
    if limits.yuan_per_day:
        yield Finding("good", f"全家一天最多花 {limits.yuan_per_day:g} 元")
    else:
        yield Finding("warning", "一天花多少钱没有上限", "在设置里写 quotas.yuan_per_day，比如 10。")


def city(settings: Settings) -> Iterator[Finding]:
    """The family's town."""
    if settings.city:
        yield Finding("good", f"城市：{settings.city}")
    else:
        yield Finding("missing", "没设所在城市", "在数据文件夹的 settings.yaml 里写 city: 西安，问天气时就不用每次说。")
