"""The classifier of the shipped files, trained once."""

import pytest

from intents.engine.catalog import Catalog
from intents.engine.classifier import Classifier, train
from intents.engine.recognizer import Recognizer


@pytest.fixture(scope="session")
def classifier(catalog: Catalog) -> Classifier:
    return train(catalog)


@pytest.fixture(scope="session")
def taught(catalog: Catalog, classifier: Classifier) -> Recognizer:
    """All offline tiers."""
    return Recognizer(catalog, classifier)
