"""The command that says how old ledger and bank are, and sets the age past which nothing is launched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from core.campaigns.staleness import freshness, most_banking_days, save_most_banking_days
from core.console.output import Json, emit, table
from core.wiring import wire

if TYPE_CHECKING:
    from datetime import date

COMMAND_LINE = "command line"
HEAD = ("company", "ledger_on", "banking_days", "bank_on", "bank_banking_days")


def show(
    days: Annotated[int | None, typer.Option("--days", min=0, help="Refuse to launch when older than this.")] = None,
    is_off: Annotated[bool, typer.Option("--off", help="Launch however old the facts are.")] = False,
    by: Annotated[str, typer.Option("--by", help="Who does this.")] = COMMAND_LINE,
    as_json: Json = False,
) -> None:
    """Say how old ledger and bank of each company are; with --days or --off, change the limit."""
    app = wire()
    if is_off or days is not None:
        save_most_banking_days(app.desk, None if is_off else days, by=by)
    found = freshness(app.desk, app.book(), app.clock().date()) if app.store.current() is not None else []
    most = most_banking_days(app.desk)
    rows = [(each.entity, _day(each.ledger_on), each.ledger_days, _day(each.bank_on), each.bank_days) for each in found]
    emit(
        {"most_banking_days": most, "companies": [dict(zip(HEAD, row, strict=True)) for row in rows]},
        as_json=as_json,
        lines=[f"Limit: {'none' if most is None else most} banking days", *table(HEAD, rows)],
    )


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("freshness")(show)
