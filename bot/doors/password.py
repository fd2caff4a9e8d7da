"""The password of the pages, kept by argon2 in a file of its own in the data folder.

A file and not the store: `xiaoai password` has to work while 小爱 runs and while she does not, and the store has one owner.
"""

import hashlib
import os
import secrets
import threading
from pathlib import Path

from bot.errors import ConfigError

FILE = "console.password"
SHORTEST, LONGEST = 8, 200
MEMORY_KIB, PASSES = 19_456, 2
"""What OWASP names as the least for argon2id on one lane; 60 ms and 19 MB on a small machine."""


class WeakPassword(ConfigError):
    """Too short, or too long to be meant."""

    def __init__(self) -> None:
        super().__init__(f"密码要 {SHORTEST} 到 {LONGEST} 个字。")


class Password:
    """Set, replaced and compared; always as it stands in the file now. What computes argon2 blocks: call it in a thread."""

    def __init__(self, data: Path) -> None:
        self._path = data / FILE
        # One comparison at a time, however many knock: each takes its 19 MB.
        self._one_at_a_time = threading.Lock()

    @property
    def is_set(self) -> bool:
        """Whether there is one."""
        return bool(self._kept())

    @property
    def mark(self) -> str:
        """Another one for each password that was ever set; empty while none is."""
        kept = self._kept()
        return hashlib.sha256(kept).hexdigest() if kept else ""

    def set(self, password: str) -> None:
        """From now on this one. Raises `WeakPassword`."""
        if not SHORTEST <= len(password) <= LONGEST:
            raise WeakPassword
        from argon2 import PasswordHasher

        kept = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1).hash(password)
        part = self._path.with_name(f"{FILE}.{secrets.token_hex(4)}.part")
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
                file.write(kept)
                file.flush()
                os.fsync(file.fileno())
            part.replace(self._path)
        finally:
            part.unlink(missing_ok=True)

    def matches(self, given: str) -> bool:
        """Whether this is it; no while there is none."""
        from argon2 import PasswordHasher
        from argon2.exceptions import InvalidHashError, VerificationError

        kept = self._kept()
        if not kept or len(given) > LONGEST:
            return False
        with self._one_at_a_time:
            try:
                return PasswordHasher().verify(kept, given)
            except (VerificationError, InvalidHashError):
                return False

    def _kept(self) -> bytes:
        try:
            return self._path.read_bytes()
        except FileNotFoundError:
            return b""
