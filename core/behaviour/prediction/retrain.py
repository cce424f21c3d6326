"""Retraining: train on what is known, compare with the model that serves, and keep the better of the two."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.prediction.backdrop import Backdrop
from core.behaviour.prediction.history import History
from core.behaviour.prediction.lives import NEVER, day_number, read_lives
from core.behaviour.prediction.model import Segments, UnreadableModelError
from core.behaviour.prediction.serving import prospects, told
from core.behaviour.prediction.store import Run, load, runs, save
from core.behaviour.prediction.training import held_out_of, judged_only, train
from core.language import later

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date
    from pathlib import Path

    import pandas as pd

    from core.behaviour.prediction.lives import Lives, Queries
    from core.behaviour.prediction.model import Model
    from core.desk.engine import Desk

EVERY: Final = timedelta(days=7)  # of the book's own days, not of the clock: without new payments nothing is learnt
FIRST: Final = later("It is the first model.")
UNREADABLE: Final = later("The model before it could not be read any more.")
BETTER: Final = later("It is no worse than the model before it on the latest weeks.")
WORSE: Final = later("It is worse than the model that serves on the latest weeks, which goes on serving.")
BARE: Final = later("There is too little history for a model, and the one that serves goes on serving.")


@dataclass(frozen=True, kw_only=True)
class Compared:
    """Mean absolute error in days of a candidate and of the model that serves, on the same held-out rows."""

    rows: int
    candidate: float
    serving: float


def retrain(
    desk: Desk,
    folder: Path,
    book: Queries,
    *,
    version: str,
    as_of: date,
    segments: pd.DataFrame,
    by: str,
    objecting: Collection[int] = (),
    progress: Callable[[float, str], None] | None = None,
) -> Run:
    """Return the training on what ``book`` knows on ``as_of``; its model serves unless the one before it is better.

    Nothing is learnt from the ``objecting`` customers (keys), who object to profiling.
    """
    tell = progress or (lambda _share, _step: None)
    lives = read_lives(book, as_of).without(objecting)
    grouped = Segments.of(segments)
    candidate = train(lives, as_of, grouped, lambda share, step: tell(share * 0.85, step))
    tell(0.9, later("Comparing with the model that serves"))
    is_kept, why = _judge(desk, folder, candidate, lives, grouped)
    run = save(desk, folder, candidate, by=by, book_version=version, is_kept=is_kept, why=why)
    tell(1.0, later("Done"))
    return run


def is_due(desk: Desk, as_of: date) -> bool:
    """Return whether a scheduled training would find something new: nothing trained yet, or a week of new days."""
    latest = runs(desk, most=1)
    return not latest or as_of >= latest[0].as_of + EVERY or as_of < latest[0].as_of


def compare(candidate: Model, serving: Model, lives: Lives, segments: Segments) -> Compared | None:
    """Return both models' error on the candidate's held-out rows, each as fitted before its own split.

    Rows that the serving model's own fit may have seen are left out, so that neither is judged on what it learnt from.
    None when no row is left to compare on.
    """
    known = lives.known_on(day_number(candidate.trained_on))
    rows = held_out_of(known, day_number(candidate.trained_on))
    seen = max(day_number(candidate.split_on), day_number(serving.split_on))
    rows = rows.rows(np.flatnonzero((rows.paid < NEVER) & (rows.issued > seen)))
    if not len(rows):
        return None
    history, backdrop = History(known), Backdrop.of(known)

    def error(model: Model) -> float:
        said = told(prospects(judged_only(model), history, backdrop, rows, segments), rows)
        return round(float(np.abs(said.point - rows.late).mean()), 6)

    return Compared(rows=len(rows), candidate=error(candidate), serving=error(serving))


def _judge(desk: Desk, folder: Path, candidate: Model, lives: Lives, segments: Segments) -> tuple[bool, str]:
    """Return whether the candidate is to serve, and why, as a sentence to translate."""
    try:
        serving = load(desk, folder)
    except UnreadableModelError:
        return True, UNREADABLE
    if serving is None:
        return True, FIRST
    if candidate.judged is None:
        return serving.judged is None, BETTER if serving.judged is None else BARE
    compared = compare(candidate, serving, lives, segments)
    if compared is None or compared.candidate <= compared.serving:
        return True, BETTER
    return False, WORSE
