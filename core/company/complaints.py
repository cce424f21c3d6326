"""Complaints of a file: each opens a case on the invoice it names, follows it, and closes with the file's word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from core.campaigns.freshness import hold_customer
from core.company.whose import named
from core.desk import cases
from core.desk.case_errors import CaseMovedError
from core.desk.case_frames import item_names
from core.desk.case_tables import Case
from core.desk.cases import ItemName, NewCase
from core.desk.company_tables import ComplaintCase
from core.desk.side_frames import facts
from core.intake.field_types import ImportKind
from core.vocabulary import CaseState, DisputeCause, HoldKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from core.book.book import Book
    from core.desk.engine import Desk

BY: Final = "complaint file"
BODY: Final = (
    "reference", "number", "fiscal_year", "cause", "complaint_state", "owner", "opened_on", "closed_on", "amount_minor",
    "currency", "note",
)  # fmt: skip
LOST: Final = timedelta(minutes=10)
"""A complaint whose case is still being opened after so long was left by a process that died."""

Fact = dict["Hashable", Any]


@dataclass(frozen=True, kw_only=True)
class Followed:
    """What became of the complaints: cases opened, brought up to date and closed now, and complaints that match nothing open."""

    opened: int = 0
    changed: int = 0
    closed: int = 0
    unmatched: int = 0


@dataclass(frozen=True, kw_only=True)
class _Kept:
    id: int
    fact_id: int
    case_id: int | None
    turn: int
    is_open: bool
    is_lost: bool


def complaints(desk: Desk) -> pd.DataFrame:
    """Return what the complaint files say now: the columns of a side fact, and BODY."""
    return facts(desk, ImportKind.COMPLAINTS, columns=BODY)


def matched(desk: Desk) -> set[tuple[str, str]]:
    """Return source and key of every complaint that opened a case."""
    return {name for name, each in _kept(desk).items() if each.case_id is not None}


def follow(desk: Desk, book: Book, *, by: str = BY) -> Followed:
    """Open, change and close cases as the complaints say, and hold what is still to be sent; what follows already stays.

    A case that a person closed stays closed until the file closes the complaint and opens it again. A complaint about an
    invoice that is not open matches nothing: it is looked at again with every ledger.
    """
    said, kept = complaints(desk), _kept(desk)
    if said.empty and not kept:
        return Followed()
    rows = {(row["source"], row["key"]): row for row in said.to_dict("records")}
    closed = sum(_close(desk, each, rows.get(name), by=by) for name, each in kept.items() if each.is_open)
    wanted = [row for name, row in rows.items() if _is_new(row, kept.get(name))]
    items = _items(book, wanted)
    opened = 0
    for row, found in zip(wanted, items, strict=True):
        if found is not None:
            opened += _open(desk, row, found, kept.get((row["source"], row["key"])), by=by)
    changed = sum(
        _change(desk, row, kept[name], by=by)
        for name, row in rows.items()
        if name in kept and kept[name].is_open and kept[name].fact_id != row["fact_id"] and _is_open(row)
    )
    return Followed(opened=opened, changed=changed, closed=closed, unmatched=sum(each is None for each in items))


@dataclass(frozen=True, kw_only=True)
class Found:
    """What a complaint is about in the book: its items, empty for the whole account."""

    entity: str
    customer_id: str
    items: tuple[ItemName, ...]
    balance_minor: int


def _items(book: Book, wanted: list[Fact]) -> list[Found | None]:
    """Return what each complaint is about; None where nothing of it is open, or two companies have that customer."""
    if not wanted:
        return []
    asked = named(book, pd.DataFrame(wanted)).assign(number=[str(row["number"] or "") for row in wanted])
    invoices = book.frame("named_items", relations={"named": asked[asked["number"] != ""]})
    accounts = book.frame("named_customers", relations={"named": asked[asked["number"] == ""]})
    by_row = {int(str(row)): group for row, group in invoices.groupby("row")}
    customers = {int(str(row)): group for row, group in accounts.groupby("row")}
    return [_found(row, by_row.get(place), customers.get(place)) for place, row in enumerate(wanted)]


def _found(row: Fact, items: pd.DataFrame | None, customer: pd.DataFrame | None) -> Found | None:
    known = items if items is not None else customer
    if known is None or len(set(known["entity"])) != 1:
        return None
    parts: tuple[ItemName, ...] = ()
    if items is not None:
        year = row["fiscal_year"]
        chosen = items if year is None or pd.isna(year) else items[items["fiscal_year"] == int(year)]
        if chosen.empty:
            return None
        parts, items = item_names(chosen), chosen
    return Found(
        entity=str(known["entity"].iloc[0]),
        customer_id=str(row["customer_id"]),
        items=parts,
        balance_minor=0 if items is None else int(items["balance_minor"].sum()),
    )


def _open(desk: Desk, row: Fact, found: Found, before: _Kept | None, *, by: str) -> bool:
    """Open the case of a complaint, once over all workers; return whether it was us."""
    claimed = _claim(desk, row, before)
    if claimed is None:
        return False
    new = NewCase(
        kind=HoldKind.DISPUTE,
        entity=found.entity,
        customer_id=found.customer_id,
        made_on=date.fromisoformat(row["opened_on"]),
        amount_minor=_amount(row, found),
        currency=str(row["currency"]) if _amount(row, found) is not None else None,
        cause=DisputeCause(row["cause"]),
        owner=row["owner"] or None,
        items=found.items,
        why=_why(row),
    )
    done = cases.open_case(desk, new, by=by)
    with desk.session() as session:
        kept = update(ComplaintCase).where(ComplaintCase.id == claimed)
        session.execute(kept.values(case_id=done.case_id, opened_at=desk.now()))
    numbers = [each.number for each in found.items]
    why = f"{HoldKind.DISPUTE}: {_why(row)}"
    hold_customer(desk, entity=found.entity, customer_id=found.customer_id, why=why, numbers=numbers)
    return True


def _claim(desk: Desk, row: Fact, before: _Kept | None) -> int | None:
    """Return the id of the row that says this complaint is ours to open, None when another worker was first."""
    if before is not None and before.is_lost:
        return before.id
    kept = ComplaintCase(
        source=row["source"],
        key=row["key"],
        turn=1 if before is None else before.turn + 1,
        fact_id=int(row["fact_id"]),
        case_id=None,
        opened_at=desk.now(),
        closed_at=None,
    )
    try:
        with desk.session() as session:
            session.add(kept)
    except IntegrityError:
        return None
    return kept.id


def _change(desk: Desk, row: Fact, kept: _Kept, *, by: str) -> bool:
    """Bring a case up to date with what the file says anew; a person's own change stands until the file says otherwise."""
    with desk.session() as session:
        session.execute(update(ComplaintCase).where(ComplaintCase.id == kept.id).values(fact_id=int(row["fact_id"])))
        case = None if kept.case_id is None else session.get(Case, kept.case_id)
        if case is None or case.state != CaseState.OPEN:
            return False
        known = {"cause": case.cause, "owner": case.owner}
    told = {"cause": str(row["cause"]), "owner": row["owner"] or known["owner"]}
    if told == known:
        return False
    try:
        cases.change_case(desk, case.id, by=by, why="the complaint file says so", **told)
    except CaseMovedError:
        return False
    return True


