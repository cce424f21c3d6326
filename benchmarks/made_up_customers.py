"""Customers without a ledger: features made up for measuring what only looks at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from benchmarks.big_book import LIST_ON
from core.segments.features import features_of

if TYPE_CHECKING:
    from core.segments.features import Features

SEED: Final = 7
MANDATES: Final = 0.1  # of the customers
LATE: Final = 0.35


def made_up(customers: int) -> Features:
    """Return customers with every field filled as ledgers fill them: most owe nothing past due, habits are often unknown."""
    random = np.random.default_rng(SEED)
    keys = np.arange(customers, dtype=np.int64)

    def known(values: np.ndarray, share: float) -> np.ndarray:
        return np.where(random.random(customers) < share, values, np.nan)

    paid = random.poisson(14, customers)
    frame = pd.DataFrame(
        {
            "customer_key": keys,
            "entity": pd.Series(np.where(keys % 3, "NL01", "BE01"), dtype="str"),
            "customer_id": pd.Series([f"C{key}" for key in keys], dtype="str"),
            "name": pd.Series([f"Customer {key}" for key in keys], dtype="str"),
            "language": "nl",
            "customer_type": pd.Series(
                random.choice(["business", "consumer", "public"], customers, p=[0.7, 0.23, 0.07])
            ),
            "label": pd.Series(random.choice(["positive", "neutral", "negative"], customers, p=[0.1, 0.87, 0.03])),
            "country": pd.Series(random.choice(["NL", "BE", "DE", "FR"], customers)),
            "province": None,
            "sector": pd.Series(random.choice(["retail", "care", "building"], customers)),
            "size_class": None,
            "has_mandate": random.random(customers) < MANDATES,
            "customer_since_days": known(random.integers(0, 4_000, customers), 0.7),
            "external_score": known(random.random(customers), 0.2),
            "paid_invoices": paid,
            "median_days_late": known(np.round(random.normal(6, 12, customers) * 2) / 2, 0.97),
            "late_share": known(random.beta(2, 2, customers).round(3), 0.97),
            "days_later": known(np.round(random.normal(0, 8, customers)), 0.7),
            "pay_day_share": known(random.beta(3, 6, customers).round(3), 0.8),
            "days_since_payment": known(random.integers(0, 400, customers), 0.98),
            "open_disputes": random.poisson(0.03, customers),
            "disputed_invoices": random.poisson(0.1, customers),
            "dispute_share": known(random.beta(0.3, 12, customers).round(3), 0.98),
        }
    )
    is_late = random.random(customers) < LATE
    past_due = np.where(is_late, random.lognormal(12, 1.6, customers), 0).astype(np.int64)
    balances = pd.DataFrame(
        {
            "customer_key": keys,
            "currency": pd.Series(np.where(keys % 11, "EUR", "USD"), dtype="str"),
            "balance_minor": past_due + random.integers(0, 2_000_00, customers),
            "past_due_minor": past_due,
            "open_invoices": 1,
            "past_due_invoices": is_late.astype(np.int64),
            "oldest_days_past_due": np.where(is_late, random.gamma(1.3, 30, customers), 0).astype(np.int64),
            "sales_minor": random.integers(0, 40_000_00, customers),
        }
    )
    rates = pd.DataFrame({"currency": ["USD"], "rate": [0.9]})
    return features_of(customers=frame, balances=balances, rates=rates, as_of=LIST_ON)
