"""The lives of invoices: when each was issued and due, and when it was paid, as columns of equal length."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
import pandas as pd
import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from numpy.typing import NDArray

HISTORY: Final = timedelta(days=730)
NEVER: Final = 2**30  # a day that does not come
MOST_GROUPS: Final = 24  # habits of a group are kept by day of the week and by day; the smallest groups share one
EPOCH: Final = date(1970, 1, 1)


class Queries(Protocol):
    """What is asked of the book here: a named query as a frame or as a table."""

    def frame(self, name: str, /, relations: Mapping[str, Any] | None = None, **params: Any) -> pd.DataFrame:  # noqa: ANN401
        """Return the rows of the named query."""
        ...

    def table(self, name: str, /, relations: Mapping[str, Any] | None = None, **params: Any) -> pa.Table:  # noqa: ANN401
        """Return the rows of the named query as an Arrow table: millions of rows without a Python object."""
        ...


@dataclass(frozen=True, kw_only=True, eq=False)
class Lives:
    """Due parts of invoices, sorted by customer and the day of payment; days are counted from 1970-01-01.

    ``paid`` and ``ended`` are NEVER where it did not happen; ``ended`` without ``paid`` is a credit note or a write-off.
    ``paid_after`` is the day before ``paid`` where the day is known, and earlier where only an interval is.
    """

    item_key: NDArray[np.int64]
    customer: NDArray[np.int64]
    group: NDArray[np.int64]
    issued: NDArray[np.int64]
    due: NDArray[np.int64]
    paid: NDArray[np.int64]
    paid_after: NDArray[np.int64]
    ended: NDArray[np.int64]
    amount: NDArray[np.float64]
    groups: tuple[str, ...]

    def __len__(self) -> int:
        """Return the number of due parts."""
        return len(self.item_key)

    @property
    def late(self) -> NDArray[np.int64]:
        """Days late of the paid ones, signed, in the middle of the interval where only that is known; else NEVER."""
        middle = self.paid - (self.paid - self.paid_after - 1) // 2
        return np.where(self.paid < NEVER, middle - self.due, NEVER)

    def known_on(self, day: int) -> Lives:
        """Return the lives as they were known at the end of ``day``: what was issued, and what had ended, by then."""
        is_seen = self.issued <= day
        seen = self if is_seen.all() else self.rows(np.flatnonzero(is_seen))
        return replace(
            seen,
            paid=np.where(seen.paid <= day, seen.paid, NEVER),
            paid_after=np.where(seen.paid <= day, seen.paid_after, NEVER - 1),
            ended=np.where(seen.ended <= day, seen.ended, NEVER),
        )

    def without(self, customers: Collection[int], *, is_all: bool = True) -> Lives:
        """Return the lives without those of ``customers``; without only their ended ones, where not ``is_all``."""
        if not customers:
            return self
        theirs = np.isin(self.customer, np.fromiter(customers, dtype=np.int64))
        return self.rows(np.flatnonzero(~theirs if is_all else ~(theirs & (self.ended < NEVER))))

    def rows(self, places: NDArray[np.int64]) -> Lives:
        """Return the lives at ``places``, in that order."""
        columns = {each.name: getattr(self, each.name)[places] for each in fields(self) if each.name != "groups"}
        return replace(self, **columns)


def stacked(pieces: Sequence[Lives]) -> Lives:
    """Return the lives of all ``pieces``, at least one, in their order."""
    names = [each.name for each in fields(Lives) if each.name != "groups"]
    columns: dict[str, Any] = {name: np.concatenate([getattr(piece, name) for piece in pieces]) for name in names}
    return replace(pieces[0], **columns)


def day_number(day: date) -> int:
    """Return ``day`` as the number of days since 1970-01-01."""
    return (day - EPOCH).days


def read_lives(
    book: Queries,
    as_of: date,
    *,
    customer_keys: Sequence[int] | None = None,
    groups: tuple[str, ...] | None = None,
) -> Lives:
    """Return every invoice of ``book`` that was open at some time in the two years before ``as_of``, or later.

    Only those of ``customer_keys`` when they are given; ``groups`` are the groups known already. An issue date that the
    import had to estimate is the due date less so many days, but never after the payment: the payment would then be
    readable from the issue date. Here the estimate stands without that cap.
    """
    table = book.table("invoice_lives", chosen(customer_keys), since=as_of - HISTORY, is_all=customer_keys is None)
    lives = _lives(table, groups)
    estimated = _estimated(book.frame("book_imports"))
    return _without_cap(table["import_id"].to_numpy(), lives, estimated) if estimated else lives


def chosen(customer_keys: Sequence[int] | None) -> dict[str, pd.DataFrame]:
    """Return the relation of the customers to look at; empty where all of them are."""
    return {"chosen_customer": pd.DataFrame({"customer_key": np.array(list(customer_keys or ()), dtype=np.int64)})}


def lives_of(frame: pd.DataFrame, groups: tuple[str, ...] | None = None) -> Lives:
    """Return the lives in the rows of ``invoice_lives``, in their order."""
    return _lives(pa.Table.from_pandas(frame, preserve_index=False), groups)


def _lives(table: pa.Table, groups: tuple[str, ...] | None) -> Lives:
    issued, due, paid, ended, after = (
        _days(table[name]) for name in ("issued_on", "due_on", "paid_on", "ended_on", "paid_after")
    )
    group, names = _groups(_codes(table["entity"]), _codes(table["customer_type"]), known=groups)
    return Lives(
        item_key=table["item_key"].to_numpy().astype(np.int64, copy=False),
        customer=table["customer_key"].to_numpy().astype(np.int64, copy=False),
        group=group,
        issued=issued,
        due=due,
        paid=paid,
        paid_after=np.where(after < NEVER, np.minimum(np.maximum(after, issued - 1), paid - 1), paid - 1),
        ended=ended,
        amount=table["amount_minor"].to_numpy().astype(np.float64),
        groups=names,
    )


def _days(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """Return a column of dates as days since 1970-01-01; NEVER where there is none."""
    numbers = column.cast(pa.date32()).cast(pa.int32())
    days: NDArray[np.int64] = numbers.fill_null(NEVER).to_numpy().astype(np.int64)
    return days


def _codes(column: pa.ChunkedArray) -> tuple[NDArray[np.int64], list[str]]:
    """Return a column of words as the number of each word, in the order in which they come up, and the words."""
    told = column.combine_chunks().dictionary_encode()
    told = told.combine_chunks() if isinstance(told, pa.ChunkedArray) else told
    return told.indices.to_numpy().astype(np.int64), told.dictionary.to_pylist()


def day_numbers(column: pd.Series[Any]) -> NDArray[np.int64]:
    """Return a column of dates as days since 1970-01-01; NEVER where there is none."""
    days = pd.to_datetime(column).to_numpy().astype("datetime64[D]")
    return np.where(np.isnat(days), NEVER, days.astype(np.int64))


def group_codes(
    frame: pd.DataFrame,
    *,
    known: tuple[str, ...] | None = None,
    weights: pd.Series[Any] | None = None,
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Return the group of each row and the groups' names: type of customer within entity, the smallest as "other".

    With ``known`` groups a row of none of them is in the last.
    """
    table = pa.Table.from_pandas(frame[["entity", "customer_type"]], preserve_index=False)
    return _groups(_codes(table["entity"]), _codes(table["customer_type"]), known=known, weights=weights)


