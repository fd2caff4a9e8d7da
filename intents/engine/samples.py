"""Sentences that a template makes, to be recognised again.

A handful for each template, not all: enough to see that another intent catches what this one was written for.
"""

from collections.abc import Callable, Mapping

from hassil.expression import Alternative, Expression, Group, ListReference, RuleReference, TextChunk
from hassil.parse_expression import parse_sentence

VARIANTS = 4


def samples(template: str, lists: Mapping[str, tuple[str, ...]], phrases: Mapping[str, str], free: str) -> list[str]:
    """Sentences of one template: the shortest, the longest and two between. `free` stands where anything may."""

    def say(expression: Expression, variant: int) -> str:
        match expression:
            case TextChunk():
                return expression.text
            case Alternative():
                options = list(expression.items)
                if expression.is_optional and variant == 0:
                    return ""
                chosen = options[(variant - 1) % max(len(options) - expression.is_optional, 1)]
                return say(chosen, variant)
            case Group():
                return "".join(say(item, variant) for item in expression.items)
            case RuleReference():
                return say(parse_sentence(phrases[expression.rule_name]).expression, variant)
            case ListReference():
                return _listed(expression.list_name, variant, say)
        return ""

    def _listed(name: str, variant: int, inner: Callable[[Expression, int], str]) -> str:
        if name == "number":
            return "12"
        if name == "code":
            return "12345678"
        if name == "address":
            return "人民路12号"
        if name not in lists:
            return free
        values = lists[name]
        return inner(parse_sentence(values[variant % len(values)]).expression, variant)

    expression = parse_sentence(template).expression
    return list(dict.fromkeys(say(expression, variant) for variant in range(VARIANTS)))
