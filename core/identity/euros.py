"""What every customer owes on a day, per currency and in euros at the book's rate: what stands behind a fault or a limit."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from core.money import precision

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

YEAR = timedelta(days=365)
BASE = "EUR"


class Queries(Protocol):
    """The one thing asked of the book here: a named query as a frame."""

    def frame(self, name: str, /, relations: Mapping[str, Any] | None = None, **params: Any) -> pd.DataFrame:  # noqa: ANN401
        """Return the rows of the named query."""
        ...


def rates(book: Queries, as_of: date) -> dict[str, float]:
    """Return euro cents for one minor unit of every currency with a rate; the euro itself is 1."""
    known = book.frame("euro_rates", as_of=as_of)
    told = dict(zip(known["currency"].tolist(), known["rate"].tolist(), strict=True)) | {BASE: 1.0}
    return {currency: rate * 100 / 10 ** precision(currency) for currency, rate in told.items()}


def in_cents(minor: pd.Series[Any], currency: pd.Series[Any], cents: Mapping[str, float]) -> pd.Series[Any]:
    """Return amounts in euro cents; a currency without a rate counts one to one, as in the segments."""
    # Asked once of each currency, for there are as many rows as customers.
    known = {each: cents.get(each, 100 / 10 ** precision(each) if each else 1.0) for each in currency.unique()}
    factors = currency.map(known).astype("float64")
    return (minor.astype("float64") * factors).round()


def balances(book: Queries, as_of: date, *, customer_key: int | None = None) -> pd.DataFrame:
    """Return one row per customer and currency: customer_key, currency, balance_minor, past_due_minor, balance_cents, past_due_cents.

    Balances are net of credits and of cash not yet matched, so their total is the ledger's.
    """
    found = book.frame("customer_balances", as_of=as_of, year_ago=as_of - YEAR, customer_key=customer_key)
    cents = rates(book, as_of)
    return found.assign(
        balance_cents=in_cents(found["balance_minor"], found["currency"], cents),
        past_due_cents=in_cents(found["past_due_minor"], found["currency"], cents),
    )
