"""The command that takes the figures away: a workbook, slides or a board paper."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import Annotated

import typer

from core.console.output import AsOf, Json, emit
from core.errors import UnknownNameError
from core.exports.formats import check_place, format_of, most_items, write_file
from core.language import LANGUAGES, SOURCE_LANGUAGE, Words
from core.metrics.scope import Scope
from core.wiring import wire

MAKING = 0.7
"""Part of the work that is asking the book; the rest is writing."""


def export(
    *,
    output: Annotated[Path, typer.Option("--output", "-o", help="The file to write; an older one is replaced.")],
    format_: Annotated[
        str, typer.Option("--format", help="xlsx, pptx or pdf; default: what the file's name ends in.")
    ] = "",
    as_of: AsOf = "latest",
    lang: Annotated[str, typer.Option("--lang", help="Language of the file: en or nl.")] = SOURCE_LANGUAGE,
    currency: Annotated[
        str | None,
        typer.Option(help="One currency; default: the one with most open items. Currencies are never added."),
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="The day that the bridge starts from, as 2025-10-31; default: a year before.")
    ] = None,
    entity: Annotated[str | None, typer.Option(help="One of our own companies; default: all.")] = None,
    as_json: Json = False,
) -> None:
    """Write the figures of a day as a workbook with live formulas, slides with native charts, or a board paper."""
    chosen = format_of(format_ or output.suffix.lstrip("."))
    if lang not in LANGUAGES:
        raise UnknownNameError("language", lang, sorted(LANGUAGES))
    check_place(output)
    application = wire()
    pack = application.pack(
        application.as_of(as_of),
        scope=Scope(entity=entity),
        currency=currency,
        since=None if since is None else application.as_of(since),
        most_items=most_items(chosen),
        progress=lambda share, step: _told(MAKING * share, step),
    )
    write_file(
        pack, chosen, Words(language=lang), output, lambda share, step: _told(MAKING + (1 - MAKING) * share, step)
    )
    _told(1.0, f"Wrote {output}")
    answer = {
        "file": str(output),
        "format": str(chosen),
        "as_of": pack.as_of.isoformat(),
        "currency": pack.currency,
        "language": lang,
        "bytes": output.stat().st_size,
    }
    emit(answer, as_json=as_json, lines=[f"{output}: {pack.currency} as of {pack.as_of}"])


def _told(share: float, what: str) -> None:
    typer.echo(f"{share:>4.0%}  {what}", err=True)


def register(app: typer.Typer) -> None:
    """Add this command to ``app``."""
    app.command("export")(export)
