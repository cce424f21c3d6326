"""Commands on the bank: what a statement holds, taking one in, and what its lines pay."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console.output import Json, emit, table
from core.desk import bank as kept
from core.intake.statements.read import read_statements
from core.matching import deciding
from core.money import to_text
from core.wiring import wire

if TYPE_CHECKING:
    from core.desk.bank_tables import BankLine, BankMatch
    from core.intake.statements.statement import Balance, Statement

BALANCED = {True: "adds up", False: "does NOT add up", None: "a balance is missing"}
LineId = Annotated[int, typer.Argument(help="Number of the line, as `bank` lists it.")]
By = Annotated[str, typer.Option(help="Who says so.")]


def statement(
    file: Annotated[Path, typer.Argument(help="A statement in CAMT, MT940, MT942 or CODA, zipped or not.")],
    *,
    entity: Annotated[str | None, typer.Option(help="Whose account it is; once is enough.")] = None,
    look: Annotated[bool, typer.Option("--look", help="Only say what is in the file; keep nothing.")] = False,
    by: By = "command line",
    as_json: Json = False,
) -> None:
    """Take a bank statement in and match its lines with what is open."""
    if look:
        found = read_statements(file)
        emit({"statements": [_answer(each) for each in found]}, as_json=as_json, lines=_lines(found))
        return
    taken = wire().import_statement(file, by=by, entity=entity)
    lines = [
        f"{taken.file_name}: {taken.added} new lines, {taken.known} known, booked through {taken.booked_through}",
        *taken.warnings,
    ]
    emit(taken.as_dict(), as_json=as_json, lines=lines)


def bank(
    *,
    state: Annotated[
        str, typer.Option(help="proposed, booked, accepted, dismissed, nobody, in_ledger, or all.")
    ] = "proposed",
    as_json: Json = False,
) -> None:
    """List bank lines and what they pay; by default those that need a person."""
    found = kept.matches(wire().desk, *(() if state == "all" else (state,)))
    head = ("line", "booked on", "amount", "payer", "state", "customers", "evidence")
    rows = [
        (line.id, line.booked_on, _amount(line), line.party, match.state, " ".join(match.customers), _evidence(match))
        for line, match in found
    ]
    emit({"lines": [_told(line, match) for line, match in found]}, as_json=as_json, lines=table(head, rows))


def bank_accept(
    line: LineId,
    *,
    customer: Annotated[str | None, typer.Option(help="Customer id, where several or none were proposed.")] = None,
    by: By = "command line",
    why: Annotated[str, typer.Option(help="Why.")] = "",
) -> None:
    """Say that a bank line is a customer's payment; the payer's account is remembered."""
    application = wire()
    row = deciding.accept(application.desk, application.book(), line, customer_id=customer, by=by, why=why)
    application.follow_book()
    typer.echo(f"Line {line} is a payment of {row.customers[0]}; {len(row.parts)} items are paid by it.")


def bank_dismiss(
    line: LineId, *, why: Annotated[str, typer.Option(help="What the money is.")], by: By = "command line"
) -> None:
    """Say that a bank line is no customer's payment."""
    deciding.dismiss(wire().desk, line, by=by, why=why)
    typer.echo(f"Line {line} keeps nobody from being reminded any more.")


def bank_undo(line: LineId) -> None:
    """Take back what was said of a bank line."""
    application = wire()
    was_decided = deciding.undo(application.desk, line)
    application.follow_book()
    typer.echo(f"Line {line} is open again." if was_decided else f"Nobody decided on line {line}.")


def _amount(line: BankLine) -> str:
    return f"{to_text(line.amount_minor, line.currency)} {line.currency}"


def _evidence(match: BankMatch) -> str:
    return match.evidence.format_map(match.slots)


def _told(line: BankLine, match: BankMatch) -> dict[str, Any]:
    return {
        "line": line.id,
        "entity": line.entity,
        "booked_on": line.booked_on.isoformat(),
        "amount": to_text(line.amount_minor, line.currency),
        "currency": line.currency,
        "payer": line.party,
        "state": match.state,
        "stage": match.stage,
        "certainty": match.certainty,
        "customers": match.customers,
        "parts": match.parts,
        "evidence": _evidence(match),
    }


def _answer(told: Statement) -> dict[str, Any]:
    return {
        "kind": told.kind.value,
        "account": told.account,
        "currency": told.currency,
        "number": told.number,
        "opening": _balance(told.opening),
        "closing": _balance(told.closing),
        "entries": len(told.entries),
        "credits": str(told.credits),
        "debits": str(told.debits),
        "reversals": sum(entry.is_reversal for entry in told.entries),
        "is_balanced": told.is_balanced,
    }


def _balance(told: Balance | None) -> dict[str, str | None] | None:
    if told is None:
        return None
    return {
        "amount": str(told.amount),
        "currency": told.currency,
        "on": None if told.on is None else told.on.isoformat(),
    }


def _lines(found: tuple[Statement, ...]) -> list[str]:
    if not found:
        return ["The file holds no statement."]
    rows = [
        (
            each.account,
            each.currency,
            each.number,
            len(each.entries),
            each.credits,
            each.debits,
            BALANCED[each.is_balanced],
        )
        for each in found
    ]
    return table(("account", "currency", "number", "entries", "in", "out", "balance"), rows)


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(statement)
    app.command()(bank)
    app.command("bank-accept")(bank_accept)
    app.command("bank-dismiss")(bank_dismiss)
    app.command("bank-undo")(bank_undo)
