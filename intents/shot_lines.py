"""What `xiaoai shots` answers: one sentence, the shot it becomes and the prompt of one family.

Nothing is stored and nothing is made: it shows the admin how a request is understood.
"""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from intents.engine.catalog import Catalog
from intents.engine.media import take_out_wishes
from intents.engine.normalise import clean, flatten
from intents.engine.recognizer import Recognizer
from intents.engine.requests import media_request
from intents.engine.slots import fill
from intents.engine.types import MediaRequest
from intents.shot_writer import ShotWriter
from prompts.loader import ShotTemplates
from prompts.shot import Aspect, Shot

KINDS: dict[str, Literal["image", "video"]] = {"image": "image", "video": "video"}
"""Handlers that make something, and what."""
AT_ONCE = 4
"""Requests that a language model is asked about at a time."""
LONGEST_READ = 4000
"""Characters of one line that are read: as much as 小爱 takes in one message."""


class ShotLine(BaseModel):
    """One line of the answer."""

    model_config = ConfigDict(frozen=True)

    text: str
    prompt: str
    negative_prompt: str
    duration_s: float
    aspect: Aspect
    shot: Shot


class BrokenLine(BaseModel):
    """A line of the input that nobody can read, in its place among the answers."""

    model_config = ConfigDict(frozen=True)

    line: int
    """Counted from 1."""
    error: str


class ShotLines:
    """Reads sentences as the bot would, as far as the prompt."""

    def __init__(self, catalog: Catalog, templates: ShotTemplates, writer: ShotWriter, family: str = "ltx") -> None:
        self._catalog = catalog
        self._recognizer = Recognizer(catalog)
        self._templates = templates
        self._writer = writer
        self._family = family

    async def lines(self, texts: Iterable[str | BrokenLine]) -> AsyncIterator[ShotLine | BrokenLine]:
        """The shots of many sentences, in their order, each as soon as it can be. Raises `UnknownTemplate`.

        `texts` is read in a thread: who waits for an answer before he says the next sentence gets it.
        """
        left = iter(texts)
        reading: asyncio.Task[str | BrokenLine | None] | None = None
        under_way: deque[asyncio.Task[ShotLine | BrokenLine]] = deque()
        is_over = False
        while under_way or not is_over:
            if reading is None and not is_over and len(under_way) < AT_ONCE:
                reading = asyncio.create_task(asyncio.to_thread(next, left, None))
            waiting = [*([reading] if reading else []), *(list(under_way)[:1])]
            await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            if reading is not None and reading.done():
                text, reading = reading.result(), None
                is_over = text is None
                if text is not None:
                    under_way.append(asyncio.create_task(self._line(text)))
            if under_way and under_way[0].done():
                yield under_way.popleft().result()

    async def _line(self, text: str | BrokenLine) -> ShotLine | BrokenLine:
        return text if isinstance(text, BrokenLine) else await self.line(text)

    async def line(self, text: str) -> ShotLine:
        """The shot of one sentence. Raises `UnknownTemplate` for a family without a template."""
        written = await self._writer.write(self.request(text[:LONGEST_READ]))
        rendered = self._templates.render(self._family, written.shot)
        return ShotLine(
            text=text,
            prompt=rendered.prompt,
            negative_prompt=rendered.negative_prompt,
            duration_s=written.shot.seconds,
            aspect=written.shot.aspect,
            shot=written.shot,
        )

    def request(self, text: str) -> MediaRequest:
        """The request that the bot would take."""
        return request_in(text, self._catalog, self._recognizer)


def request_in(text: str, catalog: Catalog, recognizer: Recognizer) -> MediaRequest:
    """The request in a sentence; one that asks for nothing says what a clip is to show."""
    called = recognizer.called(text).text
    recognition = recognizer.recognize(called)
    intent = catalog.intents[recognition.intent]
    kind = KINDS.get(intent.file.handler)
    if kind is not None:
        return media_request(kind, called, fill(intent, recognition.slots).slots)
    wanted = take_out_wishes(flatten(clean(called)), catalog.wishes)
    return media_request("video", called, {**wanted.wishes, "subject": wanted.rest.source})
