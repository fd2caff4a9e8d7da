"""What a template may do, and above all what it may not."""

import pytest

from prompts import sandbox
from prompts.sandbox import LIMIT_OUTPUT, NotFilled, Text


@pytest.mark.parametrize(
    "template",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ name.__init__ }}",
        "{{ name|attr('__class__') }}",
        "{{ name['x'] }}",
        "{{ cycler.__init__.__globals__.os }}",
        "{{ lipsum() }}",
        "{{ self._TemplateReference__context }}",
        "{% include 'secrets' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% macro x() %}{% endmacro %}",
        "{% set x = 1 %}",
        "{% block x %}{% endblock %}",
        "{{ 'a' * 999999999 }}",
        "{{ 9 ** 999999999 }}",
        "{% for i in range(99999999) %}{% endfor %}",
        "{% for i in name %}{% for j in name %}{% endfor %}{% endfor %}",
        "{{ '%s' % name }}",
        "{{ name|replace('a', 'aaaa') }}",
        "{{ name is mapping }}",
        "{{ " + "(" * 3000 + "name" + ")" * 3000 + " }}",
        "x" * 5000,
    ],
)
def test_escapes_and_endless_work_are_refused_when_loaded(template: str) -> None:
    assert sandbox.problems(template, {"name"})


def test_what_a_sentence_needs_is_allowed() -> None:
    template = (
        "{% if n and n > 1 %}{{ n }} 个{% elif 'size' in codes %}一个{% else %}没有{% endif %}{{ codes|join('、') }}"
    )
    assert sandbox.problems(template, {"n", "codes"}) == ()


def test_the_line_and_the_nearest_name_are_told() -> None:
    (problem,) = sandbox.problems("好\n{{ nmae }}", {"name"})
    assert (problem.line, problem.message) == (2, "模板里用了没有声明的 “nmae”，是不是 “name”？")


def test_a_long_text_is_cut() -> None:
    text = Text("{% for one in many %}{{ one }}{% endfor %}", frozenset({"many"}))
    assert len(text.render({"many": ("长" * 900,) * 100})) == LIMIT_OUTPUT


def test_a_loop_that_says_nothing_ends() -> None:
    text = Text("{% for one in many %}{% if one == 'x' %}{% endif %}{% endfor %}好", frozenset({"many"}))
    assert text.render({"many": ("y",) * 1000}) == "好"


def test_a_missing_value_is_an_error_and_never_an_empty_place() -> None:
    with pytest.raises(NotFilled, match="name"):
        Text("{{ name }}你好", frozenset({"name"})).render({})


def test_a_value_is_never_read_as_a_template() -> None:
    assert Text("{{ name }}", frozenset({"name"})).render({"name": "{{ 7 * 7 }}"}) == "{{ 7 * 7 }}"
