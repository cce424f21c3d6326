"""Candidates: every open item, credit and unmatched payment on a day, beside all that may keep it out of a campaign."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.strategy.addresses import best, reach_as_known
from core.strategy.held import Holds, standing
from core.strategy.keys import customers_named, items_named
from core.strategy.spread import spread
from core.vocabulary import DocumentType

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.segments.assign import Assignment
    from core.strategy.choice import AudienceChoice
    from core.strategy.facts import DeskFacts
    from core.strategy.ladder import Ladder
    from core.vocabulary import HoldKind

NEVER = np.datetime64("NaT", "D")
_OF_ANY_DAY = (
    "position",
    "customers",
    "balance_minor",
    "is_credit",
    "account",
    "credit_minor",
    "done",
    "next_step",
    "_coming",
    "last_contact_on",
    "campaign_under_way",
    "reach",
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """One row per open item, credit item and payment with money left, customers in the order of their key.

    ``frame`` has the columns of the query audience_items and, for payments, no item_key. ``position`` is the row of each
    one's customer in the features. Arrays have one entry per row.
    """

    as_of: date
    frame: pd.DataFrame
    addresses: pd.DataFrame
    facts: DeskFacts
    ladder: Ladder
    assignment: Assignment
    choice: AudienceChoice
    is_supposed: bool = False  # a later day as it would be, with a ledger that reaches it and has no news

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.frame)

    @cached_property
    def position(self) -> NDArray[np.int64]:
        """The row of each one's customer in the features."""
        return self.assignment.features.positions(self.frame["customer_key"].to_numpy(dtype=np.int64))

    @cached_property
    def customers(self) -> pd.DataFrame:
        """The customers of the features, one row per position."""
        return self.assignment.features.frame

    @cached_property
    def balance_minor(self) -> NDArray[np.int64]:
        """What is open of each, negative for credits and unmatched payments."""
        return self.frame["balance_minor"].to_numpy(dtype=np.int64)

    @cached_property
    def is_credit(self) -> NDArray[np.bool_]:
        """Whether the row is money we owe the customer, or a payment that went back: nobody is asked for those."""
        is_invoice = (self.frame["document_type"] == DocumentType.INVOICE).to_numpy(dtype=bool)
        return ~is_invoice | (self.balance_minor < 0)

    @cached_property
    def days_past_due(self) -> NDArray[np.int64]:
        """Days since the due date; negative before it."""
        return self.frame["days_past_due"].to_numpy(dtype=np.int64)

    @cached_property
    def account(self) -> NDArray[np.int64]:
        """A number for each customer and currency: what is paid in one currency covers nothing in another."""
        codes, names = pd.factorize(self.frame["currency"])
        return self.position * max(len(names), 1) + codes

    @cached_property
    def credit_minor(self) -> NDArray[np.int64]:
        """What we owe the customer of each row in its currency, as a positive amount."""
        owed = np.where(self.is_credit, -self.balance_minor, 0)
        return self.summed_by_account(owed)

    def summed_by_account(self, minor: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return for each row the sum of ``minor`` over all rows of its customer and currency."""
        _, group = np.unique(self.account, return_inverse=True)
        sums = np.zeros(int(group.max(initial=-1)) + 1, dtype=np.int64)
        np.add.at(sums, group, minor)
        return sums[group]

    def spread_over_parts(self, column: str) -> NDArray[np.int64]:
        """Return an amount that ``frame`` states per document, spread over its parts, first due first."""
        pool = self.frame[column].to_numpy(dtype=np.int64)
        return spread(pool, self.frame["invoice_key"].to_numpy(dtype=np.int64), np.maximum(self.balance_minor, 0))

    @cached_property
    def done(self) -> pd.DataFrame:
        """Steps done: step (the highest, 0 for none), done_on and is_from_source, one row per candidate."""
        source = self.frame["source_step"].to_numpy(dtype=np.int64)
        source_on = _days(self.frame["source_reminded_on"])
        matched = items_named(self.facts.steps, self.frame, self.position, self.assignment.features)
        step, done_on = np.zeros(len(self), dtype=np.int64), np.full(len(self), NEVER)
        rows = matched["row"].to_numpy(dtype=np.int64)
        np.maximum.at(step, rows, matched["step"].to_numpy(dtype=np.int64))
        np.fmax.at(done_on, rows, _days(matched["done_on"]))
        is_from_source = source > step
        return pd.DataFrame(
            {
                "step": np.maximum(source, step),
                "done_on": np.where(is_from_source, source_on, done_on).astype("datetime64[s]"),
                "is_from_source": is_from_source,
            },
        )

    @cached_property
    def step_due(self) -> NDArray[np.int64]:
        """The step each item is ready for now, 0 for none: the first one not done, once its days are reached."""
        coming, is_left = self._coming
        days = np.array([each.days_past_due for each in self.ladder.steps], dtype=np.int64)
        numbers = np.array([each.number for each in self.ladder.steps], dtype=np.int64)
        is_ready = is_left & (self.days_past_due >= days[coming]) & ~self.is_credit
        return np.where(is_ready, numbers[coming], 0)

    @cached_property
    def next_step(self) -> NDArray[np.int64]:
        """The first step not done of each item, whether or not its day has come; 0 when all are done."""
        coming, is_left = self._coming
        numbers = np.array([each.number for each in self.ladder.steps], dtype=np.int64)
        return np.where(is_left, numbers[coming], 0)

    @cached_property
    def _coming(self) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        numbers = np.array([each.number for each in self.ladder.steps], dtype=np.int64)
        coming = np.searchsorted(numbers, self.done["step"].to_numpy(dtype=np.int64), side="right")
        return np.minimum(coming, len(numbers) - 1), coming < len(numbers)

    @cached_property
    def last_contact_on(self) -> NDArray[np.datetime64]:
        """The day the customer of each row was last written to, by us or by the source system; NaT for never."""
        last = np.full(len(self.customers), NEVER)
        named = customers_named(self.facts.contacts, self.assignment.features)
        np.fmax.at(last, named["position"].to_numpy(dtype=np.int64), _days(named["last_contact_on"]))
        np.fmax.at(last, self.position, _days(self.frame["source_reminded_on"]))
        found: NDArray[np.datetime64] = last[self.position]
        return found

    @cached_property
    def campaign_under_way(self) -> dict[int, str]:
        """The campaign that has an unsent message for a customer, by position."""
        named = customers_named(self.facts.under_way, self.assignment.features)
        return dict(zip(named["position"].tolist(), named["campaign"].tolist(), strict=True))

    @cached_property
    def reach(self) -> pd.DataFrame:
        """The e-mail address to use of every customer, one row per position; see ``addresses.reach_as_known``."""
        said = best(self.addresses, self.assignment.features.keys)
        return reach_as_known(said, self.customers, self.addresses, self.facts.overrides)

    def on(self, day: date) -> Candidates:
        """Return the same items as they will be on a later ``day`` if nothing happens until then."""
        waited = (day - self.as_of).days
        later = replace(
            self,
            as_of=day,
            is_supposed=True,
            frame=self.frame.assign(days_past_due=self.frame["days_past_due"] + waited),
        )
        # What does not depend on the day need not be found out again.
        later.__dict__.update({name: self.__dict__[name] for name in _OF_ANY_DAY if name in self.__dict__})
        return later

    def holds(self, *kinds: HoldKind) -> Holds:
        """Return the holds of ``kinds`` that stand on ``as_of`` (promises: with their grace) and the rows they stop."""
        return standing(self, kinds)


def _days(column: pd.Series[pd.Timestamp]) -> NDArray[np.datetime64]:
    return column.to_numpy(dtype="datetime64[D]")
