"""The small part of Jinja in which sentences and prompts are written.

Prevents a template from reaching Python, from running forever and from filling a chat: besides Jinja's own sandbox there is
a list of what may be written at all (names, comparisons, conditions, one loop, a few filters), checked when a file is loaded.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from jinja2 import StrictUndefined, Template, TemplateSyntaxError, UndefinedError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from prompts.complaints import nearest

LIMIT_TEMPLATE = 4000
"""Characters of one template."""
LIMIT_OUTPUT = 2000
"""Characters of one text that comes out; what is longer is cut."""

Value = str | int | float | bool | None | tuple[str, ...]
"""What a template may be filled with."""

_ALLOWED = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr, nodes.For),
    *(nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Add, nodes.Sub, nodes.Concat),
    *(nodes.Filter, nodes.Test, nodes.Tuple, nodes.List),
)
_FILTERS = frozenset(("default", "first", "int", "join", "last", "length", "lower", "round", "trim"))
_TESTS = frozenset(("defined", "none", "true", "false", "in", "eq", "ne", "even", "odd"))
_LOOP_LIMIT = 500
"""Pieces of one text: a loop over a long list ends here."""

_ENVIRONMENT = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False)


@dataclass(frozen=True, slots=True)
class TemplateProblem:
    """What is wrong in one template, and on which of its lines, counted from 1."""

    line: int
    message: str


class NotFilled(Exception):
    """A template was rendered without everything it declares, or with something of the wrong kind."""


@dataclass(slots=True)
class Text:
    """One template, looked through when it was loaded and compiled when it is first needed."""

    source: str
    variables: frozenset[str]
    limit: int = LIMIT_OUTPUT
    """Characters of what comes out; what is longer is cut."""
    _compiled: Template | None = field(default=None, repr=False)

    def render(self, values: Mapping[str, Value]) -> str:
        """The text, of at most `limit` characters. Values that were not declared are left alone."""
        if self._compiled is None:
            self._compiled = _ENVIRONMENT.from_string(self.source)
        known = {name: value for name, value in values.items() if name in self.variables}
        try:
            return "".join(islice(self._compiled.generate(known), _LOOP_LIMIT))[: self.limit].strip()
        except (UndefinedError, TypeError, ValueError) as error:
            raise NotFilled(str(error)) from error


def problems(source: str, variables: Iterable[str]) -> tuple[TemplateProblem, ...]:
    """Everything in a template that may not be there, before it is used."""
    return _problems(source, frozenset(variables))


@lru_cache(maxsize=2048)
def _problems(source: str, variables: frozenset[str]) -> tuple[TemplateProblem, ...]:
    if len(source) > LIMIT_TEMPLATE:
        return (TemplateProblem(1, f"模板有 {len(source)} 个字，最多 {LIMIT_TEMPLATE} 个，请写短些。"),)
    try:
        tree = _ENVIRONMENT.parse(source)
    except TemplateSyntaxError as error:
        return (TemplateProblem(error.lineno, f"模板的写法不对，看看花括号和 % 是不是成对。（{error.message}）"),)
    except RecursionError:
        return (TemplateProblem(1, "模板里的括号套得太深，请减少几层。"),)
    return tuple(_look_through(tree, variables, depth=0, loops=0))


def _look_through(node: nodes.Node, known: frozenset[str], depth: int, loops: int) -> Iterable[TemplateProblem]:
    line = node.lineno or 1
    if depth > 50:
        yield TemplateProblem(line, "模板里的括号套得太深，请减少几层。")
        return
    if not isinstance(node, _ALLOWED):
        yield TemplateProblem(line, f"模板里不能用 {_SPOKEN.get(type(node).__name__, type(node).__name__)}，请删掉。")
        return
    if isinstance(node, nodes.Name) and node.ctx == "load" and node.name not in known:
        yield TemplateProblem(line, _unknown(node.name, known))
    if isinstance(node, nodes.Filter) and node.name not in _FILTERS:
        yield TemplateProblem(line, f"模板里不能用 “| {node.name}”，只能用 {'、'.join(sorted(_FILTERS))}。")
    if isinstance(node, nodes.Test) and node.name not in _TESTS:
        yield TemplateProblem(line, f"模板里不能用 “is {node.name}”，只能用 {'、'.join(sorted(_TESTS))}。")
    if isinstance(node, nodes.For):
        if loops or node.recursive or not isinstance(node.iter, nodes.Name):
            yield TemplateProblem(line, "循环里不能再套循环，而且只能循环一个声明过的列表。")
            return
        loops += 1
        if isinstance(node.target, nodes.Name):
            known |= {node.target.name}
    for child in node.iter_child_nodes():
        yield from _look_through(child, known, depth + 1, loops)


_SPOKEN = {"Getattr": "“.”", "Getitem": "“[ ]”", "Call": "函数 “( )”", "Mul": "“*”", "Pow": "“**”", "Assign": "set"}


def _unknown(name: str, known: frozenset[str]) -> str:
    near = nearest(name, known)
    hint = f"是不是 “{near}”？" if near else "请写进 variables，或者删掉。"
    return f"模板里用了没有声明的 “{name}”，{hint}"
