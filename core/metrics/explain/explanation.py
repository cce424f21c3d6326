"""What an explanation is: a number, what it is made of, the statements that made it, and where its rows are."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from core.metrics.paging import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    import pyarrow as pa

    from core.metrics.metric import Figure, Measures, Unit
    from core.metrics.traits import Wanted


class Counts(StrEnum):
    """What an input counts."""

    AMOUNT = "amount"  # minor units of the currency
    AMOUNT_DAYS = "amount x days"  # minor units times days
    DAYS = "days"
    NUMBER = "number"
    SHARE = "share"  # 0-1


@dataclass(frozen=True, kw_only=True)
class Ran:
    """One named statement as it ran: ``text`` has its parameters filled in and makes the relations it joins, where small."""

    name: str
    description: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Rows:
    """Where the rows of a number are: a named query, what it is asked, and the sign with which their sum is the number.

    ``relations`` are tables the query joins, beside the segments and traits that every question brings.
    """

    query: str
    parameters: Mapping[str, object]
    sign: int = 1
    relations: Mapping[str, pa.Table] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Input:
    """One thing a number is made of.

    ``value`` is in what it ``counts``; ``label`` is a phrase that screens translate, with ``after_on`` and ``until_on`` where
    it is of some days, and ``bucket`` where it is of one. ``rows`` is None for what no row adds up to (days in a period);
    ``why`` then says what it is.
    """

    name: str
    label: str
    value: float | int | None
    counts: Counts
    rows: Rows | None = None
    why: str = ""
    after_on: date | None = None
    until_on: date | None = None
    bucket: str | None = None


@dataclass(frozen=True, kw_only=True)
class Proof:
    """What the rows of one input add up to, beside what the number says: the same, or the explanation is worth nothing."""

    name: str
    said: float | int
    rows_sum: float | int
    rows: int

    @property
    def holds(self) -> bool:
        """Return whether the rows add up to the number."""
        return self.said == self.rows_sum


@dataclass(frozen=True, kw_only=True)
class RowPage(Page):
    """One page of the rows behind an input, and the sum of all of them, sign included."""

    sum_minor: int


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Everything there is to say about one number.

    ``recompute`` gives the figure anew from the measures it was made of, so that screens and tests can show that the
    formula over the inputs is the number. ``wanted`` are traits that ``rows_behind`` needs as well.
    """

    slug: str
    label: str
    definition: str
    formula: str
    warning: str
    as_of: date
    currency: str
    unit: Unit
    figure: Figure
    inputs: tuple[Input, ...]
    queries: tuple[Ran, ...]
    measured: Measures | None = None
    compute: Callable[[Measures], Figure] | None = None
    wanted: Wanted = ()

    @property
    def value(self) -> float | int | None:
        """The number explained; None when it is undefined, and ``figure.why`` says why."""
        return self.figure.value

    def recomputed(self) -> float | int | None:
        """Return the number made anew by its formula from its inputs."""
        if self.measured is None or self.compute is None:
            amounts = [each.value for each in self.inputs if each.value is not None]
            return sum(amounts) if amounts else None
        return self.compute(self.measured).value

    def input(self, name: str) -> Input:
        """Return the input called ``name``; ``KeyError`` when there is none."""
        return {each.name: each for each in self.inputs}[name]
