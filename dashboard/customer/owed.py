"""What a customer owes and since when, from its account: totals per currency and the aging as one bar."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core.metrics.buckets import BUCKETS, bucket_of
from core.vocabulary import DocumentType
from dashboard.aging_table import bucket_label
from dashboard.charts.aging import age_bars
from dashboard.drawn import draw

if TYPE_CHECKING:
    from core.strategy.account import Account
    from dashboard.i18n import Words

BAR_PIXELS = 84
MOST_CARDS = 5  # beside each other


@dataclass(frozen=True, kw_only=True)
class Owed:
    """What is open in one currency; ``by_bucket`` has the invoices alone."""

    currency: str
    open_minor: int
    past_due_minor: int
    unallocated_minor: int
    by_bucket: dict[str, int]


def owed(items: pd.DataFrame) -> list[Owed]:
    """Return the totals of a customer's open ``items`` per currency, the largest first."""
    found = []
    for currency, rows in items.groupby("currency", sort=True):
        is_invoice = (rows["document_type"] == DocumentType.INVOICE) & (rows["balance_minor"] > 0)
        invoices, others = rows[is_invoice], rows[~is_invoice]
        late = invoices[invoices["days_past_due"] > 0]
        keys = [bucket_of(int(days)).key for days in invoices["days_past_due"]]
        by_bucket = invoices["balance_minor"].groupby(np.array(keys, dtype=object)).sum()
        found.append(
            Owed(
                currency=str(currency),
                open_minor=int(invoices["balance_minor"].sum()),
                past_due_minor=int(late["balance_minor"].sum()),
                unallocated_minor=-int(others["balance_minor"].sum()),
                by_bucket={str(key): int(minor) for key, minor in by_bucket.items()},
            ),
        )
    return sorted(found, key=lambda each: -each.open_minor)


def balances(account: Account, words: Words) -> None:
    """Draw what is open and past due per currency, the oldest, how the customer usually pays, and the aging."""
    _ = words
    items = account.items
    known = owed(items)
    cards = 2 + sum(3 if each.unallocated_minor else 2 for each in known)
    with st.grid(min(cards, MOST_CARDS), min_column_width=150, gap="small"):
        for each in known:
            st.metric(_("Open balance"), _.money(each.open_minor, each.currency), border=True)
            st.metric(_("Past due"), _.money(each.past_due_minor, each.currency), border=True)
            if each.unallocated_minor:
                explained = _("Credit notes and payments not yet set against an invoice.")
                st.metric(_("Unallocated"), _.money(each.unallocated_minor, each.currency), border=True, help=explained)
        if not known:
            st.metric(_("Open balance"), _("nothing"), border=True)
        oldest = max(0, int(items["days_past_due"].max())) if len(items) else 0
        explained = _("Days past due of the oldest open invoice.")
        st.metric(_("Oldest"), _("{n} days", n=_.number(oldest)), border=True, help=explained)
        _habit(account, words)
    _bars(known, words)


def _habit(account: Account, words: Words) -> None:
    _ = words
    features = account.assignment.features
    late = features.frame["median_days_late"].iloc[0] if len(features) else float("nan")
    if pd.isna(late) or account.assignment.objecting:
        return  # nothing was paid in two years, or the customer objects to profiling: there is no habit to show
    explained = _("Median of the {n} invoices paid in two years; negative is early.", n=_paid(account, words))
    st.metric(_("Usually pays after due date"), _("{n} days", n=_.number(late, 1)), border=True, help=explained)


def _paid(account: Account, words: Words) -> str:
    return words.number(int(account.assignment.features.frame["paid_invoices"].iloc[0]))


def _bars(known: list[Owed], words: Words) -> None:
    """Draw the age of what is open as one bar per currency."""
    for each in known:
        if not each.open_minor:
            continue
        figure = age_bars(
            [(each.currency, words("Age"))],
            [(bucket.key, bucket_label(bucket, words)) for bucket in BUCKETS],
            {each.currency: each.by_bucket},
            currency=each.currency,
            words=words,
        )
        # The name of a bucket stands in its piece: a legend would take more room than the bar.
        for piece in figure.data:
            piece.text = [f"{piece.name}<br>{text}" if text else "" for text in piece.text]
        figure.update_layout(height=BAR_PIXELS, bargap=0.1, showlegend=False)
        draw(figure, words("Open invoices by age"), key=f"age_{each.currency}")
