"""What went wrong with reminders that were really sent: matched with the ledger, judged by what is known now and what was then."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.acting import permitted
from core.actions import Action
from core.desk import replays
from core.desk.replays import RunKind, RunState
from core.errors import SaldoError
from core.sentence import Sentence
from core.strategy.replay.errors import HistoryUnreadableError
from core.strategy.replay.moments import span
from core.strategy.replay.wrong import Wrong, judged

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.strategy.replay.history_file import HistoryFile

ANYTHING: Final = 1
"""Minor units that a reminder of which the amount is not known is taken to ask for: wrong only when nothing was to be asked."""


class Refused(StrEnum):
    """Why a row of a history cannot be used."""

    NO_DAY = "no_day"
    OUTSIDE = "outside"
    NO_CUSTOMER = "no_customer"
    NO_INVOICE = "no_invoice"
    NOTHING_DUE = "nothing_due"


@dataclass(frozen=True, kw_only=True, eq=False)
class History:
    """What became of a team's own reminders.

    ``reminders``: one row per reminder that could be matched: row, day, entity, customer_id, customer_key, number, level, channel,
    items, and the columns of ``judged``. ``refused``: row, reason (``Refused``), told.
    """

    reminders: pd.DataFrame
    refused: pd.DataFrame
    totals: dict[str, Any]


def look_back(desk: Desk, book: Book, file: HistoryFile) -> History:
    """Return what went wrong with the reminders of ``file``; raise ``HistoryUnreadableError`` when none can be matched."""
    rows = file.rows
    first_on, latest_on = span(book)
    refused = [
        _refused(rows[rows["day"].isna()], Refused.NO_DAY, "day_told"),
        _refused(
            rows[(rows["day"] < pd.Timestamp(first_on)) | (rows["day"] > pd.Timestamp(latest_on))],
            Refused.OUTSIDE,
            "day_told",
        ),
    ]
    usable = rows[~rows["row"].isin(pd.concat(refused)["row"])].reset_index(drop=True)
    matched, unmatched = _matched(book, usable)
    refused += unmatched
    reminders = _reminders(desk, book, usable, matched)
    told = pd.concat(refused, ignore_index=True).sort_values("row", ignore_index=True)
    if reminders.empty:
        why = ", ".join(
            f"{number} rows: {_WHY[Refused(str(reason))]}" for reason, number in told["reason"].value_counts().items()
        )
        raise HistoryUnreadableError(
            file.name, Sentence("{why}. Check which columns were taken: {given}.", why=why, given=dict(file.columns))
        )
    return History(reminders=reminders, refused=told, totals=_totals(rows, reminders, told))


@permitted(Action.POLICY)
def keep_history(
    desk: Desk,
    book: Book,
    file: HistoryFile,
    *,
    by: str,
    title: str = "",
    progress: Callable[[float, str], None] | None = None,
) -> int:
    """Look at ``file`` as ``look_back`` does, keep what was found, and return the number of the run."""
    asked = {"file": file.name, "columns": dict(file.columns)}
    known = file.rows["day"].dropna()
    days = known[(known >= pd.Timestamp(span(book)[0])) & (known <= pd.Timestamp(book.latest_on))]
    run_id = replays.begin(
        desk,
        RunKind.HISTORY,
        title or file.name,
        book_version=book.version,
        asked=asked,
        by=by,
        first_on=days.min().date() if len(days) else None,
        last_on=days.max().date() if len(days) else None,
    )
    if progress is not None:
        progress(0.1, file.name)
    try:
        found = look_back(desk, book, file)
    except SaldoError as error:
        replays.end(desk, run_id, RunState.FAILED, why=str(error))
        raise
    replays.finish(
        desk, run_id, totals=found.totals, days=_days(found.reminders), messages=found.reminders, items=found.refused
    )
    return run_id


_WHY: Final = {
    Refused.NO_DAY: "no day that can be read",
    Refused.OUTSIDE: "a day outside the ledger",
    Refused.NO_CUSTOMER: "a customer that is not in the ledger",
    Refused.NO_INVOICE: "an invoice that this customer does not have",
    Refused.NOTHING_DUE: "nothing that was past due",
}


def _refused(rows: pd.DataFrame, reason: Refused, column: str) -> pd.DataFrame:
    told = rows[column].fillna("").astype("str")
    return pd.DataFrame({"row": rows["row"], "reason": str(reason), "told": told}).reset_index(drop=True)


def _matched(book: Book, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    """Return the items of each reminder (place is its row in ``rows``), and the rows that have none."""
    asked = pd.DataFrame(
        {
            "place": np.arange(len(rows)),
            "entity": rows["entity"],
            "customer_id": rows["customer_id"],
            "number": rows["number"],
            "reminded_on": rows["day"].dt.date,
        }
    )
    found = book.frame("history_items", relations={"history": asked})
    items = found[found["item_key"].notna()].reset_index(drop=True)
    # Of an instalment plan only what was due by then was asked for, where anything was.
    is_due = items["due_on"] < rows["day"].to_numpy()[items["place"]]
    has_due = is_due.groupby(items["place"]).transform("any")
    items = items[is_due | ~has_due].reset_index(drop=True)
    known, placed = rows.index.isin(found["place"]), rows.index.isin(items["place"])
    named = rows["number"].notna()
    return items, [
        _refused(rows[~known], Refused.NO_CUSTOMER, "customer_id"),
        _refused(rows[known & ~placed & named], Refused.NO_INVOICE, "number"),
        _refused(rows[known & ~placed & ~named], Refused.NOTHING_DUE, "customer_id"),
    ]


def _reminders(desk: Desk, book: Book, rows: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Return one row per reminder: wrong when there was nothing right to ask of any of its items."""
    place = items["place"].to_numpy(dtype=np.int64)
    asked = items[["customer_key", "entity", "customer_id", "item_key", "number"]].assign(
        day=rows["day"].to_numpy()[place], asked_minor=ANYTHING
    )
    told = judged(desk, book, asked.astype({"item_key": "int64"}))
    weight = told["wrong"].map({str(kind): number for number, kind in enumerate(Wrong)})
    beside = told.assign(place=place, weight=weight, customer_key=items["customer_key"], entity=items["entity"])
    beside = beside.sort_values(["place", "weight"], kind="stable", na_position="first")
    first = beside.drop_duplicates("place").set_index("place")
    sums = beside.groupby("place").agg(
        items=("weight", "size"),
        is_paid_later=("is_paid_later", "any"),
        is_disputed_later=("is_disputed_later", "any"),
    )
    own = rows.loc[first.index, ["row", "day", "customer_id", "number", "level", "channel"]]
    return (
        own.join(first.drop(columns=["weight", "paid_minor", "is_paid_later", "is_disputed_later"]))
        .join(sums)
        .reset_index(drop=True)
    )


