"""Predictions of the open invoices of a day: when each will be paid, how sure that is, and how late it may be."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.prediction.axis import BEYOND, LATE_DAYS
from core.behaviour.prediction.backdrop import read_backdrop
from core.behaviour.prediction.blocks import Block, blocks
from core.behaviour.prediction.distribution import late_by_more_than, paid_by_days, quantiles
from core.behaviour.prediction.history import History
from core.behaviour.prediction.lives import NEVER, chosen, day_number, read_lives, stacked
from core.behaviour.prediction.model import Model, Segments
from core.behaviour.prediction.reasons import MOST_FACTORS, OBJECTS, factors
from core.behaviour.prediction.serving import HIGH, LOW, conditioned, joined, prospect
from core.book.together import MOST_AT_ONCE
from core.language import later

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from core.behaviour.prediction.backdrop import Backdrop
    from core.behaviour.prediction.lives import Lives, Queries
    from core.behaviour.prediction.serving import Prospect

PAID_WITHIN_DAYS: Final = (7, 14, 30, 60, 90)
MOST_CUSTOMERS: Final = 60_000
"""Whose past is in memory together: all of a large book would be more than a gigabyte."""
BY_MODEL, BY_BASELINE = "model", "baseline"
NO_MODEL: Final = later("No model has been trained yet")
TOO_LITTLE: Final = later("There was too little history to train a model")
NOT_BETTER: Final = later("In this segment the model does not beat the customer's own median")


@dataclass(frozen=True, kw_only=True, eq=False)
class Outlook:
    """The open invoice parts of ``as_of`` with their chances given that they are unpaid.

    ``frame`` has item_key, customer_key, entity, currency, number, due_on, balance_minor and segment, one row per part;
    ``chances`` one row each and one column per bin; ``first_day`` is the first day late on which it can still be paid.
    ``prospect`` has the same chances, and what they come from. Of ``objecting`` customers (keys) nothing of their own is in it.
    """

    as_of: date
    model: Model | None
    frame: pd.DataFrame
    open: Lives
    chances: NDArray[np.float32]
    first_day: NDArray[np.int64]
    prospect: Prospect
    objecting: frozenset[int] = frozenset()

    def paid_by(self, day: date) -> NDArray[np.float64]:
        """Return per open part the probability that it is paid on or before ``day``."""
        return self.paid_by_days([day])[0]

    def paid_by_days(self, days: Sequence[date]) -> list[NDArray[np.float64]]:
        """Return ``paid_by`` of several days, for little more than the cost of one."""
        return paid_by_days(self.chances, [day_number(day) - self.open.due for day in days], self.first_day)


def outlook(
    book: Queries,
    model: Model | None,
    as_of: date,
    *,
    segments: pd.DataFrame | None = None,
    customer_keys: Sequence[int] | None = None,
    backdrop: Backdrop | None = None,
    lives: Lives | None = None,
    balances: pd.DataFrame | None = None,
    objecting: Collection[int] = (),
) -> Outlook:
    """Return the outlook of what is open on ``as_of``.

    Parameters
    ----------
    book : Book
        Any version; what is dated after ``as_of`` is not looked at.
    model : Model or None
        None: nothing was trained, and the customers' own habits (the baseline) serve.
    as_of : date
        The day that is looked at.
    segments : DataFrame, optional
        customer_key and segment, as assigned on ``as_of``.
    customer_keys : sequence of int, optional
        Only these customers.
    backdrop : Backdrop, optional
        That of ``as_of``, when it is at hand: one customer's outlook then costs milliseconds.
    lives : Lives, optional
        Those of the book, when they are at hand, in the groups of ``backdrop``.
    balances : DataFrame, optional
        The rows of the query open_balances, when they are at hand.
    objecting : collection of int
        Customers who object to profiling: neither the model nor their own past serves them, but how customers of their
        kind pay.
    """
    backdrop = backdrop or read_backdrop(book, as_of)
    if balances is None:
        chosen_ones = chosen(customer_keys)
        balances = book.frame("open_balances", chosen_ones, as_of=as_of, is_all=customer_keys is None)
    grouped = replace(Segments.of(segments), objecting=np.array(sorted(objecting), dtype=np.int64))
    served = model or Model.untrained(as_of)

    def look(block: Block) -> tuple[Lives, NDArray[np.int64], Prospect]:
        of_customers, asked, at = block.opened()
        found = prospect(served, History(of_customers), backdrop, asked, grouped)
        first_day = _first_day(as_of, asked)
        return asked, at, replace(found, chances=conditioned(found.chances, first_day))

    def looked(keys: NDArray[np.int64]) -> Iterator[tuple[Lives, NDArray[np.int64], Prospect]]:
        told = lives or read_lives(book, as_of, customer_keys=keys.tolist(), groups=backdrop.groups)
        known = told.known_on(day_number(as_of)).without(objecting, is_all=False)
        backdrop.prepare(known.issued[known.ended == NEVER])
        own = np.flatnonzero((customers >= keys.min(initial=0)) & (customers <= keys.max(initial=0)))
        for asked, at, found in pool.map(look, blocks(known, balances.iloc[own])):
            yield asked, own[at], found

    customers = balances["customer_key"].to_numpy(dtype=np.int64)
    keys = np.unique(customers)
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        parts = np.array_split(keys, 1 if lives else len(keys) // MOST_CUSTOMERS + 1)
        found_of = [each for part in parts for each in looked(part)]
    asked = stacked([each for each, _, _ in found_of])
    found = joined([each for _, _, each in found_of])
    frame = balances.iloc[np.concatenate([at for _, at, _ in found_of])].reset_index(drop=True)
    names = np.array([*grouped.names, "unassigned"], dtype=object)
    return Outlook(
        as_of=as_of,
        model=model,
        frame=frame.assign(segment=names[grouped.code_of(asked.customer)]),
        open=asked,
        chances=found.chances,
        first_day=_first_day(as_of, asked),
        prospect=found,
        objecting=frozenset(objecting),
    )


def _first_day(as_of: date, asked: Lives) -> NDArray[np.int64]:
    return np.maximum(day_number(as_of) + 1, asked.issued) - asked.due


def predict(
    book: Queries,
    model: Model | None,
    as_of: date,
    *,
    segments: pd.DataFrame | None = None,
    customer_keys: Sequence[int] | None = None,
    backdrop: Backdrop | None = None,
    balances: pd.DataFrame | None = None,
    objecting: Collection[int] = (),
) -> pd.DataFrame:
    """Return one row per open invoice part of ``as_of`` with its prediction; see ``outlook`` for the parameters.

    Returns
    -------
    DataFrame
        item_key, customer_key, entity, currency, number, segment, balance_minor, issued_on, due_on; ``median_on`` and the
        80 % interval ``low_on`` to ``high_on`` (missing: not within a year of the due date); ``usually_within_days``, how
        far the interval reaches from the median; ``p_paid_7`` to ``p_paid_90``, the probability of payment within so many
        days after ``as_of``; ``p_late_0``, ``p_late_5``, ``p_late_30``; ``source`` (model or baseline) and ``why_baseline``;
        ``payments`` of the customer seen, and what ``reasons_of`` tells the reasons from.
    """
    return told_of(
        outlook(
            book,
            model,
            as_of,
            segments=segments,
            customer_keys=customer_keys,
            backdrop=backdrop,
            balances=balances,
            objecting=objecting,
        )
    )


def told_of(given: Outlook) -> pd.DataFrame:
    """Return the predictions of an outlook; see ``predict``."""
    low, median, high = quantiles(given.chances, (LOW, 0.5, HIGH), given.first_day)
    due, found = given.open.due, given.prospect
    objects = np.isin(given.open.customer, list(given.objecting))
    within = np.where(high < BEYOND, np.maximum(high - median, median - low), NEVER)
    frame = given.frame.assign(
        issued_on=given.open.issued.astype("datetime64[D]").astype("datetime64[s]"),
        median_on=_dates(due, median),
        low_on=_dates(due, low),
        high_on=_dates(due, high),
        usually_within_days=np.where(median < BEYOND, within, NEVER),
        source=np.where(found.by_model, BY_MODEL, BY_BASELINE),
        why_baseline=np.where(objects, OBJECTS, np.where(found.by_model, "", _why(given.model))),
        payments=found.own.payments,
        own_median_days=found.own.median,
    )
    ends = [day_number(given.as_of) + days - due for days in PAID_WITHIN_DAYS]
    for days, share in zip(PAID_WITHIN_DAYS, paid_by_days(given.chances, ends, given.first_day), strict=True):
        frame[f"p_paid_{days}"] = share
    for days in LATE_DAYS:
        frame[f"p_late_{days}"] = late_by_more_than(given.chances, days)
    usual = np.array(given.model.usual if given.model else ())
    places, effects = factors(given.model.hazard if given.model else None, found.account, usual)
    for at in range(MOST_FACTORS):
        is_told = found.by_model & (places[:, at] >= 0)
        frame[f"factor_{at + 1}"] = np.where(is_told, places[:, at], -1)
        frame[f"effect_{at + 1}"] = effects[:, at]
        rows = np.arange(len(frame))
        facts = found.account[rows, np.maximum(places[:, at], 0)] if found.account.shape[1] else np.zeros(len(frame))
        frame[f"fact_{at + 1}"] = np.where(is_told, facts, np.nan)
    return frame


def _why(model: Model | None) -> str:
    if model is None:
        return NO_MODEL
    return TOO_LITTLE if model.hazard is None else NOT_BETTER


def _dates(due: NDArray[np.int64], late: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Return the day so many days after the due date; missing where it does not come within a year."""
    days = (due + np.minimum(late, BEYOND)).astype("datetime64[D]").astype("datetime64[s]")
    return np.where(late < BEYOND, days, np.datetime64("NaT"))
