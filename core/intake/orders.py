"""Day first or month first, when the beginning of a file does not show it: every row is asked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.intake import sql
from core.intake.choose import date_columns, style
from core.intake.errors import AmbiguousDatesError
from core.intake.expressions import date_formats

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from core.intake.choose import Reading
    from core.intake.expressions import Style
    from core.intake.readers.table import RawTable


def settled_style(
    connection: duckdb.DuckDBPyConnection, path: Path, reading: Reading, raw: RawTable
) -> tuple[Style, Reading]:
    """Return the style and the reading with the order found; raise when every date reads both ways.

    A day above 12 decides; else an order in which no due date lies before its invoice date, where the other has some.
    """
    settled = style(reading)
    if settled is not None:
        return settled, reading
    order, why = _asked(connection, reading, raw)
    if order is None:
        raise AmbiguousDatesError(path, reading.layout.date_example or "")
    layout = replace(reading.layout, date_order=order, evidence=(*reading.layout.evidence, why))
    found = replace(reading, layout=layout)
    settled = style(found)
    assert settled is not None  # noqa: S101 (the layout has an order now)
    return settled, found


def _asked(connection: duckdb.DuckDBPyConnection, reading: Reading, raw: RawTable) -> tuple[str | None, str]:
    columns = date_columns(reading)
    issued, due = (
        f"trim(c{columns[name]})" if name in columns else "NULL::VARCHAR" for name in ("issued_on", "due_on")
    )
    row = sql.run(
        connection,
        "date_evidence",
        cells=", ".join(f"trim(c{place})" for place in columns.values()),
        issued=issued,
        due=due,
        day_first=date_formats("dmy"),
        month_first=date_formats("mdy"),
        relation=raw.relation,
    ).fetchone()
    day_first, month_first, wrong_day_first, wrong_month_first = row or (0, 0, 0, 0)
    if bool(day_first) != bool(month_first):
        return (
            ("dmy", "further down, days above 12 come first")
            if day_first
            else ("mdy", "further down, days above 12 come second")
        )
    if bool(wrong_day_first) != bool(wrong_month_first):
        order, wrong = ("mdy", wrong_day_first) if wrong_day_first else ("dmy", wrong_month_first)
        return order, f"read the other way, {wrong} due dates would lie before their invoice date"
    return None, ""
