"""The group figure: the measures of every currency in one, balances at closing rates and each month's sales at its average."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

from core.metrics.measures import measures
from core.metrics.metric import YEAR, Events, Measures, MonthOfSales, Promises, Roll, Value
from core.metrics.period import DEFAULT_MONTHS, Window, months_before, window
from core.metrics.rates import EURO, Rate, RateMissingError, Rates, converted, rates
from core.metrics.registry import METRICS
from core.metrics.undefined import Why

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.metrics.review.finding import Finding
    from core.metrics.scope import Scope

AT_CLOSING: Final = (
    "current_minor",
    "past_due_minor",
    "unallocated_minor",
    "disputed_current_minor",
    "disputed_past_due_minor",
    "late_days_minor",
)
"""Balances of the day: converted at its closing rate."""

AT_OPENING: Final = ("opening_minor", "opening_disputed_minor")
"""Balances of the start of the period: converted at the closing rate of that day."""

ONE_CURRENCY: Final = ("true_dso", "sales_weighted_dso")
"""Metrics that set each invoice against the sales of its own month: read them per currency."""

Summed = TypeVar("Summed", Events, Roll, Promises)
Item = TypeVar("Item")


@dataclass(frozen=True, kw_only=True)
class GroupMeasures:
    """One ``Measures`` in the group's currency, or ``None`` with the reason; the rates that were used, and by currency."""

    into: str
    measures: Measures | None
    by_currency: Mapping[str, Measures]
    rates: tuple[Rate, ...] = ()
    why: Finding | None = None


def group_measures(
    book: Book,
    as_of: date,
    *,
    into: str = EURO,
    months: int = DEFAULT_MONTHS,
    scope: Scope | None = None,
    segments: pd.DataFrame | None = None,
    as_known: str = "first",
) -> GroupMeasures:
    """Return the measures of ``as_of`` of all currencies together, in ``into``.

    Balances are converted at the closing rate of their day, each month-long window of sales at the average of its months,
    what happened in the period at the average of the period. Every amount is rounded to a minor unit once.

    A rate that is missing or zero makes the whole undefined, with the currency and the day: no currency is left out and none
    is added without a rate. Only sales older than twelve months may lack rates: the history then ends before them, and a
    count back through it says that it ran out.

    Parameters
    ----------
    into
        The group's currency.
    as_known
        ``first``: rates as first complete, so that a past month-end never moves; ``latest``: corrections included.

    """
    found = measures(book, as_of, months=months, scope=scope, segments=segments)
    return combined(book, as_of, found, into=into, months=months, as_known=as_known)


def combined(
    book: Book,
    as_of: date,
    by_currency: Mapping[str, Measures],
    *,
    into: str = EURO,
    months: int = DEFAULT_MONTHS,
    as_known: str = "first",
) -> GroupMeasures:
    """Return the group's measures from those of every currency; parameters as in ``group_measures``."""
    dates = _Dates(as_of=as_of, months=months, longest=max([0, *(len(each.history) for each in by_currency.values())]))
    known = rates(
        book,
        by_currency,
        into=into,
        closing_on=dates.closing,
        windows=(*dates.windows, *dates.spans),
        as_known=as_known,
    )
    outline = GroupMeasures(into=into, measures=None, by_currency=by_currency)
    if not by_currency:
        return outline
    try:
        told = [_converted(each, currency, dates, known) for currency, each in by_currency.items()]
    except RateMissingError as missing:
        return replace(outline, why=missing.why)
    # Where one currency's older rates end, the others' older sales are not the group's either.
    cut = [
        len(each.history)
        for each, own in zip(told, by_currency.values(), strict=True)
        if len(each.history) < len(own.history)
    ]
    if cut:
        told = [replace(each, history=each.history[: min(cut)]) for each in told]
    return replace(outline, measures=_summed(told), rates=tuple(known.known.values()))


def group_values(group: GroupMeasures) -> dict[str, Value]:
    """Return every metric of the group by slug; none without measures, for ``group.why``."""
    if group.measures is None:
        return {}
    return {
        slug: Value(value=None, why=Why.NOT_MEASURED, unit=metric.unit)
        if slug in ONE_CURRENCY
        else metric.value(group.measures)
        for slug, metric in METRICS.items()
    }


@dataclass(frozen=True, kw_only=True)
class _Dates:
    """The days and windows whose rates one set of measures asks for."""

    as_of: date
    months: int
    longest: int
    windows: tuple[Window, ...] = field(init=False)
    period: Window = field(init=False)
    year: Window = field(init=False)

    def __post_init__(self) -> None:
        ends = [months_before(self.as_of, n) for n in range(max(self.longest, self.months) + 1)]
        windows = tuple(Window(after_on=after, until_on=until) for until, after in pairwise(ends))
        object.__setattr__(self, "windows", windows)
        object.__setattr__(self, "period", window(self.as_of, self.months))
        object.__setattr__(self, "year", window(self.as_of, YEAR))

    @property
    def closing(self) -> tuple[date, ...]:
        return self.as_of, self.period.after_on, self.year.after_on

    @property
    def spans(self) -> tuple[Window, ...]:
        return self.period, self.year


