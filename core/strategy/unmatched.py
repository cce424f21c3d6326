"""Money of a customer that is matched to no item yet, as rows beside the open items."""

from __future__ import annotations

import numpy as np
import pandas as pd


def with_payments(items: pd.DataFrame, payments: pd.DataFrame) -> pd.DataFrame:
    """Return ``items`` and, after them, one row per unmatched payment: negative, without item_key."""
    known = items.astype({"item_key": "Int64"})
    if payments.empty:
        return known
    rows = pd.DataFrame(
        {
            "item_key": pd.array([pd.NA] * len(payments), dtype="Int64"),
            # Payments belong to no document; keys below zero keep them apart from every invoice.
            "invoice_key": -payments["payment_key"].to_numpy(dtype=np.int64) - 1,
            "customer_key": payments["customer_key"],
            "entity": payments["entity"],
            "document_type": "payment",
            "number": "",
            "fiscal_year": 0,
            "part_no": 0,
            "currency": payments["currency"],
            "issued_on": payments["received_on"],
            "due_on": payments["received_on"],
            "days_past_due": 0,
            "amount_minor": -payments["unapplied_minor"],
            "balance_minor": -payments["unapplied_minor"],
            "is_wholly_disputed": 0,
            "disputed_minor": 0,
            "in_transit_minor": 0,
            "source_step": 0,
            "is_at_agency": 0,
        },
    )
    return pd.concat([known, rows], ignore_index=True)[items.columns.tolist()]
