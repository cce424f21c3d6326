"""Asking for patterns: of many customers as a frame, of one with the dots behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from core.behaviour.patterns.dots import with_dots
from core.behaviour.patterns.find import as_frame, found
from core.behaviour.patterns.missing import missing
from core.behaviour.patterns.pattern import History
from core.behaviour.patterns.records import read_records
from core.desk.objections import objecting, objects
from core.desk.reminded import reminders

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.behaviour.patterns.pattern import Pattern
    from core.behaviour.patterns.records import Queries
    from core.desk.engine import Desk


def patterns_of(
    book: Queries, as_of: date, customer_keys: Sequence[int] | None = None, *, desk: Desk | None = None
) -> pd.DataFrame:
    """Return the patterns of many customers, from what was known on ``as_of``.

    Parameters
    ----------
    customer_keys
        Only these customers; None for all.
    desk
        Where our own reminders are kept, and who objects to profiling: of them no pattern is looked for. None: only the
        reminders of the ledger's own system are looked at.

    Returns
    -------
    DataFrame
        One row per customer and pattern found, in the order of customer: customer_key, pattern (a ``PatternName``), value, low,
        high, text, n, of, strength (0-1), since. What value, low, high and text are depends on the pattern:
        ``declarations.DECLARATIONS``. Customers without any pattern are not in it.

    Notes
    -----
    A payment counts from the day the ledger says it was received; settlements after ``as_of`` are not looked at, and an
    invoice settled later is open. Not for a verdict on creditworthiness: it tells when and how somebody pays us.

    """
    records = read_records(book, as_of, customer_keys, None if desk is None else reminders(desk))
    patterns = as_frame(found(records), records)
    asked = sorted(() if desk is None else objecting(desk))
    if not asked or patterns.empty:
        return patterns
    named = pd.DataFrame(asked, columns=["entity", "customer_id"]).reset_index(names="row")
    keys = book.frame("named_customers", {"named": named})["customer_key"]
    return patterns[~patterns["customer_key"].isin(keys)].reset_index(drop=True)


def patterns_for(book: Queries, customer_key: int, as_of: date, *, desk: Desk | None = None) -> tuple[Pattern, ...]:
    """Return the patterns of one customer with the dots behind each; none for a customer the book does not know."""
    return payment_history(book, customer_key, as_of, desk=desk).patterns


def payment_history(book: Queries, customer_key: int, as_of: date, *, desk: Desk | None = None) -> History:
    """Return the patterns of one customer, and of every pattern that is not told why not; nothing of who objects to profiling."""
    sent = None
    if desk is not None:
        who = book.frame("customer_header", customer_key=customer_key)
        if len(who):
            named = (str(who["entity"].iloc[0]), str(who["customer_id"].iloc[0]))
            if objects(desk, named):
                return History(patterns=(), missing={})
            sent = reminders(desk, customer=named)
    records = read_records(book, as_of, [customer_key], sent)
    plain = [pattern for each in found(records) for pattern in each.patterns()]
    patterns = with_dots(plain, book, records, customer_key)
    return History(patterns=patterns, missing=missing(records, {each.name for each in plain}))
