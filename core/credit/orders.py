"""Orders that are open with us, in euro cents per customer: part of what a customer may come to owe."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from core.credit.match import matched
from core.desk.side_frames import facts
from core.identity.euros import in_cents
from core.intake.fields import ImportKind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk

_OPEN: Final = ("open", "blocked")  # by us: what it holds may still go out


def open_orders(desk: Desk, customers: pd.DataFrame, cents: Mapping[str, float]) -> dict[int, float]:
    """Return what every customer has on order and was not invoiced yet, by customer key; refused, delivered and cancelled orders do not count."""
    numbers = ("registration_number", "vat_number", "country")
    told = facts(desk, ImportKind.ORDERS, columns=("order_state", "amount_minor", "currency", *numbers))
    if told.empty:
        return {}
    of_customers = matched(told, customers)
    amount = pd.to_numeric(of_customers["amount_minor"], errors="coerce").fillna(0)
    euros = in_cents(amount, of_customers["currency"].fillna("EUR").astype(str), cents)
    counts = of_customers["order_state"].isin(_OPEN) & (of_customers["customer_key"] > 0)
    summed = euros[counts].groupby(of_customers["customer_key"][counts]).sum()
    return dict(zip(summed.index.tolist(), summed.tolist(), strict=True))
