"""Two strategies side by side on one day: who is in, what the days ahead ask and cost, and who is treated differently."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

import pandas as pd

from core.segments.assign import assign
from core.strategy.audience import audience, audience_of
from core.strategy.cash_ahead import CashAhead, cash_ahead, euro_factors, position_cash
from core.strategy.contacts_ahead import Ahead, ahead
from core.strategy.contacts_coming import DAYS, coming
from core.strategy.treatment import reached_by, treat

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.behaviour.prediction.predict import Outlook
    from core.segments.features import Features, Queries
    from core.strategy.audience import Audience
    from core.strategy.facts import DeskFacts
    from core.strategy.replay.proposal import Proposal

# Both sides draw by the same name, so that nobody differs by the luck of a draw alone.
DRAWN_BY: Final = "compare"
_TREATED: Final = ["is_in", "ladder", "step", "channel"]
_SHOWN: Final = ["segment", "ladder", "step", "channel", "reason"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Side:
    """One strategy on the day: its audience, its days ahead and the cash expected of them.

    ``customers`` has one row per customer with anything open: customer_key, entity, customer_id, name, segment, ladder, step, channel
    (null when out), is_in, cost_minor and reason (null when in).
    """

    proposal: Proposal
    audience: Audience
    ahead: Ahead
    cash: CashAhead
    customers: pd.DataFrame


@dataclass(frozen=True, kw_only=True, eq=False)
class SideBySide:
    """Two strategies on the same day and ledger; ``second`` is told as a change of ``first``."""

    as_of: date
    first: Side
    second: Side

    @cached_property
    def figures(self) -> pd.DataFrame:
        """One row per figure: figure, first, second and change; euro amounts in cents, the rest in numbers."""
        told = [_figures(each) for each in (self.first, self.second)]
        return pd.DataFrame(
            [
                {
                    "figure": name,
                    "first": told[0][name],
                    "second": told[1][name],
                    "change": told[1][name] - told[0][name],
                }
                for name in told[0]
            ]
        )

    @cached_property
    def different(self) -> pd.DataFrame:
        """The customers that today get another treatment: name and, of each side, segment, ladder, step, channel and reason.

        Columns end in ``_first`` and ``_second``. Another segment alone is no other treatment.
        """
        key = ["customer_key", "entity", "customer_id", "name"]
        columns = [*key, "is_in", "segment", "ladder", "step", "channel", "reason"]
        both = self.first.customers[columns].merge(
            self.second.customers[columns], on=key, suffixes=("_first", "_second"), how="inner"
        )
        is_in = both["is_in_first"] | both["is_in_second"]
        is_other = pd.Series(data=False, index=both.index)
        for name in _TREATED:
            old, new = both[f"{name}_first"], both[f"{name}_second"]
            is_other |= ~((old == new) | (old.isna() & new.isna())).fillna(value=False).astype(bool)
        shown = [f"{name}_{side}" for side in ("first", "second") for name in _SHOWN]
        return both.loc[is_in & is_other, [*key, *shown]].reset_index(drop=True)


def side_by_side(
    book: Queries,
    facts: DeskFacts,
    features: Features,
    outlook: Outlook,
    proposals: tuple[Proposal, Proposal],
    *,
    as_of: date,
    days: int = DAYS,
    spread: Mapping[str, float] | None = None,
) -> SideBySide:
    """Return two strategies on ``as_of``.

    Parameters
    ----------
    book, facts, features, outlook :
        The ledger, what the desk knows, the customers and the predictions, all of that day.
    proposals : pair of Proposal
        What is compared, the one in force first: the forecast is taken to be about that one.
    days : int
        How far ahead contacts and cash are counted.
    spread : mapping, optional
        By currency, how much wider the forecast's intervals must be (from the back-test).
    """
    until = as_of + timedelta(days=days)
    base = position_cash(outlook, features, until, euro_factors(book, as_of, features.currencies), spread=spread)
    first = _audience(book, facts, features, proposals[0], as_of)
    second = _on_the_same_day(first, features, proposals[1])
    told = []
    for found, given in zip((first, second), proposals, strict=True):
        contacts = coming(found, given.strategy, days=days, outlook=outlook)
        told.append(ahead(contacts, given.mix, given.strategy, given.terms))
    sides = [
        Side(
            proposal=given,
            audience=found,
            ahead=each,
            cash=cash_ahead(each, base, beside=_as_segments(told[0], each)),
            customers=_customers(found, given),
        )
        for found, given, each in zip((first, second), proposals, told, strict=True)
    ]
    return SideBySide(as_of=as_of, first=sides[0], second=sides[1])


def _audience(book: Queries, facts: DeskFacts, features: Features, given: Proposal, as_of: date) -> Audience:
    found = audience(
        book,
        facts,
        as_of=as_of,
        strategy=given.strategy,
        assignment=assign(features, given.policy),
        channels=reached_by(given.mix, given.strategy),
    )
    return replace(found, is_silent=True)


def _on_the_same_day(first: Audience, features: Features, given: Proposal) -> Audience:
    """Return the audience of the same open items under another strategy; the ledger need not be asked again."""
    found = replace(
        first.candidates,
        strategy=given.strategy,
        assignment=assign(features, given.policy),
        channels=reached_by(given.mix, given.strategy),
    )
    return replace(audience_of(found), is_silent=True)


def _as_segments(beside: Ahead, given: Ahead) -> Ahead:
    """Return ``beside`` counted by the segments of ``given``, so that what is gained adds up by segment."""
    grouped, contacts = beside.grouped, beside.grouped.coming
    if contacts.assignment.segments == given.grouped.coming.assignment.segments:
        return beside
    known = set(given.grouped.coming.assignment.segments)
    other = given.grouped.coming.assignment.policy.otherwise
    places = tuple(each if each.segment in known else each._replace(segment=other) for each in grouped.places)
    return replace(beside, grouped=replace(grouped, places=places))


def _customers(found: Audience, given: Proposal) -> pd.DataFrame:
    treated = treat(found, given.mix, given.strategy, given.terms, campaign_name=DRAWN_BY)
    columns = ["customer_key", "entity", "customer_id", "name", "segment", "ladder", "step", "is_in", "reason"]
    return found.customers[columns].merge(
        treated[["customer_key", "channel", "cost_minor"]], on="customer_key", how="left"
    )


def _figures(side: Side) -> dict[str, float]:
    found, cash = side.ahead, side.cash
    chosen = side.customers[side.customers["is_in"]]
    return {
        "customers_in": float(len(chosen)),
        "cost_today_minor": float(chosen["cost_minor"].fillna(0).sum()),
        "contacts": found.contacts,
        "calls": float(found.by_channel.loc[found.by_channel["channel"] == "phone", "contacts"].sum()),
        "cost_minor": float(found.cost_minor),
        "waiting_at_end": float(found.waiting[:, -1].sum()),
        "legal_steps": found.legal_steps,
        "expected_minor": float(cash.expected_minor),
        "gain_minor": float(cash.gain_minor),
        "overruled": found.overruled,
        "unreached": found.unreached,
    }
