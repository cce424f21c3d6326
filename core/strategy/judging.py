"""Judging promises and payment plans by what the book says came in: kept, broken, or still to be seen."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.desk.case_frames import case_items, instalments_of, judged_cases
from core.desk.cases import Instalment, ItemName, record_judgement
from core.strategy.grace import last_day
from core.vocabulary import CaseState, HoldKind

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence
    from datetime import date

    from core.desk.engine import Desk
    from core.segments.features import Queries

TELL_OF_PAYMENTS = ("ledger", "payments")
RELATION = [
    "case_id",
    "entity",
    "customer_id",
    "document_type",
    "number",
    "fiscal_year",
    "part_no",
    "currency",
    "from_on",
]


@dataclass(frozen=True, kw_only=True)
class Paid:
    """Money that came in on a day."""

    on: date
    minor: int


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """What the book says of a promise or plan; ``parts`` has what came in and whether it was missed, per instalment."""

    state: CaseState
    paid_minor: int
    parts: tuple[tuple[int, bool], ...] = ()


def verdict_on_promise(
    paid: Sequence[Paid],
    *,
    amount_minor: int,
    promised_on: date,
    known_on: date,
    grace_days: int,
    already_minor: int = 0,
) -> Verdict:
    """Return what became of a promise by what is known up to ``known_on``, that day included.

    Kept as soon as all of it came in, in time or not yet due; broken when the last day of grace lies before ``known_on``
    and it had not; else open.
    """
    until = last_day(promised_on, grace_days)
    in_time = sum(each.minor for each in paid if each.on <= until) - already_minor
    if in_time >= amount_minor:
        return Verdict(state=CaseState.KEPT, paid_minor=in_time)
    is_over = known_on > until
    return Verdict(state=CaseState.BROKEN if is_over else CaseState.OPEN, paid_minor=max(in_time, 0))


def verdict_on_plan(
    paid: Sequence[Paid], *, parts: Sequence[Instalment], known_on: date, grace_days: int, already_minor: int = 0
) -> Verdict:
    """Return what became of a plan: every payment goes to the earliest part that is not full yet.

    A part is missed when its last day of grace lies before ``known_on`` and less had come in by then than all parts up to it;
    one missed part breaks the plan. All parts full is kept.
    """
    total = sum(each.minor for each in paid) - already_minor
    told, due_minor, missed = [], 0, False
    for part in parts:
        until = last_day(part.due_on, grace_days)
        in_time = sum(each.minor for each in paid if each.on <= until) - already_minor
        is_missed = known_on > until and in_time < due_minor + part.amount_minor
        told.append((min(max(total - due_minor, 0), part.amount_minor), is_missed))
        due_minor += part.amount_minor
        missed |= is_missed
    state = CaseState.BROKEN if missed else CaseState.KEPT if total >= due_minor else CaseState.OPEN
    return Verdict(state=state, paid_minor=max(total, 0), parts=tuple(told))


def judge(
    desk: Desk, book: Queries, known_on: date, *, grace_days: int, customer: tuple[str, str] | None = None
) -> int:
    """Judge every promise and plan, or those of one customer, by ``book``; return how many changed their state.

    To be called when a book is published: a payment that arrives late in the books, but was made in time, still keeps a
    promise that was thought broken. Cases that a person ended are left alone. A company whose own ledger is older than ``known_on``
    is judged by the day of that.
    """
    entity, customer_id = customer or (None, None)
    cases = judged_cases(desk, entity=entity, customer_id=customer_id)
    if cases.empty:
        return 0
    items = case_items(desk, entity=entity, customer_id=customer_id)
    asked = items.merge(cases.rename(columns={"made_on": "from_on"})[["case_id", "currency", "from_on"]], on="case_id")
    money, known = money_in(book, asked), ledger_days(book, known_on)
    moved = 0
    for row in cases.to_dict("records"):
        case_id, paid = row["case_id"], money.get(row["case_id"], ())
        day = known.get(row["entity"], known_on)
        verdict = _verdict(desk, row, paid, known_on=day, grace_days=grace_days)
        if not verdict.parts and (verdict.state, verdict.paid_minor) == (row["state"], row["paid_minor"]):
            continue
        moved += record_judgement(
            desk, case_id, state=verdict.state, paid_minor=verdict.paid_minor, judged_on=day, parts=verdict.parts
        )
    return moved


def ledger_days(book: Queries, known_on: date) -> dict[str, date]:
    """Return per company the day up to which its payments are known: that of its last ledger or payments file.

    A file that names no company speaks of all of them; a company that no file names is not in the answer.
    """
    own: dict[str, date] = {}
    for_all: list[date] = []
    for row in book.frame("book_imports").to_dict("records"):
        if row["kind"] not in TELL_OF_PAYMENTS:
            continue
        named, list_on = json.loads(row["entities"]), pd.Timestamp(row["list_on"]).date()
        for entity in named:
            own[entity] = max(own.get(entity, list_on), list_on)
        if not named:
            for_all.append(list_on)
    latest = max(for_all, default=None)
    return {entity: min(known_on, day if latest is None else max(day, latest)) for entity, day in own.items()}


def paid_already(
    book: Queries, *, entity: str, customer_id: str, currency: str, on: date, items: Sequence[ItemName]
) -> int:
    """Return what ``book`` shows as paid on the very day ``on`` for these items, or the whole account: not to count again."""
    names: Sequence[ItemName | None] = items or (None,)
    asked = pd.DataFrame(
        [
            {
                "case_id": 0,
                "entity": entity,
                "customer_id": customer_id,
                "document_type": None if name is None else name.document_type,
                "number": None if name is None else name.number,
                "fiscal_year": None if name is None else name.fiscal_year,
                "part_no": None if name is None else name.part_no,
                "currency": currency,
                "from_on": pd.Timestamp(on),
            }
            for name in names
        ],
    )
    return sum(each.minor for each in money_in(book, asked).get(0, ()))


def _verdict(
    desk: Desk, row: Mapping[Hashable, Any], paid: Sequence[Paid], *, known_on: date, grace_days: int
) -> Verdict:
    if row["kind"] == HoldKind.PLAN:
        return verdict_on_plan(
            paid,
            parts=_parts(desk, row["case_id"]),
            known_on=known_on,
            grace_days=grace_days,
            already_minor=row["already_minor"],
        )
    return verdict_on_promise(
        paid,
        amount_minor=row["amount_minor"],
        promised_on=row["until_on"].date(),
        known_on=known_on,
        grace_days=grace_days,
        already_minor=row["already_minor"],
    )


def money_in(book: Queries, asked: pd.DataFrame) -> dict[int, tuple[Paid, ...]]:
    """Return by case what came in for it; ``asked`` has the columns RELATION, one row per document a case is about."""
    typed = asked[RELATION].astype(
        {"document_type": "str", "number": "str", "fiscal_year": "Int64", "part_no": "Int64"}
    )
    found = book.frame("promised_money", {"promised": typed})
    by_case: dict[int, list[Paid]] = {}
    for row in found.to_dict("records"):
        by_case.setdefault(row["case_id"], []).append(Paid(on=row["paid_on"].date(), minor=row["paid_minor"]))
    return {case_id: tuple(rows) for case_id, rows in by_case.items()}


def _parts(desk: Desk, case_id: int) -> list[Instalment]:
    rows = instalments_of(desk, case_id).to_dict("records")
    return [Instalment(due_on=row["due_on"].date(), amount_minor=row["amount_minor"]) for row in rows]
