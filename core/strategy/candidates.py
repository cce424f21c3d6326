"""Candidates: every open item, credit and unmatched payment on a day, beside all that may keep it out of a campaign."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.money import precision
from core.segments.features import BASE
from core.strategy import climbing
from core.strategy.addresses import for_channel, open_channels, reach_of
from core.strategy.climbing import NO_NOTICE, Ladders, Lawful
from core.strategy.contacted import last_days, messages
from core.strategy.held import Holds, standing
from core.strategy.keys import customers_named
from core.strategy.ladder import NO_STEP
from core.strategy.pay_habits import NO_HABITS, PayHabits
from core.strategy.spread import spread
from core.strategy.steps_done import NEVER, steps_done
from core.vocabulary import DocumentType

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from numpy.typing import NDArray

    from core.segments.assign import Assignment
    from core.strategy.choice import AudienceChoice
    from core.strategy.facts import DeskFacts
    from core.strategy.ladder import Ladder
    from core.strategy.steps_done import Done
    from core.strategy.strategy import Strategy
    from core.vocabulary import ChannelName, HoldKind

    ChannelsAt = Callable[[str, str, int], tuple[ChannelName, ...]]  # of a segment, ladder and step

_ALWAYS = (
    "position",
    "customers",
    "balance_minor",
    "is_credit",
    "account",
    "credit_minor",
    "euros",
    "contacts",
    "last_contact_on",
    "campaign_under_way",
    "reach",
    "is_reached",
)
_OF_ANY_STRATEGY = (*_ALWAYS, "days_past_due")
_OF_ANY_DAY = (*_ALWAYS, "ladders", "ladder_rules", "ladder_codes", "code", "lawful", "done")


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """One row per open item, credit item and payment with money left, customers in the order of their key.

    ``frame`` has the columns of the query audience_items and, for payments, no item_key. ``position`` is the row of each
    one's customer in the features. Arrays have one entry per row unless they say per customer. ``rates`` are euros for one
    unit of a currency; one that is absent counts one to one.
    """

    as_of: date
    frame: pd.DataFrame
    addresses: pd.DataFrame
    facts: DeskFacts
    strategy: Strategy
    assignment: Assignment
    choice: AudienceChoice
    habits: PayHabits = NO_HABITS
    rates: Mapping[str, float] = field(default_factory=dict)
    channels: ChannelsAt | None = None  # None: the step's own
    barred: NDArray[np.bool_] | None = (
        None  # per customer: the law and the channels' terms leave no way; None: not asked
    )
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
        sums = np.bincount(self._account_group, weights=minor, minlength=1)
        # Doubles are exact up to 2**53 minor units.
        found: NDArray[np.int64] = np.rint(sums).astype(np.int64)[self._account_group]
        return found

    @cached_property
    def _account_group(self) -> NDArray[np.int64]:
        return pd.factorize(self.account)[0].astype(np.int64)

    def spread_over_parts(self, column: str) -> NDArray[np.int64]:
        """Return an amount that ``frame`` states per document, spread over its parts, first due first."""
        pool = self.frame[column].to_numpy(dtype=np.int64)
        if not pool.any():
            return np.zeros(len(self), dtype=np.int64)
        return spread(pool, self.frame["invoice_key"].to_numpy(dtype=np.int64), np.maximum(self.balance_minor, 0))

    @cached_property
    def euros(self) -> NDArray[np.float64]:
        """Euros for one minor unit of each row's currency."""
        codes, names = pd.factorize(self.frame["currency"])
        known = {BASE: 1.0, **self.rates}
        return np.array([known.get(str(each), 1.0) / 10 ** precision(str(each)) for each in names] or [1.0])[codes]

    @cached_property
    def ladders(self) -> Ladders:
        """The ladders of the strategy, as tables."""
        return Ladders(strategy=self.strategy)

    @cached_property
    def ladder_codes(self) -> NDArray[np.int64]:
        """The place of each customer's ladder among ``ladders``, one per customer."""
        return climbing.ladder_codes(self.strategy, self.ladder_rules)

    @cached_property
    def ladder_rules(self) -> NDArray[np.int64]:
        """The rule of the strategy that gave each customer its ladder, EVERYBODY_ELSE for none, one per customer."""
        original = np.where(self.is_credit, 0, self.frame["amount_minor"].to_numpy(dtype=np.int64)) * self.euros
        together = np.bincount(self.position, weights=original, minlength=len(self.customers))
        return climbing.ladder_rules(self.strategy, self.assignment, np.round(together, 2))

    @cached_property
    def code(self) -> NDArray[np.int64]:
        """The place of each row's ladder."""
        return self.ladder_codes[self.position]

    def ladder_of(self, row: int) -> Ladder:
        """Return the ladder that the customer of ``row`` climbs."""
        return self.ladders.all[int(self.code[row])]

    @cached_property
    def done(self) -> Done:
        """The steps that were done of each row."""
        notice = self.lawful.notice
        number = np.where(notice == NO_NOTICE, NO_STEP, self.ladders.number[self.code, np.maximum(notice, 0)])
        return steps_done(
            self.facts.steps,
            self.frame,
            self.position,
            self.assignment.features,
            notice=number,
            counts_source=self.facts.choices.source_reminders_are_notices,
        )

    @cached_property
    def coming(self) -> NDArray[np.int64]:
        """The place on its ladder of the step that comes next for each row; the ladder's size when all are done."""
        return climbing.coming(self.ladders, self.code, self.done, self.days_past_due, self.lawful)

    @cached_property
    def lawful(self) -> Lawful:
        """What the law says of each row's customer on its ladder."""
        return climbing.lawful(self.ladders, self.customers, self.ladder_codes).of(self.position)

    @cached_property
    def is_left(self) -> NDArray[np.bool_]:
        """Whether a step is left for each row."""
        left: NDArray[np.bool_] = self.coming < self.ladders.size[self.code]
        return left

    @cached_property
    def ready_on(self) -> NDArray[np.datetime64]:
        """The first day of each row's next step: its days past due, and its least wait after the step before; NaT for none."""
        place = np.minimum(self.coming, self.ladders.size[self.code] - 1)
        by_due = _days(self.frame["due_on"]) + self.ladders.days[self.code, place]
        after = self.done.on + self.ladders.wait[self.code, place]
        return np.where(self.is_left, np.fmax(by_due, after), NEVER)

    @cached_property
    def step_due(self) -> NDArray[np.int64]:
        """The number of the step each item is ready for now, 0 for none: the first one not done, once its day has come."""
        is_ready = (self.ready_on <= np.datetime64(self.as_of)) & ~self.is_credit
        return np.where(is_ready, self.next_step, 0)

    @cached_property
    def is_due(self) -> NDArray[np.bool_]:
        """Whether each item is ready for a step."""
        due: NDArray[np.bool_] = self.step_due != NO_STEP
        return due

    @cached_property
    def next_step(self) -> NDArray[np.int64]:
        """The number of the first step not done of each item, whether or not its day has come; 0 when all are done."""
        place = np.minimum(self.coming, self.ladders.size[self.code] - 1)
        return np.where(self.is_left, self.ladders.number[self.code, place], 0)

    def of_step(self, table: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return from a ``table`` of the ladders what it says of the step each row is ready for or comes to, the last when all are done."""
        found: NDArray[np.int64] = table[self.code, np.minimum(self.coming, self.ladders.size[self.code] - 1)]
        return found

    @cached_property
    def contacts(self) -> pd.DataFrame:
        """Messages that may have arrived, by us and by the source system: position and contact_on (day), of the caps' days at least."""
        return messages(self.facts, self.frame, self.position, self.assignment.features)

    @cached_property
    def last_contact_on(self) -> NDArray[np.datetime64]:
        """The day the customer of each row was last written to, by us or by the source system; NaT for never."""
        return last_days(self.facts, self.frame, self.position, self.assignment.features)[self.position]

    @cached_property
    def campaign_under_way(self) -> dict[int, str]:
        """The campaign that has an unsent message for a customer, by position."""
        named = customers_named(self.facts.under_way, self.assignment.features)
        return dict(zip(named["position"].tolist(), named["campaign"].tolist(), strict=True))

    @cached_property
    def reach(self) -> pd.DataFrame:
        """The addresses to use of every customer, one row per position.

        Columns: address, person and reach of e-mail as people here know them (``addresses.reach_as_known``), and for every
        ContactKind ``<kind>``, ``<kind>_person`` and ``<kind>_reach``.
        """
        return reach_of(self.addresses, self.assignment.features, self.facts.overrides, self.facts.stopped)

    def reached(self, channel: ChannelName) -> pd.DataFrame:
        """Return address, person and reach of every customer for ``channel``, one row per position."""
        return for_channel(self.reach, channel)

    @cached_property
    def is_reached(self) -> dict[ChannelName, NDArray[np.bool_]]:
        """Whether each customer has an open address for each channel, one entry per position."""
        return open_channels(self.reach)

    def with_habits(self, habits: PayHabits) -> Candidates:
        """Return the same candidates with ``habits``; what was found out of them stays."""
        other = replace(self, habits=habits)
        other.__dict__.update({name: value for name, value in self.__dict__.items() if name not in other.__dict__})
        return other

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

    def under(self, strategy: Strategy) -> Candidates:
        """Return the same items of the same day under another ``strategy``."""
        other = replace(self, strategy=strategy)
        other.__dict__.update({name: self.__dict__[name] for name in _OF_ANY_STRATEGY if name in self.__dict__})
        return other

    def holds(self, *kinds: HoldKind) -> Holds:
        """Return the holds of ``kinds`` that stand on ``as_of`` (promises: with their grace) and the rows they stop."""
        return standing(self, kinds)


def _days(column: pd.Series[pd.Timestamp]) -> NDArray[np.datetime64]:
    return column.to_numpy(dtype="datetime64[D]")
