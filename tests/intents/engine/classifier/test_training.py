"""Learning is the same each time, learns what an admin adds, and needs nothing that is not installed."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from intents.engine.catalog import Catalog
from intents.engine.classifier import Classifier, train
from intents.engine.classifier.corpus import lessons
from intents.engine.recognizer import Recognizer
from prompts.files import FileError

RECIPE = """
name: 菜谱
title: 菜谱
description: 问一道菜怎么做。
reply: chat.refusal
slots:
  dish: {}
sentences:
  - "{dish}(怎么做|咋做|的做法|怎么烧|怎么炖)[啊|呢|好吃]"
  - "(教我|我想学|我想|想学)(做|烧|炖|炒){dish}"
  - "{dish}(要放什么调料|放多少盐|要炖多久|怎么做好吃|先放什么)"
tests:
  - {say: [红烧肉怎么做, 糖醋排骨咋做, 鱼香肉丝的做法, 教我炖个牛腩, 蒸鸡蛋要放什么调料, 豆角怎么炒好吃, 想做锅包肉不会, 包饺子的馅怎么调, 炖鸡要先焯水吗, 番茄炒蛋先放蛋还是先放番茄]}
"""


def test_two_trainings_give_the_same(catalog: Catalog, classifier: Classifier) -> None:
    again = train(catalog).parameters
    first = classifier.parameters
    assert again.vocabulary == first.vocabulary
    assert again.sharpness == first.sharpness
    assert np.array_equal(again.weights, first.weights)


def test_every_test_sentence_and_counter_example_is_learned_from(catalog: Catalog) -> None:
    learned = {(lesson.text, lesson.intent) for lesson in lessons(catalog)}
    for intent in catalog.intents.values():
        for case in intent.file.tests:
            if not case.not_:
                assert all((say, intent.name) in learned for say in case.say)
        assert all((say, "chat") in learned for say in intent.file.counter_examples)


def test_an_intent_of_the_admins_own_is_learned(home: Path) -> None:
    (home / "intents" / "菜谱.yaml").write_text(RECIPE, encoding="utf-8")
    catalog = Catalog.load(home / "intents")
    taught = Recognizer(catalog, train(catalog))
    by_rules = taught.recognize("红烧肉怎么做")
    assert (by_rules.intent, by_rules.tier) == ("菜谱", "rules")
    # No template reads this one.
    by_classifier = taught.recognize("我想给老伴炖个排骨，调料要放些什么，先焯水吗")
    assert by_classifier.intent == "菜谱" or "菜谱" in by_classifier.candidates
    assert taught.recognize("明天出门用不用带伞").intent == "weather"


def test_a_mistake_in_the_examples_is_told_with_its_line(home: Path) -> None:
    path = home / "intents" / "_examples.yaml"
    text = path.read_text(encoding="utf-8").replace("examples:\n  weather:\n", "examples:\n  wether:\n", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FileError) as refused:
        Catalog.load(home / "intents")
    (problem,) = refused.value.problems
    assert problem.path == path
    assert problem.line == text[: text.index("  wether:")].count("\n") + 1
    assert "weather" in problem.message


def test_recognising_loads_no_science_package() -> None:
    code = "import intents.engine.recognizer, intents.engine.classifier, sys; print({'sklearn', 'scipy'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
