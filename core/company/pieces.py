"""What waits on us: cases of the desk and disputes of the ledger with a cause of ours, as pieces that each stood from a day to a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.desk.case_frames import case_items, disputes
from core.strategy.contested import cause_of
from core.vocabulary import WAITING_ON_US, CaseState

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from core.book.book import Book
    from core.desk.engine import Desk

FOREVER: Final = date(9999, 12, 31)
NOBODY: Final = ""
DESK, LEDGER = "desk", "ledger"
PIECES: Final = {
    "piece": "int64",
    "matter": "int64",  # pieces of one matter share its amount
    "entity": "str",
    "customer_id": "str",
    "document_type": "str",
    "number": "str",
    "fiscal_year": "int64",
    "part_no": "int64",
    "currency": "str",
    "amount_minor": "int64",
    "cause": "str",
    "owner": "str",
    "opened_on": "object",
    "closed_on": "object",
    "source": "str",
    "case_id": "int64",
    "told": "str",
}
WHOLE: Final = np.iinfo(np.int64).max


def pieces(desk: Desk, book: Book, since: date) -> pd.DataFrame:
    """Return everything that waited on us on ``since`` or later, with PIECES: cases of the desk and disputes of the ledger.

    ``number`` empty is the whole account; ``amount_minor`` is WHOLE where all of it is contested.
    """
    known = [*_cases(desk, since, book.latest_on), *_of_ledger(book, since)]
    told = pd.DataFrame(
        [{**each, "piece": place, "matter": each["case_id"] or -1 - place} for place, each in enumerate(known)],
        columns=list(PIECES),
    )
    return told.astype(PIECES)


def _cases(desk: Desk, since: date, latest_on: date) -> list[dict[str, Any]]:
    found = disputes(desk)
    found = found[found["cause"].isin([str(each) for each in WAITING_ON_US])]
    named = case_items(desk)
    items = {int(str(case)): group.to_dict("records") for case, group in named.groupby("case_id")}
    rows: list[dict[str, Any]] = []
    for case in found.to_dict("records"):
        # What people did since the ledger's day is so now: it counts as done on that day.
        closed = None if case["state"] == CaseState.OPEN else min(_day(case["closed_at"]), latest_on)
        if closed is not None and closed <= since:
            continue
        about = items.get(int(case["case_id"]), [])
        rows += [_piece_of_case(case, item, closed, latest_on) for item in about]
    return rows


def _piece_of_case(
    case: Mapping[Hashable, Any], item: Mapping[Hashable, Any], closed: date | None, latest_on: date
) -> dict[str, Any]:
    is_whole = pd.isna(case["amount_minor"])
    return {
        "entity": case["entity"],
        "customer_id": case["customer_id"],
        "document_type": _text(item["document_type"]),
        "number": _text(item["number"]),
        "fiscal_year": 0 if pd.isna(item["fiscal_year"]) else int(item["fiscal_year"]),
        "part_no": 0 if pd.isna(item["part_no"]) else int(item["part_no"]),
        "currency": "" if is_whole else _text(case["currency"]),
        "amount_minor": WHOLE if is_whole else int(case["amount_minor"]),
        "cause": case["cause"],
        "owner": _text(case["owner"]),
        "opened_on": min(_day(case["opened_on"]), latest_on),
        "closed_on": closed or FOREVER,
        "source": DESK,
        "case_id": int(case["case_id"]),
        "told": "",
    }


def _of_ledger(book: Book, since: date) -> list[dict[str, Any]]:
    rows = []
    for each in book.rows("ledger_disputes", since=since):
        cause = cause_of(each["cause"])
        if cause not in WAITING_ON_US:
            continue
        rows.append(
            {
                **{name: each[name] for name in ("entity", "customer_id", "document_type", "number", "fiscal_year")},
                "part_no": 0,
                "currency": each["currency"],
                "amount_minor": each["amount_minor"] if each["amount_minor"] > 0 else WHOLE,
                "cause": str(cause),
                "owner": NOBODY,
                "opened_on": each["opened_on"],
                "closed_on": each["closed_on"] or FOREVER,
                "source": LEDGER,
                "case_id": 0,
                "told": each["reference"],
            }
        )
    return rows


def _day(value: Any) -> date:  # noqa: ANN401 - a timestamp of pandas
    day: date = pd.Timestamp(value).date()
    return day


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
