"""What the admin's YAML makes of 小爱: read at start, read again when a file changes, and never half.

Two layers: the shipped files in the home, and over them `templates/` in the data folder, where a file of the same name replaces
the shipped one and a new file adds. A change is in force at the next message. If anything in it is wrong nothing of it is: the last
good version stays, and the problems wait in `problems` to be told.
"""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.errors import ConfigError
from bot.telemetry import log
from bot.template_history import TemplateHistory
from intents.engine.answers import Answers
from intents.engine.catalog import Catalog
from intents.engine.chain import Chain
from intents.engine.follow_up import FollowUps
from intents.engine.handlers import load_handlers
from intents.engine.idea_answers import IdeaAnswers
from intents.engine.model import last_tier
from intents.engine.recognizer import Recognizer
from intents.engine.types import Handler, MediaRequest
from intents.photo_reader import PhotoReader
from intents.services import Services
from intents.services.language_model import MaySee
from intents.shot_writer import ShotWriter, WrittenShot
from prompts.files import FileError, FileProblem
from prompts.idea_stock import IdeaStock
from prompts.instructions import Instructions
from prompts.loader import Rendered, Sentences, ShotTemplates, Value
from prompts.safety import Safety
from prompts.shot import Shot
from prompts.unasked import Unasked
from prompts.words import Words

if TYPE_CHECKING:
    from intents.engine.classifier import Classifier

LOOK_AGAIN_SECONDS = 0.3
"""Between two looks at the files; a stat of a hundred files takes under a millisecond."""

Fingerprint = tuple[tuple[str, int, int], ...]

_log = log("templates")


@dataclass(frozen=True, slots=True)
class Templates:
    """One good version of everything."""

    catalog: Catalog
    has_overlay: bool
    """False where only the shipped files are in force."""
    recognizer: Recognizer
    """The offline tiers by themselves."""
    chain: Chain
    """All tiers."""
    answers: Answers
    idea_answers: IdeaAnswers
    follow_ups: FollowUps
    handlers: Mapping[str, Handler]
    sentences: Sentences
    shots: ShotTemplates
    words: Words
    writer: ShotWriter
    photo_reader: PhotoReader
    safety: Safety
    instructions: Instructions


class TemplateStore:
    """Keeps the version in force. Renders with it too, so that whoever holds the store always speaks the newest words."""

    def __init__(self, home: Path, data: Path, services: Services | None = None) -> None:
        self.shipped = home
        self._services = services or Services()
        self.overlay = data / "templates"
        self._tokenizers = data / "tokenizers"
        self.history = TemplateHistory(data / "history")
        self._cache = data / "cache"
        self.problems: tuple[FileProblem, ...] = ()
        """Why the files as they are now are not in force; empty when they are."""
        self._fingerprint = self._look()
        self._looked_at = time.monotonic()
        self.reading = asyncio.Lock()
        """Held while the files are read, and by whoever changes one: history keeps who it was only then."""
        self.changed = asyncio.Event()
        """Set when `problems` has become another list: somebody should be told."""
        self.untaught = asyncio.Event()
        """Set when a version came into force that has no classifier yet: somebody should call `teach`."""
        try:
            self.current = _load(home, self.overlay, self._services, self._tokenizers)
        except FileError as error:
            self.problems = error.problems
            self.changed.set()
            self.current = self._shipped_only(error)
        self.untaught.set()

    async def teach(self) -> None:
        """Give the version in force its classifier, from the cache or trained now. Until then its templates answer alone."""
        from intents.engine.classifier import NotTrained

        self.untaught.clear()
        current = self.current
        try:
            classifier = await self.learn(current, self.overlay)
        except (NotTrained, OSError) as error:
            # Without it fewer messages are understood and nothing is wrong: the next change of a file tries again.
            _log.warning("classifier.not_trained", error=str(error))
            return
        # Of this version and no other: by now a newer one may be in force, with intents that this one never saw.
        current.recognizer.classifier = classifier
        _log.info("classifier.ready", intents=len(classifier.labels))

    async def learn(self, version: Templates, overlay: Path) -> "Classifier":
        """The classifier of a version whose files lie in `overlay` over the shipped ones: from the cache, or trained for some
        seconds. Raises `NotTrained`, or `OSError`."""
        from intents.engine.classifier import classifier_for

        above = overlay if version.has_overlay else None
        return await classifier_for(version.catalog, self._cache, self.shipped, above)

    def read(self, overlay: Path) -> Templates:
        """What the files of another folder over the shipped ones would make of her; in force nowhere. Raises `FileError`."""
        return _load(self.shipped, overlay, self._services, self._tokenizers)

    def render(self, key: str, values: Mapping[str, Value]) -> str:
        """A sentence of the version in force."""
        return self.current.sentences.render(key, values)

    def render_shot(self, family: str, shot: Shot, has_picture: bool = False) -> Rendered:
        """The prompts of a shot for one family of generators; with a picture to start from they speak of what moves."""
        return self.current.shots.render(family, shot, has_picture)

    async def write_shot(self, request: MediaRequest, pictures: tuple[str, ...] = ()) -> WrittenShot:
        """A request as a shot, by the instruction and the word lists in force; `pictures` says what its photos show."""
        return await self.current.writer.write(request, pictures)

    async def describe(self, photos: tuple[Path, ...], may_see: MaySee) -> tuple[str, ...]:
        """What the photos show, by a model that may see them; nothing where there is none, or it does not say."""
        return await self.current.photo_reader.describe(photos, may_see)

    async def refresh(self, *, at_once: bool = False) -> None:
        """Take up what changed since the last look, which was a moment ago unless it has to be `at_once`."""
        if not at_once and time.monotonic() - self._looked_at < LOOK_AGAIN_SECONDS:
            return
        async with self.reading:
            fingerprint = await asyncio.to_thread(self._look)
            self._looked_at = time.monotonic()
            if fingerprint == self._fingerprint:
                return
            self._fingerprint = fingerprint
            before = self.problems
            try:
                self.current = await asyncio.to_thread(
                    _load, self.shipped, self.overlay, self._services, self._tokenizers
                )
            except FileError as error:
                self.problems = error.problems
                _log.warning("templates.refused", problems=len(error.problems))
            else:
                self.problems = ()
                self.untaught.set()
                await asyncio.to_thread(self.keep_history)
                _log.info("templates.taken_up")
            if self.problems != before:
                self.changed.set()

    def keep_history(self) -> None:
        """Keep a copy of every overlay file that differs from its last copy."""
        for path in sorted(self.overlay.rglob("*.yaml")):
            with contextlib.suppress(FileNotFoundError):  # an editor that replaces files is at work
                self.history.keep(path.relative_to(self.overlay).as_posix(), path.read_bytes())

    def _look(self) -> Fingerprint:
        found = []
        for layer in (self.shipped / "intents", self.shipped / "prompts", self.overlay):
            for path in layer.rglob("*.yaml"):
                try:
                    facts = path.stat()
                except FileNotFoundError:  # an editor that replaces files is at work
                    continue
                found.append((str(path), facts.st_mtime_ns, facts.st_size))
        return tuple(sorted(found))

    def _shipped_only(self, error: FileError) -> Templates:
        """小爱 starts with the shipped files when only the overlay is wrong."""
        try:
            return _load(self.shipped, None, self._services, None)
        except FileError:
            raise ConfigError("\n".join(str(problem) for problem in error.problems)) from None


