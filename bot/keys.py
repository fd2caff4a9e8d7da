"""The keys of services: from the environment or `.env`, by the name of their variable, and from nowhere else."""

import os
from pathlib import Path

from dotenv import dotenv_values
from pydantic import SecretStr

from bot.errors import ConfigError


def find_key(home: Path, data: Path, variable: str) -> SecretStr | None:
    """The key in this variable: the environment before `.env` in the data folder before `.env` in the home. None where it is
    not set, or empty. Raises `ConfigError` for a file in another encoding."""
    layers = (_environment(variable), _file(data / ".env", variable), _file(home / ".env", variable))
    return next((SecretStr(key) for key in layers if key), None)


def _environment(variable: str) -> str:
    return os.environ.get(variable, "").strip()


def _file(path: Path, variable: str) -> str:
    if not path.is_file():
        return ""
    try:
        return (dotenv_values(path, encoding="utf-8-sig").get(variable) or "").strip()
    except UnicodeDecodeError:
        raise ConfigError(f"{path} 的文字不是 UTF-8 编码，请用 UTF-8 另存一遍。") from None
