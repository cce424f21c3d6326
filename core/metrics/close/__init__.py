"""Closing a month: the figures as reported, kept as plain values, and beside them as known now with what changed them."""

from __future__ import annotations

from core.metrics.close.changes import ChangePage, Compared, Part, Standing, changes, compared
from core.metrics.close.reported import (
    NotAMonthEndError,
    NothingToCloseError,
    UnfinishedMonthError,
    entities_to_close,
    reported,
)

__all__ = [
    "ChangePage",
    "Compared",
    "NotAMonthEndError",
    "NothingToCloseError",
    "Part",
    "Standing",
    "UnfinishedMonthError",
    "changes",
    "compared",
    "entities_to_close",
    "reported",
]
