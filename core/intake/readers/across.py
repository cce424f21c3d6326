"""A table whose columns stand across, turned so that every filled cell is a row."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from core.intake import sql
from core.intake.readers.table import RawTable

if TYPE_CHECKING:
    from core.intake.layout import Layout
    from core.intake.mapping import Mapping


def turned(raw: RawTable, mapping: Mapping, layout: Layout) -> RawTable:
    """Return ``raw`` with one row a filled cell: the shared cell, the header, the value; as it is without ``across``."""
    if mapping.across is None:
        return raw
    ((_, shared),) = mapping.columns.items()
    wanted = {header.casefold() for header in shared}
    own = next(place for place, header in enumerate(layout.columns) if header.strip().casefold() in wanted)
    places = [
        place
        for place, header in enumerate(layout.columns)
        if place != own and re.match(mapping.across.pattern, header.strip())
    ]
    numbered = raw.relation if raw.has_rows else sql.statement("numbered", first=raw.first_row, relation=raw.relation)
    relation = sql.statement(
        "across",
        own=own,
        headers=", ".join(sql.literal(layout.columns[place].strip()) for place in places),
        cells=", ".join(f"c{place}" for place in places),
        numbered=numbered,
    )
    filled = sql.statement("filled", relation=relation)
    return RawTable(relation=filled, width=3, first_row=raw.first_row, has_rows=True, is_turned=True)
