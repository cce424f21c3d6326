"""Bank statements by what the reader does with them: atheris follows which lines a file reaches, and changes what reaches new ones."""

from __future__ import annotations

import contextlib
import sys
import tempfile
from pathlib import Path

import atheris  # `make fuzz` installs it

with atheris.instrument_imports(include=["core.intake.statements"]):
    from core.errors import SaldoError
    from core.intake.statements.read import is_statement, read_statements

from tests.unit.intake.statements.test_statement_reading import CAMT, CODA, MT940

PLACE = Path(tempfile.mkdtemp()) / "statement.txt"


def tried(content: bytes) -> None:
    """Read ``content`` as a statement; anything but a sentence that says what to do is a fault."""
    PLACE.write_bytes(content)
    is_statement(PLACE)
    with contextlib.suppress(SaldoError):
        read_statements(PLACE)


if __name__ == "__main__":
    seeds = Path(tempfile.mkdtemp())
    for name, text in (("camt", CAMT), ("mt940", MT940), ("coda", CODA)):
        (seeds / name).write_text(text, encoding="utf-8")
    atheris.Setup([sys.argv[0], str(seeds), *sys.argv[1:]], tried)
    atheris.Fuzz()