def _days(reminders: pd.DataFrame) -> pd.DataFrame:
    counted = reminders.assign(is_wrong=reminders["wrong"].notna()).groupby("day")
    return counted.agg(
        messages=("row", "size"),
        paid=("is_paid_later", "sum"),
        disputed=("is_disputed_later", "sum"),
        wrong=("is_wrong", "sum"),
    ).reset_index()


def _totals(rows: pd.DataFrame, reminders: pd.DataFrame, refused: pd.DataFrame) -> dict[str, Any]:
    """Return what the history comes to, as plain JSON values; wrong ones by kind and by what was known then."""
    wrong = reminders[reminders["wrong"].notna()]
    known = wrong["was_known"].map({True: "known", False: "later"}).fillna("before")
    over = reminders[reminders["is_over"]]
    return {
        "rows": len(rows),
        "messages": len(reminders),
        "customers": int(reminders["customer_key"].nunique()),
        "refused": {str(name): int(number) for name, number in refused["reason"].value_counts().items()},
        "without_level": int((rows["level"].isna() & rows["level_told"].ne("")).sum()),
        "over": len(over),
        "paid": int(over["is_paid_later"].sum()),
        "disputed": int(over["is_disputed_later"].sum()),
        "wrong_messages": len(wrong),
        "wrong": {str(name): int(number) for name, number in wrong["wrong"].value_counts().items()},
        "wrong_known": {
            str(kind): {str(name): int(number) for name, number in known[wrong["wrong"] == kind].value_counts().items()}
            for kind in wrong["wrong"].unique()
        },
    }
