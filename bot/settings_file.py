"""What the settings page writes: `settings.yaml` and `.env` in the data folder, each whole or not at all.

A YAML file is written anew from what it says, so the admin's comments in it are lost: the file of before is kept beside it.
"""

import os
import re
import secrets
import time
from collections.abc import Mapping
from pathlib import Path

import yaml
from pydantic import JsonValue

from bot.config import SettingsLayer
from bot.errors import ConfigError
from prompts.files import FileError, read

SETTINGS, KEYS = "settings.yaml", ".env"
COPIES_KEPT = 10
LONGEST_KEY = 500

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{0,99}")
_PLAIN = re.compile(r"[A-Za-z0-9_.:/+=@%-]+")


def write_settings(data: Path, changes: Mapping[str, JsonValue]) -> Path | None:
    """Change these settings, written `language_model.models`; the others stay. Returns the copy of the file of before.

    Raises `ConfigError` with what is wrong, and then nothing has changed.
    """
    path = data / SETTINGS
    try:
        content = _content(path)
        for name, value in changes.items():
            _put(content, name.split("."), value)
        part = _part(path, yaml.safe_dump(content, allow_unicode=True, sort_keys=False), 0o600)
        try:
            read(part, SettingsLayer)
            copy = _keep_copy(path)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except FileError as error:
        raise ConfigError("；".join(f"{SETTINGS} {problem.sentence}" for problem in error.problems)) from None
    except OSError as error:
        raise ConfigError(f"{path} 写不进去（{error.strerror}）。看看硬盘满了没有、文件夹能不能写。") from None
    return copy


def write_key(data: Path, variable: str, key: str) -> None:
    """Keep a key in `.env`; an empty one is taken out. Other lines stay as they are. Raises `ConfigError`, which never holds the key."""
    key = key.strip()
    if not _VARIABLE.fullmatch(variable):
        raise ConfigError("变量的名字只能是大写字母、数字和下划线。")
    if len(key) > LONGEST_KEY or not key.isprintable() or "'" in key or "\\" in key:
        raise ConfigError("这不像一把钥匙：里面有换行、引号这样的字，或者太长。请重新复制一遍。")
    path = data / KEYS
    try:
        before = path.read_text(encoding="utf-8-sig") if path.is_file() else ""
        kept = [line for line in before.splitlines() if not re.match(rf"\s*(export\s+)?{variable}\s*=", line)]
        written = f"{variable}={key}" if _PLAIN.fullmatch(key) else f"{variable}='{key}'"
        lines = [*kept, *([written] if key else [])]
        part = _part(path, "".join(f"{line}\n" for line in lines), 0o600)
        part.replace(path)
    except UnicodeDecodeError:
        raise ConfigError(f"{path} 的文字不是 UTF-8 编码，请用 UTF-8 另存一遍。") from None
    except OSError as error:
        raise ConfigError(f"{path} 写不进去（{error.strerror}）。看看硬盘满了没有、文件夹能不能写。") from None


def _content(path: Path) -> dict[str, JsonValue]:
    return read(path, SettingsLayer).model_dump(mode="json", exclude_unset=True) if path.is_file() else {}


def _put(content: dict[str, JsonValue], names: list[str], value: JsonValue) -> None:
    first, *rest = names
    if not rest:
        content[first] = value
        return
    below = content.get(first)
    if not isinstance(below, dict):
        # Also where a part was switched off: `wecom: null`.
        below = content[first] = {}
    _put(below, rest, value)


def _part(path: Path, text: str, mode: int) -> Path:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return part


def _keep_copy(path: Path) -> Path | None:
    if not path.is_file():
        return None
    copies = path.parent / "history" / "settings"
    copies.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = copies / f"settings-{time.strftime('%Y%m%d-%H%M%S')}-{secrets.token_hex(2)}.yaml"
    copy.write_bytes(path.read_bytes())
    for old in sorted(copies.glob("settings-*.yaml"))[:-COPIES_KEPT]:
        old.unlink()
    return copy
