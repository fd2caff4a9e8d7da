"""Sentence templates in hassil's syntax, compiled to regular expressions.

hassil reads the template and its parse is what a template means. Its own matcher walks that parse in Python for every
message, which a grandmother's long sentence with two free slots makes slow; a regular expression answers in microseconds
and stays bounded for hostile text. `tests/intents/engine/test_patterns.py` holds that both agree.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import permutations

from hassil.expression import Alternative, Expression, Group, ListReference, Permutation, RuleReference, TextChunk
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from intents.engine.bounds import Bound, bound
from intents.engine.errors import TemplateError
from intents.engine.normalise import SEPARATOR, flatten
from intents.engine.place_names import ADDRESS, SOMEWHERE

MAX_FREE_SLOTS = 2
"""Free slots of one template: a third would make hostile text slow."""
ANYTHING = "(.+?)"
"""A free slot of a sentence that is read as a whole."""
COPIED = frozenset(("captions",))
"""Slots of words to be written as they are, behind a lead that says so: how many they are tells nothing of how well the rest was read."""
BUILT_IN = {
    "number": r"[0-9]{1,6}(?:\.[0-9]{1,2})?|[零一二两三四五六七八九十百半]{1,5}",
    "code": r"[0-9]{4,12}",
    "job_part": r"[0-9]{1,6}-[0-9]{1,2}",
    "digital": r"[0-9]{1,2}:[0-9]{2}",
    "address": ADDRESS,
    "somewhere": SOMEWHERE,
}
"""Lists that need no writing down."""
_DEPTH = 24


@dataclass(frozen=True, slots=True)
class Match:
    """Where a template found its slots."""

    spans: tuple[tuple[str, int, int], ...]
    free: int
    """Characters that free slots swallowed."""


@dataclass(slots=True)
class Pattern:
    """One template, ready to be compared."""

    template: str
    source: str
    """The regular expression; compiled when a message first has the words it needs."""
    slots: tuple[tuple[str, bool], ...]
    """Name and whether it is free, in the order of the groups."""
    needs: tuple[frozenset[str], ...]
    """One word of each set must be in the message."""
    bounds: tuple[tuple[int, Bound], ...] = ()
    """What is still to be asked of slots, by the numbers of their groups."""
    _compiled: "re.Pattern[str] | None" = field(default=None, repr=False)

    def fullmatch(self, text: str) -> Match | None:
        """The whole text as this template."""
        found = self._regex().fullmatch(text)
        if found is None or not all(what.holds(text, *found.span(at)) for at, what in self.bounds if found.group(at)):
            return None
        return self._match(found)

    def may_read(self, text: str) -> bool:
        """False where a word is missing that the template cannot do without, which is cheap to know."""
        return all(any(word in text for word in words) for words in self.needs)

    def finditer(self, text: str) -> Iterator[tuple[int, int, Match]]:
        """Each place in the text that reads like this template."""
        for found in self._regex().finditer(text):
            yield found.start(), found.end(), self._match(found)

    def compile(self) -> None:
        """Make the first comparison as fast as every later one."""
        self._regex()

    def _regex(self) -> "re.Pattern[str]":
        if self._compiled is None:
            self._compiled = _compiled(self.source)
        return self._compiled

    def _match(self, found: "re.Match[str]") -> Match:
        spans = [(name, *found.span(i), is_free) for i, (name, is_free) in enumerate(self.slots, 1) if found.group(i)]
        free = sum(end - start for name, start, end, is_free in spans if is_free and name not in COPIED)
        return Match(tuple((name, start, end) for name, start, end, _ in spans), free)


@dataclass(frozen=True, slots=True)
class _Group:
    """A slot of a template that is being read."""

    name: str
    is_free: bool
    bound: Bound | None = None
    """What its regular expression leaves to be looked at."""


Slots = list[_Group] | None
"""In the order of their groups; None inside a list, where nothing is captured."""


class Grammar:
    """Lists and phrases that templates share, and the way from template to pattern."""

    def __init__(self, lists: Mapping[str, tuple[str, ...]], phrases: Mapping[str, str]) -> None:
        self._lists = lists
        self._phrases = phrases
        self._patterns: dict[tuple[str, bool, bool, bool], Pattern] = {}
        self._list_sources: dict[str, str] = {}
        self._bounds: dict[str, Bound] = {}
        self._open: set[str] = set()
        self._phrase_expressions: dict[str, Expression] = {}
        self._phrase_sources: dict[str, str] = {}
        self._phrase_needs: dict[str, list[frozenset[str]]] = {}
        self._phrase_free: dict[str, int] = {}

    def pattern(
        self, template: str, *, is_wish: bool = False, is_finder: bool = False, tells_story: bool = False
    ) -> Pattern:
        """One template of an intent. A wish or a finder is searched for inside a sentence: its free slots end at a pause,
        and a comma at either end of it asks for a pause there, unless a finder looks for what tells a story."""
        key = (template, is_wish, is_finder, tells_story)
        if key not in self._patterns:
            self._patterns[key] = self._read(*key)
        return self._patterns[key]

    def _read(self, template: str, is_wish: bool, is_finder: bool, tells_story: bool) -> Pattern:
        slots: list[_Group] = []
        is_part = is_wish or is_finder
        body = template.strip(", ，") if is_part else template
        expression = _parse(body)
        free = "([^,]+)" if is_wish else "([^,]+?)" if is_finder and not tells_story else ANYTHING
        source = self._source(expression, slots, free, 0)
        if self._free_slots(expression, 0) > MAX_FREE_SLOTS:
            raise TemplateError(f"“{template}” 里自由填写的内容超过 {MAX_FREE_SLOTS} 处，请拆成几句。")
        if is_part:
            source = ("(?:^|(?<=,))" if template.lstrip()[:1] in ",，" else "") + source
            # A story has pauses in it and goes on to the end of the message.
            end = "$" if tells_story else "(?=,|$)"
            source += end if template.rstrip()[-1:] in ",，" else ""
        needs = tuple(sorted(self._needs(expression, 0), key=lambda words: -min(map(len, words))))
        if not needs and any(slot.is_free for slot in slots):
            raise TemplateError(f"“{template}” 没有任何固定的词，什么话都会被它认走，请加上几个字。")
        bounds = tuple((at, slot.bound) for at, slot in enumerate(slots, 1) if slot.bound)
        return Pattern(template, source, tuple((slot.name, slot.is_free) for slot in slots), needs, bounds)

    def _bound(self, kind: str) -> Bound | None:
        if f"never_in_{kind}" not in self._phrases:
            return None
        if kind not in self._bounds:
            never, never_first, whole = (
                frozenset[str]().union(*self._needs(self._phrase(name), 0))
                if name in self._phrases
                else frozenset[str]()
                for name in (f"never_in_{kind}", f"never_first_in_{kind}", f"whole_{kind}")
            )
            short, start, end = (
                self._phrase_source(name, None, "", 0) if name in self._phrases else ""
                for name in (f"short_{kind}", f"start_{kind}", f"end_{kind}")
            )
            self._bounds[kind] = bound(
                never, short, start, end, never_first, whole, no_pause_after=f"never_after_{kind}" in self._phrases
            )
        return self._bounds[kind]

    def _source(self, expression: Expression, slots: Slots, free: str, depth: int) -> str:
        if depth > _DEPTH:
            raise TemplateError("短语互相引用得太深，或者绕了回来，请减少几层。")
        match expression:
            case TextChunk():
                text = _flat(expression.text)
                if text and expression.text[:1].isspace():
                    text = SEPARATOR + text
                return ",?".join(re.escape(part) for part in text.split(SEPARATOR))
            case Permutation():
                orders = permutations([item for item in expression.items if not _is_space(item)])
                return f"(?:{'|'.join(self._sequence(list(order), slots, free, depth) for order in orders)})"
            case Alternative():
                count = len(slots or ())
                options = [self._source(item, slots, free, depth + 1) for item in expression.items]
                filled = [option for option in options if option]
                if len(filled) < len(options) and not expression.is_optional:
                    raise TemplateError("圆括号里有空的选项，请去掉；可有可无的词写在方括号里。")
                if count == len(slots or ()):
                    # Longest first, so that 查 does not leave 一下 to a free slot. Slots keep their order: groups are counted.
                    filled.sort(key=len, reverse=True)
                return f"(?:{'|'.join(filled)})" + ("?" if len(filled) < len(options) else "")
            case Group():
                return self._sequence(expression.items, slots, free, depth)
            case RuleReference():
                return self._phrase_source(expression.rule_name, slots, free, depth)
            case ListReference():
                return self._slot(expression, slots, free)
        raise TemplateError(f"不支持的写法：{expression}")

    def _sequence(self, items: list[Expression], slots: Slots, free: str, depth: int) -> str:
        parts = [self._source(item, slots, free, depth + 1) for item in items]
        return ",?".join(part for part in parts if part)

    def _phrase_source(self, name: str, slots: Slots, free: str, depth: int) -> str:
        if name not in self._phrase_sources:
            count = len(slots or ())
            source = f"(?:{self._source(self._phrase(name), slots, free, depth + 1)})"
            if count != len(slots or ()):
                return source  # it holds slots, which are counted anew in each template
            self._phrase_sources[name] = source
        return self._phrase_sources[name]

    def _slot(self, reference: ListReference, slots: Slots, free: str) -> str:
        name = reference.list_name
        source = BUILT_IN.get(name) or (self._list(name) if name in self._lists else "")
        if slots is None:
            if not source:
                raise TemplateError(f"词表里的 “{{{name}}}” 只能是另一个词表。")
            return f"(?:{source})"
        bounded = None if source else self._bound(name)
        if bounded is None:
            slots.append(_Group(reference.slot_name, not source))
            return f"({source})" if source else free
        # What is looked for inside a sentence must fit at once: there is no second look at the same place.
        is_whole = free == ANYTHING
        slots.append(_Group(reference.slot_name, True, bounded if is_whole else None))
        return f"({bounded.loose if is_whole else bounded.exact})"

    def _list(self, name: str) -> str:
        if name in self._open:
            raise TemplateError(f"词表 “{name}” 绕回到了自己，请拆开。")
        if name not in self._list_sources:
            self._open.add(name)
            sources = [self._source(_parse(value), None, "", 1) for value in self._lists[name]]
            self._open.discard(name)
            # Longest first, so that 明天早上 is not read as 明天 and a rest.
            self._list_sources[name] = "|".join(sorted(sources, key=len, reverse=True))
        return self._list_sources[name]

    def _free_slots(self, expression: Expression, depth: int) -> int:
        """Free slots that one reading of the template fills: of alternatives only one is read."""
        match expression:
            case Alternative():
                return max((self._free_slots(item, depth + 1) for item in expression.items), default=0)
            case Group():
                return sum(self._free_slots(item, depth + 1) for item in expression.items)
            case RuleReference():
                name = expression.rule_name
                if name not in self._phrase_free:
                    self._phrase_free[name] = self._free_slots(self._phrase(name), depth + 1)
                return self._phrase_free[name]
            case ListReference():
                return expression.list_name not in BUILT_IN and expression.list_name not in self._lists
        return 0

    def _phrase(self, name: str) -> Expression:
        if name not in self._phrases:
            raise TemplateError(f"没有叫 “<{name}>” 的短语，请看 _shared.yaml 里的 phrases。")
        if name not in self._phrase_expressions:
            self._phrase_expressions[name] = _parse(self._phrases[name])
        return self._phrase_expressions[name]

    def _needs(self, expression: Expression, depth: int) -> list[frozenset[str]]:
        """Words of which a message must have one, set by set, so that most templates need not be compared at all."""
        match expression:
            case TextChunk():
                words = _flat(expression.text).split(SEPARATOR)
                return [frozenset((word,)) for word in words if word]
            case Alternative():
                branches = [self._needs(item, depth + 1) for item in expression.items]
                if any(not branch for branch in branches):
                    return []
                return [frozenset().union(*(max(branch, key=_weight) for branch in branches))]
            case Group():
                return [need for item in expression.items for need in self._needs(item, depth + 1)]
            case RuleReference():
                name = expression.rule_name
                if name not in self._phrase_needs:
                    self._phrase_needs[name] = self._needs(self._phrase(name), depth + 1)
                return self._phrase_needs[name]
            case ListReference():
                kind = expression.list_name
                is_ended = f"never_in_{kind}" in self._phrases and f"end_{kind}" in self._phrases
                if is_ended and kind not in self._lists and f"short_{kind}" not in self._phrases:
                    return self._needs(self._phrase(f"end_{kind}"), depth + 1)
        return []


@lru_cache(maxsize=2)
def grammar_of(lists: tuple[tuple[str, tuple[str, ...]], ...], phrases: tuple[tuple[str, str], ...]) -> Grammar:
    """The grammar of these lists and phrases. While they stay, a changed file costs only the templates that are new in it."""
    return Grammar(dict(lists), dict(phrases))


@lru_cache(maxsize=4096)
def _compiled(source: str) -> "re.Pattern[str]":
    # A changed file leaves most templates as they were; Python's own cache holds 512 and would compile them all again.
    return re.compile(source)


@lru_cache(maxsize=10_000)
def _flat(text: str) -> str:
    return flatten(text).text


def _weight(words: frozenset[str]) -> int:
    return min(map(len, words))


def _parse(template: str) -> Expression:
    try:
        return parse_sentence(template).expression
    except (ParseError, ValueError, IndexError, AssertionError) as error:
        raise TemplateError(f"“{template}” 的括号写得不对，请检查 ( ) [ ] {{ }} < > 是不是成对。") from error


def _is_space(expression: Expression) -> bool:
    return isinstance(expression, TextChunk) and not expression.text.strip()
