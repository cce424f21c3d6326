"""Climbing: which ladder each customer is on, and which step each open item is ready for, for whole columns at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from core.law.steps import HARSH_MESSAGES, LEGAL_MESSAGES, notice_before
from core.strategy.strategy import LateEntry

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from core.segments.assign import Assignment
    from core.strategy.ladder import Ladder, Step
    from core.strategy.steps_done import Done
    from core.strategy.strategy import LadderRule, Strategy

EVERYBODY_ELSE: Final = -1
NO_NOTICE: Final = -1
NOTHING_DONE: Final = -1_000
"""Lower than the number of any step."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Ladders:
    """The ladders of a strategy as tables: one row per ladder, one column per step, rows filled up with the last step."""

    strategy: Strategy

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The ladders' names, in the order of their codes."""
        return tuple(self.strategy.ladders)

    @cached_property
    def all(self) -> tuple[Ladder, ...]:
        """The ladders in the order of their codes."""
        return tuple(self.strategy.ladders.values())

    @property
    def width(self) -> int:
        """The number of steps of the longest ladder."""
        return int(self.size.max())

    @cached_property
    def size(self) -> NDArray[np.int64]:
        """The number of steps of each ladder."""
        return np.array([len(each.steps) for each in self.all], dtype=np.int64)

    @cached_property
    def before(self) -> NDArray[np.int64]:
        """The number of steps before the due date of each ladder."""
        return np.array([sum(step.is_before_due for step in each.steps) for each in self.all], dtype=np.int64)

    @cached_property
    def number(self) -> NDArray[np.int64]:
        """The number of each step."""
        return self._table([[step.number for step in each.steps] for each in self.all])

    @cached_property
    def days(self) -> NDArray[np.int64]:
        """The days past due of each step."""
        return self._table([[step.days_past_due for step in each.steps] for each in self.all])

    @cached_property
    def wait(self) -> NDArray[np.int64]:
        """The least days since the step before, of each step."""
        return self._table([[step.minimum_wait_days for step in each.steps] for each in self.all])

    @cached_property
    def least_minor(self) -> NDArray[np.int64]:
        """The least amount of each step, in euro cents."""
        return self._table([[step.minimum_amount_minor for step in each.steps] for each in self.all])

    @cached_property
    def is_legal(self) -> NDArray[np.bool_]:
        """Whether each step's message is one that a law prescribes."""
        return self._table([[step.message in LEGAL_MESSAGES for step in each.steps] for each in self.all]).astype(bool)

    def place_of(self, codes: NDArray[np.int64], numbers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the column of the step ``numbers`` on the ladders ``codes``; 0 for a number that is not on it."""
        same = self.number[codes] == numbers[:, None]
        found: NDArray[np.int64] = same.argmax(axis=1)
        return found

    def step(self, code: int, place: int) -> Step:
        """Return one step by its row and column."""
        return self.all[code].steps[place]

    def _table(self, rows: Sequence[Sequence[int]]) -> NDArray[np.int64]:
        most = max(len(each) for each in rows)
        return np.array([[*each, *[each[-1]] * (most - len(each))] for each in rows], dtype=np.int64)


def ladder_rules(strategy: Strategy, assignment: Assignment, open_euros: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the place of the first of ``strategy.rules`` that fits each customer, EVERYBODY_ELSE where none does.

    ``open_euros`` is what each customer's open invoices were originally for, together.
    """
    rules = np.full(len(assignment.features), EVERYBODY_ELSE, dtype=np.int64)
    for place in reversed(range(len(strategy.rules))):  # the first that fits writes last
        rules[_fits(strategy.rules[place], assignment, open_euros)] = place
    return rules


def ladder_codes(strategy: Strategy, rules: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the place of each customer's ladder in ``strategy.ladders``; ``rules`` is the rule that fits it."""
    names = list(strategy.ladders)
    # The last entry is that of EVERYBODY_ELSE, -1.
    codes = [*(names.index(each.ladder) for each in strategy.rules), names.index(strategy.otherwise)]
    return np.array(codes, dtype=np.int64)[rules]


def _fits(rule: LadderRule, assignment: Assignment, open_euros: NDArray[np.float64]) -> NDArray[np.bool_]:
    fits = np.ones(len(assignment.features), dtype=bool)
    words = assignment.features.words
    for name, allowed in (("customer_type", rule.customer_types), ("country", rule.countries)):
        if allowed:
            fits &= np.isin(words[name].codes, [code for code, word in enumerate(words[name].words) if word in allowed])
    if rule.segments:
        # A segment that is no longer there has no customers.
        fits &= np.isin(
            assignment.codes, [place for place, each in enumerate(assignment.segments) if each in rule.segments]
        )
    if rule.below_minor is not None:
        fits &= open_euros < rule.below_minor / 100
    return fits


def coming(
    ladders: Ladders, codes: NDArray[np.int64], done: Done, days_past_due: NDArray[np.int64], lawful: Lawful
) -> NDArray[np.int64]:
    """Return the column of the step that comes next for each item, whether or not its day has come; ``size`` when all are done.

    ``codes`` is each item's ladder and ``lawful`` what the law says of its customer. A step before the due date is left out once that
    has passed: its message would be untrue. Whoever must have a legal notice first and never got one, gets it next, whatever the
    source system sent before.
    """
    next_ = (ladders.number[codes] <= done.step[:, None]).sum(axis=1)
    next_ = np.where(done.step >= ladders.number.max(), ladders.size[codes], np.minimum(next_, ladders.size[codes]))
    is_late = days_past_due > 0
    next_ = np.where(is_late, np.maximum(next_, ladders.before[codes]), next_)
    if ladders.strategy.entry is LateEntry.HIGHEST:
        reached = (ladders.days[codes] <= days_past_due[:, None]).sum(axis=1)
        reached = np.minimum(np.minimum(reached, ladders.size[codes]) - 1, lawful.last_entry)
        next_ = np.where(is_late & (done.step < 0), np.maximum(next_, reached), next_)
    is_missing = (lawful.notice != NO_NOTICE) & np.isnat(done.noticed_on)
    found: NDArray[np.int64] = np.where(is_missing, np.minimum(next_, lawful.notice), next_)
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Lawful:
    """What the law says of each customer on its ladder, as columns of steps: how far a late entry may begin, and which is the notice."""

    last_entry: NDArray[np.int64]
    notice: NDArray[np.int64]  # NO_NOTICE where the law wants none, or the ladder has none

    def of(self, position: NDArray[np.int64]) -> Lawful:
        """Return the same per item; ``position`` is its customer."""
        return Lawful(last_entry=self.last_entry[position], notice=self.notice[position])


def highest_entry(ladder: Ladder, country: str, customer_type: str) -> int:
    """Return the place of the last step at which an item may begin that was never reminded.

    What the law wants first, comes first: nobody enters past a notice that it prescribes, nor, where that is not on the ladder, at
    a step that may only follow it.
    """
    notice = notice_before(country, customer_type)
    if notice is None:
        return len(ladder.steps) - 1
    messages = [str(step.message) for step in ladder.steps]
    if notice in messages:
        return messages.index(notice)
    harsh = [place for place, message in enumerate(messages) if message in HARSH_MESSAGES]
    return max(harsh[0] - 1, 0) if harsh else len(messages) - 1


def notice_place(ladder: Ladder, country: str, customer_type: str) -> int:
    """Return the place of the notice that the law wants before a harsh step, NO_NOTICE where it wants none or the ladder has none."""
    notice = notice_before(country, customer_type)
    messages = [str(step.message) for step in ladder.steps]
    return messages.index(notice) if notice in messages else NO_NOTICE


def lawful(ladders: Ladders, customers: pd.DataFrame, codes: NDArray[np.int64]) -> Lawful:
    """Return what the law says of every customer on the ladder it climbs."""
    groups = customers.groupby(["country", "customer_type", codes], sort=False).ngroup().to_numpy(dtype=np.int64)
    _, first = np.unique(groups, return_index=True)
    known = [
        (ladders.all[code], country, customer_type)
        for country, customer_type, code in zip(
            customers["country"].iloc[first].tolist(),
            customers["customer_type"].iloc[first].tolist(),
            codes[first].tolist(),
            strict=True,
        )
    ]
    return Lawful(
        last_entry=np.array([highest_entry(*each) for each in known], dtype=np.int64)[groups],
        notice=np.array([notice_place(*each) for each in known], dtype=np.int64)[groups],
    )
