"""The keys of services: from the environment or `.env`, by the name of their variable, and from nowhere else."""

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import SecretStr

from bot.errors import ConfigError

SHORTEST_SECRET = 6
"""Shorter values are words of other texts, too."""


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


def known_secrets(home: Path, data: Path) -> tuple[str, ...]:
    """Every value that is to be kept out of what is shown or handed on, the longest first: of the environment and of both `.env`,
    by the look of their names; of an address with a password in it that, too."""
    layers: list[Mapping[str, str | None]] = [os.environ]
    for path in (data / ".env", home / ".env"):
        if path.is_file():
            with suppress(UnicodeDecodeError):
                layers.append(dotenv_values(path, encoding="utf-8-sig"))
    found = {value.strip() for layer in layers for name, value in layer.items() if value and _SECRET_NAME.search(name)}
    found |= {password for value in found if (password := _password_in(value))}
    return tuple(sorted((value for value in found if len(value) >= SHORTEST_SECRET), key=len, reverse=True))


def _password_in(value: str) -> str:
    try:
        return urlsplit(value).password or "" if "://" in value else ""
    except ValueError:
        return ""


_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSW|CREDENTIAL|AUTH|DATABASE_URL", re.IGNORECASE)
