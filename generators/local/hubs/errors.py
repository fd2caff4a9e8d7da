"""What can go wrong while a model is fetched; each sentence is for the admin.

LocalError
└── HubError             a hub did not give what was wanted
    ├── NoRepository     it has no model of that name
    ├── NeedsConsent     its licence has to be agreed to on the web page first
    ├── HubUnreachable   no answer, or none that can be used
    ├── BadListing       it lists something no model consists of
    ├── WrongChecksum    what came is not what was listed, twice
    ├── AlreadyAtWork    the same model is being fetched or removed by somebody else
    └── NotOurs          a person put the model there; it is not written over
"""

from pathlib import Path
from typing import TYPE_CHECKING

from generators.local.errors import LocalError

if TYPE_CHECKING:
    from generators.local.hubs.base import Hub


class HubError(LocalError):
    """A hub did not give what was wanted."""


class NoRepository(HubError):
    """The hub has no such model, or hides it."""

    def __init__(self, hub: "Hub", repository: str) -> None:
        super().__init__(f"{hub.title}上没有 {repository}。换一个地方下载，在命令后面加 --from {hub.other}")


class NeedsConsent(HubError):
    """The licence has to be agreed to, and a token must prove it."""

    def __init__(self, hub: "Hub", repository: str) -> None:
        super().__init__(
            f"{repository} 要先同意它的许可：在浏览器里登录 {hub.page(repository)}，点同意，再把自己的令牌写进 .env 的 {hub.key_variable}"
        )


class HubUnreachable(HubError):
    """No usable answer; what has come stays and is gone on from."""

    def __init__(self, hub: "Hub", why: str) -> None:
        super().__init__(
            f"{hub.title}（{hub.url}）下载不了：{why}。已经下好的都留着，再说一遍就接着下；老是这样，在设置里换一个镜像（local.{hub.name}_url）"
        )


class BadListing(HubError):
    """What the hub lists is no model, or would be written outside of its folder."""

    def __init__(self, hub: "Hub", repository: str, why: str) -> None:
        super().__init__(f"{hub.title}列出来的 {repository} 不对：{why}。没有下载")


class WrongChecksum(HubError):
    """A file arrived that is not the one that was listed."""

    def __init__(self, hub: "Hub", path: str) -> None:
        super().__init__(f"{path}：下了两遍都和{hub.title}说的不一样，已经扔掉了。过一会儿再试，或者换一个镜像")


class AlreadyAtWork(HubError):
    """Two programs would write over each other."""

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder}：另一个 xiaoai models 正在下载或者删除它，等它完了再来")


class NotOurs(HubError):
    """Somebody copied the model there himself."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder}：已经有了，不是用这个命令下的，所以不动它。要重新下载，先删掉：xiaoai models remove {folder.name}"
        )
