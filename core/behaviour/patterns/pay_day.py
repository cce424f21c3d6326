"""The habitual day of the month: found when it cannot be chance, nor simply the due date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.patterns.calendars import DAYS_OF_MONTH, HIT, WIDEST_DAYS, Marks, banking_order, month_marks
from core.behaviour.patterns.chance import MOST, fewest_of_a_habit, least_hits, medians, wilson_lower
from core.behaviour.patterns.pattern import Found, PatternName
from core.behaviour.patterns.records import HISTORY_DAYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from core.behaviour.patterns.pattern import Flags, Floats, Ints
    from core.behaviour.patterns.records import PayDays, Records

FEWEST: Final = 6
"""Pay days needed: five of five on one day of the month could still be chance in a search over 31 days."""
ALPHA: Final = 0.01
"""The chance that a customer without any habit of the calendar shows one somewhere in the month."""
KEPT_SHARE: Final = 0.85
MISSED: Final = 0.02
"""A habit is kept 85 % of the time; what a habit so kept would show less than once in fifty is not called one."""
ABOUT_AS_WELL: Final = 0.1
STRICT_SHARE: Final = 0.8
MOST_CHANCE: Final = 0.5
"""An interval between lists that would contain any given pay day half of the time proves nothing."""
_CHUNK: Final = 400_000
_CHANCES: Final = (0.14, 0.15, 0.16, 0.18, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5)


@dataclass(frozen=True, kw_only=True, eq=False)
class MonthHabits:
    """One row per customer: the day of the month that most pay days keep to, and how many.

    ``run`` is the number of latest pay days that do not keep to it; ``chance`` what each would do by chance; ``due_share`` the share
    of invoices paid within one banking day of the due date and the customer's usual days after it; ``is_due_date`` whether
    that explains the pay days as well.
    """

    day_of_month: Ints
    n: Ints
    of: Ints
    run: Ints
    chance: Floats
    due_share: Floats
    is_due_date: Flags

    def is_habit(self, dropped: Ints) -> Flags:
        """Return whose pay days but the last ``dropped`` are a habit: beyond chance, and as faithful as a habit is."""
        of = np.minimum(self.of - dropped, MOST)
        steps = np.searchsorted(_CHANCES, self.chance)
        proof = np.full(len(of), MOST + 1)
        for step in np.unique(steps[steps < len(_CHANCES)]):
            rows = steps == step
            proof[rows] = least_hits(_CHANCES[step], ALPHA / len(DAYS_OF_MONTH))[of[rows]]
        faithful = fewest_of_a_habit(KEPT_SHARE, MISSED)[of]
        is_habit: Flags = (of >= FEWEST) & (self.n >= proof) & (self.n >= faithful) & ~self.is_due_date
        return is_habit


def found_pay_days(habits: MonthHabits) -> Found:
    """Return who pays on a day of the month: value 1 to 31, 31 for the last day; n of the pay days keep to it."""
    rows = np.flatnonzero(habits.is_habit(np.zeros_like(habits.run)))
    return Found(
        name=PatternName.PAY_DAY,
        owner=rows,
        value=habits.day_of_month[rows].astype(np.float64),
        n=habits.n[rows],
        of=habits.of[rows],
        strength=wilson_lower(habits.n[rows], habits.of[rows]),
    )


def month_habits(records: Records) -> MonthHabits:
    """Return the most faithful day of the month of every customer, whether it is a habit or not."""
    days, marks, country, count = telling(records), _marks(records), records.country_codes, len(records)
    best, n, run = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
    of = np.bincount(days.owner, minlength=count)
    for rows in _chunks(days.owner):
        owner = days.owner[rows]
        who = np.unique(owner)
        told = marks.of(country[owner], days.after[rows], days.day[rows])
        best[who], n[who], run[who] = _most_faithful(owner, told)
    expected = marks.chances[np.minimum(days.day - days.after, WIDEST_DAYS) - 1, best[days.owner]]
    total = np.bincount(days.owner, weights=expected, minlength=count)
    usual, due_share = _due_dates(records)
    share = n / np.maximum(of, 1)
    return MonthHabits(
        day_of_month=DAYS_OF_MONTH[best],
        n=n,
        of=of,
        run=run,
        chance=total / np.maximum(of, 1),
        due_share=due_share,
        is_due_date=_is_due_date(share, due_share, usual),
    )


def keeps(days: PayDays, habits: MonthHabits, records: Records) -> Flags:
    """Return which of ``days`` keep to the habit of their customer."""
    told = _marks(records).of(records.country_codes[days.owner], days.after, days.day)
    chosen = told[np.arange(len(days)), habits.day_of_month[days.owner] - 1]
    kept: Flags = chosen >= HIT
    return kept


def telling(records: Records) -> PayDays:
    """Return the pay days that tell of a day of the month: intervals between lists only where they are short."""
    tells = np.concatenate(([True], _marks(records).chances.max(axis=1) <= MOST_CHANCE, [False]))
    days = records.chosen_days
    if not (days.day - days.after > 1).any():
        return days
    return days.where(tells[np.clip(days.day - days.after, 0, WIDEST_DAYS + 1)])


def _marks(records: Records) -> Marks:
    return month_marks(records.countries, records.today - HISTORY_DAYS - WIDEST_DAYS, records.today)


def _chunks(owner: Ints) -> Iterator[slice]:
    """Yield the rows some hundred thousand at a time, never parting one customer's."""
    start = 0
    while start < len(owner):
        last = owner[min(start + _CHUNK, len(owner)) - 1]
        end = int(np.searchsorted(owner, last, side="right"))
        yield slice(start, end)
        start = end