def _converted(each: Measures, currency: str, dates: _Dates, known: Rates) -> Measures:
    """Return the measures of one currency in the group's; raise ``RateMissingError`` for what cannot be."""

    def at_closing(minor: int, on: date = dates.as_of) -> int:
        return converted(minor, currency, known.into, known.closing(currency, on)) if minor else 0

    def at_average(minor: int, over: Window) -> int:
        return converted(minor, currency, known.into, known.average(currency, over)) if minor else 0

    closing = {name: at_closing(getattr(each, name)) for name in AT_CLOSING}  # first: its rate is the one to name
    history = _history(each, dates, at_average)
    return replace(
        each,
        **closing,
        **{name: at_closing(getattr(each, name), dates.period.after_on) for name in AT_OPENING},
        past_due_by_bucket={key: at_closing(minor) for key, minor in each.past_due_by_bucket.items()},
        history=history,
        sales_minor=sum(month.sales_minor for month in history[: dates.months]),
        issued=(),
        year_ago_minor=None if each.year_ago_minor is None else at_closing(each.year_ago_minor, dates.year.after_on),
        rolls={key: _each(roll, at_closing) for key, roll in each.rolls.items()},
        year_rolls={key: _each(roll, at_closing) for key, roll in each.year_rolls.items()},
        events=_each(each.events, lambda minor: at_average(minor, dates.period)),
        year_events=_each(each.year_events, lambda minor: at_average(minor, dates.year)),
        promises=None if each.promises is None else _each(each.promises, lambda minor: at_average(minor, dates.period)),
        spread=None,  # a customer's currencies would have to be added before squares are
    )


def _history(each: Measures, dates: _Dates, at_average: Callable[[int, Window], int]) -> tuple[MonthOfSales, ...]:
    """Return the sales of every window at its average, ending where older rates do."""
    found: list[MonthOfSales] = []
    for place, (month, over) in enumerate(zip(each.history, dates.windows, strict=False)):
        try:
            found.append(replace(month, sales_minor=at_average(month.sales_minor, over)))
        except RateMissingError:
            if place < max(dates.months, YEAR):
                raise
            break
    return tuple(found)


def _each(told: Summed, convert: Callable[[int], int]) -> Summed:
    """Return ``told`` with every amount converted; counts and days stay."""
    return replace(told, **{name: convert(value) for name, value in vars(told).items() if name.endswith("_minor")})


def _summed(told: list[Measures]) -> Measures:
    """Return all currencies together, already in one."""
    first = told[0]
    return replace(
        first,
        **{name: sum(getattr(each, name) for each in told) for name in (*AT_CLOSING, *AT_OPENING, "sales_minor")},
        past_due_by_bucket=_by_key([each.past_due_by_bucket for each in told], sum),
        history=_months(told),
        year_ago_minor=_or_none([each.year_ago_minor for each in told], sum),
        known_months=_or_none([each.known_months for each in told if each.known_months is not None] or [None], min),
        book_months=_or_none([each.book_months for each in told], max),
        rolls=_by_key([each.rolls for each in told], _added),
        year_rolls=_by_key([each.year_rolls for each in told], _added),
        events=_added([each.events for each in told]),
        year_events=_added([each.year_events for each in told]),
        promises=_or_none([each.promises for each in told], _added),
    )


def _months(told: list[Measures]) -> tuple[MonthOfSales, ...]:
    """Return the sales of every window together, as far back as the currency whose rates end first.

    A currency whose own sales begin later adds nothing to the windows before.
    """
    complete = [len(each.history) for each in told]
    return tuple(
        replace(
            next(each.history[place] for each in told if place < len(each.history)),
            sales_minor=sum(each.history[place].sales_minor for each in told if place < len(each.history)),
            is_comparable=all(each.history[place].is_comparable for each in told if place < len(each.history)),
        )
        for place in range(max(complete, default=0))
    )


def _added(told: Iterable[Summed]) -> Summed:
    """Return values of one kind added up, field by field."""
    first, *rest = told
    return replace(
        first, **{name: value + sum(vars(each)[name] for each in rest) for name, value in vars(first).items()}
    )


def _by_key(told: Iterable[Mapping[str, Item]], add: Callable[[list[Item]], Item]) -> dict[str, Item]:
    """Return mappings added up key by key."""
    every = list(told)
    keys = dict.fromkeys(key for each in every for key in each)
    return {key: add([each[key] for each in every if key in each]) for key in keys}


def _or_none(told: Iterable[Item | None], add: Callable[[list[Item]], Item]) -> Item | None:
    """Return values added up, ``None`` when any of them is."""
    every = list(told)
    present = [each for each in every if each is not None]
    return add(present) if present and len(present) == len(every) else None
