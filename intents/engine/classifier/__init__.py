"""The second tier: a small classifier that learns from the YAML files on the machine it runs on."""

from intents.engine.classifier.cache import NotTrained, cached, classifier_for
from intents.engine.classifier.model import Classifier, Unusable
from intents.engine.classifier.training import train

__all__ = ["Classifier", "NotTrained", "Unusable", "cached", "classifier_for", "train"]
