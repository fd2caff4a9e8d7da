"""Sentences out of phrases."""

import pytest

from prompts.prose import closed, tidy_list, tidy_phrase, tidy_prose


@pytest.mark.parametrize(
    ("rough", "tidy"),
    [
        ("a kitten  running .", "A kitten running."),
        (" , under a tree. slow motion.", "Under a tree. Slow motion."),
        ("close-up, , soft light,. a boy", "Close-up, soft light. A boy"),
        ("A lake.. . Stable.", "A lake. Stable."),
        ("It moves 1.5 times. at 2.5 seconds, rain.", "It moves 1.5 times. At 2.5 seconds, rain."),
        ("a girl, in Xi'an. “外婆桥”", "A girl, in Xi'an. “外婆桥”"),
        (".", ""),
    ],
)
def test_nothing_dangles_and_sentences_begin_with_a_capital(rough: str, tidy: str) -> None:
    assert tidy_prose(rough) == tidy


@pytest.mark.parametrize(
    ("written", "phrase"),
    [
        ("A kitten.", "a kitten"),
        ("The old man ,, with a hat,", "the old man, with a hat"),
        ("Chinese New Year", "Chinese New Year"),
        ("two\n dogs;", "two dogs"),
    ],
)
def test_a_phrase_fits_into_a_sentence(written: str, phrase: str) -> None:
    assert tidy_phrase(written) == phrase


def test_a_list_has_no_holes_and_no_repetitions() -> None:
    assert tidy_list(", people,, text , people., blurry") == "people, text, blurry"


def test_a_beginning_is_closed_as_a_sentence() -> None:
    assert [closed(text) for text in ("a cat,", "a cat.", "", "“外婆桥”")] == ["a cat.", "a cat.", "", "“外婆桥”"]
