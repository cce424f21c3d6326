"""What can go wrong with the book, each with the sentence that says what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from datetime import date


class BookBusyError(SaldoError):
    """Another import is writing a version of the book."""

    def __init__(self, holder: str) -> None:
        super().__init__(
            "Another import is writing the book ({holder}): wait until it is done and try again.",
            holder=holder or Sentence("just started"),
        )


class AbnormalSettlementError(SaldoError):
    """So many open documents are missing from a list that the file may be the wrong one, or cut off."""

    def __init__(self, *, entity: str, missing: int, open_documents: int, limit_share: float) -> None:
        self.entity = entity
        self.missing = missing
        self.open_documents = open_documents
        super().__init__(
            "{missing} of the {open_documents} open documents of {entity} are not in this list, more than the "
            "{limit_share:.0%} that is usual since the last one: check that the file is complete and of the right "
            "entity, then confirm the import, or import it as movements.",
            missing=missing,
            open_documents=open_documents,
            entity=entity,
            limit_share=limit_share,
        )


class OlderListError(SaldoError):
    """A list older than the one the book already has cannot say what was settled since."""

    def __init__(self, *, entity: str, list_on: date, known_on: date) -> None:
        super().__init__(
            "This list of {entity} is of {list_on}, and the book already has a later one, of {known_on}: import it "
            "as movements, or give the right date.",
            entity=entity,
            list_on=list_on,
            known_on=known_on,
        )


class NamelessListError(SaldoError):
    """A snapshot that names no entity cannot say whose items are settled."""

    def __init__(self) -> None:
        super().__init__("A list of open items must say which entity it is of: name the entity and import it again.")


class CheckFailedError(SaldoError):
    """The new version contradicts itself, so it was not published."""

    def __init__(self, failures: dict[str, str]) -> None:
        self.failures = failures
        told = "; ".join(f"{name}: {example}" for name, example in failures.items())
        super().__init__(
            "The import was not published, because the new book does not add up ({told}): correct the file and "
            "import it again.",
            told=Sentence(told),
        )


class VersionGoneError(SaldoError):
    """The version that is open was replaced by newer ones, and its file is gone."""

    def __init__(self) -> None:
        super().__init__(
            "The ledger was imported again and again meanwhile: reload, and start from its present version."
        )


class QueryError(ValueError):
    """A named query is written or called wrongly: a mistake in the program, not of the person at the screen."""
