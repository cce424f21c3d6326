"""When and how each customer usually pays, read from the ledger for the customers of one audience at once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.behaviour.patterns.pay_hour import hour_habits
from core.behaviour.patterns.records import HISTORY_DAYS, Lateness, PayDays, Records
from core.payments.methods import label

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, tzinfo

    from core.behaviour.patterns.records import Queries

BEFORE_MINUTES: Final = 15
"""A message comes a quarter of an hour before the hour at which the customer usually pays."""
LEAST_SHARE: Final = 0.5
"""A method is a habit when at least half of the pay days of two years were paid with it."""
NO_HABIT: Final = -1


def habits(book: Queries, as_of: date, customer_keys: Iterable[int]) -> pd.DataFrame:
    """Return one row per customer asked for: customer_key, pay_method ('' for no habit) and pay_minute of the day (-1).

    The hour is a habit only where chance would not put so many payments into any two hours
    (``core.behaviour.patterns.pay_hour``); what we collected says nothing of it. Costs what the customers asked for cost.
    """
    keys = np.unique(np.fromiter(customer_keys, dtype=np.int64))
    asked = {"asked": pd.DataFrame({"customer_key": keys})}
    lately = {"as_of": as_of, "since": as_of - timedelta(days=HISTORY_DAYS)}
    hours = hour_habits(_records(as_of, keys, book.frame("pay_hour_days", asked, **lately)))
    return pd.DataFrame(
        {
            "customer_key": keys,
            "pay_method": pd.Series(_methods(book.frame("pay_method_days", asked, **lately), keys), dtype="str"),
            "pay_minute": np.where(hours.is_habit, hours.minute, NO_HABIT).astype(np.int64),
        }
    )


def _records(as_of: date, keys: np.ndarray[tuple[int], np.dtype[np.int64]], days: pd.DataFrame) -> Records:
    """Return what the hour is read from: pay days with a time, in the order of customer and day."""
    nothing = np.zeros(0, dtype=np.int64)
    day = days["day"].to_numpy(dtype=np.int64)
    return Records(
        as_of=as_of,
        customers=pd.DataFrame({"customer_key": keys, "has_mandate": 0}),  # the query leaves out who has one
        pay_days=PayDays(
            owner=np.searchsorted(keys, days["customer_key"].to_numpy(dtype=np.int64)),
            after=day - 1,
            day=day,
            minute=days["minute"].to_numpy(dtype=np.int64),
            is_collected=np.zeros(len(days), dtype=np.bool_),
        ),
        read_lateness=lambda: Lateness(
            owner=nothing, due=nothing, low=nothing, high=nothing, is_open=nothing.astype(np.bool_)
        ),
        methods=pd.DataFrame(),
        answers=pd.DataFrame(),
    )


def _methods(methods: pd.DataFrame, keys: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
    """Return the usual online method of each customer, '' where there is none."""
    usual = [""] * len(keys)
    days = methods.groupby("customer_key")["pay_days"].transform("sum")
    often = methods[methods["pay_days"] >= LEAST_SHARE * days].sort_values(["customer_key", "pay_days"], kind="stable")
    names = {method: label(method) for method in often["method"].unique()}
    places = np.searchsorted(keys, often["customer_key"].to_numpy(dtype=np.int64))
    for place, method in zip(places.tolist(), often["method"], strict=True):
        usual[place] = names[method]
    return usual


def habitual_send_at(pay_minute: int, earliest: datetime, zone: tzinfo) -> datetime | None:
    """Return when to send to a customer: the first quarter of an hour before its hour that is not before ``earliest``.

    ``pay_minute`` is the minute of the day in ``zone``, -1 for no habit: None then, and the message goes when the campaign
    goes. Contact hours are the sender's own matter: a message waits until they open.
    """
    if pay_minute == NO_HABIT:
        return None
    local = earliest.astimezone(zone)
    planned = datetime.combine(local.date(), time.min, zone) + timedelta(minutes=pay_minute - BEFORE_MINUTES)
    while planned < local:
        planned += timedelta(days=1)
    return planned.astimezone(UTC)
