"""Rows of the desk as a pandas frame whose columns keep their types, also when it is empty."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

_AT_A_TIME: Final = 2000
"""Rows: all of a large answer in one go would keep every other thread of the process waiting for a second."""


def frame(session: Session, statement: Select[*tuple[Any, ...]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of ``statement`` as a frame with exactly ``columns`` (name to dtype), in that order."""
    by_column: list[list[Any]] = [[] for _ in columns]
    for rows in session.execute(statement).partitions(_AT_A_TIME):
        for values, more in zip(by_column, zip(*rows, strict=True), strict=True):
            values.extend(more)
    if not by_column[0]:
        return empty(columns)
    return pd.DataFrame(
        {
            name: pd.Series(values, dtype=dtype)
            for (name, dtype), values in zip(columns.items(), by_column, strict=True)
        },
    )


def empty(columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the frame of no rows with exactly ``columns`` (name to dtype)."""
    return _empty(tuple(columns.items())).copy()


@cache
def _empty(columns: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    # Made once: of one customer most frames are empty, and their columns would cost more than the question.
    return pd.DataFrame({name: pd.Series([], dtype=dtype) for name, dtype in columns})
