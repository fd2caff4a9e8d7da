"""A new intent from a form: what the family says, what is no such thing, what 小爱 answers. It becomes the two YAML files that an admin
would have written by hand, and can be edited as such afterwards.

What changes from sentence to sentence stands in braces: `{红烧肉}怎么做`, or with a name of its own, `{菜:红烧肉}怎么做`. So one
line is at once the template and its example. In the answer, and in what a model is told, `{菜}` stands for what was said there.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from intents.engine.patterns import MAX_FREE_SLOTS

UNNAMED = "内容"
"""What a changing part is called that was not given a name."""
LONGEST_LINE = 200
MOST_LINES = 100
LONGEST_ANSWER = 2000

_PART = re.compile(r"\{(?:([^{}:：]+)[:：])?([^{}]+)\}")
_MEANINGFUL = re.compile(r"[()\[\]<>|{}]")
"""Signs of the template language: brackets are not heard anyway, so they are simply left out."""
_NAME = re.compile(r"[A-Za-z\u4e00-\u9fff][A-Za-z0-9_\u4e00-\u9fff]{0,19}")
_INTENT_NAME = re.compile(r"[a-z\u4e00-\u9fff][a-z0-9_\u4e00-\u9fff]{0,29}")

Tidy = Callable[[str], str]


def _lines(given: object) -> object:
    """A text of many lines, or a list; empty lines are left out."""
    lines = given.splitlines() if isinstance(given, str) else given
    return [line.strip() for line in lines if line.strip()] if isinstance(lines, list | tuple) else lines


Lines = Annotated[
    tuple[Annotated[str, Field(max_length=LONGEST_LINE)], ...], BeforeValidator(_lines), Field(max_length=MOST_LINES)
]


class NewIntent(BaseModel):
    """What the form says. Raises `ValidationError` with Chinese sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    description: str = Field(default="", max_length=LONGEST_LINE)
    says: Lines
    """What the family says, changing parts in braces."""
    never: Lines = ()
    """What sounds like it and is only talk."""
    reply: str = Field(default="", max_length=LONGEST_ANSWER)
    """What 小爱 says; with `prompt`, what she says where no model answers."""
    prompt: str = Field(default="", max_length=LONGEST_ANSWER)
    """What a language model is told, if one is to write the answer."""

    @model_validator(mode="after")
    def _can_be_written(self) -> "NewIntent":
        if not _INTENT_NAME.fullmatch(self.name):
            raise ValueError("名字用汉字，或者小写字母和数字，30 个字以内，不要空格和标点。")
        if not self.says:
            raise ValueError("写上至少一句家里人会怎么说。")
        if not self.reply.strip():
            raise ValueError("写上小爱怎么回答。" if not self.prompt else "写上没有大模型的时候小爱怎么回答。")
        for line in self.says:
            _check_line(line)
        known = {name for line in self.says for name, _ in _parts(line)}
        for text in (self.reply, self.prompt):
            for name in re.findall(r"\{([^{}]*)\}", text):
                if name not in known:
                    hint = (
                        f"能用的有 {'、'.join(f'{{{one}}}' for one in sorted(known))}。"
                        if known
                        else "说法里没有花括号。"
                    )
                    raise ValueError(f"回答里的 {{{name}}} 在说法里没有，{hint}")
        return self

    @property
    def intent_file(self) -> str:
        return f"intents/{self.name}.yaml"

    @property
    def reply_file(self) -> str:
        return f"prompts/replies/{self.name}.yaml"

    @property
    def examples(self) -> tuple[str, ...]:
        """What the family says, as it is spoken."""
        return tuple(dict.fromkeys(_spoken(line) for line in self.says))

    def files(self, tidy: Tidy) -> Mapping[str, str]:
        """The two files; the reply first, since the intent speaks of it. `tidy` gives what is left of a sentence when it is
        compared: a template with 请问 or 啊 in it would read nothing, as no message has them any more by then."""
        return {self.reply_file: self._reply(), self.intent_file: self._intent(tidy)}

    def _intent(self, tidy: Tidy) -> str:
        slots = list(dict.fromkeys(name for line in self.says for name, _ in _parts(line)))
        key = f"{self.name}.answer"
        does = {"prompt": _filled_in(self.prompt), "offline_reply": key} if self.prompt.strip() else {"reply": key}
        content: dict[str, object] = {
            "name": self.name,
            "title": self.name,
            "description": self.description.strip() or f"家里人说“{_spoken(self.says[0])}”这样的话。",
            **does,
        }
        if slots:
            content["slots"] = {slot: {} for slot in slots}
        content["sentences"] = list(dict.fromkeys(_template(line, tidy) for line in self.says))
        if self.never:
            content["counter_examples"] = list(self.never)
        content["tests"] = [{"say": _spoken(line), "slots": dict(_parts(line))} for line in self.says]
        return (
            f"# {self.name}：{content['description']}在网页上填的，写法见 weather.yaml 开头的说明。\n{_yaml(content)}"
        )

    def _reply(self) -> str:
        slots = list(dict.fromkeys(name for line in self.says for name, _ in _parts(line)))
        sentence: dict[str, object] = {"text": _filled_in(self.reply)}
        if slots:
            sentence = {"variables": {slot: f"说的{slot}" for slot in slots}, "optional": slots, **sentence}
        example = dict(_parts(self.says[0]))
        says = re.sub(r"\{([^{}]*)\}", lambda found: example.get(found[1], ""), self.reply.strip())
        case: dict[str, object] = {"with": example} if example else {}
        sentence["tests"] = [case | {"says": says}]
        content = {"title": self.name, "sentences": {"answer": sentence}}
        return f"# {self.name}：小爱怎么回答。在网页上填的，写法见 video.yaml 开头的说明。\n{_yaml(content)}"


