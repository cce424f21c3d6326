"""Rows of the desk as a pandas frame whose columns keep their types, also when it is empty."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Select
    from sqlalchemy.orm import Session


def frame(session: Session, statement: Select[*tuple[Any, ...]], columns: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows of ``statement`` as a frame with exactly ``columns`` (name to dtype), in that order."""
    rows = session.execute(statement).all()
    if not rows:
        return empty(columns)
    by_column = list(zip(*rows, strict=True))
    return pd.DataFrame(
        {
            name: pd.Series(list(values), dtype=dtype)
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
