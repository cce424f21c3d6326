"""Reconciliation: the book tied to the files it was made of, and to the control account of the general ledger."""

from __future__ import annotations

from core.metrics.reconcile.control import Cause, Kind, Reconciled, cause_rows, ledger_balances, reconcile
from core.metrics.reconcile.imports import ImportTie, import_ties, refused_rows

__all__ = [
    "Cause",
    "ImportTie",
    "Kind",
    "Reconciled",
    "cause_rows",
    "import_ties",
    "ledger_balances",
    "reconcile",
    "refused_rows",
]
