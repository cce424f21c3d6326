"""The bridge: why DSO changed between two dates, in parts that add up to the change exactly."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from core.errors import SaldoError, UnknownNameError
from core.metrics.metric import YEAR
from core.metrics.paging import known
from core.metrics.period import DEFAULT_MONTHS
from core.metrics.review import finding as told
from core.metrics.review.corners import CHOICES, FINE, corners
from core.metrics.review.ends import End, ends
from core.metrics.review.finding import Finding
from core.metrics.review.parts import BRIDGED, DIMENSIONS, LABELS, MEANINGS, Basis, Part, parts_of
from core.metrics.review.shapley import shared_out
from core.metrics.scope import GroupBy, Scope
from core.metrics.undefined import Why

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.metrics.review.corners import Choice
    from core.metrics.segment_cube import SegmentCube


__all__ = [
    "BRIDGED",
    "DIMENSIONS",
    "LABELS",
    "MEANINGS",
    "Bridge",
    "GroupChange",
    "Part",
    "between",
    "bridge",
    "parts_of",
]

NO_SALES: Final = "There were no sales in the {months} months up to {day}, so a balance cannot be put in days of sales."
IN_CREDIT: Final = "On {day} customers had more credit than debt: DSO is 0 and its change has no parts."
PATTERNS: Final = (NO_SALES, IN_CREDIT)

NOWHERE: Final = dict.fromkeys(CHOICES, 0)
"""The corners of a group without invoices or balance in any window."""


class DatesTurnedError(SaldoError):
    """The bridge would run backwards or stand still."""

    def __init__(self, from_on: date, to_on: date) -> None:
        super().__init__(
            "A bridge runs from an earlier to a later date, not from {from_on} to {to_on}: choose an earlier first "
            "date.",
            from_on=from_on,
            to_on=to_on,
        )


@dataclass(frozen=True, kw_only=True)
class GroupChange:
    """One group's days in the whole's DSO at both ends, and the parts of their difference."""

    from_days: Fraction
    to_days: Fraction
    parts: Mapping[Part, Fraction]

    @property
    def change(self) -> Fraction:
        """Days by which the group moved the whole: its parts together."""
        return self.to_days - self.from_days


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """Why a figure changed; ``parts`` add up to ``change``, ``groups`` to both, all as exact fractions of a day.

    ``why`` says why there is no bridge; then there are no parts and no groups, and an undefined end is ``None``.
    """

    metric: str
    currency: str
    group: GroupBy
    start: End
    end: End
    from_days: Fraction | None
    to_days: Fraction | None
    parts: Mapping[Part, Fraction] = field(default_factory=dict)
    groups: Mapping[str, GroupChange] = field(default_factory=dict)
    why: Finding | None = None

    @property
    def change(self) -> Fraction | None:
        """Days by which the figure changed; ``None`` when it is undefined at an end."""
        return None if self.from_days is None or self.to_days is None else self.to_days - self.from_days


def bridge(
    book: Book,
    from_on: date,
    to_on: date,
    *,
    metric: str = "dso",
    group: GroupBy | str = GroupBy.SEGMENT,
    months: int = DEFAULT_MONTHS,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    cube: SegmentCube | None = None,
) -> dict[str, Bridge]:
    """Return by currency why ``metric`` changed from ``from_on`` to ``to_on``.

    Open balance is written as a sum over groups g and month-long windows of issue k, counted back from each date:
    invoiced in k by all x share of g in that x share of it still open, the last apart for what is not yet due, disputed, and
    late. DSO is that sum x days in the period / sales of the period. Five causes can then be changed one at a time from how
    they stood at the first date to how they stand at the second: sales (invoiced by window, sales and days of the period),
    mix (shares of the groups), terms, disputes and lateness (the three open shares). A cause's part is its step averaged over
    every order of changing them (the Shapley value), so no order is preferred and nothing is left over.

    Parameters
    ----------
    metric
        A key of ``BRIDGED``. ``dso_net`` has a sixth part, credits; a variant has only the parts that are in its balance.
    group
        What the mix is of, and what ``groups`` are: one of ``DIMENSIONS``; ``all`` has no mix.
    segments
        One row per customer: ``customer_key``, ``segment``; the same at both ends, so that a customer who moved meanwhile
        counts where the assignment puts it and the mix is not moved by relabelling.
    cube
        ``segment_cube`` of this book and these segments, kept by the caller. With it, or without a segment, two month-ends
        are read from cubes and no document is.

    Returns
    -------
    dict
        Empty without documents in scope. Days are exact fractions; ``float(x.from_days)`` equals the metric of that date.

    Raises
    ------
    DatesTurnedError
        ``from_on`` is not before ``to_on``.
    UnknownNameError
        No bridge for this metric or dimension.
    ValueError
        A segment is asked for without ``segments``.

    Notes
    -----
    Groups or months without invoices at one end have no open share there; that of the other end stands for it, so that what
    appears or disappears moves sales and mix only. Not for judging one customer, whose months are often empty, and not when
    the books start after ``from_on``: without sales in a period there is no bridge.

    References
    ----------
    Lewellen, W. G. and Johnson, R. W. (1972), Better way to monitor accounts receivable, Harvard Business Review 50(3), for
    open shares by month of sale; Shapley (1953) for the average over orders.

    """
    if from_on >= to_on:
        raise DatesTurnedError(from_on, to_on)
    if metric not in BRIDGED:
        raise UnknownNameError("metric with a bridge", metric, list(BRIDGED))
    basis, by = BRIDGED[metric], GroupBy(known("dimension of a bridge", str(group), DIMENSIONS))
    months = basis.months or months
    found = ends(
        book,
        from_on,
        to_on,
        group=by,
        months=months,
        scope=scope or Scope(),
        segments=segments,
        cube=cube,
        with_credits=basis.with_credits,
    )
    return {
        currency: between(both, metric=metric, currency=currency, group=by, months=months)
        for currency, both in found.items()
    }


def between(
    both: tuple[End, End], *, metric: str, currency: str, group: GroupBy, months: int = DEFAULT_MONTHS
) -> Bridge:
    """Return the bridge between two ends already read; parameters as in ``bridge``."""
    basis = BRIDGED[metric]
    if basis.month_days:
        both = (replace(both[0], days=basis.month_days * months), replace(both[1], days=basis.month_days * months))
    levels = [_level(each, basis) for each in both]
    unknown = [_unknown(each, months) for each in both]
    outline = Bridge(
        metric=metric,
        currency=currency,
        group=group,
        start=both[0],
        end=both[1],
        from_days=None if levels[0] is None or unknown[0] else max(levels[0], Fraction(0)),
        to_days=None if levels[1] is None or unknown[1] else max(levels[1], Fraction(0)),
    )
    for each, level, reason in zip(both, levels, unknown, strict=True):
        if reason is not None:
            return replace(outline, why=reason)
        if level is None:
            slots = {"months": told.count(months), "day": told.day(each.as_of)}
            return replace(outline, why=Finding(pattern=NO_SALES, slots=slots))
        if level < 0:
            return replace(outline, why=Finding(pattern=IN_CREDIT, slots={"day": told.day(each.as_of)}))
    groups = _groups(both, basis)
    parts = {part: sum((each.parts[part] for each in groups.values()), Fraction(0)) for part in parts_of(metric)}
    return replace(outline, parts=parts, groups=groups)


def _unknown(end: End, months: int) -> Finding | None:
    """Return why the sales of the period at one end are not known, ``None`` when they are."""
    if end.known_months is not None and end.known_months < months:
        return Finding(pattern=Why.ONLY_OPEN)
    if end.book_months is not None and end.book_months < months:
        if months >= YEAR:
            return Finding(pattern=Why.NO_YEAR)
        return Finding(pattern=Why.YOUNG) if end.sales_minor > 0 else None
    return None


def _level(end: End, basis: Basis) -> Fraction | None:
    """Return the figure at one end, negative when customers are in credit; ``None`` without sales."""
    if end.sales_minor <= 0:
        return None
    states = [state for held in basis.states.values() for state in held]
    minor = sum(end.balance_minor(group, *states) for group in end.opened)
    if basis.with_credits:
        minor += sum(end.credits.values())
    return Fraction(minor * end.days, end.sales_minor)


def _groups(both: tuple[End, End], basis: Basis) -> dict[str, GroupChange]:
    """Return every group's days at both ends and its parts; both ends have sales."""
    rates = tuple(Fraction(each.days, each.sales_minor) for each in both)
    names = sorted({name for each in both for name in (*each.invoiced, *each.opened, *each.credits)})
    by_part = {part: corners(both, states) for part, states in basis.states.items()}
    return {name: _group(name, both, rates, by_part, basis) for name in names}


