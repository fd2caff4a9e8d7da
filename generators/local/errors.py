"""What can go wrong with a model of our own. Each message is for the admin: a Chinese sentence with the place and the cure.

LocalError
├── NotInstalled       torch and diffusers are not there
├── NoSuchCard         the machine has no card of that number
├── WrongFolder        it is no model folder, or one of a family we do not know
├── MissingFile        the folder lacks a file its own lists name
├── BrokenFile         a file is cut off or no safetensors at all
├── NotEnoughDisk      the disk has no room for what is put aside
├── NotEnoughMemory    the card, or the machine, has no room for it, with the lower plan neither
├── CannotDo           the family cannot make what was ordered
├── BadPicture         a picture or clip that was given cannot be read
└── BadNumbers         what came out are no numbers (NaN): the picture would be black
"""

from pathlib import Path


class LocalError(Exception):
    """Something about a model of our own; the message is Chinese and for the admin."""


class NotInstalled(LocalError):
    """The libraries that run models are not installed."""

    def __init__(self, library: str) -> None:
        super().__init__(f"这台机器上没有装 {library}，本机模型跑不起来。装上它们：make run LOCAL=1")


class NoSuchCard(LocalError):
    """A number that none of the machine's cards has."""

    def __init__(self, number: int, count: int) -> None:
        there = f"有 {count} 张，编号从 0 到 {count - 1}" if count else "没有认出显卡，只能写 0，用处理器算"
        super().__init__(f"没有编号 {number} 的显卡：这台机器{there}。请改设置里的 local.cards，或者 --card")


class WrongFolder(LocalError):
    """A folder that holds no model we know."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder}：{why}。请检查路径；认识哪些模型，用 xiaoai models 看")


class MissingFile(LocalError):
    """A file the model's own lists name is not there."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}：少了这个文件，模型没有下载完整。请重新下载，已经有的部分不会再下一遍")


class BrokenFile(LocalError):
    """A file that is shorter than it says, or not what its name says."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}：文件是坏的（{why}）。请删掉它，再重新下载")


class NotEnoughDisk(LocalError):
    """No room on the disk."""

    def __init__(self, path: Path, needed: int, free: int) -> None:
        super().__init__(f"{path}：硬盘空间不够，要 {_gb(needed)}，只剩 {_gb(free)}。请腾出空间，或者换一个文件夹")


class NotEnoughMemory(LocalError):
    """No room on the card or in the machine."""

    def __init__(self, what: str, plan: str, cure: str) -> None:
        super().__init__(f"{what}：内存不够（用的是「{plan}」方案）。{cure}")


class CannotDo(LocalError):
    """The family cannot make what was ordered, whatever the memory."""

    def __init__(self, title: str, why: str) -> None:
        super().__init__(f"{title} {why}")


class BadPicture(LocalError):
    """A picture or clip to start from that cannot be read."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path.name}：这个文件打不开（{why}）。请换一张图片或一段视频")


class BadNumbers(LocalError):
    """The model gave no numbers; fp16 does it where bf16 was meant, and random noise in a damaged file."""

    def __init__(self, title: str, dtype: str) -> None:
        super().__init__(
            f"{title} 用 {dtype} 算出来的不是数（NaN），画面会是黑的。请换一个方案（精度用 bfloat16），或者重新下载模型"
        )


def _gb(number: int) -> str:
    return f"{number / 1e9:.1f} GB"
