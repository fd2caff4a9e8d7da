"""A model's words taken out of what they are wrapped in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intents.services.models.answers import first_object, without_thoughts


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('好的：{"a": {"b": "}"}} 就这样 {"c": 2}', '{"a": {"b": "}"}}'),
        ('{坏的} {"a": 1}', '{"a": 1}'),
        ('{"a": "两\n行"}', '{"a": "两\n行"}'),
        ('{"a": 1', None),
        ("[1, 2]", None),
        ("", None),
        ("{" * 5000, None),
        ('{"a":' * 3000, None),
    ],
)
def test_the_first_whole_object_is_found(text: str, found: str | None) -> None:
    assert first_object(text) == found


@given(st.text(max_size=200))
def test_no_text_makes_it_stumble(text: str) -> None:
    found = first_object(text)
    assert found is None or isinstance(json.loads(found, strict=False), dict)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<think>想</think>你好", "你好"),
        ("<think>想\n再想</think>\n\n你好", "你好"),
        ("你好<think>没想完", "你好"),
        ("前面没有开头</think>你好", "你好"),
        ("<|begin_of_box|>你好<|end_of_box|>", "你好"),
        ("<think></think>", ""),
        ("思考一下：你好", "思考一下：你好"),
    ],
)
def test_thoughts_are_dropped(text: str, said: str) -> None:
    assert without_thoughts(text) == said
