"""What the offline classifier learns from besides the intents' own sentences.

`_cues.yaml` names the words that tell a request from a story, `_examples.yaml` holds sentences that are only learned from, and
`_variants.yaml` says how the same sentence is typed, dictated and mistyped, `_sounds.yaml` how characters are read.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from hassil.expression import Alternative, Expression, Group, RuleReference
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError
from pydantic import Field, field_validator

from intents.engine.schema import Strict
from prompts.complaints import nearest


class CuesFile(Strict):
    """`_cues.yaml`."""

    cues: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Kind of cue → words. Where two kinds hold the same word the first one counts."""


class ExamplesFile(Strict):
    """`_examples.yaml`."""

    words: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Word lists of its own, beside those of `_shared.yaml`."""
    fill: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Slot → what may stand in it, as templates."""
    before: tuple[str, ...] = ()
    """What may be told before the thing itself comes, in all intents alike."""
    examples: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Name of the intent → templates that are learned from and never compared with a message."""


class VariantsFile(Strict):
    """`_variants.yaml`."""

    openings: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    between: tuple[str, ...] = ()
    """Sounds that dictation leaves inside a sentence."""
    says_also: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Word → other words for it, dialect among them."""
    mistaken: tuple[str, ...] = ()
    """Characters that are mistaken for each other, by sound or by shape."""

    @field_validator("mistaken")
    @classmethod
    def _in_groups(cls, mistaken: tuple[str, ...]) -> tuple[str, ...]:
        for group in mistaken:
            if len(group) < 2:
                raise ValueError(f"“{group}” 只有一个字，至少要写两个会弄混的字。")
        return mistaken


class SoundsFile(Strict):
    """`_sounds.yaml`."""

    sounds: dict[str, str] = Field(default_factory=dict)
    """Syllable without tone → characters that are read so."""


class Learning(Strict):
    """The four files together."""

    cues: CuesFile = CuesFile()
    examples: ExamplesFile = ExamplesFile()
    variants: VariantsFile = VariantsFile()
    sounds: SoundsFile = SoundsFile()


def mistakes(
    file: ExamplesFile, intents: set[str], phrases: Mapping[str, str]
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """What in `_examples.yaml` cannot be said: where it stands, and a Chinese sentence that names the cure."""
    for name in file.examples:
        if name not in intents:
            near = nearest(name, intents)
            hint = f"是不是 “{near}”？" if near else f"能写的有：{'、'.join(sorted(intents))}。"
            yield ("examples", name), f"没有叫 “{name}” 的意图，{hint}"
    told: dict[tuple[str, ...], tuple[str, ...]] = {("before",): file.before}
    told |= {
        (part, name): templates
        for part, lists in (("words", file.words), ("fill", file.fill), ("examples", file.examples))
        for name, templates in lists.items()
    }
    for at, templates in told.items():
        for index, template in enumerate(templates):
            named = _phrases_of(template)
            if named is None:
                yield (*at, index), f"“{template}” 的括号写得不对，请检查 ( ) [ ] {{ }} < > 是不是成对。"
                continue
            for phrase in named:
                if phrase not in phrases:
                    message = f"没有叫 “<{phrase}>” 的短语，请看 _shared.yaml 里的 phrases。"
                    yield (*at, index), message


@lru_cache(maxsize=4096)
def _phrases_of(template: str) -> tuple[str, ...] | None:
    """The phrases a template names; None where it cannot be read."""
    try:
        return tuple(_phrases_in(parse_sentence(template).expression))
    except (ParseError, ValueError, IndexError, AssertionError):
        return None


def _phrases_in(expression: Expression) -> Iterator[str]:
    match expression:
        case RuleReference():
            yield expression.rule_name
        case Alternative() | Group():
            for item in expression.items:
                yield from _phrases_in(item)