def _load(home: Path, overlay: Path | None, services: Services, tokenizers: Path | None) -> Templates:
    layers = [home, overlay] if overlay and overlay.is_dir() else [home]
    prompts = [layer / "prompts" for layer in layers]
    found: list[FileProblem] = []
    try:
        instructions = Instructions.load(*(folder / "system" for folder in prompts))
        services = replace(services, instructions=instructions)
    except FileError as error:
        found += error.problems
    try:
        safety = Safety.load(*(folder / "safety" for folder in prompts))
        services = replace(services, safety=safety)
    except FileError as error:
        found += error.problems
    try:
        words = Words.load(*prompts)
        services = replace(services, ideas=IdeaStock.load(words, *(folder / "ideas" for folder in prompts)))
        catalog = Catalog.load(*(layer / "intents" for layer in layers), words=words)
        handlers = load_handlers(catalog, services)
    except FileError as error:
        found += error.problems
    try:
        sentences = Sentences.load(*(folder / "replies" for folder in prompts))
        shots = ShotTemplates.load(*(folder / "shots" for folder in prompts), tokenizers=tokenizers)
        unasked = Unasked.load(*prompts)
        if len(layers) > 1:
            found += _missing_sentences(home, sentences, layers[-1])
    except FileError as error:
        found += error.problems
    if found:
        raise FileError(*found)
    recognizer = Recognizer(catalog)
    chain = Chain(recognizer, last_tier(catalog, services))
    answers, follow_ups = Answers(catalog, recognizer), FollowUps(catalog, recognizer)
    return Templates(
        catalog=catalog,
        has_overlay=len(layers) > 1,
        recognizer=recognizer,
        chain=chain,
        answers=answers,
        idea_answers=IdeaAnswers(catalog, recognizer, answers),
        follow_ups=follow_ups,
        handlers=handlers,
        sentences=sentences,
        shots=shots,
        words=words,
        writer=ShotWriter(services, words, unasked),
        photo_reader=PhotoReader(services),
        safety=safety,
        instructions=instructions,
    )


def _missing_sentences(home: Path, sentences: Sentences, overlay: Path) -> list[FileProblem]:
    """A file that replaces a shipped one has to hold every sentence 小爱 needs."""
    needed = Sentences.load(home / "prompts" / "replies").keys
    return [
        FileProblem(
            overlay / "prompts" / "replies" / f"{key.split('.')[0]}.yaml",
            1,
            f"少了 “{key.split('.', 1)[1]}” 这句，请从原来的文件里抄过来。",
        )
        for key in sorted(needed - sentences.keys)
    ]
