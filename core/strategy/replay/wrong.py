"""Wrong reminders: sent for what was paid, contested, being collected, at the agency or stopped, by what is known now."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.desk.known_then import DeskThen
from core.strategy.replay.moments import arrivals, planned_at
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk

OUTCOME_DAYS: Final = 7


class Wrong(StrEnum):
    """Why a reminder should not have gone; where several are true the first of them counts."""

    PAID = "paid"
    AGENCY = "agency"
    STOPPED = "stopped"
    DISPUTE = "dispute"
    DIRECT_DEBIT = "direct_debit"


_OF_THE_DESK: Final = {
    HoldKind.AGENCY: Wrong.AGENCY,
    HoldKind.STOP: Wrong.STOPPED,
    HoldKind.DISPUTE: Wrong.DISPUTE,
}
JUDGED: Final = {
    "wrong": "str",
    "since_on": "datetime64[us]",
    "known_on": "datetime64[us]",
    "was_known": "boolean",
    "is_paid_later": "bool",
    "paid_minor": "int64",
    "is_disputed_later": "bool",
    "is_over": "bool",
}


def judged(desk: Desk, book: Book, reminders: pd.DataFrame) -> pd.DataFrame:
    """Return what is known now of each of ``reminders``: columns day, entity, customer_id, number, item_key, asked_minor.

    What was so at the end of the day before counts; a payment of the day itself crossed the reminder, nobody could know it.

    Returns
    -------
    DataFrame
        One row per row of ``reminders``, in its order and with its index: ``wrong`` (of ``Wrong``, null for a right one),
        ``since_on`` (the day it was so from), ``known_on`` (the day the books or a person told it), ``was_known`` (before the
        reminder was planned; null of a day before the first ledger arrived), ``is_paid_later`` (all that was asked came in from
        that day until OUTCOME_DAYS later), ``paid_minor``, ``is_disputed_later`` (contested OUTCOME_DAYS later), and ``is_over``
        (whether those days have passed in the ledger).

    """
    if reminders.empty:
        return pd.DataFrame({name: pd.Series(dtype=dtype) for name, dtype in JUDGED.items()}, index=reminders.index)
    until = reminders["day"] + pd.Timedelta(days=OUTCOME_DAYS)
    asked = pd.DataFrame(
        {
            "place": np.arange(len(reminders)),
            "item_key": reminders["item_key"].to_numpy(dtype=np.int64),
            "reminded_on": reminders["day"].dt.date.to_numpy(),
            "until_on": until.dt.date.to_numpy(),
        }
    )
    now = book.frame("reminders_judged", relations={"reminded": asked})
    now = now.set_index("place").reindex(range(len(reminders)))
    minor = reminders["asked_minor"].to_numpy(dtype=np.int64)
    found = _in_the_book(now, reminders["day"], minor)
    found = _earlier(found, _on_the_desk(desk, reminders))
    arrived = arrivals(book)
    told = _known(found, arrived)
    begins_on = arrived.loc[arrived["kind"] == "ledger", "arrived_at"].min()
    at = pd.to_datetime([planned_at(each) for each in reminders["day"].dt.date])
    was_known = pd.Series(told.to_numpy() <= at.to_numpy(), dtype="boolean")
    was_known[(found["wrong"].isna() | pd.Series(at < begins_on)).to_numpy()] = pd.NA
    paid = np.where(now["balance_until_minor"] < now["balance_before_minor"], now["paid_minor"], 0)
    is_wrong = found["wrong"].notna().to_numpy()
    judged_rows = pd.DataFrame(
        {
            "wrong": found["wrong"],
            "since_on": found["since_on"],
            "known_on": told.dt.tz_convert(None).dt.normalize(),
            "was_known": was_known,
            "is_paid_later": (now["balance_until_minor"].to_numpy() <= now["balance_before_minor"].to_numpy() - minor)
            & (paid > 0)
            & ~is_wrong,
            "paid_minor": np.minimum(paid, minor),
            "is_disputed_later": (now["disputed_until_minor"] > 0).to_numpy(),
            "is_over": (until <= pd.Timestamp(book.latest_on)).to_numpy(),
        }
    ).astype(JUDGED)
    return judged_rows.set_axis(reminders.index)


def _in_the_book(now: pd.DataFrame, days: pd.Series[pd.Timestamp], minor: np.ndarray) -> pd.DataFrame:
    """Return wrong, since_on and by (the import that told it), the first kind that is true of each row."""
    balance = now["balance_before_minor"].to_numpy()
    day = days.to_numpy(dtype="datetime64[us]")
    tests = (
        (Wrong.PAID, balance <= 0, now["settled_on"], now["settled_by"]),
        (Wrong.AGENCY, now["is_at_agency"].to_numpy() == 1, now["marked_on"], now["marked_by"]),
        (
            Wrong.STOPPED,
            now["blocked_until"].to_numpy(dtype="datetime64[us]") >= day,
            now["marked_on"],
            now["marked_by"],
        ),
        (
            Wrong.DISPUTE,
            (now["disputed_before_minor"].to_numpy() > 0) & (minor > balance - now["disputed_before_minor"].to_numpy()),
            now["disputed_on"].fillna(now["marked_on"]),
            now["disputed_by"],
        ),
        (
            Wrong.DIRECT_DEBIT,
            (now["in_transit_minor"].to_numpy() > 0) & (minor > balance - now["in_transit_minor"].to_numpy()),
            now["marked_on"],
            now["marked_by"],
        ),
    )
    wrong = np.full(len(now), None, dtype=object)
    since = np.full(len(now), np.datetime64("NaT", "us"))
    by = np.full(len(now), np.nan)
    for kind, mask, since_on, told_by in reversed(tests):
        wrong[mask] = str(kind)
        since[mask] = since_on.to_numpy(dtype="datetime64[us]")[mask]
        by[mask] = told_by.to_numpy(dtype=np.float64)[mask]
    return pd.DataFrame(
        {
            "wrong": wrong,
            "since_on": since,
            "by": by,
            "told_at": pd.Series(pd.NaT, index=range(len(now)), dtype="datetime64[us, UTC]"),
        }
    )


def _on_the_desk(desk: Desk, reminders: pd.DataFrame) -> pd.DataFrame:
    """Return place, wrong, since_on and told_at of reminders that a hold of the desk speaks against, whenever it was noted."""
    holds = DeskThen(desk).true_spans(tuple(_OF_THE_DESK))
    named = reminders[["entity", "customer_id", "number", "day"]].assign(place=np.arange(len(reminders)))
    beside = named.merge(holds, on=["entity", "customer_id"], suffixes=("", "_held"))
    is_about = beside["number_held"].isna() | (beside["number_held"] == beside["number"])
    is_then = (beside["from_on"] < beside["day"]) & (beside["until_on"].isna() | (beside["until_on"] >= beside["day"]))
    beside = beside[(is_about & is_then).to_numpy(dtype=bool)]
    kinds = beside["kind"].map({str(kind): str(wrong) for kind, wrong in _OF_THE_DESK.items()})
    return beside.assign(wrong=kinds)[["place", "wrong", "from_on", "told_at"]].rename(columns={"from_on": "since_on"})


def _earlier(found: pd.DataFrame, more: pd.DataFrame) -> pd.DataFrame:
    """Return ``found`` with what the desk says where the book says nothing, or something of lesser weight."""
    if more.empty:
        return found
    weight = {str(kind): place for place, kind in enumerate(Wrong)}
    first = more.assign(weight=more["wrong"].map(weight)).sort_values(["weight", "told_at"]).drop_duplicates("place")
    place = first["place"].to_numpy()
    known = found["wrong"].map(weight).fillna(len(weight)).to_numpy()
    rows = first[(first["weight"].to_numpy() < known[place])]
    changed = found.copy()
    for name in ("wrong", "since_on", "told_at"):
        column = changed[name].copy()
        column.iloc[rows["place"].to_numpy()] = rows[name].to_numpy()
        changed[name] = column
    return changed


def _known(found: pd.DataFrame, arrived: pd.DataFrame) -> pd.Series[pd.Timestamp]:
    """Return the instant at which each wrong was told: by a person, or by the import that brought it."""
    at = arrived.set_index("import_id")["arrived_at"]
    by_import = at.reindex(found["by"]).set_axis(found.index)
    return found["told_at"].fillna(by_import.astype("datetime64[us, UTC]"))
