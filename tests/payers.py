"""Made-up payers for tests of prediction: every customer pays after its own fashion, the days drawn from a seed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from core.behaviour.prediction.lives import Lives, lives_of

FIRST = np.datetime64("2025-01-01")
DAYS = 420
TERM = 30


def payers(
    seed: int = 1, *, customers: int = 24, each: int = 30, days: int = DAYS, late_by: int | None = None
) -> pd.DataFrame:
    """Return the rows of ``invoice_lives``: a habit of -5 to 30 days late per customer, a few days around it."""
    draw = np.random.default_rng(seed)
    customer = np.repeat(np.arange(1, customers + 1), each)
    habit = np.repeat(draw.integers(-5, 31, customers), each)
    issued = FIRST + draw.integers(0, days, len(customer)).astype("timedelta64[D]")
    late = habit + draw.integers(-3, 4, len(customer)) if late_by is None else np.full(len(customer), late_by)
    due = issued + np.timedelta64(TERM, "D")
    paid = due + late.astype("timedelta64[D]")
    return rows(
        customer=customer,
        issued_on=issued,
        due_on=due,
        paid_on=paid,
        amount_minor=draw.integers(100, 9000, len(customer)),
    )


def rows(**columns: Any) -> pd.DataFrame:
    """Return rows of ``invoice_lives`` with these columns and the ordinary rest."""
    customer = np.asarray(columns.pop("customer"), dtype=np.int64)
    count = len(customer)
    paid = pd.Series(np.asarray(columns.pop("paid_on"), dtype="datetime64[D]").astype("datetime64[s]"))
    frame = {
        "item_key": np.arange(1, count + 1),
        "customer_key": customer,
        "entity": np.array(["NL01"] * count, dtype=object),
        "customer_type": np.array(["business"] * count, dtype=object),
        "currency": np.array(["EUR"] * count, dtype=object),
        "import_id": np.ones(count, dtype=np.int64),
        "amount_minor": np.full(count, 10_000),
        "ended_on": paid,
        "paid_on": paid,
        "paid_after": pd.Series([pd.NaT] * count, dtype="datetime64[s]"),
    }
    dates = {
        name: np.asarray(columns.pop(name), dtype="datetime64[D]").astype("datetime64[s]")
        for name in ("issued_on", "due_on")
    }
    return pd.DataFrame(frame | dates | columns)


def lives(frame: pd.DataFrame) -> Lives:
    """Return the lives in ``frame``."""
    return lives_of(frame)