def _most_faithful(owner: Ints, told: npt.NDArray[np.int16]) -> tuple[Ints, Ints, Ints]:
    """Return, per customer of ``owner``, the place of the day most kept to, how often, and the latest pay days that do not."""
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    sums = np.add.reduceat(told, starts, axis=0, dtype=np.int64)
    # The very day counts twice: one stray next to a habit must not move it.
    best = (sums // HIT + sums % HIT).argmax(axis=1)
    sizes = np.diff(starts, append=len(owner))
    kept = told[np.arange(len(owner)), np.repeat(best, sizes)] >= HIT
    last_kept = np.maximum.reduceat(np.where(kept, np.arange(len(owner)), -1), starts)
    run = np.where(last_kept >= 0, starts + sizes - 1 - last_kept, sizes)
    return best, sums[np.arange(len(starts)), best] // HIT, run


def _is_due_date(share: Floats, due_share: Floats, usual: Ints) -> Flags:
    """Return where the due dates explain the pay days as well as the calendar does.

    Who is billed on the same day of every month and pays about in time pays on about the same day of the month: that is no habit
    unless it is kept as well as a strict one. Where both are kept equally well, paying on the due date itself speaks for it.
    """
    fits_as_well = (due_share > 0) & (due_share >= share - ABOUT_AS_WELL)
    explained: Flags = (due_share > share) | (
        fits_as_well & ((share < STRICT_SHARE) | ((due_share == share) & (np.abs(usual) <= 1)))
    )
    return explained


def _due_dates(records: Records) -> tuple[Ints, Floats]:
    """Return per customer the usual days after the due date, and the share of invoices paid within one banking day of that."""
    paid = records.recent_lateness.where(records.recent_lateness.is_exact)
    count = len(records)
    usual, counts = medians(paid.owner, paid.high, count)
    order = banking_order(records.countries, records.today - HISTORY_DAYS - WIDEST_DAYS, records.today)
    country = records.country_codes[paid.owner]
    away = order.of(country, paid.due + paid.high) - order.of(country, paid.due + usual[paid.owner])
    return usual, np.bincount(paid.owner, weights=np.abs(away) <= 1, minlength=count) / np.maximum(counts, 1)
