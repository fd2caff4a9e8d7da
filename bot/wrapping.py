"""What is handed to a channel for a letter: the next part of it, no larger than the channel carries, with what else has to be said."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bot.channels.base import Limits, Outgoing, Refused
from bot.channels.splitting import utf16_units
from bot.parts import parts_of
from prompts.loader import Speech

Link = Callable[[str], Awaitable[str]]
"""An address at which a finished clip or picture can be seen for a while, by its artifact id; empty where there is none."""


async def no_link(artifact_id: str) -> str:
    """Nothing of the house can be seen from outside."""
    return ""


class TooLarge(Refused):
    """Neither shown, nor as a file, nor by a link."""

    def __init__(self, size: int) -> None:
        super().__init__(f"too large: {size} bytes")


@dataclass(frozen=True, slots=True)
class Part:
    """One message of a letter."""

    outgoing: Outgoing
    is_last: bool
    """Then the whole letter has gone out."""


class Wrapping:
    """Makes letters fit their channel."""

    def __init__(self, sentences: Speech, link_to: Link) -> None:
        self._sentences = sentences
        self._link_to = link_to

    async def part(
        self, letter: Outgoing, limits: Limits, artifact_id: str, *, number: int, is_last_send: bool, has_more: bool
    ) -> Part:
        """The part after the first `number`. `is_last_send`: the chat has to say something before anything can follow, which it is
        told where something is to follow; `has_more`: letters behind this one. Raises `Refused` for what cannot be sent."""
        hint = self._sentences.render("answer.say_something", {})
        # Kept free in every part of such a letter, or its parts would be others once the hint has to be said.
        reserved = utf16_units(hint) + 1 if limits.sends_per_inbound is not None else 0
        parts = parts_of(await self._carried(letter, limits, artifact_id), limits, reserved=reserved)
        number = min(number, len(parts) - 1)
        is_last = number == len(parts) - 1
        part = parts[number]
        if is_last_send and (has_more or not is_last):
            part = replace(part, text=_lines(part.text, hint))
        return Part(part, is_last)

    async def _carried(self, letter: Outgoing, limits: Limits, artifact_id: str) -> Outgoing:
        """Shown in the chat, else as a file, else by its link; the last two are told."""
        if letter.kind == "text":
            return letter
        size = _size(letter.path)
        if size <= limits.media_bytes:
            return letter
        if size <= limits.file_bytes:
            text = _lines(letter.text, self._sentences.render("answer.as_file", {}))
            return replace(letter, kind="file", text=text)
        if link := await self._link_to(artifact_id):
            text = _lines(letter.text, self._sentences.render("answer.as_link", {"link": link}))
            return replace(letter, kind="text", path=None, poster=None, text=text)
        raise TooLarge(size)


def _size(path: Path | None) -> int:
    try:
        if path is not None and path.is_file():
            return path.stat().st_size
    except OSError:
        pass
    raise Refused("the file is gone")


def _lines(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
