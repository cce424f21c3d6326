"""A prediction explained to the person it is about: what was worked out, from what, why, and what would change it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.prediction.axis import BEYOND
from core.behaviour.prediction.backdrop import read_backdrop
from core.behaviour.prediction.distribution import quantile
from core.behaviour.prediction.history import History
from core.behaviour.prediction.lives import NEVER, day_number, read_lives
from core.behaviour.prediction.model import Model, Segments
from core.behaviour.prediction.predict import BY_MODEL, outlook, told_of
from core.behaviour.prediction.reasons import reasons_of
from core.behaviour.prediction.serving import conditioned, prospect
from core.language import later

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.behaviour.prediction.backdrop import Backdrop
    from core.behaviour.prediction.lives import Lives, Queries
    from core.behaviour.prediction.reasons import Reason
    from core.language import Words

LAST: Final = 5
"""So many of the latest payments are thought away to the due date, to say what would change the prediction."""
LEAST_DAYS: Final = 1

PUNCTUAL: Final = later("the last {count} invoices had been paid on the due date")
NOTHING_LATE: Final = later("no other invoice had been past due when it was issued")


@dataclass(frozen=True, kw_only=True)
class Change:
    """What would have come out otherwise: under ``condition`` the day is so many ``days`` later (sooner below 0).

    ``count`` are the payments that the condition speaks of.
    """

    condition: str
    days: int
    count: int


@dataclass(frozen=True, kw_only=True)
class Explained:
    """One open invoice: its expected day, where that is from, the reasons, and what would change it.

    ``model`` is the number of the model, 0 where it is the customer's own habit (``why_baseline`` says why); ``trained_on`` and
    ``learnt_from`` (payments of all customers) are the model's. ``expected_on`` None: not within a year.
    """

    number: str
    due_on: date
    expected_on: date | None
    within_days: int | None
    late_share: float
    model: int
    trained_on: date | None
    learnt_from: int
    own_payments: int
    why_baseline: str
    reasons: tuple[Reason, ...]
    changes: tuple[Change, ...]


def explained(
    book: Queries,
    model: Model | None,
    as_of: date,
    customer_key: int,
    *,
    segments: pd.DataFrame | None = None,
    backdrop: Backdrop | None = None,
) -> list[Explained]:
    """Return the explanation of every open invoice of one customer, the first due first.

    Parameters
    ----------
    book : Book
        Any version; what is dated after ``as_of`` is not looked at.
    model : Model or None
        The one that serves.
    as_of : date
        The day on which the predictions are made.
    customer_key : int
        The customer, who does not object to profiling: ask nothing of one who does.
    segments : DataFrame, optional
        customer_key and segment, as assigned on ``as_of``.
    backdrop : Backdrop, optional
        That of ``as_of``, when it is at hand.

    Returns
    -------
    list of Explained
        ``changes`` are what the very same model says when something of the past is thought otherwise (counterfactuals after
        Wachter, Mittelstadt and Russell 2018), in whole days, 0 left out; not a promise of what will happen.
    """
    behind = backdrop or read_backdrop(book, as_of)
    lives = read_lives(book, as_of, customer_keys=[customer_key], groups=behind.groups)
    given = outlook(book, model, as_of, segments=segments, customer_keys=[customer_key], backdrop=behind, lives=lives)
    if not len(given.open):
        return []
    known, grouped = lives.known_on(day_number(as_of)), Segments.of(segments)
    served = model or Model.untrained(as_of)
    base = quantile(given.chances, 0.5, given.first_day)
    otherwise = []
    for condition, changed in ((PUNCTUAL, _punctual(known)), (NOTHING_LATE, _never_late(known))):
        found = prospect(served, History(changed), behind, given.open, grouped)
        median = quantile(conditioned(found.chances, given.first_day), 0.5, given.first_day)
        otherwise.append((condition, np.minimum(median, BEYOND) - np.minimum(base, BEYOND)))
    told = []
    for place, row in enumerate(told_of(given).to_dict("records")):
        by_model = row["source"] == BY_MODEL and model is not None
        changes = tuple(
            Change(condition=condition, days=int(days[place]), count=min(LAST, int(row["payments"])))
            for condition, days in otherwise
            if abs(int(days[place])) >= LEAST_DAYS
        )
        is_dated = row["median_on"] == row["median_on"]  # NaT is not equal to itself
        told.append(
            Explained(
                number=str(row["number"]),
                due_on=row["due_on"].date(),
                expected_on=row["median_on"].date() if is_dated else None,
                within_days=int(row["usually_within_days"])
                if is_dated and row["usually_within_days"] < NEVER
                else None,
                late_share=float(row["p_late_30"]),
                model=served.number if by_model else 0,
                trained_on=served.trained_on if by_model else None,
                learnt_from=served.payments if by_model else 0,
                own_payments=int(row["payments"]),
                why_baseline=str(row["why_baseline"]),
                reasons=reasons_of(row),
                changes=changes,
            )
        )
    return sorted(told, key=lambda each: (each.due_on, each.number))


def in_words(found: Explained, words: Words) -> list[str]:
    """Return an explanation as sentences: what came out, by what, why, and what would change it."""
    _ = words
    if found.expected_on is None:
        told = [_("Invoice {number} is not expected within a year of its due date.", number=found.number)]
    else:
        told = [
            _(
                "Invoice {number} is expected on {day}; the chance that it is more than 30 days late is {share}.",
                number=found.number,
                day=_.day(found.expected_on),
                share=_.share(found.late_share, 0),
            )
        ]
    if found.model and found.trained_on is not None:
        told.append(
            _(
                "By payment model {version}, trained on {day} on {count} payments of all customers.",
                version=found.model,
                day=_.day(found.trained_on),
                count=_.number(found.learnt_from),
            )
        )
    else:
        told.append(_("By the customer's own {n} payments; no model was used.", n=_.number(found.own_payments)))
    told += [_("Because: {reason}.", reason=_(each.pattern, **each.values)) for each in found.reasons]
    if not found.changes:
        count = min(LAST, found.own_payments)
        told.append(
            _(
                "Neither of these would move it by a day: {first}; {second}.",
                first=_(PUNCTUAL, count=count),
                second=_(NOTHING_LATE),
            )
        )
    for change in found.changes:
        condition = _(change.condition, count=change.count)
        told.append(
            _.count(
                "{n} day sooner, if {condition}.", "{n} days sooner, if {condition}.", -change.days, condition=condition
            )
            if change.days < 0
            else _.count(
                "{n} day later, if {condition}.", "{n} days later, if {condition}.", change.days, condition=condition
            )
        )
    return told


def _punctual(known: Lives) -> Lives:
    """Return the lives with the latest LAST payments thought on their due date."""
    paid = np.flatnonzero(known.paid < NEVER)
    last = paid[np.argsort(known.paid[paid], kind="stable")][-LAST:]
    day, after, ended = known.paid.copy(), known.paid_after.copy(), known.ended.copy()
    on = np.maximum(np.minimum(known.due[last], known.paid[last]), known.issued[last])
    day[last], after[last], ended[last] = on, on - 1, on
    return replace(known, paid=day, paid_after=after, ended=ended)


def _never_late(known: Lives) -> Lives:
    """Return the lives with nothing standing open after its due date; how long the paid ones took stays as it was."""
    return replace(known, ended=np.minimum(known.ended, np.maximum(known.due, known.issued)))