def _check_line(line: str) -> None:
    left = _PART.sub("", line)
    if "{" in left or "}" in left:
        raise ValueError(f"“{line}”里的花括号没有成对，或者是空的。")
    parts = _parts(line)
    names = [name for name, _ in parts]
    for name in names:
        if not _NAME.fullmatch(name):
            raise ValueError(f"“{line}”里的名字“{name}”用汉字或字母，不要空格和标点。")
    if len(set(names)) < len(names):
        raise ValueError(f"“{line}”里有两处都叫“{names[0]}”，给它们起名字，比如 {{从:家}}到{{去:公园}}。")
    if len(parts) > MAX_FREE_SLOTS:
        raise ValueError(f"“{line}”里的花括号太多，最多 {MAX_FREE_SLOTS} 处。")
    if not _MEANINGFUL.sub("", left).strip():
        raise ValueError(f"“{line}”除了花括号还要有别的字，不然什么话都对得上。")


def _parts(line: str) -> list[tuple[str, str]]:
    """Name and example of every changing part."""
    return [((found[1] or UNNAMED).strip(), found[2].strip()) for found in _PART.finditer(line)]


def _template(line: str, tidy: Tidy) -> str:
    parts = _parts(line)
    core = _MEANINGFUL.sub("", tidy(_spoken(line)))
    if core and all(core.count(example) == 1 for _, example in parts):
        for name, example in parts:
            core = core.replace(example, f"{{{name}}}")
        return core
    # An example that tidying changed, or that stands there twice: as it was written.
    written, end = [], 0
    for found in _PART.finditer(line):
        written += [_MEANINGFUL.sub("", line[end : found.start()]), f"{{{(found[1] or UNNAMED).strip()}}}"]
        end = found.end()
    return "".join([*written, _MEANINGFUL.sub("", line[end:])])


def _spoken(line: str) -> str:
    return _PART.sub(lambda found: found[2].strip(), line)


def _filled_in(text: str) -> str:
    """`{菜}` as the template language has it."""
    return re.sub(r"\{([^{}]*)\}", r"{{ \1 }}", text.strip())


def _yaml(content: Mapping[str, object]) -> str:
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=100_000)
