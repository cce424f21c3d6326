"""Commands about who is who and about credit: faults in customer data, pairs that may be one, deadlines of insurers."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - Typer reads the annotations
from typing import Annotated

import typer

from core.console.output import Json, emit, table
from core.credit.board import board
from core.credit.deadlines import ClockState
from core.desk import identity as desk_identity
from core.desk.identity import Answer
from core.errors import SaldoError
from core.identity.board import duplicates, evidence_of, known_accounts, quality
from core.money import to_text
from core.wiring import wire

COMMAND_LINE = "command line"
By = Annotated[str, typer.Option("--by", help="Who does this.")]
MOST = 20


class PairTextError(SaldoError):
    """A customer that is not written as company and number."""

    def __init__(self, text: str) -> None:
        super().__init__("{text!r} names no customer: write it as COMPANY/NUMBER, such as NL01/100012.", text=text)


def identity(
    pairs: Annotated[bool, typer.Option("--pairs", help="List the customers that may be one and the same.")] = False,
    as_json: Json = False,
) -> None:
    """Say what is wrong with customer data, with the euros behind each fault, or which customers may be one."""
    app = wire()
    book = app.book()
    if pairs:
        found = duplicates(book, app.desk, book.latest_on)
        rows = [
            {
                "certainty": row["certainty"],
                "one": f"{row['entity']}/{row['customer_id']}",
                "other": f"{row['other_entity']}/{row['other_customer_id']}",
                "names": f"{row['name']} | {row['other_name']}",
                "evidence": ", ".join(evidence_of(row)),
                "decision": row["decision"],
            }
            for _place, row in found.iterrows()
        ]
        head = ("certainty", "one", "other", "names", "evidence", "decision")
        shown = [tuple(str(row[name]) for name in head) for row in rows[:MOST]]
        emit({"pairs": rows}, as_json=as_json, lines=[f"{len(rows)} pairs", *table(head, shown)])
        return
    told = quality(book, book.latest_on, accounts=known_accounts(app.desk))
    kinds = [
        {"fault": row["kind"], "customers": row["customers"], "open": to_text(int(row["open_cents"]), "EUR")}
        for row in told.kinds.to_dict("records")
    ]
    entities = [
        {
            "company": row["entity"],
            "score": row["score"],
            "customers": row["customers"],
            "with_faults": row["with_faults"],
            "open_with_faults": to_text(int(row["faulty_cents"]), "EUR"),
        }
        for row in told.entities.to_dict("records")
    ]
    lines = [
        *table(
            ("company", "score", "customers", "with_faults", "open_with_faults"),
            [tuple(each.values()) for each in entities],
        ),
        "",
        *table(("fault", "customers", "open"), [tuple(each.values()) for each in kinds]),
    ]
    emit({"companies": entities, "faults": kinds}, as_json=as_json, lines=lines)


def same(
    one: Annotated[str, typer.Argument(help="COMPANY/NUMBER of one customer.")],
    other: Annotated[str, typer.Argument(help="COMPANY/NUMBER of the other.")],
    answer: Annotated[Answer, typer.Option("--answer", help="What they are.")] = Answer.SAME,
    why: Annotated[str, typer.Option("--why", help="Why.")] = "",
    *,
    by: By = COMMAND_LINE,
    as_json: Json = False,
) -> None:
    """Say whether two customers are the same; nothing in the ledger changes."""
    app = wire()
    decision_id = desk_identity.decide(app.desk, _customer(one), _customer(other), answer, by=by, why=why)
    emit({"decision": decision_id, "answer": answer.value}, as_json=as_json, lines=[f"{one} and {other}: {answer}."])


def deadlines(
    today: Annotated[str | None, typer.Option("--today", help="Count the days from here (2026-11-22).")] = None,
    with_all: Annotated[bool, typer.Option("--all", help="Also those further ahead, and those done.")] = False,
    as_json: Json = False,
) -> None:
    """List the deadlines of credit insurers, the most pressing first, with the euros that lose their cover."""
    app = wire()
    book = app.book()
    day = app.clock().date() if today is None else app.as_of(today)
    found = board(book, app.desk, as_of=book.latest_on, today=day)
    rows = found.clock
    if not with_all:
        rows = rows[rows["state"].isin((ClockState.MISSED, ClockState.DUE))]
    who = found.customers.set_index("customer_key")
    told = [
        {
            "by": _iso(row["deadline_on"]),
            "state": row["state"],
            "what": row["kind"],
            "customer": f"{who['entity'][row['customer_key']]}/{who['customer_id'][row['customer_key']]}",
            "name": who["name"][row["customer_key"]],
            "at_stake": to_text(int(row["at_stake_cents"]), "EUR"),
            "policy": row["policy"],
        }
        for row in rows.to_dict("records")
    ]
    head = ("by", "state", "what", "customer", "name", "at_stake", "policy")
    shown = [tuple(str(each[name]) for name in head) for each in told[:MOST]]
    emit({"deadlines": told}, as_json=as_json, lines=[f"{len(told)} deadlines", *table(head, shown)])


def _customer(text: str) -> tuple[str, str]:
    entity, mark, number = text.partition("/")
    if not (entity and mark and number):
        raise PairTextError(text)
    return entity, number


def _iso(day: date) -> str:
    return day.isoformat()


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("identity")(identity)
    app.command("same-customer")(same)
    app.command("insurer-deadlines")(deadlines)
