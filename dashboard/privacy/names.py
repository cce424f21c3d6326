"""Customers as the page of privacy names them: by the ledger's name, with a way to their page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.clock import LOCAL
from dashboard import reads
from dashboard.doors import go

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.reads import Edition

NAMES = ["entity", "customer_id"]


def with_names(rows: pd.DataFrame, of: Edition | None) -> pd.DataFrame:
    """Return ``rows`` (entity, customer_id) with customer_key (-1 for none) and name, the number where the ledger has none."""
    if of is None or rows.empty:
        return rows.assign(customer_key=-1, name=rows["customer_id"])
    named = rows[NAMES].drop_duplicates().astype("str")
    known = reads.book(of).frame("customers_facts", relations={"named": named})[["customer_key", *NAMES, "name"]]
    beside = rows.merge(known, on=NAMES, how="left")
    return beside.assign(
        customer_key=beside["customer_key"].fillna(-1).astype("int64"),
        name=beside["name"].fillna(beside["customer_id"]),
    )


def open_customer(rows: pd.DataFrame, place: int | None) -> None:
    """Leave for the page of the customer that was clicked, where the ledger has one."""
    if place is None:
        return
    key = int(rows["customer_key"].iloc[place])
    if key >= 0:
        go("customer", id=str(key))


def days(moments: pd.Series[Any]) -> pd.Series[Any]:
    """Return the day of each moment by the clocks of the house, for a table; a moment that did not come stays none."""
    local: pd.Series[Any] = moments.dt.tz_convert(LOCAL).dt.tz_localize(None).dt.normalize()
    return local
