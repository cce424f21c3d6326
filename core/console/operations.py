"""Commands that keep an installation safe: a backup while it runs, and one put back."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 (Typer reads the annotations)
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.console.output import Json, emit
from core.operations import manifest
from core.operations.backup import backup as make_backup
from core.operations.restore import restore as put_back
from core.settings import Settings
from core.wiring import wire

if TYPE_CHECKING:
    from core.operations.manifest import Manifest

By = Annotated[str, typer.Option(help="Who does this.")]
SOMEBODY = "command line"


def backup(
    target: Annotated[Path, typer.Argument(help="A folder outside the home folder, best on another disk.")],
    *,
    keep: Annotated[int | None, typer.Option(min=1, help="Remove all but the newest N of this folder.")] = None,
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Copy book, desk and all files into a new folder of TARGET, while everything runs."""
    folder, made = make_backup(wire(), target, by=by, keep=keep)
    emit({"folder": str(folder), **_told(made)}, as_json=as_json, lines=[f"{folder}: {_said(made)}"])


def restore(
    folder: Annotated[Path, typer.Argument(help="A folder that `backup` made.")],
    *,
    replace: Annotated[
        bool, typer.Option("--replace", help="Move aside what stands in the home folder and in the database.")
    ] = False,
    look: Annotated[bool, typer.Option("--look", help="Only check every file, and say what is in it.")] = False,
    by: By = SOMEBODY,
    as_json: Json = False,
) -> None:
    """Put a backup back; everything of Saldo must have stopped, and every channel is paused afterwards."""
    if look:
        made = manifest.read(folder)
        manifest.check(folder, made)
        emit(_told(made), as_json=as_json, lines=[f"{folder}: whole; {_said(made)}"])
        return
    settings = Settings()
    made, erased = put_back(settings, folder, by=by, is_replacing=replace)
    again = f"{erased} customers who were erased since were erased again."
    if erased is None:
        again = "Who was erased since is not known, for the desk of before cannot be read: repeat those erasures from your own register."
    lines = [
        f"{settings.home} is as on {made.made_at:%Y-%m-%d %H:%M} UTC: {_said(made)}",
        again,
        "Every channel is paused: look at what went out since, then `resume-channel`.",
    ]
    emit({**_told(made), "erased_again": erased}, as_json=as_json, lines=lines)


def _told(made: Manifest) -> dict[str, Any]:
    return {
        "made_at": made.made_at.isoformat(),
        "book": made.book,
        "desk": {"kind": made.desk.kind, "revision": made.desk.revision, "rows": sum(made.desk.rows.values())},
        "files": len(made.files),
        "bytes": made.length,
    }


def _said(made: Manifest) -> str:
    rows = sum(made.desk.rows.values())
    return (
        f"book {made.book or 'none'}, {rows:,} rows of the desk, {len(made.files):,} files, {made.length / 1e6:,.1f} MB"
    )


def register(app: typer.Typer) -> None:
    """Add these commands to ``app``."""
    for command in (backup, restore):
        app.command(command.__name__)(command)
