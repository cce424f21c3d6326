"""Rows that could not be taken: kept with their cells and the reason, and given back as a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from core.intake import sql
from core.intake.expressions import minor
from core.intake.fields import FIELDS
from core.intake.readers.csv_reader import forget_torn_rows
from core.intake.report import Refused

if TYPE_CHECKING:
    import duckdb

    from core.intake.fields import ImportKind
    from core.intake.load import Loaded

_PREVIEWED: Final = 200
_AMOUNTS: Final = ("amount", "open_amount")


def quarantine(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> tuple[Refused, ...]:
    """Fill ``stage.quarantine`` with the refused rows and return the first of them."""
    raw = loaded.sheet.raw
    cells = ", ".join(
        f"{sql.literal(column)}, c{place}" for place, column in enumerate(loaded.sheet.columns[: raw.width])
    )
    # A raw table without row numbers is read in file order, so the n-th row is the n-th that was parsed.
    place = f"source_row - {raw.first_row}" if raw.has_rows and not raw.is_turned else "row_number() OVER () - 1"
    if sql.run(connection, "any_refused").fetchone():
        forget_torn_rows(connection)
        read = _read_of(loaded.sheet.mapping.kind)
        sql.run(connection, "quarantine", cell_place=place, cells=cells, relation=raw.relation, **read)
    else:
        sql.run(connection, "no_quarantine")
    if loaded.torn:
        torn = pa.table(
            {
                "source_row": pa.array([each.line for each in loaded.torn], pa.int32()),
                "reason": [each.reason for each in loaded.torn],
                "cells": [json.dumps({"line": each.text}) for each in loaded.torn],
            },
        )
        connection.register("torn_arrow", torn)
        connection.execute("INSERT INTO stage.quarantine BY NAME FROM torn_arrow")
        connection.unregister("torn_arrow")
    first = sql.run(connection, "first_refused", count=_PREVIEWED).fetchall()
    return tuple(Refused(source_row=row, reason=reason, cells=json.loads(text)) for row, reason, text in first)


def _read_of(kind: ImportKind) -> dict[str, str]:
    """Return the expressions of what a refused row says all the same: whose it is, of which day, how much."""
    names = {field.name for field in FIELDS[kind]}
    day = next((name for name in ("issued_on", "received_on", "opened_on") if name in names), "NULL")
    amounts = {name: minor(name, "currency") if {name, "currency"} <= names else "NULL" for name in _AMOUNTS}
    plain = {name: name if name in names else "NULL" for name in ("entity", "customer_id", "number", "currency")}
    return {**plain, **amounts, "row_on": day}
