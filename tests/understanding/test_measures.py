"""The measures of understanding, held on two sets of messages that nobody's templates or examples were written from."""

from functools import lru_cache

import pytest

from benchmarks.understanding import Quality, examples, quality
from intents.engine.catalog import Catalog
from intents.engine.classifier import train
from intents.engine.recognizer import Recognizer
from tests.doubles.processes import ROOT


@lru_cache(maxsize=1)
def taught() -> Recognizer:
    catalog = Catalog.load(ROOT / "intents")
    return Recognizer(catalog, train(catalog))


@pytest.fixture(scope="module", params=["development", "unseen"])
def measured(request: pytest.FixtureRequest) -> Quality:
    said = examples(ROOT / "tests" / "understanding" / f"{request.param}.jsonl")
    return quality(said, [taught().recognize(one.text) for one in said])


def test_all_nine_labels_are_told_apart(measured: Quality) -> None:
    assert measured.macro_f1 >= 0.88


def test_chatter_starts_no_paid_job(measured: Quality) -> None:
    assert measured.chat_to_media <= 0.005


def test_chatter_is_left_alone(measured: Quality) -> None:
    assert measured.chat_to_any <= 0.03
    assert measured.hard_to_any <= 0.10


def test_places_and_days_are_heard_exactly(measured: Quality) -> None:
    assert measured.slots_exact >= 0.80


def test_few_messages_are_worth_asking_a_language_model(measured: Quality) -> None:
    assert measured.unsure <= 0.30
