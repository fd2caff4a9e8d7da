"""The answer of a turn in words: filled, with the promise of a job, and with how to answer where she asks something."""

from collections.abc import Mapping
from dataclasses import replace

from bot.channels.base import Channel, Message
from bot.commands import Answer
from bot.jobs.letters import JobLetters
from bot.jobs.queue import Promise
from bot.spending import yuan
from intents.engine.types import Say, Value
from prompts.loader import Speech


class Wording:
    """Fills sentences; knows which channels hand on only what mentions her."""

    def __init__(
        self, sentences: Speech, letters: JobLetters, channels: Mapping[str, Channel], *, is_simple: bool
    ) -> None:
        self._sentences = sentences
        self._letters = letters
        self._channels = channels
        self._is_simple = is_simple

    def answer(self, message: Message, answer: Answer, promise: Promise | None) -> str:
        """What is said where the message came from."""
        text = self.say(replace(answer.say, values={**answer.say.values, **self._promised(promise)}))
        is_question = answer.pending is not None and answer.pending.kind != "choice"
        if is_question and self._needs_mention(message):
            return self._sentences.render("answer.mention_me", {"question": text})
        return text

    def say(self, say: Say) -> str:
        """One sentence, filled."""
        parts = {name: tuple(self.say(part) for part in parts) for name, parts in say.parts.items()}
        return self._sentences.render(say.key, {**say.values, **parts})

    def by_mention(self, message: Message, say: Say) -> Say:
        """A choice that says how to answer it in this chat."""
        return replace(say, values={**say.values, "mention": self._needs_mention(message)})

    def _needs_mention(self, message: Message) -> bool:
        return message.is_group and self._channels[message.channel].hears == "mentions"

    def _promised(self, promise: Promise | None) -> Mapping[str, Value]:
        if promise is None:
            return {}
        low, high = self._letters.time_range(promise.low_seconds, promise.high_seconds)
        return {
            "number": promise.number,
            "ahead": promise.ahead,
            "low": low,
            "high": high,
            "preview": promise.is_preview,
            "parts": promise.parts if promise.parts > 1 else 0,
            "yuan": yuan(promise.price_fen) if promise.price_fen else "",
            "most": round(promise.most_seconds),
            # Said before the shot is written: a model that is there and then fails is the admin's business.
            "simple": self._is_simple,
        }
