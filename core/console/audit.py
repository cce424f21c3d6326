"""The commands of the audit trail: whether it is whole, who did what, and the file for the auditor."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import Annotated

import typer

from core.console.output import Json, emit, table, written
from core.desk import audit_file, audit_heads
from core.desk.audit_reading import Asked, found
from core.wiring import wire

COMMAND_LINE = "command line"
audit_app = typer.Typer(
    help="The audit trail: who did what, and whether it is as it was written.", no_args_is_help=True
)


@audit_app.command("verify")
def verify_(*, as_json: Json = False) -> None:
    """Check every entry, every value and every end kept by earlier checks; exit code 2 when anything is wrong."""
    app = wire()
    verdict = audit_heads.check(app.desk, app.settings.audit_folder)
    answer = {
        "is_whole": verdict.is_whole,
        "entries": verdict.entries,
        "pieces": verdict.pieces,
        "erased": verdict.erased,
        "head": {"number": verdict.head.number, "digest": verdict.head.digest},
        "faults": [
            {"fault": str(each.fault), "number": each.number, "sentence": each.sentence} for each in verdict.faults
        ],
    }
    lines = [
        *table(("entries", "values", "erased"), [(verdict.entries, verdict.pieces, verdict.erased)]),
        f"Newest entry: {verdict.head.number} {verdict.head.digest}",
        *(each.sentence for each in verdict.faults),
        *(["The audit trail is as it was written."] if verdict.is_whole else []),
    ]
    emit(answer, as_json=as_json, lines=lines)
    if not verdict.is_whole:
        raise audit_heads.TrailBrokenError(verdict)


@audit_app.command("set-aside")
def set_aside(
    why: Annotated[
        str, typer.Option("--why", help="Why the trail is shorter or another one: it is told by the trail.")
    ],
    by: Annotated[str, typer.Option("--by", help="Who does this.")] = COMMAND_LINE,
    *,
    as_json: Json = False,
) -> None:
    """After an older backup was put back: set aside the kept ends that the trail no longer holds, by name and with the reason."""
    app = wire()
    gone = audit_heads.set_aside(app.desk, app.settings.audit_folder, by=by, why=why)
    emit(
        {"set_aside": [{"number": head.number, "digest": head.digest} for head in gone]},
        as_json=as_json,
        lines=[f"Set aside: entry {head.number} {head.digest}" for head in gone],
    )


@audit_app.command("show")
def show(
    who: Annotated[str | None, typer.Option("--who", help="Only by this person.")] = None,
    action: Annotated[str | None, typer.Option("--action", help="Only of this kind, as `policy` or `export`.")] = None,
    customer: Annotated[str | None, typer.Option("--customer", help="Only about this customer number.")] = None,
    words: Annotated[str, typer.Option("--words", help="Only what says this.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000, help="How many, the newest first.")] = 50,
    *,
    as_json: Json = False,
) -> None:
    """Who did what, the newest first."""
    asked = Asked(who=who, action=action, customer=customer, words=words)
    told = found(wire().desk, asked, limit=limit)
    rows = [(e.number, f"{e.at:%Y-%m-%d %H:%M:%S}", e.who, e.action, e.what, e.why) for e in told]
    names = ("number", "at", "who", "action", "what", "why")
    entries = [dict(zip(names, row, strict=True)) | {"digest": e.digest} for row, e in zip(rows, told, strict=True)]
    emit({"entries": entries}, as_json=as_json, lines=table(names, rows))


@audit_app.command("export")
def export(
    output: Annotated[Path, typer.Option("--output", "-o", help="The ZIP to write; an older one is replaced.")],
    by: Annotated[str, typer.Option("--by", help="Who takes it away.")] = COMMAND_LINE,
    *,
    as_json: Json = False,
) -> None:
    """Write the whole trail as a ZIP that an auditor can check without Saldo."""
    app = wire()
    with written(output) as file:
        taken = audit_file.write(app.desk, file, by=by)
    head = {"number": taken.head.number, "digest": taken.head.digest}
    emit(
        {"file": str(output), "entries": taken.entries, "head": head},
        as_json=as_json,
        lines=[f"{output}: {taken.entries} entries, the newest {taken.head.number} {taken.head.digest}"],
    )


def register(app: typer.Typer) -> None:
    """Add the commands to ``app``."""
    app.add_typer(audit_app, name="audit")
