"""Late because of us: what is past due while something waits on us, by cause and by who is to bring it to an end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd
import pyarrow.compute as pc

from core.company.pieces import DESK, pieces
from core.metrics.positions import positions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from core.book.book import Book
    from core.desk.engine import Desk

ITEMS: Final = (
    "on_day", "customer_key", "entity", "customer_id", "name", "item_key", "number", "part_no", "currency", "due_on",
    "balance_minor", "late_minor", "days_lost", "cause", "owner", "opened_on", "source", "case_id", "told",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Reconciled:
    """The open balance of one currency in four parts that add up to it, in minor units; credits are below zero."""

    currency: str
    not_due_minor: int
    ours_minor: int
    other_late_minor: int
    credits_minor: int

    @property
    def open_minor(self) -> int:
        """Return the balance of the ledger."""
        return self.not_due_minor + self.ours_minor + self.other_late_minor + self.credits_minor

    @property
    def past_due_minor(self) -> int:
        """Return what is past due on invoices."""
        return self.ours_minor + self.other_late_minor


@dataclass(frozen=True, kw_only=True, eq=False)
class Late:
    """What is late because of us on ``as_of``: ``items`` with the columns ITEMS, one row per item and cause."""

    as_of: date
    items: pd.DataFrame
    totals: Mapping[str, Reconciled]

    def by(self, *names: str, currency: str) -> pd.DataFrame:
        """Return late_minor, items, customers and days_lost (weighted by amount) per group of ``names``, the most first."""
        chosen = self.items[self.items["currency"] == currency]
        weighted = chosen.assign(weight=chosen["late_minor"].astype("float64") * chosen["days_lost"])
        grouped = weighted.groupby(list(names), as_index=False, sort=False).agg(
            late_minor=("late_minor", "sum"),
            items=("item_key", "nunique"),
            customers=("customer_key", "nunique"),
            weight=("weight", "sum"),
        )
        days = (grouped["weight"] / grouped["late_minor"].where(grouped["late_minor"] > 0)).round(1)
        return (
            grouped.assign(days_lost=days)
            .drop(columns="weight")
            .sort_values("late_minor", ascending=False, ignore_index=True)
        )


def late(desk: Desk, book: Book, as_of: date) -> Late:
    """Return what is late because of us on ``as_of``.

    An item counts with the part of its balance that a case or a dispute of the ledger contests for a cause of ours
    (``WAITING_ON_US``), once it is past due, and each euro once: the matter that was opened first takes it,
    and what the ledger and the desk both say is one matter. ``days_lost`` are the
    days since it was both past due and ours. Together with what is not due, late for other reasons, and credits it is the ledger.
    """
    items = _on_days(book, pieces(desk, book, as_of), [as_of])
    sums = items.groupby("currency")["late_minor"].sum() if len(items) else pd.Series(dtype="int64")
    ours = {str(currency): int(minor) for currency, minor in sums.items()}
    return Late(as_of=as_of, items=items, totals=_totals(book, as_of, ours))


def trend(desk: Desk, book: Book, days: Sequence[date]) -> pd.DataFrame:
    """Return late_minor per day and currency, and the days lost, as they would have been told on each of ``days``.

    Columns: on_day, currency, late_minor, customers. A cause noted later for an earlier day counts from the day it was opened.
    """
    rows = _on_days(book, pieces(desk, book, min(days)), days)
    return rows.groupby(["on_day", "currency"], as_index=False).agg(
        late_minor=("late_minor", "sum"), customers=("customer_key", "nunique")
    )


def _on_days(book: Book, known: pd.DataFrame, days: Sequence[date]) -> pd.DataFrame:
    """Return the items of the pieces that stood and were past due on each of ``days``, each euro once, with ITEMS."""
    if known.empty:
        return pd.DataFrame({name: pd.Series(dtype="object") for name in ITEMS}).astype(
            {"late_minor": "int64", "balance_minor": "int64", "days_lost": "int64", "item_key": "int64"}
        )
    asked = known[["piece", "entity", "customer_id", "number", "fiscal_year", "part_no", "currency"]]
    told = book.frame("contested_on_days", relations={"pieces": asked, "days": pd.DataFrame({"on_day": list(days)})})
    joined = told.merge(
        known[
            ["piece", "matter", "amount_minor", "cause", "owner", "opened_on", "closed_on", "source", "case_id", "told"]
        ]
    )
    on_day = joined["on_day"].dt.date
    joined = joined[(joined["opened_on"] <= on_day) & (on_day < joined["closed_on"])]
    joined = joined.sort_values(
        ["on_day", "opened_on", "matter", "due_on", "item_key"], kind="stable", ignore_index=True
    )
    late_minor = _each_euro_once(joined)
    since = pd.to_datetime(np.maximum(joined["opened_on"], joined["due_on"].dt.date))
    # The first day late is the day after the due date.
    lost = (joined["on_day"] - since).dt.days.astype("int64")
    counted = joined.assign(late_minor=late_minor, days_lost=lost.clip(lower=0))
    found: pd.DataFrame = counted.loc[counted["late_minor"] > 0, list(ITEMS)].reset_index(drop=True)
    return found


def _each_euro_once(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Return how much of each row counts, in the order of the rows: what its matter still has, and what earlier ones left.

    Both stores may speak of the same matter: of the ledger's disputes only what goes beyond the desk's counts.
    """
    is_desk = (rows["source"] == DESK).to_numpy(dtype=bool)
    got = np.zeros(len(rows), dtype=np.int64)
    got[is_desk] = _taken(rows[is_desk])
    in_ledger = _taken(rows[~is_desk])
    told: dict[tuple[object, int], int] = {}
    for name, minor in zip(_items_of(rows[is_desk]), got[is_desk].tolist(), strict=True):
        told[name] = told.get(name, 0) + minor
    more = []
    for name, minor in zip(_items_of(rows[~is_desk]), in_ledger.tolist(), strict=True):
        same = min(told.get(name, 0), minor)
        told[name] = told.get(name, 0) - same
        more.append(minor - same)
    got[~is_desk] = more
    return got


