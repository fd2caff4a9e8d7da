"""The ways into WeChat: set up or not, and whether the far side is there. A plain connection is all that is made: a second login would
displace the running 小爱's."""

import socket
import ssl
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.channel_settings import ILinkSettings, WechatyPart, WecomSettings
from bot.channels.made import make_channels
from bot.config import Settings
from bot.doctor.finding import Finding
from bot.errors import ConfigError

PROBE_SECONDS = 6.0


def wechat(settings: Settings) -> Iterator[Finding]:
    """One finding for each that is switched on; one that tells how, where none is."""
    channels = settings.channels
    if not (channels.ilink or channels.wecom or channels.wechaty):
        cure = "家里人自己的微信看 docs/admin/18-个人微信.md，企业微信的群看 17，Wechaty 网关看 16。"
        yield Finding("missing", "微信：还没有接入", cure)
        return
    try:
        make_channels(settings)
    except ConfigError as error:
        yield Finding("bad", "微信：接不上", str(error))
        return
    if channels.ilink:
        yield from _ilink(channels.ilink, settings)
    if channels.wecom:
        yield _wecom(channels.wecom)
    if channels.wechaty:
        yield _wechaty(channels.wechaty)


def _ilink(part: ILinkSettings, settings: Settings) -> Iterator[Finding]:
    from bot.channels.ilink.bindings import load

    bound = load(settings.data / "ilink")
    for name in bound.broken:
        cure = "旁边的 .json.bak 是前一份，改名换上它；没有就请那个人再扫一次：网页的“设置”里点“微信”，或者 xiaoai login ilink"
        yield Finding("warning", f"个人微信：凭据 {settings.data / 'ilink' / name} 读不出来", cure)
    if not bound.by_account:
        yield Finding(
            "warning",
            "个人微信：还没有人扫过码",
            "每个人各扫一次：网页的“设置”里点“微信”，或者 xiaoai login ilink --name 妈妈",
        )
        return
    names = "、".join(binding.name or "没写名字的" for binding in bound.by_account.values())
    if _answers(part.base_url):
        yield Finding("good", f"个人微信：绑了 {len(bound.by_account)} 个人（{names}），连得上")
    else:
        yield Finding("warning", f"个人微信：绑了 {names}，可是连不上 {part.base_url}", "看看这台机器能不能上网。")


def _wecom(part: WecomSettings) -> Finding:
    if _answers(part.url):
        return Finding("good", f"企业微信：机器人 {part.bot_id}，连得上；Secret 对不对，启动以后才知道")
    return Finding("warning", f"企业微信：连不上 {part.url}", "看看这台机器能不能上网，channels.wecom.url 一般不用写。")


def _wechaty(part: WechatyPart) -> Finding:
    # Its certificate is the business of the channel, which knows whom to trust.
    if _is_open(part.host, part.port):
        return Finding("good", f"Wechaty：网关 {part.endpoint} 开着；令牌对不对，启动以后才知道")
    cure = "先把网关启动起来；在别的机器或容器里，看看 channels.wechaty.endpoint 的主机和端口。"
    return Finding("warning", f"Wechaty：网关 {part.endpoint} 没有回答", cure)


def _answers(url: str) -> bool:
    parts = urlsplit(url)
    is_secure = parts.scheme in ("https", "wss")
    return _is_open(parts.hostname or "", parts.port or (443 if is_secure else 80), is_secure=is_secure)


def _is_open(host: str, port: int, *, is_secure: bool = False) -> bool:
    try:
        with socket.create_connection((host, port), timeout=PROBE_SECONDS) as plain:
            if is_secure:
                ssl.create_default_context().wrap_socket(plain, server_hostname=host).close()
    except OSError:
        return False
    return True
