"""The figures of a month-end as plain values that can be kept: every metric, the aging, and what they start from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import SaldoError
from core.metrics.aging import aging
from core.metrics.measures import measures
from core.metrics.period import is_month_end
from core.metrics.scope import Scope
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.book.book import Book
    from core.metrics.aging import AgedBalance
    from core.metrics.metric import Measures, Value


class NotAMonthEndError(SaldoError):
    """A date that ends no month."""

    def __init__(self, day: date) -> None:
        super().__init__("{day} is not the last day of a month: only whole months are closed.", day=day)


class UnfinishedMonthError(SaldoError):
    """A month that is not over yet, by what the files say."""

    def __init__(self, entity: str, ends_on: date, known_on: date) -> None:
        super().__init__(
            "{ends_on:%Y-%m} cannot be closed yet for {entity}: its latest file is of {known_on}, before the month's "
            "end. Import what is still to come first.",
            ends_on=ends_on,
            entity=entity,
            known_on=known_on,
        )


class NothingToCloseError(SaldoError):
    """A month before an entity's first document, or an entity that the book does not know."""

    def __init__(self, entity: str, ends_on: date, known: list[str]) -> None:
        choice = known or Sentence("none")
        if entity:
            super().__init__(
                "{ends_on:%Y-%m} cannot be closed for {entity} because the book holds nothing of that month or before. "
                "Companies with documents by then: {choice}.",
                ends_on=ends_on,
                entity=entity,
                choice=choice,
            )
        else:
            super().__init__(
                "{ends_on:%Y-%m} cannot be closed because the book holds nothing of that month or before. "
                "Companies with documents by then: {choice}.",
                ends_on=ends_on,
                choice=choice,
            )


def entities_to_close(book: Book, ends_on: date, entity: str = "") -> tuple[str, ...]:
    """Return the entities that a close of ``ends_on`` is about: ``entity``, or every one with rows when it is ''.

    Raises
    ------
    NotAMonthEndError
        ``ends_on`` is not the last day of a month.
    NothingToCloseError
        There is nothing in the book of that day or before.
    UnfinishedMonthError
        The latest file of an entity speaks of a day before the month's end.

    """
    if not is_month_end(ends_on):
        raise NotAMonthEndError(ends_on)
    rows = [row for row in book.rows("entities_known", ends_on=ends_on) if row["has_rows"]]
    known = [row["entity"] for row in rows]
    asked = [row for row in rows if entity in {"", row["entity"]}]
    if book.latest_on < ends_on:
        raise UnfinishedMonthError(entity or "all companies", ends_on, book.latest_on)
    if not asked:
        raise NothingToCloseError(entity, ends_on, known)
    for row in asked:
        if row["last_on"] is not None and row["last_on"] < ends_on:
            raise UnfinishedMonthError(row["entity"], ends_on, row["last_on"])
    return tuple(row["entity"] for row in asked)


def reported(
    book: Book, ends_on: date, values: Mapping[str, Mapping[str, Value]], *, entity: str | None = None
) -> dict[str, Any]:
    """Return what is reported of ``ends_on`` as JSON can hold it.

    Parameters
    ----------
    values
        ``evaluate`` of the same day and entity: slug -> currency -> value.
    entity
        One entity, or None for all of them together.

    Returns
    -------
    dict
        currency -> ``figures`` (slug -> value, why, unit), ``aging`` (bucket and ``unallocated`` -> count, minor units),
        ``parts`` (what the figures start from, minor units).

    """
    scope = Scope(entity=entity)
    aged = aging(book, ends_on, scope=scope)
    measured = measures(book, ends_on, scope=scope)
    return {
        currency: {
            "figures": _figures(values, currency),
            "aging": _aging(aged.overall(currency)),
            "parts": parts(found),
        }
        for currency, found in measured.items()
    }


def parts(measured: Measures) -> dict[str, int]:
    """Return the sums that postings change: what is open at both ends of the period, unallocated, and its sales."""
    return {
        "gross_minor": measured.gross_minor,
        "unallocated_minor": -measured.unallocated_minor,
        "opening_minor": measured.opening_minor,
        "sales_minor": measured.sales_minor,
    }


def _figures(values: Mapping[str, Mapping[str, Value]], currency: str) -> dict[str, Any]:
    return {
        slug: {"value": told[currency].value, "why": told[currency].why, "unit": told[currency].unit.value}
        for slug, told in values.items()
        if currency in told
    }


def _aging(balance: AgedBalance) -> dict[str, dict[str, int]]:
    cells = {**balance.cells, "unallocated": balance.unallocated}
    return {key: {"count": cell.count, "minor": cell.minor} for key, cell in cells.items()}
