"""Where the Chinese fonts of a machine are. Loads nothing, so that asking whether there is one costs nothing."""

from functools import lru_cache
from pathlib import Path

FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path.home() / ".fonts",
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
# Best first. In Noto's collections the third face is the one for simplified Chinese.
CHINESE = (
    ("NotoSansCJK-Regular.ttc", 2),
    ("NotoSansCJKsc-Regular.otf", 0),
    ("NotoSansSC-Regular.otf", 0),
    ("SourceHanSansSC-Regular.otf", 0),
    ("wqy-microhei.ttc", 0),
    ("wqy-zenhei.ttc", 0),
    ("PingFang.ttc", 0),
    ("STHeiti Medium.ttc", 0),
    ("msyh.ttc", 0),
)


@lru_cache(maxsize=1)
def find_cjk_font() -> Path | None:
    """The best Chinese font of this machine; without one the Chinese words are left out."""
    names = {name: place for place, (name, _) in enumerate(CHINESE)}
    found = [path for folder in FOLDERS if folder.is_dir() for path in folder.rglob("*") if path.name in names]
    return min(found, key=lambda path: names[path.name], default=None)