def _group(
    name: str,
    both: tuple[End, End],
    rates: tuple[Fraction, ...],
    by_part: Mapping[Part, Mapping[str, Mapping[Choice, int]]],
    basis: Basis,
) -> GroupChange:
    """Return one group's change: the balance behind each part has causes of its own, and sales and mix share in all."""
    parts = dict.fromkeys((Part.VOLUME, Part.MIX, *basis.states), Fraction(0))
    days = [Fraction(0), Fraction(0)]
    for part, groups in by_part.items():
        open_at = groups.get(name, NOWHERE)
        volume, mix, own = shared_out(lambda at: Fraction(open_at[at], FINE) * rates[at[0]], 3)  # noqa: B023  # called at once
        parts[Part.VOLUME] += volume
        parts[Part.MIX] += mix
        parts[part] += own
        for end, choice in enumerate((CHOICES[0], CHOICES[-1])):
            days[end] += Fraction(open_at[choice], FINE) * rates[end]
    if basis.with_credits:
        owed = [each.credits.get(name, 0) for each in both]
        volume, own = shared_out(lambda at: owed[at[1]] * rates[at[0]], 2)
        parts[Part.VOLUME] += volume
        parts[Part.CREDITS] = own
        days = [days[end] + owed[end] * rates[end] for end in (0, 1)]
    return GroupChange(from_days=days[0], to_days=days[1], parts=parts)
