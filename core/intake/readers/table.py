"""The text of a file as a relation in DuckDB: what every reader hands over."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class RawTable:
    """Cells as text, in columns ``c0``, ``c1`` ...

    ``relation`` is what stands behind FROM. With ``has_rows`` it has a column ``source_row`` (the row in the file,
    from 1); else rows come in file order, the first one being ``first_row``. ``is_turned`` says that a row of the file
    is several here.
    """

    relation: str
    width: int
    first_row: int
    has_rows: bool
    is_turned: bool = False
