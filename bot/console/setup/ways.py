"""The three ways into WeChat, as the admin chooses among them."""

from dataclasses import dataclass

from pydantic import BaseModel, JsonValue

from bot.channels.made import WECHATY_TOKEN, WECOM_SECRET
from bot.config import Settings


@dataclass(frozen=True, slots=True)
class Blank:
    """One setting to fill in; `is_choice` is a yes or a no."""

    setting: str
    label: str
    example: str = ""
    is_choice: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """One channel."""

    name: str
    """Of the channel, and of its part under `channels:`."""
    title: str
    does: str
    risk: str
    page: str
    """Of docs/admin."""
    blanks: tuple[Blank, ...] = ()
    variable: str = ""
    """Where its key stands; empty where it needs none."""
    key: str = ""
    """What that is called."""

    def written(self, settings: Settings) -> dict[str, JsonValue] | None:
        """What is set of it; None while it is switched off."""
        part: BaseModel | None = getattr(settings.channels, self.name)
        return part.model_dump(mode="json", exclude_unset=True) if part else None


WAYS = (
    Way(
        "ilink",
        "个人微信",
        "家里人用自己手机上的微信，和小爱私聊，每人扫一次码。不能进群，用“家庭房间”代替。",
        "走的是腾讯自己的接口，我们还没有在真的微信上试过。凭据丢了可能很难再绑上，备份别漏了数据文件夹里的 ilink。",
        "docs/admin/18-个人微信.md",
    ),
    Way(
        "wecom",
        "企业微信",
        "企业微信的智能机器人，能单聊，能进内部群（要 @ 它）。家里人各装一个企业微信，不要钱。",
        "我们还没有在真的企业微信上试过。小爱没开着的时候说的话，它收不到。",
        "docs/admin/17-企业微信.md",
        (Blank("bot_id", "Bot ID", "aib……"),),
        WECOM_SECRET,
        "Secret",
    ),
    Way(
        "wechaty",
        "Wechaty 网关",
        "用一个单独的微信号，能私聊，能进群。网关要自己另外装、另外开着。",
        "不是官方的路，微信号可能被限制，甚至永久封掉。只用丢了也不心疼的小号。",
        "docs/admin/16-wechaty.md",
        (
            Blank("endpoint", "网关的地址", "127.0.0.1:8788"),
            Blank("tls", "网关是加密的（外面的网关一定要）", is_choice=True),
        ),
        WECHATY_TOKEN,
        "令牌",
    ),
)
