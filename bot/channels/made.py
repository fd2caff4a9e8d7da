"""The channels that the settings switch on, with their keys."""

import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import SecretStr

from bot.channel_settings import ILinkSettings, WechatyPart, WecomSettings
from bot.channels.base import Channel
from bot.config import Settings
from bot.errors import ConfigError
from bot.keys import find_key

INSTALL = ".venv/bin/pip install -c constraints.txt -e '.[wechat]'"
PACKAGES: Mapping[str, tuple[str, ...]] = {
    "ilink": ("cryptography",),
    "wecom": ("cryptography",),
    "wechaty": ("grpclib", "betterproto", "wechaty_grpc"),
}
"""Of the extra `wechat`, by the channel that needs them."""
WECOM_SECRET, WECHATY_TOKEN = "WECOM_BOT_SECRET", "WECHATY_TOKEN"


def make_channels(settings: Settings) -> tuple[Channel, ...]:
    """One of each part under `channels:`. Raises `ConfigError` for a missing key or package."""
    return tuple(_made(settings))


def missing_package(channel: str) -> str:
    """A package this channel needs that is not installed; empty where all are."""
    return next((package for package in PACKAGES[channel] if importlib.util.find_spec(package) is None), "")


def _made(settings: Settings) -> Iterator[Channel]:
    if settings.channels.wecom:
        yield _wecom(settings, settings.channels.wecom)
    if settings.channels.wechaty:
        yield _wechaty(settings, settings.channels.wechaty)
    if settings.channels.ilink:
        yield _ilink(settings, settings.channels.ilink)


def _ilink(settings: Settings, part: ILinkSettings) -> Channel:
    _check_packages("ilink")
    from bot.channels.ilink.channel import ILinkChannel

    return ILinkChannel(part, settings.data / "ilink")


def _wecom(settings: Settings, part: WecomSettings) -> Channel:
    _check_packages("wecom")
    from bot.channels.wecom.channel import WecomChannel

    return WecomChannel(part, _key(settings.home, settings.data, WECOM_SECRET, "channels.wecom"))


def _wechaty(settings: Settings, part: WechatyPart) -> Channel:
    _check_packages("wechaty")
    from bot.channels.wechaty.channel import WechatyChannel

    return WechatyChannel(part, _key(settings.home, settings.data, WECHATY_TOKEN, "channels.wechaty"))


def _key(home: Path, data: Path, variable: str, part: str) -> SecretStr:
    key = find_key(home, data, variable)
    if key is None:
        raise ConfigError(f"设置里写了 {part}，可是没有它的钥匙：在 .env 里写 {variable}=…，或者把 {part} 去掉。")
    return key


def _check_packages(channel: str) -> None:
    if package := missing_package(channel):
        raise ConfigError(f"设置里写了 channels.{channel}，还缺一个软件包 {package}。在小爱的文件夹里运行：{INSTALL}")
