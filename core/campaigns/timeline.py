"""What happened with one customer, from both stores, as one list: invoices, payments, reminders, promises, disputes, notes."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from core.campaigns.reading import messages_to
from core.clock import LOCAL
from core.desk.case_frames import CONTESTED, cases_of
from core.desk.contacts import ARRIVED
from core.desk.customer_requests import RequestState, requests_of
from core.desk.customers import notes
from core.vocabulary import CaseState, HoldKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping

    from core.desk.engine import Desk
    from core.segments.features import Queries

SPAN: Final = timedelta(days=730)


class Happening(StrEnum):
    """What can stand on a customer's timeline."""

    INVOICE = "invoice"
    CREDIT_NOTE = "credit_note"
    PAYMENT = "payment"
    REMINDER = "reminder"
    PROMISE = "promise"
    DISPUTE = "dispute"
    PLAN = "plan"
    STOP = "stop"
    NOTE = "note"
    OWN_PAGE = "own_page"


COLUMNS = {
    "on": "datetime64[us]",
    "kind": "str",
    "number": "str",
    "amount_minor": "Int64",
    "currency": "str",
    "word": "str",
    "until_on": "datetime64[us]",
    "who": "str",
}
_KINDS = {HoldKind.PROMISE: Happening.PROMISE, HoldKind.PLAN: Happening.PLAN, HoldKind.STOP: Happening.STOP}


def timeline(desk: Desk, book: Queries, customer: tuple[str, str], key: int, *, as_of: date) -> pd.DataFrame:
    """Return what happened with a customer in the two years up to ``as_of``, the newest first, with COLUMNS.

    ``word`` is what is said beside it: a payment's method, a dispute's cause, a case's state, a message's subject or step, a
    note. What people did here counts whatever the day: it may be later than ``as_of``.
    """
    entity, customer_id = customer
    since = as_of - SPAN
    in_book = book.frame("customer_timeline", customer_key=key, as_of=as_of, since=since)
    rows: list[dict[str, Any]] = [_of_book(row) for row in in_book.to_dict("records")]
    rows += [_of_case(row) for row in cases_of(desk, entity=entity, customer_id=customer_id).to_dict("records")
             if row["state"] != CaseState.WITHDRAWN]  # fmt: skip
    rows += _reminders(desk, customer)
    rows += [
        {"on": _local(note["written_at"]), "kind": Happening.NOTE, "word": note["body"], "who": note["written_by"]}
        for note in notes(desk, entity=entity, customer_id=customer_id).to_dict("records")
    ]
    rows += _own_page(desk, customer)
    known = pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)
    return known[known["on"] > pd.Timestamp(since)].sort_values("on", ascending=False, kind="stable", ignore_index=True)


def _of_book(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in ("kind", "number", "amount_minor", "currency", "word")},
        "on": row["happened_on"],
    }


def _of_case(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    kind = HoldKind(row["kind"])
    told = row["cause"] if kind in CONTESTED else row["state"]
    return {
        "on": _local(row["created_at"]),
        "kind": Happening.DISPUTE if kind in CONTESTED else _KINDS[kind],
        "amount_minor": row["amount_minor"],
        "currency": row["currency"],
        "word": told,
        "until_on": row["until_on"],
        "who": row["created_by"],
    }


def _reminders(desk: Desk, customer: tuple[str, str]) -> Iterator[dict[str, Any]]:
    for message, campaign in messages_to(desk, *customer):
        if message.state in ARRIVED:
            at = message.settled_at or message.queued_at
            yield {"on": _local(at), "kind": Happening.REMINDER, "word": str(message.step), "who": campaign}


def _own_page(desk: Desk, customer: tuple[str, str]) -> Iterator[dict[str, Any]]:
    """Yield what the customer did on its own page, apart from what made a case: that stands in the list by itself."""
    for row in requests_of(desk, *customer).to_dict("records"):
        if row["state"] != RequestState.TAKEN_BACK and "case" not in row["body"]:
            yield {
                "on": _local(row["made_at"]),
                "kind": Happening.OWN_PAGE,
                "word": row["kind"],
                "who": row["decided_by"],
            }


def _local(at: datetime) -> datetime:
    """Return the local day of an instant."""
    return at.astimezone(LOCAL).replace(tzinfo=None, hour=0, minute=0, second=0, microsecond=0)