def _taken(rows: pd.DataFrame) -> NDArray[np.int64]:
    """Return how much each row takes of its item; each matter spreads its amount over its items, first due first.

    Rows of one matter stand together. A year of month-ends has tens of thousands of matters, mostly of one item: plain numbers
    take a tenth of the time that a table per matter takes.
    """
    matters = zip(*(rows[name].tolist() for name in ("on_day", "opened_on", "matter")), strict=True)
    told = zip(matters, _items_of(rows), rows["balance_minor"].tolist(), rows["amount_minor"].tolist(), strict=True)
    left: dict[tuple[object, int], int] = {}
    got: list[int] = []
    for _, group in groupby(told, key=itemgetter(0)):
        before, after = 0, {}
        for _, item, balance, pool in group:
            room = left.get(item, balance)
            got.append(min(max(pool - before, 0), room))
            before, after[item] = before + room, room - got[-1]
        left |= after
    return np.array(got, dtype=np.int64)


def _items_of(rows: pd.DataFrame) -> list[tuple[object, int]]:
    """Return day and item of each row."""
    return list(zip(rows["on_day"].tolist(), rows["item_key"].tolist(), strict=True))


def _totals(book: Book, as_of: date, ours: Mapping[str, int]) -> dict[str, Reconciled]:
    table = positions(book, as_of)
    late_cut = pc.less(table["due_on"], as_of)
    kinds = np.where(
        table["is_credit"].to_numpy(zero_copy_only=False).astype(bool),
        "credit",
        np.where(late_cut.fill_null(False).to_numpy(zero_copy_only=False), "late", "not_due"),  # noqa: FBT003 - Arrow's own form
    )
    frame = pd.DataFrame(
        {
            "currency": table["currency"].to_pandas(),
            "kind": kinds,
            "balance_minor": table["balance_minor"].to_numpy(zero_copy_only=False),
        }
    )
    sums = frame.groupby(["currency", "kind"])["balance_minor"].sum().to_dict()
    return {
        currency: Reconciled(
            currency=currency,
            not_due_minor=int(sums.get((currency, "not_due"), 0)),
            ours_minor=int(ours.get(currency, 0)),
            other_late_minor=int(sums.get((currency, "late"), 0)) - int(ours.get(currency, 0)),
            credits_minor=int(sums.get((currency, "credit"), 0)),
        )
        for currency in sorted(set(frame["currency"]))
    }


def month_ends(as_of: date, *, months: int = 12) -> list[date]:
    """Return the month-ends before ``as_of``, the oldest first, and ``as_of`` itself."""
    ends, day = [as_of], as_of.replace(day=1) - timedelta(days=1)
    for _ in range(months):
        ends.append(day)
        day = day.replace(day=1) - timedelta(days=1)
    return ends[::-1]
