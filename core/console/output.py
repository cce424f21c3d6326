"""How the command line answers: JSON with stable keys, or lines that line up."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

Json = Annotated[bool, typer.Option("--json", help="Answer with one JSON object for machines.")]
AsOf = Annotated[
    str, typer.Option("--as-of", help="The date to look at, as 2026-10-31; `latest` is the book's own latest.")
]


def emit(answer: dict[str, Any], *, as_json: bool, lines: Iterable[str]) -> None:
    """Print ``answer`` as JSON, or ``lines`` for a person."""
    if as_json:
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    for line in lines:
        typer.echo(line)


@contextmanager
def written(output: Path) -> Iterator[IO[bytes]]:
    """Yield a file to write; it takes the place of ``output`` once it is whole, and leaves nothing behind when it is not."""
    beside = output.with_name(f"{output.name}.part")
    try:
        with beside.open("wb") as file:
            yield file
        beside.replace(output)
    finally:
        beside.unlink(missing_ok=True)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return the lines of a table: first column to the left, the others to the right."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
