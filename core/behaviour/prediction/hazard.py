"""The discrete-time hazard: the probability that an invoice is paid on a day, given that it was not paid before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from core.behaviour.prediction.axis import BINS, at_risk, bin_of
from core.behaviour.prediction.lives import NEVER
from core.behaviour.prediction.signals import signals

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from core.behaviour.prediction.backdrop import Backdrop
    from core.behaviour.prediction.history import History
    from core.behaviour.prediction.lives import Lives
    from core.behaviour.prediction.signals import Signals

CHUNK: Final = 4_096  # invoices at a time: their matrices fit the processor's cache level and the memory of a laptop
LOOSENESS: Final = 0.02  # inverse strength of the ridge on standardised signals
ITERATIONS: Final = 200
MOST: Final = np.float32(1 - 1e-6)  # a hazard of 1 on a day gone by would leave nobody to pay later


@dataclass(frozen=True, kw_only=True, eq=False)
class Hazard:
    """A logistic hazard: one weight per signal, for signals as they are."""

    intercept: float
    weights: NDArray[np.float64]

    def probabilities(self, given: Signals, first_day: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the probability of payment in each bin for items that cannot be paid before ``first_day`` (days late)."""
        odds = given.odds(self.intercept, self.weights)
        np.negative(odds, out=odds)
        np.exp(odds, out=odds)
        odds += np.float32(1)
        return chances(np.reciprocal(odds, out=odds), first_day)


def chances(hazard: NDArray[np.float32], first_day: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return the probability of payment in each bin from the hazards: part of a bin gone by is part of its hazard gone."""
    left = at_risk(first_day)
    hazard = np.minimum(hazard, MOST)
    risk = hazard * left / (1 - hazard * (1 - left))
    risk[:, -1] = 1
    unpaid = np.cumprod(1 - risk, axis=1)
    return np.column_stack([risk[:, :1], risk[:, 1:] * unpaid[:, :-1]])


def chunks(lives: Lives) -> Iterator[tuple[slice, Lives]]:
    """Yield ``lives`` in pieces of CHUNK rows, with where they stand."""
    for start in range(0, len(lives), CHUNK):
        at = slice(start, min(start + CHUNK, len(lives)))
        yield at, lives.rows(np.arange(at.start, at.stop))


def fit(history: History, backdrop: Backdrop, lives: Lives, known_on: int) -> Hazard:
    """Return the hazard that explains best when ``lives`` were paid, as far as known at the end of ``known_on``.

    One row per invoice and day it stood open, from its issue date to its payment; what is not paid yet, or ended
    otherwise, counts for the days it was seen (censored).
    """
    tables, events = [], []
    if len(lives):
        backdrop.prepare(lives.issued)
    for _, part in chunks(lives):
        row, bin_, is_paid = person_days(part, known_on)
        tables.append(signals(history, backdrop, part).cells(row, bin_))
        events.append(is_paid)
    table, event = np.concatenate(tables), np.concatenate(events)
    middle, scale = table.mean(0), table.std(0) + 1e-6
    table -= middle  # in place: the table is the largest thing there is
    table /= scale
    learner = LogisticRegression(C=LOOSENESS, max_iter=ITERATIONS).fit(table, event)
    weights = learner.coef_[0].astype(np.float64) / scale
    return Hazard(intercept=float(learner.intercept_[0] - (weights * middle).sum()), weights=weights)


def person_days(lives: Lives, known_on: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Return (row, bin, whether it was paid there) for every bin in which an invoice could be paid and was watched."""
    first = bin_of(np.minimum(lives.issued, lives.paid) - lives.due)
    is_paid = lives.paid <= known_on
    seen_until = np.minimum(np.minimum(lives.ended - 1, known_on), NEVER) - lives.due
    last = np.where(is_paid, bin_of(np.where(is_paid, lives.late, 0)), bin_of(seen_until) - 1)
    first, last = np.minimum(first, BINS - 1), np.minimum(last, BINS - 2)  # the last bin is certain: nothing to learn
    counts = np.maximum(last - first + 1, 0)
    row = np.repeat(np.arange(len(lives)), counts)
    bin_ = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)
    return row, bin_, is_paid[row] & (bin_ == bin_of(np.where(is_paid, lives.late, 0))[row])