def _close(desk: Desk, kept: _Kept, row: Fact | None, *, by: str) -> bool:
    """Close the case of a complaint that is closed, or no longer on a full list; return whether one was open."""
    if row is not None and _is_open(row):
        return False
    told = "no longer on the complaint list" if row is None else "closed in the complaint file"
    with desk.session() as session:
        session.execute(
            update(ComplaintCase)
            .where(ComplaintCase.id == kept.id)
            .values(closed_at=desk.now(), fact_id=kept.fact_id if row is None else int(row["fact_id"]))
        )
    if kept.case_id is None:
        return False
    try:
        cases.close_case(desk, kept.case_id, by=by, why=told, outcome=told)
    except CaseMovedError:  # a person closed it before
        return False
    return True


def _kept(desk: Desk) -> dict[tuple[str, str], _Kept]:
    """Return the latest turn of every complaint that ever opened a case."""
    with desk.reading() as session:
        rows = list(session.scalars(select(ComplaintCase).order_by(ComplaintCase.turn)))
    return {
        (row.source, row.key): _Kept(
            id=row.id,
            fact_id=row.fact_id,
            case_id=row.case_id,
            turn=row.turn,
            is_open=row.closed_at is None,
            is_lost=row.case_id is None and row.closed_at is None and row.opened_at < desk.now() - LOST,
        )
        for row in rows
    }


def _is_new(row: Fact, kept: _Kept | None) -> bool:
    return _is_open(row) and (kept is None or not kept.is_open or kept.is_lost)


def _is_open(row: Mapping[Hashable, Any]) -> bool:
    return bool(row["complaint_state"] != "closed")


def _amount(row: Fact, found: Found) -> int | None:
    """Return how much is contested, None for all of it."""
    minor = row["amount_minor"]
    if minor is None or pd.isna(minor) or (found.items and int(minor) >= found.balance_minor):
        return None
    return int(minor)


def _why(row: Fact) -> str:
    told = f"complaint {row['reference']}"
    return f"{told}: {row['note']}" if row["note"] else told
