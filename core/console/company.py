"""Commands of the company: what is late because of us, the file for the ERP, the agency, and scheduled runs."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.company import erp
from core.company.erp_layouts import ErpFormat
from core.company.late import late
from core.console.output import AsOf, Json, emit, table
from core.errors import UnknownNameError
from core.handover import candidates as ripe
from core.handover import register as handovers
from core.handover.place import approve, hand_over, recall
from core.handover.proposals import goes_alone, propose, withdraw
from core.money import to_text
from core.runs import routines as kept
from core.runs.works import run_now
from core.wiring import wire

if TYPE_CHECKING:
    from core.handover.candidates import Candidate
    from core.handover.register import Handover
    from core.runs.routines import Run

By = Annotated[str, typer.Option(help="Who says so.")]
Why = Annotated[str, typer.Option(help="Why.")]


def causes(as_of: AsOf = "latest", as_json: Json = False) -> None:
    """Say what is late because of us, by cause and by owner."""
    application = wire()
    found = late(application.desk, application.book(), application.as_of(as_of))
    rows = [
        {
            "currency": currency,
            "by": name,
            "group": row[name] or "nobody yet",
            "late": to_text(int(row["late_minor"]), currency),
            "invoices": int(row["items"]),
            "days_lost": float(row["days_lost"]),
        }
        for currency in found.totals
        for name in ("cause", "owner")
        for row in found.by(name, currency=currency).to_dict("records")
    ]
    totals = [
        {
            "currency": each.currency,
            "late_because_of_us": to_text(each.ours_minor, each.currency),
            "late_otherwise": to_text(each.other_late_minor, each.currency),
            "not_due": to_text(each.not_due_minor, each.currency),
            "credits": to_text(each.credits_minor, each.currency),
            "open": to_text(each.open_minor, each.currency),
        }
        for each in found.totals.values()
    ]
    lines = [*_lines(totals), "", *_lines(rows)]
    emit({"as_of": found.as_of.isoformat(), "totals": totals, "groups": rows}, as_json=as_json, lines=lines)


def erp_file(
    folder: Annotated[Path, typer.Argument(help="The folder to write to.")],
    *,
    preset: Annotated[str, typer.Option(help="Layout: saldo, nl or sap.")] = "saldo",
    format_: Annotated[ErpFormat, typer.Option("--format", help="csv, xlsx or json.")] = ErpFormat.CSV,
    entity: Annotated[str, typer.Option(help="One of our own companies; default: all.")] = "",
    by: By = "command line",
    as_json: Json = False,
) -> None:
    """Write level, block and promise of every customer for the ERP; nothing when nothing changed."""
    application = wire()
    as_of = application.as_of(None)
    told = erp.lines(application.desk, application.book(), as_of, entity=entity or None)
    written = erp.write(
        application.desk, told, folder, as_of=as_of, by=by, preset=preset, format_=format_, entity=entity
    )
    answer = {"file": str(written.path), "lines": written.lines, "changes": written.changes, "is_new": written.is_new}
    said = f"{written.path}: {written.lines} customers, {written.changes} changes"
    emit(answer, as_json=as_json, lines=[said if written.is_new else f"Nothing changed since {written.path}"])


def agency(
    *,
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--hand-over",
            help="Customer number to hand over, or to propose where somebody else has to approve; may be repeated.",
        ),
    ] = None,
    approved: Annotated[
        list[str] | None, typer.Option("--approve", help="Customer number of a proposal to approve; may be repeated.")
    ] = None,
    withdrawn: Annotated[
        str | None, typer.Option("--withdraw", help="Reference of a proposal to take back; needs --why.")
    ] = None,
    back: Annotated[str | None, typer.Option("--recall", help="Reference of a handover to recall.")] = None,
    by: By = "command line",
    why: Why = "",
    as_json: Json = False,
) -> None:
    """List who is ripe for the agency and what is with it; hand customers over, or recall one."""
    application = wire()
    desk, book, as_of = application.desk, application.book(), application.as_of(None)
    if back is not None:
        recall(desk, back, by=by, why=why)
    if withdrawn is not None:
        withdraw(desk, withdrawn, by=by, why=why)
    found = ripe.candidates(desk, book, as_of, model=application.model())
    if over or approved:
        folder = application.settings.home / "agency"
        if approved:
            approve(desk, book, _chosen(found, approved), as_of=as_of, folder=folder, by=by)
        if over and (chosen := _chosen(found, over)) and goes_alone(desk, chosen, by=by):
            hand_over(desk, book, chosen, as_of=as_of, folder=folder, by=by, why=why)
        elif over:
            propose(desk, _chosen(found, over), as_of=as_of, by=by, why=why)
        found = [each for each in found if each.customer_id not in {*(over or ()), *(approved or ())}]
    told = {
        "ripe": [_candidate(each) for each in found],
        "proposed": [_handover(each) for each in handovers.proposals(desk)],
        "register": [_handover(each) for each in handovers.register(desk, book)],
    }
    emit(told, as_json=as_json, lines=[line for rows in told.values() for line in (*_lines(rows), "")][:-1])


def _chosen(found: list[Candidate], customers: list[str]) -> list[Candidate]:
    known = {each.customer_id: each for each in found}
    missing = next((each for each in customers if each not in known), None)
    if missing is not None:
        raise UnknownNameError("customer ripe for the agency", missing, sorted(known))
    return [known[each] for each in customers]


def runs(
    *,
    now: Annotated[str | None, typer.Option("--now", help="Name of a routine to run at once.")] = None,
    pause: Annotated[str | None, typer.Option("--pause", help="Name of a routine to pause.")] = None,
    resume: Annotated[str | None, typer.Option("--resume", help="Name of a routine to resume.")] = None,
    by: By = "command line",
    as_json: Json = False,
) -> None:
    """List what happens by itself and its latest runs; run one now, pause or resume one."""
    application = wire()
    desk = application.desk
    if pause is not None:
        kept.pause(desk, kept.named(desk, pause), by=by)
    if resume is not None:
        kept.resume(desk, kept.named(desk, resume), by=by)
    if now is not None:
        run_now(application, kept.named(desk, now), by=by)
    told = [
        {
            "name": each.name,
            "kind": str(each.kind),
            "state": "running" if each.is_running else "paused" if each.is_paused else "on",
            "next_at": "" if each.next_at is None else each.next_at.isoformat(),
        }
        for each in kept.routines(desk)
    ]
    ran = [_run(each) for each in kept.runs(desk, limit=20)]
    emit({"routines": told, "runs": ran}, as_json=as_json, lines=[*_lines(told), "", *_lines(ran)])


def _candidate(each: Candidate) -> dict[str, Any]:
    gain = each.expected.gain_minor
    return {
        "customer": each.customer_id,
        "name": each.name,
        "entity": each.entity,
        "open": to_text(each.principal_minor, each.currency),
        "currency": each.currency,
        "costs": to_text(each.claim.costs_total_minor, each.currency),
        "gain": "" if gain is None else to_text(gain, each.currency),
        "refused": "" if each.refused is None else each.refused.sentence,
    }


def _handover(each: Handover) -> dict[str, Any]:
    return {
        "reference": each.reference,
        "name": each.name,
        "state": str(each.state),
        "principal": to_text(each.principal_minor, each.currency),
        "paid": to_text(each.paid_minor, each.currency),
        "fees": to_text(each.fees_minor, each.currency),
        "ledger": "" if each.ledger_minor is None else to_text(each.ledger_minor, each.currency),
        "by": each.handed_by,
    }


def _run(each: Run) -> dict[str, Any]:
    return {
        "began_at": each.began_at.isoformat(timespec="seconds"),
        "name": each.name,
        "outcome": str(each.outcome),
        "seconds": "" if each.seconds is None else f"{each.seconds:.1f}",
        "told": each.error or "; ".join((*each.came, *each.changed, *each.needs)),
    }


def _lines(rows: list[dict[str, Any]]) -> list[str]:
    return table([*rows[0]], ([*each.values()] for each in rows)) if rows else ["None."]


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.command()(causes)
    app.command("erp-file")(erp_file)
    app.command()(agency)
    app.command()(runs)