def _groups(
    of_entity: tuple[NDArray[np.int64], list[str]],
    of_kind: tuple[NDArray[np.int64], list[str]],
    *,
    known: tuple[str, ...] | None = None,
    weights: pd.Series[Any] | None = None,
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    (entity, entities), (kind, kinds) = of_entity, of_kind
    codes = entity * max(len(kinds), 1) + kind
    names = [f"{one} / {two}" for one in entities for two in kinds]
    if known is None:
        rows = np.bincount(codes, weights=weights, minlength=len(names))
        largest = [names[at] for at in np.lexsort((np.array(names, dtype=str), -rows)) if rows[at] > 0] if names else []
        known = (*largest[:MOST_GROUPS], "other")
    places = {name: at for at, name in enumerate(known)}
    to = np.array([places.get(name, len(known) - 1) for name in names], dtype=np.int64)
    return to[codes] if len(codes) else np.zeros(0, dtype=np.int64), known


def _estimated(imports: pd.DataFrame) -> dict[int, int]:
    """Return by import id how many days before the due date the invoice date was put, where a file had none."""
    found = {}
    for import_id, layout in zip(imports["import_id"].tolist(), imports["layout"].tolist(), strict=True):
        mapping = json.loads(layout).get("mapping") or {}
        days = mapping.get("issued_before_days")
        if days is not None:
            found[int(import_id)] = int(days)
    return found


def _without_cap(import_ids: NDArray[np.int64], lives: Lives, estimated: Mapping[int, int]) -> Lives:
    files, at = np.unique(import_ids, return_inverse=True)
    days = np.array([estimated.get(int(file), np.nan) for file in files], dtype=np.float64)[at]
    is_capped = (lives.issued == lives.ended) & (lives.due - lives.issued > days)
    issued = np.where(is_capped, lives.due - np.nan_to_num(days).astype(np.int64), lives.issued)
    return replace(lives, issued=issued)
