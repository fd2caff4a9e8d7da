"""What `xiaoai shots` answers: one sentence, the shot it becomes and the prompt of one family.

Nothing is stored and no model is asked: it shows the admin how a request is understood in simple mode.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from intents.engine.catalog import Catalog
from intents.engine.media import take_out_wishes
from intents.engine.normalise import clean, flatten
from intents.engine.recognizer import Recognizer
from intents.engine.requests import media_request
from intents.engine.slots import fill
from intents.engine.types import MediaRequest
from intents.shots import offline_shot
from prompts.loader import ShotTemplates
from prompts.shot import Aspect, Shot

KINDS: dict[str, Literal["image", "video"]] = {"image": "image", "video": "video"}
"""Handlers that make something, and what."""


class ShotLine(BaseModel):
    """One line of the answer."""

    model_config = ConfigDict(frozen=True)

    text: str
    prompt: str
    negative_prompt: str
    duration_s: float
    aspect: Aspect
    shot: Shot


class ShotLines:
    """Reads sentences as the bot would, as far as the prompt."""

    def __init__(self, catalog: Catalog, templates: ShotTemplates, family: str = "ltx") -> None:
        self._catalog = catalog
        self._recognizer = Recognizer(catalog)
        self._templates = templates
        self._family = family

    def line(self, text: str) -> ShotLine:
        """The shot of one sentence. Raises `UnknownTemplate` for a family without a template."""
        shot = offline_shot(self.request(text), self._catalog.words)
        rendered = self._templates.render(self._family, shot)
        return ShotLine(
            text=text,
            prompt=rendered.prompt,
            negative_prompt=rendered.negative_prompt,
            duration_s=shot.seconds,
            aspect=shot.aspect,
            shot=shot,
        )

    def request(self, text: str) -> MediaRequest:
        """The request that the bot would take; a sentence that asks for nothing says what a clip is to show."""
        called = self._recognizer.called(text).text
        recognition = self._recognizer.recognize(called)
        intent = self._catalog.intents[recognition.intent]
        kind = KINDS.get(intent.file.handler)
        if kind is not None:
            return media_request(kind, called, fill(intent, recognition.slots).slots)
        wanted = take_out_wishes(flatten(clean(called)), self._catalog.wishes)
        return media_request("video", called, {**wanted.wishes, "subject": wanted.rest.source})
