"""The command that prints the work list: what waits for a person, the most expected money first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console.output import Json, emit, table
from core.vocabulary import WorkKind  # noqa: TC001 (Typer reads the annotations)
from core.wiring import wire
from core.work_upkeep import look

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

HEAD = ("what", "kind", "company", "customer", "name", "who", "past_due", "expected", "due_at", "key")


def show(
    *,
    kind: Annotated[list[WorkKind] | None, typer.Option(help="Only this kind; may be given several times.")] = None,
    who: Annotated[str | None, typer.Option(help="Only what this person has; empty: what nobody has.")] = None,
    search: Annotated[str, typer.Option(help="Only entries that say this.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="How many to print.")] = 30,
    is_fresh: Annotated[
        bool, typer.Option("--refresh", help="Look at the ledger for tasks and chances first.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Print what waits for a person, in the order in which it is to be done."""
    # The list reads with pandas, which every other command would wait for.
    from core.campaigns.work_list import work_list  # noqa: PLC0415

    app = wire()
    if is_fresh:
        look(app, is_forced=True)
    found = work_list(app.desk, app.book())
    chosen = found.of(kinds=frozenset(kind or ()), who=who, search=search)
    rows = [
        (
            row["what"],
            row["kind"],
            row["entity"],
            row["customer_id"],
            row["name"],
            row["who"],
            f"{row['past_due']:.2f}",
            f"{row['expected']:.2f}",
            _moment(row),
            row["key"],
        )
        for row in chosen.head(limit).to_dict("records")
    ]
    fits = found.capacity
    answer = {
        "currency": found.currency,
        "calls_made": fits.made,
        "calls_fit": fits.most,
        "entries": len(chosen),
        "tomorrow": int(chosen["is_tomorrow"].sum()),
        "later": int(chosen["is_later"].sum()),
        "rows": [dict(zip(HEAD, row, strict=True)) for row in rows],
    }
    calls = f"{fits.made} calls made today" + ("" if fits.most is None else f" of {fits.most}")
    waits = f"{answer['tomorrow']} calls stay for tomorrow, {answer['later']} entries wait for their moment"
    emit(
        answer,
        as_json=as_json,
        lines=[
            f"{len(chosen)} entries, amounts in {found.currency}; {calls}; {waits}",
            *table(HEAD[:-1], [row[:-1] for row in rows]),
        ],
    )


def _moment(row: Mapping[Hashable, Any]) -> str | None:
    due = row["due_at"]
    return None if due is None or str(due) == "NaT" else str(due)[:16]


def register(app: typer.Typer) -> None:
    """Add the command to ``app``."""
    app.command("work-list")(show)
