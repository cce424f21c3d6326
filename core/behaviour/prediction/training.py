"""Training: fit on what was known, hold out the latest weeks, calibrate on them, and decide who is served by the model."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from sklearn.linear_model import LogisticRegression

from core.behaviour.prediction.axis import BINS, LATE_DAYS
from core.behaviour.prediction.backdrop import Backdrop
from core.behaviour.prediction.baselines import own_habit
from core.behaviour.prediction.distribution import late_by_more_than, quantile
from core.behaviour.prediction.hazard import fit
from core.behaviour.prediction.history import History
from core.behaviour.prediction.lives import EPOCH, NEVER, day_number
from core.behaviour.prediction.model import Model, Segments, Verdict
from core.behaviour.prediction.scores import HOUSE_LATE, Told, calibration, rounded, scores
from core.behaviour.prediction.serving import HIGH, LOW, bent, blended, parts
from core.language import later

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from numpy.typing import NDArray

    from core.behaviour.prediction.baselines import OwnHabit
    from core.behaviour.prediction.lives import Lives

SCORED_DAYS: Final = (30, 60, 90)  # the first of these weeks that has SCORED_ROWS invoices is held out to be scored,
SCORED_ROWS: Final = 300
RIPE_SHARE: Final = 0.95  # and the split lies so far back that this share of them is paid by the day of training,
RIPE_DAYS: Final = (30, 120)  # within these bounds: slow payers must not be missing among the held-out rows
WARM_UP_DAYS: Final = 30  # invoices issued before there was a history to speak of teach nothing about habits
LEAST_PAYMENTS: Final = 200
LEAST_SCORED: Final = 30
CLEAR_ERRORS: Final = 2.0
LEARNT_DAYS: Final = 365
MOST_DAYS: Final = 600_000  # invoices are drawn so that they stood open so many days: enough for sixty weights
MOST_SCORED: Final = 20_000
BLENDS: Final = (0.3, 0.5, 0.7, 0.85, 1.0)
PROFILE_DAYS: Final = 90
NO_BEND: Final = (0.0, 1.0)
EVERYBODY: Final = "everybody"


@dataclass(frozen=True, kw_only=True, eq=False)
class HeldOut:
    """Rows issued after the split, paid or not by the day of training, with what hazard and habit said of them."""

    rows: Lives
    hazard: NDArray[np.float32]
    habit: NDArray[np.float32]

    def paid(self) -> HeldOut:
        """Return those that were paid."""
        at = np.flatnonzero(self.rows.paid < NEVER)
        return HeldOut(rows=self.rows.rows(at), hazard=self.hazard[at], habit=self.habit[at])

    @property
    def first_day(self) -> NDArray[np.int64]:
        """The day late on which each was issued."""
        return self.rows.issued - self.rows.due


def train(
    lives: Lives,
    as_of: date,
    segments: Segments,
    progress: Callable[[float, str], None] | None = None,
    *,
    most_days: int = MOST_DAYS,
) -> Model:
    """Return the model of what ``lives`` showed at the end of ``as_of``; nothing dated later is looked at.

    Parameters
    ----------
    lives : Lives
        Any invoices; those issued, and payments made, after ``as_of`` are left out here.
    as_of : date
        The last day that is known.
    segments : Segments
        As assigned on ``as_of`` or before: one verdict each.
    progress : callable, optional
        Told a share (0-1) and a step.
    most_days : int
        Invoices are drawn so that together they stood open about so many days.

    Returns
    -------
    Model
        Without a hazard, and with the reason, when there are fewer than 200 payments or 30 rows to judge by.
    """
    tell = progress or (lambda _share, _step: None)
    tell(0.05, later("Reading the history"))
    day = day_number(as_of)
    known = lives.known_on(day)
    history = History(known)
    split, scored = _held_out(known, day)
    learnt = _learnt(known, split, most_days)
    bare = _bare(known, history, as_of, split)
    why = _too_little(learnt, scored, split)
    if why:
        return replace(bare, why_baseline=why)
    backdrop = Backdrop.of(known)
    tell(0.2, later("Fitting on what was known before the held-out weeks"))
    judged = fit(history, backdrop, learnt, split)
    tell(0.5, later("Scoring the held-out weeks beside the baselines"))
    hazard, habit, account = parts(judged, history, backdrop, scored)
    held_out = HeldOut(rows=scored, hazard=hazard, habit=habit)
    blend = _blend(held_out.paid())
    bend = _bend(held_out, blend, day)
    usual = tuple(round(float(mean), 6) for mean in account.mean(axis=0))
    model = replace(bare, judged=judged, hazard=judged, blend=blend, bend=bend, usual=usual)
    model = _judged(model, own_habit(history, backdrop, held_out.paid().rows), held_out.paid(), segments)
    tell(0.75, later("Fitting on everything that is known"))
    latest = _learnt(known, day, most_days)
    final = fit(history, backdrop, latest, day)
    tell(1.0, later("Trained"))
    return replace(model, hazard=final, invoices=len(latest))


def _bare(known: Lives, history: History, as_of: date, split: int) -> Model:
    first = EPOCH + timedelta(days=int(known.issued.min())) if len(known) else None
    recent = history.bin[history.paid.paid > day_number(as_of) - PROFILE_DAYS]
    shares = np.bincount(recent, minlength=BINS) / max(len(recent), 1)
    return Model(
        trained_on=as_of,
        split_on=EPOCH + timedelta(days=split),
        first_on=first,
        invoices=0,
        payments=len(history),
        hazard=None,
        judged=None,
        blend=1.0,
        bend=NO_BEND,
        overall=Verdict(segment=EVERYBODY, rows=0, model_mae=None, baseline_mae=None, by_model=False),
        profile=tuple(round(float(share), 6) for share in shares),
    )


def _too_little(learnt: Lives, scored: Lives, split: int) -> str:
    payments = int((learnt.paid <= split).sum())
    if payments < LEAST_PAYMENTS:
        return (
            f"{payments} payments are known from before {EPOCH + timedelta(days=split)}; a model takes {LEAST_PAYMENTS}"
        )
    settled = int((scored.paid < NEVER).sum())
    if settled < LEAST_SCORED:
        return f"{settled} paid invoices can be held out to judge the model by; it takes {LEAST_SCORED}"
    return ""


def _learnt(known: Lives, until: int, most_days: int) -> Lives:
    """Return the invoices to fit on: issued in the year up to ``until``, without the first weeks of the book."""
    if not len(known):
        return known
    first = max(int(known.issued.min()) + WARM_UP_DAYS, until - LEARNT_DAYS)
    learnt = known.rows(np.flatnonzero((known.issued >= first) & (known.issued <= until)))
    days = np.minimum(np.minimum(learnt.ended, until) - learnt.issued, BINS).sum()
    return _sample(learnt, int(len(learnt) * min(1.0, most_days / max(int(days), 1))))


def held_out_of(known: Lives, day: int) -> Lives:
    """Return the rows that a training at the end of ``day`` holds out, paid by then or not."""
    return _held_out(known, day)[1]


def judged_only(model: Model) -> Model:
    """Return ``model`` as it was fitted before its split: the one to be scored on what came after."""
    return replace(model, hazard=model.judged)


def _held_out(known: Lives, day: int) -> tuple[int, Lives]:
    """Return the day of the split and what was issued after it, long enough ago for nearly all of it to be paid.

    What ended by a credit note or a write-off is left out.
    """
    paid = np.flatnonzero(known.paid < NEVER)
    age = np.quantile(known.paid[paid] - known.issued[paid], RIPE_SHARE) if len(paid) else 0.0
    until = day - int(np.clip(np.ceil(age), *RIPE_DAYS))
    is_scored = (known.issued <= until) & ((known.ended == NEVER) | (known.paid < NEVER))
    counts = [int((is_scored & (known.issued > until - days)).sum()) for days in SCORED_DAYS]
    days = next(
        (days for days, count in zip(SCORED_DAYS, counts, strict=True) if count >= SCORED_ROWS), SCORED_DAYS[-1]
    )
    split = until - days
    return split, _sample(known.rows(np.flatnonzero(is_scored & (known.issued > split))), MOST_SCORED)


def _sample(lives: Lives, most: int) -> Lives:
    """Return about ``most`` of ``lives``, drawn by a hash of customer and dates: rows that repeat stay together."""
    if len(lives) <= most:
        return lives
    mixed = (lives.customer * 1_000_003 + lives.issued * 10_007 + lives.due * 101).astype(np.uint64)
    drawn = (mixed * np.uint64(0x9E3779B97F4A7C15)) >> np.uint64(32)
    return lives.rows(np.flatnonzero(drawn < np.uint64(most / len(lives) * 2**32)))


def _blend(held_out: HeldOut) -> float:
    """Return the weight of the hazard against the habit with the least mean absolute error."""
    came = held_out.rows.late

    def error(blend: float) -> float:
        chances = blended(held_out.hazard, held_out.habit, blend)
        return float(np.abs(quantile(chances, 0.5, held_out.first_day) - came).mean())

    return min(BLENDS, key=error)


def _bend(held_out: HeldOut, blend: float, day: int) -> tuple[float, float]:
    """Return intercept and slope that calibrate "paid by then" on the held-out rows, when they prove themselves in time.

    They are fitted on the earlier half and kept only where they lower the log loss of the later half. An unpaid row
    counts for every lateness it has reached.
    """
    rows = held_out.rows
    chances = blended(held_out.hazard, held_out.habit, blend)
    said = np.column_stack([1 - late_by_more_than(chances, days) for days in LATE_DAYS])
    said = np.clip(said, 1e-4, 1 - 1e-4)
    came = np.column_stack([rows.late <= days for days in LATE_DAYS])
    is_known = np.column_stack([(rows.paid < NEVER) | (day - rows.due > days) for days in LATE_DAYS])
    odds = np.log(said / (1 - said))
    is_early = (rows.issued <= int(np.median(rows.issued)))[:, None] & is_known
    is_later = is_known & ~is_early
    early, later = came[is_early], came[is_later]
    if not len(later) or early.all() or not early.any():
        return NO_BEND
    learner = LogisticRegression(C=1e3).fit(odds[is_early].reshape(-1, 1), early)
    bend = (float(learner.intercept_[0]), float(learner.coef_[0, 0]))
    moved = 1 / (1 + np.exp(-(bend[0] + bend[1] * odds[is_later])))
    return bend if bend[1] > 0 and _log_loss(moved, later) < _log_loss(said[is_later], later) else NO_BEND


def _log_loss(said: NDArray[np.float64], came: NDArray[np.bool_]) -> float:
    return float(-np.log(np.where(came, said, 1 - said)).mean())


def _judged(model: Model, own: OwnHabit, held_out: HeldOut, segments: Segments) -> Model:
    """Return ``model`` with its scores, its calibration and the verdict of every segment."""
    rows, first_day = held_out.rows, held_out.first_day
    came = rows.late
    chances = bent(blended(held_out.hazard, held_out.habit, model.blend), model.bend)
    low, median, high = (quantile(chances, share, first_day) for share in (LOW, 0.5, HIGH))
    late = np.column_stack([late_by_more_than(chances, days) for days in LATE_DAYS])
    codes = segments.code_of(rows.customer)
    error, own_error = np.abs(median - came), np.abs(own.median - came)
    overall = _verdict(EVERYBODY, error, own_error)
    verdicts = {}
    for code, name in enumerate(segments.names):
        here = codes == code
        verdict = _verdict(name, error[here], own_error[here])
        is_told_apart = verdict.rows >= LEAST_SCORED and _differs(error[here] - own_error[here])
        verdicts[name] = verdict if is_told_apart else replace(verdict, by_model=overall.by_model)
    said = Told(point=median.astype(np.float64), late=late, low=low.astype(np.float64), high=high.astype(np.float64))
    return replace(
        model,
        overall=overall,
        verdicts=verdicts,
        scores={
            "model": rounded(scores(said, came, LATE_DAYS)),
            **{name: rounded(scores(each, came, LATE_DAYS)) for name, each in baselines(rows, own).items()},
            "rows": len(rows),
        },
        calibration=tuple(calibration(late[:, HOUSE_LATE], came > LATE_DAYS[HOUSE_LATE])),
    )


def _differs(more: NDArray[np.float64]) -> bool:
    """Return whether errors differ by more than two standard errors: less is what chance does to so many rows."""
    spread = float(more.std(ddof=1)) / math.sqrt(len(more))
    return abs(float(more.mean())) > CLEAR_ERRORS * spread


def baselines(rows: Lives, own: OwnHabit) -> dict[str, Told]:
    """Return what the two baselines say of ``rows``: paid on the due date; paid as the customer always pays."""
    nothing = np.zeros(len(rows))
    return {
        "due_date": Told(point=nothing, late=np.zeros((len(rows), len(LATE_DAYS))), low=None, high=None),
        "customer_median": Told(point=own.median, late=own.late, low=own.low, high=own.high),
    }


def _verdict(segment: str, error: NDArray[np.float64], own_error: NDArray[np.float64]) -> Verdict:
    if not len(error):
        return Verdict(segment=segment, rows=0, model_mae=None, baseline_mae=None, by_model=False)
    mine, theirs = round(float(error.mean()), 6), round(float(own_error.mean()), 6)
    return Verdict(segment=segment, rows=len(error), model_mae=mine, baseline_mae=theirs, by_model=mine < theirs)
