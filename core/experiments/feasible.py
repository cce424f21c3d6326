"""Whether this portfolio can ever answer: how many customers a question needs, and how many come by."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import inf
from typing import TYPE_CHECKING, Final

import numpy as np

from core.experiments.power import customers_for_shares, smallest_difference
from core.experiments.terms import Terms
from core.strategy.gentle import is_gentle

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from core.segments.assign import Assignment
    from core.segments.features import Queries
    from core.strategy.mix import Rung
    from core.strategy.strategy import Strategy

YEAR_DAYS: Final = 365
MONTHS: Final = 12
FEWEST: Final = 20  # with fewer the past says nothing about the share that pays


@dataclass(frozen=True, kw_only=True)
class Feasible:
    """The answer before anything is held out.

    ``needed`` customers over both arms; ``a_year`` different ones came past due in the last year. ``baseline`` is the share of those that
    had paid within the window, None where too few did for the past to say. ``seen`` is the smallest difference that a year shows.
    """

    needed: float
    a_year: int
    baseline: float | None
    known: int
    terms: Terms
    first_share: float

    @property
    def a_month(self) -> float:
        """How many new customers come in a month."""
        return self.a_year / MONTHS

    @property
    def months(self) -> float:
        """How many months it takes, infinite where nobody comes; a year has no more customers than it has, for each counts once."""
        return self.needed / self.a_month if self.a_year else inf

    @property
    def can_answer(self) -> bool:
        """Whether the answer comes within the time that the team set."""
        return self.baseline is not None and self.months <= self.terms.months

    @property
    def seen(self) -> float:
        """The smallest difference that the customers of the time set would show; infinite for none."""
        if self.baseline is None:
            return inf
        return smallest_difference(
            self.baseline,
            self.a_month * self.terms.months,
            first_share=self.first_share,
            alpha=self.terms.alpha,
            power=self.terms.power,
        )


def feasible(
    book: Queries,
    strategy: Strategy,
    assignment: Assignment,
    *,
    as_of: date,
    rungs: Collection[Rung],
    segments: Collection[str] = (),
    entities: Collection[str] = (),
    terms: Terms | None = None,
    first_share: float | None = None,
    window_days: int | None = None,
) -> Feasible:
    """Return whether a holdout among these steps and customers could be told from chance.

    Parameters
    ----------
    book, assignment
        The ledger, and today's segments: the past is divided as the customers are now.
    strategy, rungs
        The steps that are asked about; only gentle ones count.
    terms : Terms, optional
        What is worth knowing and how long it may take.
    first_share : float, optional
        The planned group to compare with; the terms' holdout without it.
    window_days : int, optional
        Of the outcome; the terms' without it.

    Notes
    -----
    All customers that came past due are counted, also who would be called, spared or above the limit: fewer may be drawn, and it
    takes longer then. The paid share of the past is that of customers who were reminded as usual; without reminders it would be lower by the smallest
    effect. Source of the formula: ``core.experiments.power``.
    """
    decided = terms or Terms()
    window = decided.window_days if window_days is None else window_days
    steps = [strategy.ladder(each.ladder).step(each.step) for each in rungs]
    days = min((each.days_past_due for each in steps if is_gentle(each) and not each.is_before_due), default=None)
    share = decided.holdout_share if first_share is None else first_share
    if days is None:
        return Feasible(needed=inf, a_year=0, baseline=None, known=0, terms=decided, first_share=share)
    since = as_of - timedelta(days=YEAR_DAYS)
    entries = book.frame("late_entries", as_of=as_of, days=days, since=since, window_days=window)
    positions = assignment.features.positions(entries["customer_key"].to_numpy(dtype=np.int64))
    chosen = np.ones(len(entries), dtype=bool)
    if segments:
        wanted = [place for place, name in enumerate(assignment.segments) if name in set(segments)]
        chosen &= np.isin(assignment.codes[positions], wanted)
    if entities:
        chosen &= assignment.features.frame["entity"].isin(list(entities)).to_numpy(dtype=bool)[positions]
    paid = entries.loc[chosen, "is_paid"].dropna().to_numpy(dtype=np.float64)
    baseline = float(paid.mean()) if len(paid) >= FEWEST else None
    return Feasible(
        needed=inf if baseline is None else _needed(baseline, decided, share),
        a_year=int(chosen.sum()),
        baseline=baseline,
        known=len(paid),
        terms=decided,
        first_share=share,
    )


def _needed(baseline: float, decided: Terms, share: float) -> float:
    effect = decided.smallest_effect
    # With reminders it is the baseline; alone it would be less. Where that is not possible, reminders bring more.
    first, arm = (baseline - effect, baseline) if baseline >= effect else (baseline, baseline + effect)
    return customers_for_shares(first, arm, first_share=share, alpha=decided.alpha, power=decided.power)
