"""From a model to the chances of each invoice: hazard blended with habit, calibrated, or the baseline where it serves."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from core.behaviour.prediction.axis import BINS, LATE_DAYS, at_risk
from core.behaviour.prediction.baselines import OwnHabit, own_habit
from core.behaviour.prediction.distribution import late_by_more_than, quantile
from core.behaviour.prediction.hazard import chunks
from core.behaviour.prediction.history import toward
from core.behaviour.prediction.scores import Told
from core.behaviour.prediction.signals import ACCOUNT, signals
from core.book.together import MOST_AT_ONCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from core.behaviour.prediction.backdrop import Backdrop
    from core.behaviour.prediction.hazard import Hazard
    from core.behaviour.prediction.history import History
    from core.behaviour.prediction.lives import Lives
    from core.behaviour.prediction.model import Model, Segments

    Chances = NDArray[np.float32]

LOW, HIGH = 0.1, 0.9  # the interval that is told holds 80 %
SMALL = 1e-6
TINY = 1e-12
OWN_WEIGHT = 1.0  # of the customer's kind beside its own past, in payments


@dataclass(frozen=True, kw_only=True, eq=False)
class Prospect:
    """What is predicted of n invoices from their issue date on.

    ``chances`` has one row per invoice and one column per bin; ``by_model`` says where they are the model's own; elsewhere
    they are the customer's own past, to which its kind counts as one payment more, so that nothing is ever certain.
    ``account`` is what the reasons are told from.
    """

    chances: Chances
    by_model: NDArray[np.bool_]
    own: OwnHabit
    account: Chances


def prospects(
    model: Model,
    history: History,
    backdrop: Backdrop,
    asked: Lives,
    segments: Segments,
) -> Prospect:
    """Return the chances of ``asked`` as known before their own issue dates."""
    backdrop.prepare(asked.issued)
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        found = pool.map(lambda piece: prospect(model, history, backdrop, piece[1], segments), chunks(asked))
        return joined(list(found) or [prospect(model, history, backdrop, asked, segments)])


def prospect(model: Model, history: History, backdrop: Backdrop, asked: Lives, segments: Segments) -> Prospect:
    """Return the chances of a few thousand invoices ``asked``; ``prospects`` takes any number."""
    pairs = history.pairs(asked)
    own = own_habit(history, backdrop, asked, pairs=pairs)
    by_model = served_by_model(model, segments, asked)
    _, of_group = backdrop.habits(asked)
    own_chances = toward(own.chances * own.payments[:, None].astype(np.float32), of_group, OWN_WEIGHT)
    if model.hazard is None:
        nothing = np.zeros((len(asked), 0), dtype=np.float32)
        return Prospect(chances=own_chances, by_model=by_model, own=own, account=nothing)
    given = signals(history, backdrop, asked, pairs)
    first_day = asked.issued - asked.due
    hazard = model.hazard.probabilities(given, first_day)
    said = bent(blended(hazard, conditioned(given.habit, first_day), model.blend), model.bend)
    chances = np.where(by_model[:, None], said, own_chances)
    return Prospect(chances=chances, by_model=by_model, own=own, account=given.account)


def joined(pieces: Sequence[Prospect]) -> Prospect:
    """Return one prospect of the invoices of all ``pieces``, at least one, in their order."""
    owns = [piece.own for piece in pieces]
    return Prospect(
        chances=np.concatenate([piece.chances for piece in pieces]),
        by_model=np.concatenate([piece.by_model for piece in pieces]),
        own=OwnHabit(
            **{each.name: np.concatenate([getattr(own, each.name) for own in owns]) for each in fields(OwnHabit)}
        ),
        account=np.concatenate([piece.account for piece in pieces]),
    )


def served_by_model(model: Model, segments: Segments, asked: Lives) -> NDArray[np.bool_]:
    """Return per invoice whether the model serves its customer's segment, and the customer does not object to profiling."""
    by_code = np.array([*(model.serves(name) for name in segments.names), model.serves(None)])
    served: NDArray[np.bool_] = by_code[segments.code_of(asked.customer)]
    return served & ~np.isin(asked.customer, segments.objecting) if len(segments.objecting) else served


def parts(hazard: Hazard, history: History, backdrop: Backdrop, asked: Lives) -> tuple[Chances, Chances, Chances]:
    """Return the hazard's chances, the shrunk habit's, and how each account stood."""
    told = np.zeros((len(asked), BINS), dtype=np.float32)
    habit = np.zeros((len(asked), BINS), dtype=np.float32)
    account = np.zeros((len(asked), len(ACCOUNT)), dtype=np.float32)

    def fill(piece: tuple[slice, Lives]) -> None:
        at, part = piece
        given = signals(history, backdrop, part)
        first_day = part.issued - part.due
        told[at] = hazard.probabilities(given, first_day)
        habit[at] = conditioned(given.habit, first_day)
        account[at] = given.account

    if len(asked):
        backdrop.prepare(asked.issued)
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        list(pool.map(fill, chunks(asked)))
    return told, habit, account


def blended(hazard: Chances, habit: Chances, blend: float) -> Chances:
    """Return the mean of the hazard's chances and the customer's own shrunk habit, ``blend`` the hazard's weight."""
    return np.float32(blend) * hazard + np.float32(1 - blend) * habit


def bent(chances: Chances, bend: tuple[float, float]) -> Chances:
    """Return ``chances`` with the log odds of every "paid by then" moved by intercept and slope: still a distribution."""
    if bend == (0.0, 1.0):
        return chances
    paid_by = np.clip(np.cumsum(chances, axis=1, dtype=np.float64), SMALL, 1 - SMALL)
    moved = 1 / (1 + np.exp(-(bend[0] + bend[1] * np.log(paid_by / (1 - paid_by)))))
    moved[:, -1] = 1.0
    return np.diff(moved, axis=1, prepend=0.0).astype(np.float32)


def conditioned(chances: Chances, first_day: NDArray[np.int64]) -> Chances:
    """Return ``chances`` given that nothing was paid before ``first_day`` (days late); what has no future stays unpaid."""
    left: Chances = at_risk(first_day)
    left *= chances
    total = left.sum(axis=1, keepdims=True)
    left /= np.maximum(total, TINY)
    never = total[:, 0] <= TINY
    left[never] = 0
    left[never, -1] = 1
    return left


def told(prospect: Prospect, asked: Lives) -> Told:
    """Return what is predicted of invoices that were just issued, to be scored: medians of the baseline are its own."""
    first_day = asked.issued - asked.due
    own = prospect.own
    median, low, high = (quantile(prospect.chances, share, first_day) for share in (0.5, LOW, HIGH))
    late = np.column_stack([late_by_more_than(prospect.chances, days) for days in LATE_DAYS])
    by_model = prospect.by_model
    return Told(
        point=np.where(by_model, median, own.median),
        late=late,
        low=np.where(by_model, low, own.low),
        high=np.where(by_model, high, own.high),
    )
