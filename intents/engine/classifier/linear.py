"""Multinomial logistic regression on sparse rows, in NumPy alone.

The plainest model that gives probabilities. Both products, rows with weights and errors with columns, are sums over stretches
of one long array (`np.add.reduceat`), which is all of sparse algebra that is needed here.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]

RAISED = 0.1
MEMORY = 6
"""Steps that L-BFGS remembers."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Sparse rows. No row and no column is empty."""

    columns: Ints
    """Column of each value, row after row."""
    values: Floats
    starts: NDArray[np.int64]
    """Where each row begins in `columns`."""
    width: int
    """Number of columns."""

    def __len__(self) -> int:
        return len(self.starts)


class _Products:
    """The two products of training, with everything that can be laid out beforehand."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        lengths = np.diff(np.append(rows.starts, len(rows.columns)))
        row_of = np.repeat(np.arange(len(rows), dtype=np.int32), lengths)
        order = np.argsort(rows.columns, kind="stable")
        self._row_of = row_of[order]
        self._values = rows.values[order]
        self._used, self._starts = np.unique(rows.columns[order], return_index=True)

    def scores(self, weights: Floats) -> Floats:
        """Rows by classes, from classes by columns."""
        return scores(self._rows, weights)

    def gradient(self, errors: Floats) -> Floats:
        """Classes by columns, from rows by classes."""
        found = np.zeros((errors.shape[1], self._rows.width), np.float32)
        for number, one in enumerate(np.ascontiguousarray(errors.T)):
            found[number, self._used] = np.add.reduceat(one[self._row_of] * self._values, self._starts)
        return found


def fit(
    rows: Rows, labels: Ints, weights: Floats, classes: int, *, decay: float, rounds: int, start: Floats | None = None
) -> Floats:
    """Weights, classes by columns, after some rounds of L-BFGS. `decay` is the weight of the squared weights beside the mean
    loss."""
    products = _Products(rows)
    share = (weights / weights.sum()).astype(np.float32)[:, None]
    truth = np.zeros((len(rows), classes), np.float32)
    truth[np.arange(len(rows)), labels] = 1

    def loss_and_slope(at: Floats) -> tuple[float, Floats]:
        chances = softmax(products.scores(at))
        own = np.maximum(chances[np.arange(len(rows)), labels], 1e-12)
        loss = -float(np.sum(share[:, 0] * np.log(own))) + decay / 2 * float(np.sum(at * at))
        return loss, products.gradient((chances - truth) * share) + np.float32(decay) * at

    at = np.zeros((classes, rows.width), np.float32) if start is None else start.copy()
    return _descend(loss_and_slope, at, rounds)


def scores(rows: Rows, weights: Floats) -> Floats:
    """Rows by classes, from classes by columns."""
    return np.stack([np.add.reduceat(one[rows.columns] * rows.values, rows.starts) for one in weights], axis=1)


def evened(rows: Rows, weights: Floats) -> tuple[Rows, Floats]:
    """The rows with rare columns raised a little, and by how much each was. A common feature is seen at every step, a rare one
    seldom: half the rounds are enough when both pull alike. Weights found for them are to be multiplied with the same."""
    lengths = np.diff(np.append(rows.starts, len(rows.columns)))
    share = np.repeat(weights / weights.sum(), lengths)
    energy = np.bincount(rows.columns, share * rows.values**2, minlength=rows.width) + 1e-12
    raised = energy**-RAISED
    raised = np.minimum(raised / np.median(raised), 8).astype(np.float32)
    return Rows(rows.columns, rows.values * raised[rows.columns], rows.starts, rows.width), raised


def softmax(scores: Floats) -> Floats:
    """Chances that add up to 1 in each row."""
    raised = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True), np.float32)


def _descend(loss_and_slope: Callable[[Floats], tuple[float, Floats]], at: Floats, rounds: int) -> Floats:
    """L-BFGS with a backtracking step (Nocedal and Wright, Numerical Optimization, algorithms 3.1 and 7.4)."""
    past: deque[tuple[Floats, Floats, float]] = deque(maxlen=MEMORY)
    loss, slope = loss_and_slope(at)
    for number in range(rounds):
        direction = _direction(slope, past)
        downhill = float(np.vdot(slope, direction))
        if downhill >= 0:
            past.clear()
            direction, downhill = -slope, -float(np.vdot(slope, slope))
        step = 1.0 if number else min(1.0, 1.0 / (float(np.abs(slope).sum()) + 1e-12))
        if not number:
            step = max(step, 10.0)  # the mean loss is flat: its first step may be long
        for _ in range(12):
            new = at + np.float32(step) * direction
            new_loss, new_slope = loss_and_slope(new)
            if new_loss <= loss + 1e-4 * step * downhill:
                break
            step /= 2
        else:
            break
        moved, bent = new - at, new_slope - slope
        curve = float(np.vdot(moved, bent))
        if curve > 1e-12:
            past.append((moved, bent, 1 / curve))
        at, loss, slope = new, new_loss, new_slope
    return at


def _direction(slope: Floats, past: deque[tuple[Floats, Floats, float]]) -> Floats:
    found = -slope
    shares = []
    for moved, bent, inverse in reversed(past):
        share = inverse * float(np.vdot(moved, found))
        shares.append(share)
        found = found - np.float32(share) * bent
    if past:
        moved, bent, inverse = past[-1]
        found = found * np.float32(1 / (inverse * float(np.vdot(bent, bent))))
    for (moved, bent, inverse), share in zip(past, reversed(shares), strict=True):
        found = found + np.float32(share - inverse * float(np.vdot(bent, found))) * moved
    return found
