"""The messages of the chat application, both ways, and what it refuses to post."""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime

from tests.doubles.exchange import Refusal

TEXT_CHARACTERS = 2000
MEDIA_BYTES = 10_000_000
POSTER_BYTES = 64 * 1024
JPEG = b"\xff\xd8\xff"
PICTURES = (JPEG, b"\x89PNG\r\n", b"GIF8", b"RIFF")


@dataclass(frozen=True, slots=True)
class Said:
    """A member's message."""

    chat_id: str
    sender_id: str
    text: str = ""
    message_id: str = ""
    """Empty gets the next free one; one that was used before is the same message delivered again."""
    sender_name: str = ""
    chat_title: str = ""
    account: str = "bot"
    is_group: bool = False
    mentions_me: bool = False
    quotes_me: bool = False
    quoted_id: str = ""
    pictures: list[str] = field(default_factory=list)
    sent_at: str = ""
    """ISO with a time zone; empty is now."""

    def __post_init__(self) -> None:
        try:
            aware = not self.sent_at or datetime.fromisoformat(self.sent_at).tzinfo is not None
        except ValueError:
            aware = False
        if not aware:
            raise Refusal("sent_at is no ISO time with a time zone")
        if not self.chat_id or not self.sender_id:
            raise Refusal("chat_id or sender_id is empty")


@dataclass(frozen=True, slots=True)
class Post:
    """What 小爱 sends; files travel as base64."""

    account: str
    chat_id: str
    client_id: str
    kind: str
    text: str = ""
    file: str = ""
    file_name: str = ""
    poster: str = ""
    reply_to: str = ""

    def __post_init__(self) -> None:
        for name in ("account", "chat_id", "client_id"):
            if not getattr(self, name):
                raise Refusal(f"{name} is empty")
        if len(self.text) > TEXT_CHARACTERS:
            raise Refusal(f"text has {len(self.text)} characters, more than {TEXT_CHARACTERS}")

    def content(self) -> bytes:
        """The file, looked at; empty for a text."""
        file, poster = _decoded("file", self.file), _decoded("poster", self.poster)
        if len(file) > MEDIA_BYTES:
            raise Refusal(f"file has {len(file)} bytes, more than {MEDIA_BYTES}", 413)
        if poster and (len(poster) > POSTER_BYTES or not poster.startswith(JPEG)):
            raise Refusal(f"poster is no JPEG of at most {POSTER_BYTES} bytes")
        match self.kind:
            case "text":
                if self.file or self.file_name or self.poster:
                    raise Refusal("a text carries no file")
                if not self.text.strip():
                    raise Refusal("text is empty")
            case "image" | "video" | "file":
                if not file or not self.file_name:
                    raise Refusal(f"a {self.kind} needs file and file_name")
            case _:
                raise Refusal(f"unknown kind {self.kind}")
        if self.kind == "image" and not file.startswith(PICTURES):
            raise Refusal("file is no picture")
        if self.kind == "video" and (file[4:8] != b"ftyp" or not self.file_name.lower().endswith(".mp4")):
            raise Refusal("file is no MP4")
        return file


def _decoded(name: str, text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Refusal(f"{name} is no base64") from None
