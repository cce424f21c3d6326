"""Balances of the general ledger from a file: read and judged as any other, kept on the desk and not in the book."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import duckdb

from core.book.book import CONFIG
from core.book.queries import script
from core.book.staging import open_stage
from core.errors import NoBookError, SaldoError
from core.intake import sql
from core.intake.errors import NothingAcceptedError
from core.intake.expressions import minor
from core.intake.report import Refused
from core.intake.take import take
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date
    from pathlib import Path

    from core.intake.choose import Reading
    from core.intake.files import Sniffed
    from core.intake.report import ImportReport
    from core.intake.scan import Scan


class NotForTheBookError(SaldoError):
    """A file for the desk where only a ledger can be taken."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            "{file} moves no invoice (it holds balances of the general ledger, or what others say about customers): "
            "import it on Settings > Data, or with `python -m core import FILE`.",
            file=path.name,
        )


@dataclass(frozen=True, kw_only=True)
class ControlRow:
    """One balance as a file gives it; ``month`` is its first day."""

    entity: str
    month: date
    currency: str
    balance_minor: int
    source_row: int


def read_control(
    path: Path, scan: Scan, sniffed: Sniffed, reading: Reading, *, entities: Collection[str]
) -> tuple[ImportReport, list[ControlRow]]:
    """Return the balances of a file and its report; a row of an entity that is not one of ``entities`` is refused.

    Raises
    ------
    NoBookError
        ``entities`` is empty: there is no book yet to lay the balances beside.
    NothingAcceptedError
        No row can be taken.

    """
    if not entities:
        raise NoBookError
    with duckdb.connect(config=CONFIG) as connection:
        connection.execute(script("schema"))
        open_stage(connection)
        taken = take(connection, path, scan, sniffed, reading)
        rows = sql.run(connection, "control_rows", balance=minor("balance", "currency")).fetchall()
    names = ("entity", "month", "currency", "balance_minor", "source_row")
    told = [ControlRow(**dict(zip(names, row, strict=True))) for row in rows]
    known = [row for row in told if row.entity in entities]
    report = _with_unknown(taken.report, [row for row in told if row.entity not in entities], entities)
    if not known:
        raise NothingAcceptedError(path.name, next(iter(report.reasons), Sentence("the file has no rows")))
    return report, known


def _with_unknown(report: ImportReport, unknown: list[ControlRow], entities: Collection[str]) -> ImportReport:
    """Return the report with the rows of entities that the book does not have among the refused."""
    if not unknown:
        return report
    choice = ", ".join(sorted(entities))
    refused = [
        Refused(
            source_row=row.source_row,
            reason=f"The book has no company called {row.entity!r}. It has: {choice}.",
            cells={"entity": row.entity, "month": row.month.isoformat(), "currency": row.currency},
        )
        for row in unknown
    ]
    reasons = Counter(report.reasons)
    reasons.update(each.reason for each in refused)
    return replace(
        report,
        accepted=report.accepted - len(unknown),
        quarantined=report.quarantined + len(unknown),
        reasons=dict(reasons.most_common()),
        quarantine_preview=(*report.quarantine_preview, *refused),
    )
