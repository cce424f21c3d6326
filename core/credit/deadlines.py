"""The insurer's clock: by which day which unpaid invoices must be told or settled, and the euros that lose their cover otherwise."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.credit import cover
from core.identity.euros import in_cents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.identity.euros import Queries


class ClockKind(StrEnum):
    """What has to be done by the day."""

    NOTIFY = "notify"  # tell the insurer that the invoices are unpaid
    EXTENSION = "extension"  # the last day that payment may be put off without the insurer: deliveries stop


class ClockState(StrEnum):
    """How a deadline stands; the order is that of the list."""

    MISSED = "missed"
    DUE = "due"
    AHEAD = "ahead"
    DONE = "done"


SOON_DAYS: Final = 14
COLUMNS: Final = {
    "customer_key": "int64",
    "source": "str",
    "policy": "str",
    "kind": "str",
    "deadline_on": "object",
    "days_left": "int64",
    "state": "str",
    "items": "object",
    "open_cents": "float64",
    "at_stake_cents": "float64",
    "waiting_until_on": "object",
    "notice_id": "Int64",
}
_ITEM: Final = ("number", "fiscal_year", "part_no")


def deadline_of(kind: ClockKind, row: Mapping[Any, Any], *, issued_on: date, due_on: date) -> date | None:
    """Return the day by which ``kind`` must be done for an invoice under the terms of ``row``; None where they do not ask it.

    The terms of a policy count from the due date, the invoice date, or the end of the maximum extension period, as it says.

    >>> terms = {"notify_days": 30, "notify_from": "extension", "extension_days": 60}
    >>> deadline_of(ClockKind.NOTIFY, terms, issued_on=date(2026, 1, 1), due_on=date(2026, 1, 31)).isoformat()
    '2026-05-01'
    """
    extension = cover.whole(row.get("extension_days"))
    if kind is ClockKind.EXTENSION:
        return None if extension is None else due_on + timedelta(days=extension)
    days = cover.whole(row.get("notify_days"))
    if days is None:
        return None
    counted = row.get("notify_from") or cover.FROM_DUE
    start = {"issued": issued_on, "extension": due_on + timedelta(days=extension or 0)}.get(str(counted), due_on)
    return start + timedelta(days=days)


def clock(
    book: Queries,
    covered: pd.DataFrame,
    notices: pd.DataFrame,
    customers: pd.DataFrame,
    *,
    as_of: date,
    today: date,
    cents: Mapping[str, float],
) -> pd.DataFrame:
    """Return one row per customer, policy, kind and deadline with COLUMNS, the most pressing first.

    Invoices are those open on the book's latest day and past due ``today``. Each is under the limit that held when it was
    issued. ``at_stake_cents`` is the insured part of them in euro cents: the oldest first, as far as the limit reaches, times
    the share covered; an invoice with a longer payment term than the policy allows is not covered and stakes nothing.
    """
    held = covered[covered["customer_key"] > 0] if len(covered) else covered
    if held.empty:
        return _empty()
    insured = pd.DataFrame({"customer_key": sorted(set(held["customer_key"].tolist()))})
    items = book.frame("credit_items", {"insured": insured}, as_of=as_of)
    items = items.assign(
        open_cents=in_cents(items["balance_minor"], items["currency"], cents),
        issued_on=pd.to_datetime(items["issued_on"]).dt.date,
        due_on=pd.to_datetime(items["due_on"]).dt.date,
    )
    rows = [each for under in _by_terms(held, items) for each in _rows(under, today=today, cents=cents)]
    if not rows:
        return _empty()
    found = pd.DataFrame(rows)
    grouped = found.groupby(["customer_key", "source", "policy", "kind", "deadline_on"], sort=False)
    told = grouped.agg(
        items=("item", list),
        open_cents=("open_cents", "sum"),
        at_stake_cents=("insured_cents", "sum"),
        waiting_days=("waiting_days", "max"),
    ).reset_index()
    told["days_left"] = [(each - today).days for each in told["deadline_on"]]
    told["notice_id"] = _done(told, notices, customers)
    told["state"] = [
        _state(left, done) for left, done in zip(told["days_left"], told["notice_id"].notna(), strict=True)
    ]
    told["waiting_until_on"] = [
        None if np.isnan(days) else day + timedelta(days=int(days))
        for day, days in zip(told["deadline_on"], told["waiting_days"], strict=True)
    ]
    order = told["state"].map({str(each): place for place, each in enumerate(ClockState)})
    told = told.assign(_is_done=order == len(ClockState) - 1)
    told = told.sort_values(["_is_done", "deadline_on", "at_stake_cents"], ascending=[True, True, False], kind="stable")
    return told[list(COLUMNS)].reset_index(drop=True)


def _empty() -> pd.DataFrame:
    return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in COLUMNS.items()})


def _by_terms(held: pd.DataFrame, items: pd.DataFrame) -> Iterator[tuple[dict[Any, Any], list[dict[Any, Any]]]]:
    """Yield every limit with the invoices that were issued while it held."""
    of_customer: dict[int, list[dict[Any, Any]]] = {}
    for item in items.to_dict("records"):
        of_customer.setdefault(item["customer_key"], []).append(item)
    grouped: dict[tuple[int, str], list[dict[Any, Any]]] = {}
    for limit in held.to_dict("records"):
        grouped.setdefault((limit["customer_key"], limit["source"]), []).append(limit)
    for (key, _source), limits in grouped.items():
        own = of_customer.get(key)
        if own is None:
            continue
        ruling: dict[int, tuple[dict[Any, Any], list[dict[Any, Any]]]] = {}
        spans = cover.spans(limits)
        for item in own:
            row = cover.ruling(spans, item["issued_on"])
            if row is not None:
                ruling.setdefault(row["fact_id"], (row, []))[1].append(item)
        yield from ruling.values()


def _rows(
    under: tuple[dict[Any, Any], list[dict[Any, Any]]], *, today: date, cents: Mapping[str, float]
) -> Iterator[dict[str, Any]]:
    limited, items = under
    limit = cover.whole(limited.get("buyer_limit_minor"))
    room = np.inf if limit is None else limit * cents.get(str(limited["currency"]), 1.0)
    for item in items:
        issued_on, due_on = item["issued_on"], item["due_on"]
        terms = cover.terms_on(limited, issued_on)
        longest = cover.whole(terms.get("terms_days"))
        is_covered = longest is None or (due_on - issued_on).days <= longest
        taken = min(item["open_cents"], room) if is_covered else 0.0
        room -= taken
        if due_on >= today:
            continue
        for kind in ClockKind:
            deadline = deadline_of(kind, terms, issued_on=issued_on, due_on=due_on)
            if deadline is not None:
                yield {
                    "customer_key": item["customer_key"],
                    "source": terms["source"],
                    "policy": terms.get("policy") or "",
                    "kind": str(kind),
                    "deadline_on": deadline,
                    "open_cents": item["open_cents"],
                    "insured_cents": round(taken * cover.share(terms)),
                    "waiting_days": cover.whole(terms.get("waiting_days")) if kind is ClockKind.NOTIFY else None,
                    "item": {
                        **{name: item[name] for name in _ITEM},
                        "open_minor": int(item["balance_minor"]),
                        "currency": item["currency"],
                    },
                }


def _done(told: pd.DataFrame, notices: pd.DataFrame, customers: pd.DataFrame) -> pd.Series[Any]:
    """Return the notice that covers all invoices of a row, where one does: it names each of them, whatever was open then."""
    names = dict(
        zip(
            customers["customer_key"].tolist(),
            zip(customers["entity"], customers["customer_id"], strict=True),
            strict=True,
        )
    )
    known: dict[tuple[Any, ...], int] = {}
    for notice in notices.to_dict("records"):
        for item in notice["items"]:
            known.setdefault(
                (
                    notice["entity"],
                    notice["customer_id"],
                    notice["source"],
                    notice["policy"],
                    notice["kind"],
                    *_named(item),
                ),
                notice["notice_id"],
            )
    found: list[int | None] = []
    for row in told.to_dict("records"):
        who = (*names.get(row["customer_key"], ("", "")), row["source"], row["policy"], row["kind"])
        of_items = [known.get((*who, *_named(item))) for item in row["items"]]
        found.append(None if any(each is None for each in of_items) else of_items[0])
    return pd.Series(found, dtype="Int64")


def _named(item: Mapping[str, Any]) -> tuple[str, int, int]:
    return str(item["number"]), int(item["fiscal_year"]), int(item["part_no"])


def _state(days_left: int, is_done: bool) -> ClockState:
    if is_done:
        return ClockState.DONE
    if days_left < 0:
        return ClockState.MISSED
    return ClockState.DUE if days_left <= SOON_DAYS else ClockState.AHEAD
