"""The credentials of each login: a JSON file each in the data folder, for this user's eyes only.

Whoever loses them may be unable to bind the same WeChat again (openclaw-weixin #252, #242), so the ones before stay beside them as
`.bak`. `xiaoai login ilink` writes here while 小爱 runs, and she notices.
"""

import hashlib
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_serializer

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9@._-]{0,99}")
_LARGEST_FILE = 100_000


class Binding(BaseModel):
    """One member's WeChat and the bot that is his."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    account: str = Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")
    """What 小爱 calls it: the id of the first bot this member had, also after he has scanned again and was given another."""
    bot_id: str = Field(min_length=1, max_length=200, pattern=r"^[!-~]+$")
    user_id: str = Field(max_length=200, pattern=r"^[!-~]*$")
    base_url: str = Field(min_length=1, max_length=500)
    token: SecretStr = Field(min_length=1, max_length=4000)
    name: str = Field(default="", max_length=50)
    """What the family calls him."""

    @field_serializer("token", when_used="json")
    def _token(self, token: SecretStr) -> str:
        return token.get_secret_value()


@dataclass(frozen=True, slots=True)
class Bindings:
    """What a folder holds."""

    by_account: Mapping[str, Binding] = field(default_factory=dict)
    broken: tuple[str, ...] = ()
    """Names of files that cannot be read as one."""


def load(folder: Path) -> Bindings:
    """Every binding, the newest file first."""
    found: dict[str, Binding] = {}
    broken: list[str] = []
    for path in _files(folder):
        try:
            if path.stat().st_size > _LARGEST_FILE:
                raise ValueError
            binding = Binding.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            continue
        except (OSError, ValidationError, ValueError):
            broken.append(path.name)
            continue
        found.setdefault(binding.account, binding)
    return Bindings(found, tuple(sorted(broken)))


def signature(folder: Path) -> tuple[tuple[str, int, int, int], ...]:
    """Changes when a file is written, replaced or taken away."""
    signed = []
    for path in _files(folder):
        try:
            stat = path.stat()
        except OSError:
            continue
        signed.append((path.name, stat.st_mtime_ns, stat.st_size, stat.st_ino))
    return tuple(sorted(signed))


def save(folder: Path, binding: Binding) -> Path:
    """Write one down, whole or not at all; what was there stays as `.bak`."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"{_file_name(binding.account)}.json"
    if path.exists():
        _write(path.with_suffix(".json.bak"), path.read_bytes())
    _write(path, binding.model_dump_json(indent=1).encode())
    return path


def _write(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def _files(folder: Path) -> list[Path]:
    def written_at(path: Path) -> float:
        try:
            return path.stat().st_mtime
        except OSError:
            return 0.0

    return sorted(folder.glob("*.json"), key=written_at, reverse=True)


def _file_name(account: str) -> str:
    return account if _PLAIN_NAME.fullmatch(account) else hashlib.sha256(account.encode()).hexdigest()[:32]
