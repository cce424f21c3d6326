"""Commands on bank statements: what a file holds."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console.output import Json, emit, table
from core.intake.statements.read import read_statements

if TYPE_CHECKING:
    from core.intake.statements.statement import Balance, Statement

BALANCED = {True: "adds up", False: "does NOT add up", None: "a balance is missing"}


def statement(
    file: Annotated[Path, typer.Argument(help="A statement in CAMT, MT940, MT942 or CODA, zipped or not.")],
    *,
    as_json: Json = False,
) -> None:
    """Read a bank statement and say what is in it; nothing is kept."""
    found = read_statements(file)
    emit({"statements": [_answer(each) for each in found]}, as_json=as_json, lines=_lines(found))


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
    head = ("account", "currency", "number", "entries", "in", "out", "balance")
    return table(head, rows)


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(statement)
