"""Explain this number: its definition, its inputs, the SQL that made it, and rows that add up to it."""

from __future__ import annotations

from core.metrics.explain.cell import explain_cell
from core.metrics.explain.explain import explain
from core.metrics.explain.explanation import Explanation, Input, Proof, Ran, RowPage, Rows
from core.metrics.explain.rows import prove, rows_behind

__all__ = [
    "Explanation",
    "Input",
    "Proof",
    "Ran",
    "RowPage",
    "Rows",
    "explain",
    "explain_cell",
    "prove",
    "rows_behind",
]
