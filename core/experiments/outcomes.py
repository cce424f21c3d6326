"""Outcomes: what became of everybody that was enrolled, within the window, as far as the ledger of a day knows it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.clock import LOCAL
from core.desk.contacts import morning
from core.desk.outcome_frames import complaints_since, contact_costs, disputes_since, ways_closed_since
from core.experiments.enrol import OF_CUSTOMER
from core.strategy.cash_ahead import euro_factors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from numpy.typing import NDArray

    from core.desk.engine import Desk
    from core.experiments.enrol import Enrolled
    from core.segments.features import Queries

KEPT_DAYS: Final = 90
CENTS: Final = 100


def outcomes(desk: Desk, book: Queries, enrolled: Sequence[Enrolled], *, window_days: int, as_of: date) -> pd.DataFrame:
    """Return what became of every customer that was enrolled, from the first time it was.

    Parameters
    ----------
    desk, book
        Where contacts and cases are known, and where money is.
    enrolled : sequence of Enrolled
        Of one experiment, or of one campaign, the earliest first.
    window_days : int
        How many days after the launch count.
    as_of : date
        The last day whose facts count, no later than the ledger's own.

    Returns
    -------
    DataFrame
        One row per customer: entity, customer_id, campaign, arm, segment, ladder, step, template, channel; ``start_on``, ``until_on`` and
        ``is_over`` (the window is); ``is_known`` (the ledger still has its items), ``asked_eur`` (open when the campaign left;
        0: paid before); paid (0 or 1), days (the window's length for who did not pay all), euros, cost (euros), disputed,
        complained, changed_channel (0 or 1), kept (0 or 1) with ``is_kept_known`` (ninety days have passed).

    Notes
    -----
    Read by what was drawn, not by what was done: who was left out by hand, whose message was held or went by another channel, stays in
    its arm. Payments the ledger has not set against an item count for nothing until it does.
    """
    if not enrolled:
        return _frame_of_nobody()
    members = _members(enrolled)
    members = members.assign(
        until_on=members["start_on"] + pd.Timedelta(days=window_days),
        kept_until_on=members["start_on"] + pd.Timedelta(days=KEPT_DAYS),
    )
    day = np.datetime64(as_of)
    money = book.frame("outcome_money", {"enrolled": _items(book, enrolled, members, as_of)}, as_of=as_of)
    found = members.merge(money, left_index=True, right_on="member", how="left").set_index("member").sort_index()
    is_paid = ((found["is_settled"] == 1) & (found["has_paid"] == 1)).to_numpy(dtype=bool)
    waited = (found["last_on"] - found["start_on"]).dt.days.to_numpy(dtype=np.float64, na_value=window_days)
    since = morning(members["start_on"].min().date())
    named = _named(found)
    kept = _asked(book, "outcome_orders", found, found["kept_until_on"], as_of)
    disputed = _asked(book, "outcome_disputes", found, found["until_on"], as_of)
    return found.assign(
        is_over=(found["until_on"].to_numpy(dtype="datetime64[D]") <= day),
        is_known=found["open_eur"].notna().to_numpy(dtype=bool),
        asked_eur=found["open_eur"].fillna(0.0),
        paid=is_paid.astype(np.float64),
        days=np.where(is_paid, np.clip(waited, 0, window_days), window_days),
        euros=found["paid_eur"].fillna(0.0),
        cost=_cost(contact_costs(desk, since), found, named, day),
        disputed=np.maximum(disputed, _happened(disputes_since(desk, since), found, named, day)),
        complained=_happened(complaints_since(desk, since), found, named, day),
        changed_channel=_happened(ways_closed_since(desk, since), found, named, day),
        kept=kept,
        is_kept_known=(found["kept_until_on"].to_numpy(dtype="datetime64[D]") <= day),
    ).drop(columns=["open_eur", "paid_eur", "is_settled", "has_paid", "last_on"])


def _members(enrolled: Sequence[Enrolled]) -> pd.DataFrame:
    """Return everybody once, as it was when it was enrolled for the first time."""
    parts = [each.members.assign(campaign=each.campaign, start_on=pd.Timestamp(each.start_on)) for each in enrolled]
    together = pd.concat(parts, ignore_index=True)
    return together.drop_duplicates(OF_CUSTOMER, keep="first", ignore_index=True)


def _items(book: Queries, enrolled: Sequence[Enrolled], members: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return the items of each member's first campaign, as the query outcome_money wants them."""
    parts = [
        each.items.assign(
            campaign=each.campaign,
            start_at=pd.Timestamp(each.start_at.astimezone(LOCAL).replace(tzinfo=None)),
        )
        for each in enrolled
    ]
    items = pd.concat(parts, ignore_index=True)
    named = members[[*OF_CUSTOMER, "campaign", "start_on", "until_on"]].reset_index(names="member")
    asked = items.merge(named, on=[*OF_CUSTOMER, "campaign"], how="inner")
    euros = euro_factors(book, as_of, sorted(asked["currency"].unique().tolist()))
    return asked.assign(euros=asked["currency"].map(euros).astype("float64")).drop(columns=["campaign", "currency"])


def _asked(
    book: Queries, query: str, found: pd.DataFrame, until_on: pd.Series[pd.Timestamp], as_of: date
) -> NDArray[np.float64]:
    """Return 1 for each member that the answer of ``query`` names, else 0."""
    asked = found[[*OF_CUSTOMER, "start_on"]].assign(until_on=until_on).reset_index(names="member")
    named = book.frame(query, {"member": asked}, as_of=as_of)["member"].to_numpy(dtype=np.int64)
    told = np.zeros(len(found))
    told[named] = 1.0
    return told


def _named(found: pd.DataFrame) -> pd.Series[int]:
    return pd.Series(np.arange(len(found)), index=pd.MultiIndex.from_frame(found[OF_CUSTOMER]))


def _within(events: pd.DataFrame, found: pd.DataFrame, named: pd.Series[int], day: np.datetime64) -> NDArray[np.int64]:
    """Return the place in ``found`` of each event within its customer's window, -1 for any other."""
    places = named.index.get_indexer(pd.MultiIndex.from_frame(events[OF_CUSTOMER]))
    on = events["on"].to_numpy(dtype="datetime64[D]")
    known = np.maximum(places, 0)
    start, until = (found[name].to_numpy(dtype="datetime64[D]")[known] for name in ("start_on", "until_on"))
    is_within = (places >= 0) & (on >= start) & (on <= until) & (on <= day)
    return np.where(is_within, places, -1)


def _happened(
    events: pd.DataFrame, found: pd.DataFrame, named: pd.Series[int], day: np.datetime64
) -> NDArray[np.float64]:
    told = np.zeros(len(found))
    if not events.empty:
        places = _within(events, found, named, day)
        told[places[places >= 0]] = 1.0
    return told


def _cost(
    contacts: pd.DataFrame, found: pd.DataFrame, named: pd.Series[int], day: np.datetime64
) -> NDArray[np.float64]:
    """Return what the contacts of each member cost within its window, in euros."""
    if contacts.empty:
        return np.zeros(len(found))
    places = _within(contacts, found, named, day)
    is_in = places >= 0
    cents = np.bincount(
        places[is_in], weights=contacts["cost_minor"].to_numpy(dtype=np.float64)[is_in], minlength=len(found)
    )
    spent: NDArray[np.float64] = cents / CENTS
    return spent


def _frame_of_nobody() -> pd.DataFrame:
    columns = {
        **dict.fromkeys((*OF_CUSTOMER, "campaign", "segment", "ladder", "template", "channel"), "str"),
        **dict.fromkeys(("arm", "step"), "int64"),
        **dict.fromkeys(("start_on", "until_on", "kept_until_on"), "datetime64[us]"),
        **dict.fromkeys(("is_over", "is_known", "is_kept_known"), "bool"),
        **dict.fromkeys(
            ("asked_eur", "paid", "days", "euros", "cost", "disputed", "complained", "changed_channel", "kept"),
            "float64",
        ),
    }
    return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in columns.items()})
