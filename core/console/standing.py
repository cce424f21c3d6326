"""Commands of standing approvals: what goes by itself, and what it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.campaigns import standing
from core.console.output import Json, emit, table
from core.duties import let_standing_run
from core.money import to_text
from core.wiring import wire

if TYPE_CHECKING:
    import typer

    from core.campaigns.standing import Run


RUN_HEAD = ("ledger_on", "approval", "outcome", "messages", "asked", "left_out", "campaign", "why")


def list_standing(as_json: Json = False) -> None:
    """List the standing approvals and their latest runs."""
    desk = wire().desk
    approvals = [
        {"id": each.id, "name": each.name, "state": "on" if each.paused_at is None else f"paused: {each.paused_why}"}
        for each in standing.standing(desk)
    ]
    ran = [_told(each) for each in standing.runs(desk)]
    known = table(("id", "name", "state"), ([*each.values()] for each in approvals))
    emit({"approvals": approvals, "runs": ran}, as_json=as_json, lines=[*known, "", *_lines(ran)])


def run_standing(as_json: Json = False) -> None:
    """Let every standing approval run that has not seen this ledger; what goes is sent by `work`."""
    ran = [_told(each) for each in let_standing_run(wire())]
    emit({"runs": ran}, as_json=as_json, lines=_lines(ran) if ran else ["Nothing to do."])


def _lines(ran: list[dict[str, Any]]) -> list[str]:
    return table(RUN_HEAD, ([each[name] for name in RUN_HEAD] for each in ran))


def _told(run: Run) -> dict[str, Any]:
    return {
        "approval": run.approval_id,
        "ledger_on": run.ledger_on.isoformat(),
        "outcome": str(run.outcome),
        "messages": run.messages,
        "asked": to_text(run.asked_minor, "EUR"),
        "left_out": run.left_out,
        "campaign": run.campaign or "",
        "why": run.why,
    }


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command("standing")(list_standing)
    app.command("run-standing")(run_standing)
