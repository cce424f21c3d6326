"""Counting up a parsed file: rows, totals against the file's own, the day it speaks of, what was left out."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final

from core.intake import sql
from core.intake.expressions import minor
from core.intake.field_types import SIDE_KINDS
from core.intake.fields import FIELDS, ImportKind
from core.intake.report import ImportReport
from core.money import to_text
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from core.intake.choose import Reading
    from core.intake.load import Loaded
    from core.intake.scan import Scan

_DAYS: Final = {
    ImportKind.LEDGER: "greatest(issued_on, coalesce(settled_on, issued_on))",
    ImportKind.PAYMENTS: "received_on",
    ImportKind.DISPUTES: "greatest(opened_on, coalesce(closed_on, opened_on))",
    ImportKind.RATES: "rate_on",
    ImportKind.CUSTOMERS: "customer_since",
    ImportKind.SALES: "last_day(month)",
    ImportKind.CONTROL: "last_day(month)",
    **dict.fromkeys(SIDE_KINDS, "said_on"),  # every side grammar derives it
}
_DAYLESS: Final = frozenset(
    {ImportKind.CUSTOMERS, ImportKind.SALES, ImportKind.RATES}
)  # what they say is no news of a day
_WITH_TOTALS: Final = frozenset({ImportKind.LEDGER, ImportKind.PAYMENTS, ImportKind.DISPUTES, ImportKind.SALES})


def tally(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    scan: Scan,
    reading: Reading,
    loaded: Loaded,
    *,
    mode: ImportMode | None,
    list_on: date | None,
) -> ImportReport:
    """Return the report of the rows as parsed, before anything is merged."""
    kind = reading.mapping.kind
    rows = {each: (count, refused) for each, count, refused in sql.run(connection, "counts").fetchall()}
    items, refused = rows.get("item", (0, 0))
    repeated = rows.get("repeat", (0, 0))[0]
    reasons = Counter(dict(sql.run(connection, "reasons").fetchall()))
    reasons.update(torn.reason for torn in loaded.torn)
    day, told = _list_day(connection, path, reading, list_on)
    totals, open_totals, file_totals = _totals(connection, kind)
    report = ImportReport(
        file_name=path.name,
        file_sha256=scan.sha256,
        kind=kind,
        preset=reading.name,
        mode=mode or reading.mapping.mode,
        list_on=day,
        entities=_entities(connection, kind),
        layout=reading.layout,
        rows_read=items + repeated + len(loaded.torn),
        accepted=items - refused + repeated,
        quarantined=refused + len(loaded.torn),
        repeated=repeated,
        total_rows=rows.get("total", (0, 0))[0],
        skipped=rows.get("skipped", (0, 0))[0],
        totals=totals,
        open_totals=open_totals,
        file_totals=file_totals,
        reasons=dict(reasons.most_common()),
        remarks=(*reading.remarks, *told, *loaded.remarks),
    )
    return report.with_remarks(*_remarks(connection, report, loaded))


def _remarks(connection: duckdb.DuckDBPyConnection, report: ImportReport, loaded: Loaded) -> list[str]:
    told = [*_repeats(report.repeated), *_left_out(connection, loaded), *_differences(report)]
    if report.kind is not ImportKind.LEDGER:
        return told
    if report.mode is ImportMode.SNAPSHOT and loaded.torn:
        told.append("Rows that are torn name no invoice, so what they stood for counts as settled by this list.")
    return [*told, *_lost_zeros(connection)]


def _entities(connection: duckdb.DuckDBPyConnection, kind: ImportKind) -> tuple[str, ...]:
    if kind is ImportKind.RATES:
        return ()
    return tuple(name for (name,) in sql.run(connection, "entities").fetchall())


def _list_day(
    connection: duckdb.DuckDBPyConnection, path: Path, reading: Reading, given: date | None
) -> tuple[date, tuple[str, ...]]:
    if given is not None:
        return given, ()
    if reading.layout.list_on is not None:
        return reading.layout.list_on, ()
    (latest,) = sql.run(connection, "latest_day", day=_DAYS[reading.mapping.kind]).fetchone() or (None,)
    (book_day,) = sql.run(connection, "book_day").fetchone() or (None,)
    if reading.mapping.kind in _DAYLESS and book_day is not None:
        return book_day, ()
    if latest is not None:
        return latest, (f"No day was given for this file: {latest.isoformat()}, the latest day in it, is taken.",)
    written = datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
    return written, (f"No day was given for this file: {written.isoformat()}, when it was last written, is taken.",)


def _totals(
    connection: duckdb.DuckDBPyConnection, kind: ImportKind
) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    if kind not in _WITH_TOTALS:
        return {}, {}, {}
    amount = minor("amount", "currency")
    open_amount = minor("open_amount", "currency") if kind is ImportKind.LEDGER else "NULL"
    summed = sql.run(connection, "totals", amount=amount, open_amount=open_amount).fetchall()
    counted = minor("coalesce(open_amount, amount)" if kind is ImportKind.LEDGER else "amount", "currency")
    other = "open_amount" if kind is ImportKind.LEDGER else "NULL"
    stated = sql.run(connection, "file_totals", amount=counted, other=other).fetchall()
    return (
        {currency: total for currency, total, _ in summed},
        {currency: total for currency, _, total in summed if total is not None},
        {currency: total for currency, total, _ in stated if total is not None},
    )


def _rows(count: int, one: str, several: str) -> str:
    return f"1 row {one}" if count == 1 else f"{count} rows {several}"


def _lost_zeros(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the remark that a spreadsheet probably dropped leading zeros: the book has the same numbers with them."""
    (lost,) = sql.run(connection, "lost_zeros").fetchone() or (0,)
    told = _rows(lost, "has an invoice number", "have invoice numbers")
    remark = (
        f"{told} that the book knows with leading zeros: a spreadsheet has probably dropped them, and these are taken "
        "for other invoices. Export the file again as CSV and do not open it in between."
    )
    return [remark] if lost else []


def _repeats(repeated: int) -> list[str]:
    told = _rows(repeated, "repeats an earlier row", "repeat an earlier row")
    return [f"{told} exactly; each invoice, payment or dispute was counted once."] if repeated else []


def _left_out(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> list[str]:
    labels = {field.name: field.label for field in FIELDS[loaded.sheet.mapping.kind]}
    told: Counter[str] = Counter()
    first: dict[str, int] = {}
    for bits, count, row in sql.run(connection, "left_out").fetchall():
        for place, name in enumerate(loaded.optional):
            if bits >> place & 1:
                told[name] += count
                first[name] = min(row, first.get(name, row))
    return [
        f"{_rows(count, 'has', 'have')} a cell for {labels[name]} that cannot be used (first: row {first[name]}) "
        "and was taken without it."
        for name, count in told.items()
    ]


def _differences(report: ImportReport) -> list[str]:
    return [
        f"The file's own total is {to_text(report.file_totals[currency], currency)} {currency}; the accepted rows add up to "
        f"{to_text(report.file_totals[currency] + minor_, currency)}: a difference of {to_text(minor_, currency)}."
        for currency, minor_ in report.differences.items()
    ]
