"""Whoever looks at a page."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["admin", "member", "viewer"]
"""`member` came by a personal invitation and speaks as himself; `viewer` only looks at what was made."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who was let in."""

    role: Role
    member_id: int | None = None
    """None for the admin, who came with the password or the link of the start, and for a viewer."""
    browser: str = ""
    """Digest of the cookie he came with."""

    @property
    def is_admin(self) -> bool:
        """Whether he may do everything."""
        return self.role == "admin"
