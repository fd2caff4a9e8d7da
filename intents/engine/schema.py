"""What an admin may write in `intents/*.yaml`.

Prevents a misspelt key from silently doing nothing: every file is read into these models, which refuse what they do not know.
"""

from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, field_validator, model_validator

NAME = r"^[a-z\u4e00-\u9fff][a-z0-9_\u4e00-\u9fff]*$"
ANYWHERE = ("seconds", "aspect", "fps", "resolution", "style", "mood", "camera", "negative")
"""Wishes that may stand anywhere in a request for a picture or a clip."""


class Strict(BaseModel):
    """A part of a file that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


OneOrMany = Annotated[tuple[str, ...], BeforeValidator(_one_or_many), Field(min_length=1)]


class Slot(Strict):
    """One thing an intent wants to know."""

    required: bool = False
    ask: str = ""
    """Key of the sentence that asks for it."""
    anywhere: bool = False
    """A wish that may stand anywhere in the sentence, see `wishes` in `_shared.yaml`."""
    find: tuple[str, ...] = ()
    """Templates with this slot in them that are looked for inside a sentence which no template of the intent reads as a whole."""
    trim: tuple[str, ...] = ()
    """Templates that read a found value as a whole; what stands in this slot of them is kept. `{rest}` is anything, here and in `find`."""
    never: tuple[str, ...] = ()
    """Templates of values that are none."""

    @model_validator(mode="after")
    def _required_is_asked_for(self) -> "Slot":
        if self.required and not self.ask:
            raise ValueError("必须有的内容要写 ask，告诉小爱用哪句话来问，如 “ask: video.ask_subject”。")
        return self


class Case(Strict):
    """Test sentences of one intent."""

    say: OneOrMany
    slots: dict[str, str] | None = None
    """Exactly these slots; left out, only the intent counts."""
    not_: bool = Field(default=False, alias="not")
    """The sentences must *not* be this intent."""
    is_: str = Field(default="", alias="is")
    """With `not`: the title of the intent they are instead."""


class IntentFile(Strict):
    """One intent. What it does is exactly one of `handler`, `reply` and `prompt`."""

    name: str = Field(pattern=NAME)
    title: str = Field(min_length=1)
    description: str = Field(min_length=1)
    handler: str = ""
    """Python module under `intents/`."""
    reply: str = ""
    """Key of a sentence in `prompts/replies/`."""
    prompt: str = ""
    """System prompt for the language model."""
    offline_reply: str = ""
    """With `prompt`: key of the sentence that is said without a language model."""
    values: dict[str, str] = {}
    """What the handler is given besides, such as `mode: 开车`."""
    costly: bool = False
    """What it does takes minutes or money: it is done only when 小爱 is quite sure."""
    slots: dict[str, Slot] = {}
    sentences: tuple[str, ...] = ()
    sentences_with_wish: tuple[str, ...] = ()
    """Sentences that count only where a wish (5秒, 竖屏, 卡通风格) was said as well."""
    counter_examples: tuple[str, ...] = ()
    """Sentences that sound like this intent and are 聊天."""
    tests: tuple[Case, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _does_one_thing(self) -> "IntentFile":
        if sum(map(bool, (self.handler, self.reply, self.prompt))) != 1:
            raise ValueError("handler、reply、prompt 三个里要写一个，而且只能写一个。")
        if bool(self.prompt) != bool(self.offline_reply):
            raise ValueError("prompt 和 offline_reply 要一起写：没有大模型的时候说哪一句。")
        return self

    @field_validator("slots")
    @classmethod
    def _wishes_are_known(cls, slots: dict[str, Slot]) -> dict[str, Slot]:
        for name, slot in slots.items():
            if slot.anywhere and name not in ANYWHERE:
                raise ValueError(f"“{name}” 不能写 anywhere；能写的只有 {'、'.join(ANYWHERE)}。")
        return slots


class Fillers(Strict):
    """Sounds that mean nothing to a template."""

    anywhere: tuple[str, ...] = ()
    start: tuple[str, ...] = ()
    end: tuple[str, ...] = ()
    not_end: tuple[str, ...] = ()
    """Words that merely end like one: 网吧."""


class SharedFile(Strict):
    """`_shared.yaml`: what all intents have in common."""

    wake_words: tuple[str, ...] = Field(min_length=1)
    not_called: tuple[str, ...] = ()
    """Words that begin like a wake word and are none."""
    photo_words: tuple[str, ...] = ()
    """Words by which a request speaks of a photo shown before."""
    photo_needed: tuple[str, ...] = ()
    """Words by which it makes no sense without one, whatever else it says."""
    photo_single: tuple[str, ...] = ()
    """Words by which it means one of several, the last."""
    fillers: Fillers = Fillers()
    typos: dict[str, str] = {}
    """Slip → meant; of the same length."""
    lists: dict[str, tuple[str, ...]] = {}
    phrases: dict[str, str] = {}
    wishes: dict[str, tuple[str, ...]] = {}
    """Slot → templates that are searched for anywhere in a request."""

    @field_validator("typos")
    @classmethod
    def _same_length(cls, typos: dict[str, str]) -> dict[str, str]:
        for slip, meant in typos.items():
            if len(slip) != len(meant):
                raise ValueError(f"“{slip}” 和 “{meant}” 的字数要一样多。")
        return typos

    @field_validator("wishes")
    @classmethod
    def _known(cls, wishes: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for name in wishes:
            if name not in ANYWHERE:
                raise ValueError(f"不认识的要求 “{name}”；能写的只有 {'、'.join(ANYWHERE)}。")
        return wishes


class ListsFile(Strict):
    """`_cities.yaml`: word lists that are too long to stand in `_shared.yaml`."""

    lists: dict[str, tuple[str, ...]]


COMMAND_SLOTS = (
    *("name", "address", "when", "remind", "request"),
    *("part", "ordinal", "style", "mood", "camera", "aspect", "pace", "seconds", "more"),
)
"""What an order may hold besides a number."""


class CommandCase(Strict):
    """Test sentences of one order."""

    say: OneOrMany
    number: int | None = None
    slots: dict[str, str] = {}
    not_: bool = Field(default=False, alias="not")


class Command(Strict):
    """One order about jobs, members or places."""

    title: str
    sentences: tuple[str, ...] = Field(min_length=1)
    tests: tuple[CommandCase, ...] = Field(min_length=1)


class CommandsFile(Strict):
    """`_commands.yaml`."""

    commands: dict[str, Command]
