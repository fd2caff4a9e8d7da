"""From the sentences of the YAML files to a classifier.

Two passes: the first leaves every fifth group of sentences out and learns from their mistakes how sure it may be; the second
learns from all of them, starting where the first one ended.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from intents.engine.catalog import FALLBACK, Catalog
from intents.engine.classifier.corpus import Lesson, lessons
from intents.engine.classifier.features import WEIGHTS, View, views
from intents.engine.classifier.linear import Floats, Ints, Rows, evened, fit, scores, softmax
from intents.engine.classifier.model import Classifier, Parameters
from intents.engine.classifier.sounds import sounds_of
from intents.engine.classifier.tokens import kinds_of
from intents.engine.tidy import Tidy

SEEN_IN_GROUPS = 3
"""A feature of one or two templates or test sentences alone is a peculiarity of them."""
YOUNG = 20
"""An intent with fewer templates and test sentences keeps every feature."""
HELD_OUT = 5
CHAT_SHARE = 0.45
"""Of all sentences, 聊天 counts as so many; the other intents share the rest evenly, however many sentences they have."""
DECAY = 4e-5
ROUNDS = (18, 10)
SHARPNESS = np.geomspace(0.4, 1.6, 25)


def train(catalog: Catalog) -> Classifier:
    """A classifier that learned from all sentences of the catalog. The same catalog gives the same classifier."""
    taught = lessons(catalog)
    labels = tuple(sorted(catalog.intents))
    tidy, kinds, sounds = Tidy(catalog.shared), kinds_of(catalog), sounds_of(catalog.learning.sounds)
    heard = {ord(character): sound for character, sound in sounds.items()}
    vocabulary, rows = _rows(taught, [views(tidy.tidy(lesson.text), kinds, heard) for lesson in taught])
    truth = np.array([labels.index(lesson.intent) for lesson in taught], np.int32)
    weights = _balanced(taught, truth, labels)
    rows, raised = evened(rows, weights)
    held_out = np.array([lesson.group % HELD_OUT == 0 for lesson in taught])
    first = fit(
        _some(rows, ~held_out), truth[~held_out], weights[~held_out], len(labels), decay=DECAY, rounds=ROUNDS[0]
    )
    sharpness = _sharpness(scores(_some(rows, held_out), first), truth[held_out], weights[held_out])
    both = fit(rows, truth, weights, len(labels), decay=DECAY, rounds=ROUNDS[1], start=first)
    kept = np.ascontiguousarray((both * raised).T.astype(np.float16).astype(np.float32))
    return Classifier(catalog, Parameters(labels, vocabulary, kept, sharpness, kinds.of, sounds))


def _rows(taught: Sequence[Lesson], seen: Sequence[Sequence[View]]) -> tuple[tuple[str, ...], Rows]:
    """The features worth a weight, the commonest first (near each other they are faster), and each sentence as a row of them.
    One column more is in every row."""
    numbers: dict[str, int] = {}
    features: list[int] = []
    sizes: list[int] = []
    for views_of_one in seen:
        for view in views_of_one:
            features += [numbers.setdefault(feature, len(numbers)) for feature in view]
            sizes.append(len(view))
    feature = np.array(features, np.int64)
    view_of = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)
    lesson_of = view_of // len(WEIGHTS)
    group_of = np.array([lesson.group for lesson in taught], np.int64)
    pairs = np.sort(group_of[lesson_of] * len(numbers) + feature)
    groups = np.bincount(pairs[np.diff(pairs, prepend=-1) > 0] % len(numbers), minlength=len(numbers))
    sizes_of_intents = Counter(intent for intent, _ in {(lesson.intent, lesson.group) for lesson in taught})
    is_young = np.array([sizes_of_intents[lesson.intent] < YOUNG for lesson in taught])
    is_kept = groups >= SEEN_IN_GROUPS
    is_kept[feature[is_young[lesson_of]]] = True
    order = np.flatnonzero(is_kept)
    order = order[np.argsort(-groups[order], kind="stable")]
    column = np.full(len(numbers), -1, np.int64)
    column[order] = np.arange(len(order))
    known = is_kept[feature]
    columns, view_of, lesson_of = column[feature[known]], view_of[known], lesson_of[known]
    counts = np.bincount(view_of, minlength=len(sizes))
    values = (np.tile(WEIGHTS, len(taught)) / np.sqrt(np.maximum(counts, 1)))[view_of]
    # The column of every row stands last in it.
    ends = np.cumsum(np.bincount(lesson_of, minlength=len(taught)))
    columns, values = np.insert(columns, ends, len(order)), np.insert(values, ends, 1.0)
    starts = np.concatenate(([0], ends[:-1])) + np.arange(len(taught))
    names = list(numbers)
    rows = Rows(columns.astype(np.int32), values.astype(np.float32), starts, len(order) + 1)
    return tuple(names[number] for number in order), rows


def _balanced(taught: Sequence[Lesson], truth: Ints, labels: Sequence[str]) -> Floats:
    weights = np.array([lesson.weight for lesson in taught], np.float32)
    share = {label: (1 - CHAT_SHARE) / max(len(labels) - 1, 1) for label in labels} | {FALLBACK: CHAT_SHARE}
    for number, label in enumerate(labels):
        own = truth == number
        if own.any():
            weights[own] *= share[label] / weights[own].sum()
    return weights


def _some(rows: Rows, wanted: "np.ndarray[tuple[int], np.dtype[np.bool_]]") -> Rows:
    lengths = np.diff(np.append(rows.starts, len(rows.columns)))
    kept = np.repeat(wanted, lengths)
    starts = np.concatenate(([0], np.cumsum(lengths[wanted])[:-1]))
    return Rows(rows.columns[kept], rows.values[kept], starts, rows.width)


def _sharpness(reached: Floats, truth: Ints, weights: Floats) -> float:
    def loss(sharpness: float) -> float:
        chances = softmax(reached * np.float32(sharpness))
        return -float(np.sum(weights * np.log(np.maximum(chances[np.arange(len(truth)), truth], 1e-9))))

    return min(map(float, SHARPNESS), key=loss)
