"""What can be wrong with a statement file, each in a sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from pathlib import Path


class NotAStatementError(SaldoError):
    """The file is of no format that banks use for statements."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "{file} is not a bank statement in CAMT, MT940, MT942 or CODA: export the statement in one of these from "
            "the bank and import that file.",
            file=path.name,
        )


class BrokenStatementError(SaldoError):
    """The file starts as a statement, and stops making sense."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(
            "{file} is damaged ({why}): download it from the bank again and import that. Nothing was changed.",
            file=path.name,
            why=Sentence(why),
        )


class DamageError(ValueError):
    """What a reader cannot make sense of; whoever knows the file's name says it to the user."""
