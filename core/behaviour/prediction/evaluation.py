"""Honest evaluation: train on what was known on a day, score what came after, beside the baselines on the same rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from core.behaviour.prediction.axis import LATE_DAYS
from core.behaviour.prediction.backdrop import Backdrop
from core.behaviour.prediction.baselines import own_habit
from core.behaviour.prediction.history import History
from core.behaviour.prediction.lives import NEVER, day_number
from core.behaviour.prediction.scores import HOUSE_LATE, calibration, captured, rounded, scores
from core.behaviour.prediction.serving import prospects, told
from core.behaviour.prediction.training import baselines, train

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from core.behaviour.prediction.lives import Lives
    from core.behaviour.prediction.model import Model, Segments

SCORED_DAYS: Final = 30


@dataclass(frozen=True, kw_only=True, eq=False)
class Evaluation:
    """What came of the invoices issued in the 30 days after ``as_of``.

    ``unresolved`` were not paid by the end of what is known, and ``ended_otherwise`` by a credit note or a write-off:
    neither is scored. ``captured`` is the share of the euros that came more than 5 days late found in the first fifth
    worked, in the order named; ``by_model`` counts the rows the model served, the baseline served the others.
    """

    as_of: date
    model: Model
    rows: int
    unresolved: int
    ended_otherwise: int
    by_model: int
    scores: Mapping[str, Mapping[str, float | None]]
    calibration: tuple[Mapping[str, float], ...]
    captured: Mapping[str, float | None]

    def as_dict(self) -> dict[str, Any]:
        """Return the answer of ``evaluate --json``."""
        return {
            "model": dict(self.scores["model"]),
            "baselines": {name: dict(self.scores[name]) for name in ("due_date", "customer_median")},
            "rows": self.rows,
        }


def evaluate(
    lives: Lives,
    as_of: date,
    segments: Segments,
    *,
    model: Model | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> Evaluation:
    """Return how a model trained at the end of ``as_of`` (or ``model``) did on what was issued in the 30 days after.

    Parameters
    ----------
    lives : Lives
        All that is known by now. History is what was paid before an invoice's own issue date.
    as_of : date
        The last day known in training.
    segments : Segments
        As assigned on ``as_of``.

    Returns
    -------
    Evaluation
        Scores of model and baselines on the same rows; all None when there is no row.
    """
    model = model or train(lives, as_of, segments, progress)
    day = day_number(as_of)
    issued = np.flatnonzero((lives.issued > day) & (lives.issued <= day + SCORED_DAYS))
    asked = lives.rows(issued[lives.paid[issued] < NEVER])
    history, backdrop = History(lives), Backdrop.of(lives)
    prospect = prospects(model, history, backdrop, asked, segments)
    own = own_habit(history, backdrop, asked)
    came = asked.late
    is_late = came > LATE_DAYS[HOUSE_LATE]
    said = told(prospect, asked)
    chance = said.late[:, HOUSE_LATE]
    orders = {
        "model": chance * asked.amount,
        "largest first": asked.amount,
        "oldest first": -asked.due.astype(np.float64),
    }
    everyone = {"model": said, **baselines(asked, own)}
    return Evaluation(
        as_of=as_of,
        model=model,
        rows=len(asked),
        unresolved=int((lives.ended[issued] == NEVER).sum()),
        ended_otherwise=int(((lives.ended[issued] < NEVER) & (lives.paid[issued] == NEVER)).sum()),
        by_model=int(prospect.by_model.sum()),
        scores={name: rounded(scores(each, came, LATE_DAYS)) for name, each in everyone.items()},
        calibration=tuple(calibration(chance, is_late)),
        captured={name: captured(order, asked.amount, is_late) for name, order in orders.items()},
    )
