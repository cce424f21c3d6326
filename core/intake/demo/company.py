"""Orders and complaints behind the demo: lists as an order system and a complaints desk would export them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.intake.demo.exceptions import CAUSES

if TYPE_CHECKING:
    from pathlib import Path

    from core.intake.demo.generate import DemoFiles

SEED: Final = 6_110
ORDERING_SHARE: Final = 0.16
MOST_ORDERS: Final = 4
STATES: Final = ("open", "blocked", "refused")
STATES_SHARES: Final = (0.86, 0.08, 0.06)
REASONS: Final = {"open": "", "blocked": "credit limit", "refused": "not accepted at the door"}
KNOWN_SHARE: Final = 0.75  # of open disputes, that the complaints desk has on its list
OWNERS: Final = ("Sales desk", "Logistics", "Invoicing", "Quality")
# The ledger's word, the complaints desk's, and who brings such a matter to an end.
TOLD: Final = {
    "price": ("wrong price", 0),
    "quantity": ("short delivery", 1),
    "quality": ("damaged", 3),
    "delivery": ("not delivered", 1),
    "wrong customer": ("wrong address", 2),
    "order number missing": ("missing order number", 2),
    "waiting on us": ("waiting on us", 0),
}
CLOSED: Final = 400
"""Complaints of the last year that are closed: the list has its past."""


@dataclass(frozen=True, kw_only=True)
class CompanyFiles:
    """What was written."""

    orders: Path
    complaints: Path


def write_company(files: DemoFiles, *, seed: int = SEED) -> CompanyFiles:
    """Return the lists of a portfolio already written, beside its files; the same portfolio and ``seed`` write the same bytes.

    Complaints are about invoices that the ledger says are in dispute, so that nobody is reminded more or less than without them.
    """
    folder = files.invoices.parent
    written = CompanyFiles(orders=folder / "saldo_orders.csv", complaints=folder / "saldo_complaints.csv")
    _orders(files, np.random.default_rng([seed, 1])).to_csv(written.orders, index=False)
    _complaints(files, np.random.default_rng([seed, 2])).to_csv(written.complaints, index=False)
    return written


def _orders(files: DemoFiles, rng: np.random.Generator) -> pd.DataFrame:
    customers = pd.read_csv(files.customers, dtype=str, usecols=["entity", "customer_id"])
    ordering = customers[rng.random(len(customers)) < ORDERING_SHARE]
    each = rng.integers(1, MOST_ORDERS + 1, len(ordering))
    rows = ordering.loc[ordering.index.repeat(each)].reset_index(drop=True)
    count = len(rows)
    ordered = rng.integers(0, 30, count)
    states = rng.choice(STATES, size=count, p=STATES_SHARES)
    return rows.assign(
        order_number=[f"SO{number:06d}" for number in range(410_001, 410_001 + count)],
        order_state=states,
        amount=np.round(np.exp(rng.normal(7.2, 0.9, count)), 2),
        currency="EUR",
        ordered_on=[_days_before(files.as_of, int(days)) for days in ordered],
        # Nobody delivers before the order: what was ordered today is never two days late.
        delivery_on=[
            _days_before(files.as_of, -int(days)) for days in np.maximum(rng.integers(-2, 35, count), -ordered)
        ],
        obstacle=[REASONS[state] for state in states],
    )


def _complaints(files: DemoFiles, rng: np.random.Generator) -> pd.DataFrame:
    disputes = pd.read_csv(files.disputes, dtype=str)
    is_open = disputes["closed_on"].isna() | (disputes["closed_on"].fillna("") == "")
    standing = disputes[is_open & (rng.random(len(disputes)) < KNOWN_SHARE)]
    ended = disputes[~is_open].sort_values(["closed_on", "reference", "number"]).tail(CLOSED)
    rows = pd.concat([standing, ended], ignore_index=True)
    known = rows["cause"].where(rows["cause"].isin(CAUSES), "waiting on us")
    owners = [OWNERS[TOLD[cause][1]] for cause in known]
    # One in eight has nobody yet: that is what the page is for.
    has_owner = rng.random(len(rows)) >= 0.125  # noqa: PLR2004
    return pd.DataFrame(
        {
            "entity": rows["entity"],
            "customer_id": rows["customer_id"],
            "reference": [f"KL{number:05d}" for number in range(20_001, 20_001 + len(rows))],
            "number": rows["number"],
            "cause": [TOLD[cause][0] for cause in known],
            "complaint_state": np.where(rows["closed_on"].isna(), "open", "closed"),
            "owner": np.where(has_owner, owners, ""),
            "opened_on": rows["opened_on"],
            "closed_on": rows["closed_on"],
            "amount": rows["amount"],
            "currency": rows["currency"],
        }
    )


def _days_before(day: date, days: int) -> str:
    return (day - timedelta(days=days)).isoformat()
