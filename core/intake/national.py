"""Numbers that a state gives a person (BSN, rijksregisternummer): left out of what is read, and out of the files that are kept."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from core.intake import sql
from core.intake.fields import ImportKind

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from core.intake.load import Loaded

# Kinds of files that name a customer by a number of a register.
_NAMED = frozenset({ImportKind.CUSTOMERS, ImportKind.CREDIT, ImportKind.INSURANCE})
# Files in which a number can be found and covered as text; a workbook is compressed.
_TEXTS = frozenset({".csv", ".txt", ".tsv"})


def with_national_numbers(connection: duckdb.DuckDBPyConnection, loaded: Loaded) -> Loaded:
    """Return ``loaded`` with the numbers of persons that were left out of its rows, and a remark that says how many."""
    if loaded.sheet.mapping.kind not in _NAMED:
        return loaded
    found = sql.run(connection, "national_numbers").fetchall()
    if not found:
        return loaded
    rows = sum(count for _number, _first, count in found)
    told = "1 row has" if rows == 1 else f"{rows} rows have"
    remark = (
        f"{told} a number that a state gives a person (such as a BSN; first: row {found[0][1]}): it was left out and is kept "
        "nowhere. Use the number of the trade register, and leave such numbers out of the export."
    )
    return replace(loaded, national=tuple(number for number, _, _ in found), remarks=(*loaded.remarks, remark))


def covered_cells(cells: dict[str, str | None], numbers: tuple[str, ...]) -> dict[str, str | None]:
    """Return the cells of a refused row without any of ``numbers``."""
    return {head: "*" * len(cell) if cell and cell in numbers else cell for head, cell in cells.items()}


def covered(path: Path, numbers: tuple[str, ...]) -> bytes | None:
    """Return the file with every one of ``numbers`` covered by stars of the same length; None where that cannot be done."""
    if path.suffix.lower() not in _TEXTS:
        return None
    held = path.read_bytes()
    if b"\x00" in held:  # two bytes a letter
        return None
    for number in numbers:
        held = held.replace(number.encode("utf-8"), b"*" * len(number.encode("utf-8")))
    return held
