"""What can go wrong around 小爱's own house, told to the admin in one Chinese sentence with the cure.

What the family hears is never one of these: it stands in `prompts/replies/`.

    XiaoaiError
    ├── ConfigError          a setting is wrong
    └── DataFolderError
        ├── NotWritable
        ├── AlreadyOwned     another 小爱 runs on the folder
        ├── StoreFull
        ├── StoreLocked      another program holds the database
        ├── StoreDamaged
        └── StoreTooNew      written by a newer version
"""

from pathlib import Path


class XiaoaiError(Exception):
    """Stops a command; the text is for the admin, in Chinese."""


class ConfigError(XiaoaiError):
    """A setting is wrong; the text names the file, the line and the cure."""


class DataFolderError(XiaoaiError):
    """The data folder cannot be used."""


class NotWritable(DataFolderError):
    """The data folder cannot be written to."""

    def __init__(self, folder: Path, reason: str) -> None:
        super().__init__(
            f"数据文件夹写不进去：{folder}（{reason}）。换一个能写的文件夹：在环境变量里设 XIAOAI_DATA=/路径，或者改这个文件夹的权限。"
        )


class AlreadyOwned(DataFolderError):
    """Another process owns the data folder."""

    def __init__(self, folder: Path, owner: str) -> None:
        super().__init__(
            f"另一个小爱正在用这个数据文件夹：{folder}（进程 {owner}）。一个文件夹只能有一个小爱；先停掉那一个，或者用 XIAOAI_DATA 指定另一个文件夹。"
        )


class StoreFull(DataFolderError):
    """There is no room left on the disk."""

    def __init__(self, path: str) -> None:
        super().__init__(f"磁盘满了，写不进 {path}。清理一些空间就好，已经收下的消息和任务都还在。")


class StoreLocked(DataFolderError):
    """Another program holds the database."""

    def __init__(self, path: str) -> None:
        super().__init__(f"数据库 {path} 被别的程序占着（比如用数据库工具打开了）。关掉它再试。")


class StoreDamaged(DataFolderError):
    """The database file cannot be read; a copy of it was kept and nothing was written over."""

    def __init__(self, path: Path, copy: Path, backups: Path) -> None:
        super().__init__(
            f"数据库 {path} 坏了，没有动它，另存了一份在 {copy}。"
            f"恢复：把 {path.name} 和旁边的 {path.name}-wal、{path.name}-shm 移开，从 {backups} 里挑最近的一份放回来改名 {path.name}；都没有的话移开就行，小爱会从空的开始。"
        )


class StoreTooNew(DataFolderError):
    """The database was written by a newer version."""

    def __init__(self, path: str, revision: str) -> None:
        super().__init__(f"数据库 {path} 是更新版本的小爱写的（{revision}），这个版本读不了。请更新程序。")
