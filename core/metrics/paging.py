"""One page of a long list that SQL sorted, cut and counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Collection

    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Page:
    """Rows of one page, and how many rows the whole list has (0 when the page starts after its end)."""

    rows: pd.DataFrame
    total_rows: int


def page_of(frame: pd.DataFrame, *, counted_in: str = "total_rows") -> Page:
    """Return ``frame`` without the column that repeats the whole list's count on every row."""
    total_rows = int(frame[counted_in].iloc[0]) if len(frame) else 0
    return Page(rows=frame.drop(columns=counted_in), total_rows=total_rows)


def known(kind: str, name: str, names: Collection[str]) -> str:
    """Return ``name``; raise ``UnknownNameError`` when it is not one of ``names``."""
    if name not in names:
        raise UnknownNameError(kind, name, list(names))
    return name
