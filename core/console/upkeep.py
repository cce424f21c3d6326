"""Commands that keep the installation: demo, versions of the book, quarantine, inbox, generated pages."""

from __future__ import annotations

import json
from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import Annotated

import pandas as pd
import typer

from core import glossary
from core.access import reference as role_reference
from core.acting import require_all
from core.console.output import Json, emit, table
from core.intake.demo.generate import CUSTOMERS
from core.intake.export import csv_safe
from core.law import reference as law_reference
from core.metrics import reference as metric_reference
from core.privacy import register as purposes
from core.settings import ROOT
from core.strategy import reference as reason_reference
from core.wiring import wire

GENERATED = {
    "docs/glossary.md": glossary.markdown,
    "docs/law.md": law_reference.markdown,
    "docs/metrics.md": metric_reference.markdown,
    "docs/privacy/register.md": purposes.markdown,
    "docs/reasons.md": reason_reference.markdown,
    "docs/roles.md": role_reference.markdown,
}


def demo(
    *,
    customers: Annotated[int, typer.Option(min=10, help="How many customers; about 30 invoices each.")] = CUSTOMERS,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing when there is a ledger already.")] = False,
    as_json: Json = False,
) -> None:
    """Fill $SALDO_HOME with the demo portfolio and print its as_of."""
    application = wire()
    if if_empty and application.store.current() is not None:
        typer.echo(f"There is a ledger in {application.settings.home} already; as_of {application.book().latest_on}.")
        return
    reports = application.make_demo(_told, customers=customers)
    day = application.book().latest_on.isoformat()
    rows = {each.file_name: each.accepted for each in reports}
    lines = [f"{name}: {accepted} rows" for name, accepted in rows.items()]
    answer = {"as_of": day, "version": application.store.current(), "rows": rows}
    emit(answer, as_json=as_json, lines=[*lines, f"The demo portfolio is in {application.settings.home}; as_of {day}"])


def _told(share: float, what: str) -> None:
    typer.echo(f"{share:>4.0%}  {what}", err=True)


def versions(*, as_json: Json = False) -> None:
    """Show the versions of the book that are kept."""
    require_all()  # the files they were made of may be of others
    found = wire().store.versions()
    rows = [
        (each.name, "current" if each.is_current else "", f"{each.published_at:%Y-%m-%d %H:%M}", each.file, each.note)
        for each in found
    ]
    answer = {
        "versions": [
            {"version": each.name, "is_current": each.is_current, "file": each.file, "note": each.note}
            for each in found
        ]
    }
    emit(answer, as_json=as_json, lines=table(("version", "", "published (UTC)", "file", "note"), rows))


def make_current(
    version: Annotated[str, typer.Argument(help="A version that `versions` shows.")],
    *,
    reason: Annotated[str, typer.Option(help="Why; kept in the log of the book.")],
    by: Annotated[str, typer.Option(help="Who does this.")] = "command line",
) -> None:
    """Point everybody at another version of the book."""
    application = wire()
    application.make_current(version, by=by, reason=reason)
    typer.echo(f"{version} is current.")


def quarantine(
    *,
    import_id: Annotated[int | None, typer.Option(help="Which import; default the latest.")] = None,
    to: Annotated[Path | None, typer.Option(help="Write a CSV file.")] = None,
    as_json: Json = False,
) -> None:
    """Show the rows that could not be taken, with the reason."""
    book = wire().book()
    asked = book.row("book_last_import")["import_id"] if import_id is None else import_id
    rows = [{**row, "cells": json.loads(row["cells"])} for row in book.rows("book_quarantine", import_id=asked)]
    if to is not None:
        flat = [{"source_row": row["source_row"], "reason": row["reason"], **row["cells"]} for row in rows]
        to.write_text(csv_safe(pd.DataFrame(flat)), encoding="utf-8")
    emit(
        {"rows": rows},
        as_json=as_json,
        lines=[f"row {row['source_row']}: {row['reason']}" for row in rows] or ["Nothing is in quarantine."],
    )


def inbox(*, by: Annotated[str, typer.Option(help="Who imports.")] = "inbox", as_json: Json = False) -> None:
    """Import every file that lies in $SALDO_HOME/inbox."""
    application = wire()
    files = [
        {"file": each.file.name, "version": None if each.report is None else each.report.version, "error": each.error}
        for each in application.import_inbox(by=by)
    ]
    lines = [f"{each['file']}: {each['error'] or each['version'] or 'taken in'}" for each in files]
    emit({"files": files}, as_json=as_json, lines=lines or [f"Nothing waits in {application.settings.inbox_folder}."])


def reference() -> None:
    """Write the generated pages of docs/ anew."""
    for name, write in GENERATED.items():
        (ROOT / name).write_text(write(), encoding="utf-8")
        typer.echo(name)


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    for command in (demo, versions, quarantine, inbox, reference):
        app.command(command.__name__)(command)
    app.command("make-current")(make_current)
