"""A customer's own rows on the desk: which are removed, what is emptied in the others, and what stays because books need it."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import ColumnElement, Select, Table, Text, and_, cast, delete, false, or_, select, update

from core.desk.scope_rules import UP, tables
from core.desk.statements import is_of, rows_changed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.privacy.called import Customer

REMOVED: Final = frozenset(
    {
        "note", "override", "bank_rule", "unpaid_chance", "credit_standing", "reply_file", "evidence", "ladder_task",
        "natural_person",
    }
)  # fmt: skip
"""Tables whose rows of a customer say nothing that books need."""
_NO: Final[dict[str, Any]] = {}
EMPTIED: Final[Mapping[str, Mapping[str, Any]]] = {
    "answer": {"why": ""},
    "bank_line": {"party": "", "account": "", "text": "", "references": []},
    "bank_match": {"evidence": "", "slots": _NO, "why": ""},
    "call": {"number": "", "said": "", "before": _NO},
    "campaign_event": {"why": "", "detail": _NO},
    "case_event": {"why": "", "before": _NO},
    "customer_case": {"why": "", "outcome": None, "closed_why": None},
    "customer_request": {"body": _NO, "decided_why": None},
    "delivery_decision": {"grounds": _NO, "why": ""},
    "delivery_event": {"address": "", "words": "", "detail": _NO},
    "handover": {"name": "", "grounds": _NO, "why": ""},
    "handover_event": {"why": ""},
    "hold": {"why": "", "ended_why": None},
    "identity_decision": {"evidence": _NO, "why": ""},
    "insurer_notice": {"evidence": "", "undone_why": None},
    "mail_read": {"sender": "", "subject": ""},
    "message": {"address": "", "reply": None, "held_why": None, "difference": None},
    "objection": {"why": "", "ended_why": None},
    "page_access": {"why": ""},
    "pay_link": {"url": "", "withdrawn_why": None},
    "person_decision": {"grounds": _NO, "why": ""},
    "preview_message": {
        "address": "", "subject": "", "remarks": [], "breaches": [], "treatment": _NO, "searched": "",
    },
    "reply": {
        "from_address": "", "from_name": "", "subject": "", "text": "", "remarks": [], "possible": [], "suggested_by": "",
        "handled_why": None,
    },
    "side_fact": {"body": _NO, "digest": ""},
    "work_done": {"why": ""},
}  # fmt: skip
"""Columns that are emptied, and what stands there afterwards."""


def own_rows(table: Table, customers: Sequence[Customer]) -> ColumnElement[bool] | None:
    """Return the condition of the rows of ``table`` that are of ``customers``, few at a time; None for a table that is nobody's."""
    if {"entity", "customer_id"} <= set(table.c.keys()):
        own = is_of(table.c.entity, table.c.customer_id, customers)
        if "other_customer_id" in table.c:
            return or_(own, is_of(table.c.other_entity, table.c.other_customer_id, customers))
        return own
    if table.name == "bank_match":
        return table.c.line_id.in_(select(tables()["bank_line"].c.id).where(_matched_to(customers)))
    if table.name == "bank_line":
        return _matched_to(customers)
    up = UP.get(table.name)
    if up is None:
        return None
    parent = tables()[up.table]
    condition = own_rows(parent, customers)
    return None if condition is None else table.c[up.column].in_(select(parent.c[up.key]).where(condition))


def asked(table: Table, customer: Customer) -> Select[Any] | None:
    """Return the question for the rows of ``table`` that are ``customer``'s; None for a table that is nobody's."""
    condition = own_rows(table, [customer])
    return None if condition is None else select(table).where(condition)


def erase_rows(session: Session, customers: Sequence[Customer], at: datetime) -> Counter[str]:
    """Remove and empty the rows of ``customers``, few at a time, children first, and return how many of each table."""
    done: Counter[str] = Counter()
    ordered = [name for name in UP if name in REMOVED or name in EMPTIED]
    ordered += sorted((REMOVED | EMPTIED.keys()) - set(ordered))
    for name in ordered:
        table = tables()[name]
        condition = own_rows(table, customers)
        if condition is None:
            continue
        if name in REMOVED:
            done[name] = rows_changed(session, delete(table).where(condition))
        else:
            done[name] = rows_changed(session, update(table).where(condition).values(**EMPTIED[name]))
    named, facts = tables()["preview_message"], tables()["side_fact"]
    of_named, of_facts = (is_of(table.c.entity, table.c.customer_id, customers) for table in (named, facts))
    session.execute(update(named).where(of_named).values(name=named.c.customer_id))
    session.execute(update(facts).where(of_facts, facts.c.replaced_at.is_(None)).values(replaced_at=at))
    return Counter({name: count for name, count in done.items() if count})


def _matched_to(customers: Sequence[Customer]) -> ColumnElement[bool]:
    """Return the condition of the bank lines that were matched to one customer alone."""
    line, match = tables()["bank_line"], tables()["bank_match"]
    alone = [
        and_(
            line.c.entity == entity,
            line.c.id.in_(select(match.c.line_id).where(cast(match.c.customers, Text).in_(written))),
        )
        for entity, written in _written_alone(customers).items()
    ]
    return or_(false(), *alone)


def _written_alone(customers: Sequence[Customer]) -> dict[str, list[str]]:
    """Return by entity how the desk writes that a line is of one customer."""
    found: dict[str, list[str]] = {}
    for entity, customer_id in customers:
        found.setdefault(entity, []).extend([json.dumps([customer_id]), json.dumps([customer_id], ensure_ascii=False)])
    return found
