"""What a model said, taken out of everything it is wrapped in.

Prevents thoughts, fences and half objects from reaching the family: models think aloud, say ```` ```json ```` where JSON alone was
asked for, and stop in the middle.
"""

import json
import re
from typing import Any

from pydantic import BaseModel, ConfigDict

TRIED = 100
"""Opening braces of one text that may begin the object."""


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")

    text: str | None = None


class _Message(BaseModel):
    # `reasoning_content` is not read: thoughts are nobody's business.
    model_config = ConfigDict(extra="ignore")

    content: str | list[_Part | str] | None = None


class _Choice(BaseModel):
    model_config = ConfigDict(extra="ignore")

    message: _Message = _Message()
    finish_reason: str | None = None


class _Usage(BaseModel):
    model_config = ConfigDict(extra="ignore")

    completion_tokens: int | None = None


class Completion(BaseModel):
    """A body of `/chat/completions`, as far as it matters here."""

    model_config = ConfigDict(extra="ignore")

    choices: list[_Choice]
    usage: _Usage | None = None

    @property
    def said(self) -> str:
        """The first choice's text without thoughts; empty where there is none."""
        content = self.choices[0].message.content if self.choices else None
        if isinstance(content, list):
            content = "".join(part if isinstance(part, str) else part.text or "" for part in content)
        return without_thoughts(content or "")

    @property
    def ended(self) -> str:
        """Why it stopped: `stop`, `length`, and each service's own words."""
        return (self.choices[0].finish_reason if self.choices else None) or ""

    @property
    def tokens(self) -> int:
        """How long the answer was, as the service counts."""
        return max(0, (self.usage.completion_tokens if self.usage else None) or 0)


def without_thoughts(text: str) -> str:
    """The text without `<think>…</think>`, also one that was never closed, or never opened, and without box marks."""
    text = _THOUGHTS.sub("", text)
    if (closed := text.rfind(_CLOSED)) >= 0:  # some templates open the thoughts before the answer begins
        text = text[closed + len(_CLOSED) :]
    return _BOX.sub("", text).strip()


def first_object(text: str) -> str | None:
    """The first whole JSON object in the text, as it stands there; None where there is none."""
    start = text.find("{")
    for _ in range(TRIED):
        if start < 0:
            break
        try:
            found: tuple[Any, int] = _DECODER.raw_decode(text, start)
        except (ValueError, RecursionError):  # Python refuses numbers of thousands of digits with a ValueError, too
            start = text.find("{", start + 1)
            continue
        return text[start : found[1]]
    return None


_DECODER = json.JSONDecoder(strict=False)
_CLOSED = "</think>"
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_BOX = re.compile(r"<\|(?:begin|end)_of_box\|>")
