"""What the admin may set under `channels:`; a part that stands there switches its channel on. Keys come from `.env`."""

import re
from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from generators.remote.address import checked_address
from intents.services.models.client import is_in_the_house

WECOM_URL = "wss://openws.work.weixin.qq.com"


def _long_connection(url: str) -> str:
    """wss, or plain ws to a machine in the house."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        host, parts = "", urlsplit("")
    if parts.scheme not in ("ws", "wss") or not host or parts.username or parts.query or parts.fragment:
        raise ValueError(f"地址要像 {WECOM_URL} 这样，里面没有用户名、密码和 “?”。")
    if parts.scheme == "ws" and not is_in_the_house(host):
        raise ValueError("ws:// 只能用于家里的机器（127.0.0.1、192.168.…），外面的地址要用 wss://。")
    return url.rstrip("/")


def _host_and_port(endpoint: str) -> str:
    if not re.fullmatch(r"(?:[a-zA-Z0-9._-]+|\[[0-9a-fA-F:.]+\]):[0-9]{1,5}", endpoint):
        raise ValueError("要写成 主机:端口，比如 127.0.0.1:8788")
    if not 0 < int(endpoint.rpartition(":")[2]) < 65536:
        raise ValueError("端口要在 1 到 65535 之间")
    return endpoint


class ChannelPart(BaseModel):
    """One channel's settings."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Pace(ChannelPart):
    """How fast may be sent; 0 is as fast as it goes."""

    seconds_between_sends: float = Field(default=0.0, ge=0, le=60)
    """Of one account."""
    seconds_between_sends_in_chat: float = Field(default=0.0, ge=0, le=60)
    sends_per_minute: int = Field(default=0, ge=0, le=1000)
    """Of one account, at most."""
    sends_per_minute_in_chat: int = Field(default=0, ge=0, le=1000)

    @property
    def is_free(self) -> bool:
        """Nothing has to wait."""
        return not (
            self.seconds_between_sends
            or self.seconds_between_sends_in_chat
            or self.sends_per_minute
            or self.sends_per_minute_in_chat
        )


class WecomSettings(Pace):
    """An AI bot of a 企业微信 on its long connection; its secret is in WECOM_BOT_SECRET."""

    bot_id: str = Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")
    name: str = Field(default="小爱", min_length=1, max_length=50)
    """What the bot is called there, which is what members write behind the @."""
    url: Annotated[str, AfterValidator(_long_connection)] = WECOM_URL
    fetch_from: tuple[Annotated[str, AfterValidator(checked_address)], ...] = ()
    """Addresses in the house that photos may be fetched from; everything else has to be https and public."""
    sends_per_minute_in_chat: int = Field(default=25, ge=0, le=1000)
    """More than anybody reads; what the service itself allows is not known, too many it answers with 45009."""


class WechatyPart(Pace):
    """A Wechaty puppet-service gateway; its token is in WECHATY_TOKEN."""

    endpoint: Annotated[str, AfterValidator(_host_and_port)]
    tls: bool = False
    ca_file: Path | None = None
    """Whose certificates are trusted, PEM; whom this machine trusts where it is not set."""
    certificate_file: Path | None = None
    """The gateway's own certificate, PEM: this one and no other, whatever name is in it."""
    fetch_from: tuple[Annotated[str, AfterValidator(checked_address)], ...] = ()
    """Addresses in the house that photos may be fetched from; everything else has to be https and public."""
    seconds_between_sends: float = Field(default=1.0, ge=0, le=60)
    """Nobody types faster, and whoever seems to is noticed."""
    seconds_between_sends_in_chat: float = Field(default=1.5, ge=0, le=60)
    sends_per_minute: int = Field(default=30, ge=0, le=1000)
    sends_per_minute_in_chat: int = Field(default=20, ge=0, le=1000)
    mention_asker: bool = True
    """In a room the answer begins with an @ of who asked."""

    @model_validator(mode="after")
    def _no_token_in_the_open(self) -> Self:
        if not self.tls and not is_in_the_house(self.host):
            raise ValueError(
                "不加密（tls: false）只能连家里的机器（127.0.0.1、192.168.…、容器名），因为令牌会被看见；外面的网关要写 tls: true"
            )
        if not self.tls and (self.ca_file or self.certificate_file):
            raise ValueError("写了证书，也要写 tls: true")
        return self

    @property
    def host(self) -> str:
        """Of the endpoint."""
        return self.endpoint.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """Of the endpoint."""
        return int(self.endpoint.rpartition(":")[2])


class ILinkSettings(Pace):
    """Tencent's iLink, for members' own WeChat. Whoever is to be reached scans once, on the page or with `xiaoai login ilink`."""

    base_url: Annotated[str, AfterValidator(checked_address)] = "https://ilinkai.weixin.qq.com"
    cdn_url: Annotated[str, AfterValidator(checked_address)] = "https://novac2c.cdn.weixin.qq.com/c2c"
    sends_per_message: int = Field(default=9, ge=2, le=100)
    """How many messages may follow one of the member's; what is more waits for the next."""
    seconds_between_sends: float = Field(default=2.5, ge=0, le=60)
    sends_per_minute: int = Field(default=12, ge=0, le=1000)
    media_bytes: int = Field(default=25_000_000, ge=1_000_000, le=100_000_000)
    """Largest clip; what is larger is made smaller first."""
    room: bool = True
    """Members may join the family's room: what one writes there the others who joined can read."""


class ChannelSettings(ChannelPart):
    """The ways into WeChat that are in use."""

    wecom: WecomSettings | None = None
    wechaty: WechatyPart | None = None
    ilink: ILinkSettings | None = None
