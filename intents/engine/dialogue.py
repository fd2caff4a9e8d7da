"""Words that mean something only after what was said before: `_dialogue.yaml`, read and made ready to be compared.

那后天呢 after a question about the weather, 第二个 after a choice, 算了 after a question. None of it names an intent in code: an
admin's own intent joins by a line in the file.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pydantic import Field

from intents.engine.patterns import Pattern
from intents.engine.schema import OneOrMany, Strict

WISH = "wish"
"""A slot that any follow-up may set and no intent declares: what is wanted differently this time, 近一点的."""


class FollowUpCase(Strict):
    """Test sentences of one follow-up: what they are after a sentence."""

    after: str = Field(min_length=1)
    say: OneOrMany
    is_: str = Field(default="", alias="is")
    """Title of the intent they become; left out, that of the sentence before."""
    slots: dict[str, str] | None = None
    """Exactly these slots; left out, only the intent counts."""
    not_: bool = Field(default=False, alias="not")
    """The sentences do *not* follow up what was said before."""


class FollowUpFile(Strict):
    """One way to go on."""

    title: str = Field(min_length=1)
    after: OneOrMany
    """Topics or intents the last turn must be of."""
    becomes: str = ""
    """The intent it is now; left out, the same as before."""
    needs: tuple[str, ...] = ()
    """Slots the last turn must have had."""
    sets: dict[str, str] = Field(default_factory=dict)
    """Slot → what it becomes; `{origin}` stands for what the slot was."""
    only_when_called: bool = False
    """Counts in a group only where 小爱 was called: the words are too much like talk among people."""
    sentences: tuple[str, ...] = Field(min_length=1)
    but_not: tuple[str, ...] = ()
    """Templates that look like this follow-up and are none."""
    tests: tuple[FollowUpCase, ...] = Field(min_length=1)


class AnswerCase(Strict):
    """Test sentences of one kind of answer."""

    say: OneOrMany
    number: int | None = None
    answer: str = ""
    not_: bool = Field(default=False, alias="not")


class AnswerFile(Strict):
    """Sentences that answer a question in one way."""

    title: str = Field(min_length=1)
    sentences: tuple[str, ...] = Field(min_length=1)
    tests: tuple[AnswerCase, ...] = Field(min_length=1)


class IdeasFile(Strict):
    """What may be said to three ideas besides a number and a description."""

    others: AnswerFile
    """Wants three others."""
    anew: AnswerFile
    """Wants to see the first ones again."""
    whichever: AnswerFile
    """Leaves the choice to her."""
    several: AnswerFile
    """Wants more than one of them."""
    change: AnswerFile
    """Says what they are to be about."""


IDEAS = tuple(IdeasFile.model_fields)


class DialogueFile(Strict):
    """`_dialogue.yaml`."""

    topics: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Name → intents that talk of the same thing and take over each other's slots."""
    links: tuple[str, ...] = ()
    """Words that tie a sentence to the one before: 那."""
    stop: AnswerFile | None = None
    """Ends the question."""
    choice: AnswerFile | None = None
    """Picks a number of a list."""
    answer: AnswerFile | None = None
    """Wraps an answer in words that are none of it: 就去{destination}. A slot's own name counts where that slot was asked for."""
    no_answer: AnswerFile | None = None
    """Never an answer, although a question is open: a question in return."""
    ideas: IdeasFile | None = None
    """Answers to three ideas."""
    follow_ups: dict[str, FollowUpFile] = Field(default_factory=dict)

    def part(self, name: str) -> AnswerFile | None:
        """`stop`, `choice`, `answer` or `no_answer`."""
        return {"stop": self.stop, "choice": self.choice, "answer": self.answer, "no_answer": self.no_answer}[name]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """One way to go on, with its templates."""

    file: FollowUpFile
    after: frozenset[str]
    """Intents the last turn must be of."""
    patterns: tuple[Pattern, ...]
    but_not: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Dialogue:
    """Everything in `_dialogue.yaml`."""

    file: DialogueFile
    topics: Mapping[str, frozenset[str]]
    """Intent → the intents of the same topic, itself among them; absent where it has none."""
    stop: tuple[Pattern, ...] = ()
    choice: tuple[Pattern, ...] = ()
    answer: tuple[Pattern, ...] = ()
    no_answer: tuple[Pattern, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    ideas: Mapping[str, tuple[Pattern, ...]] = field(default_factory=dict)
    """Kind of answer, as in `IdeasFile`, → its templates."""

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All templates of the file."""
        of_follow_ups = (pattern for one in self.follow_ups for pattern in (*one.patterns, *one.but_not))
        of_ideas = (pattern for patterns in self.ideas.values() for pattern in patterns)
        return (*self.stop, *self.choice, *self.answer, *self.no_answer, *of_follow_ups, *of_ideas)
