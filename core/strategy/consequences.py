"""Consequences of another segment policy in the days ahead: messages, cost, legal steps, expected cash and DSO, each beside now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.strategy.audience import audience_of
from core.strategy.cash_ahead import cash_ahead
from core.strategy.contacts_ahead import ahead
from core.strategy.contacts_coming import coming
from core.strategy.mix_reach import CHANNELS
from core.strategy.sales_days import SalesDays, sales_days

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.behaviour.prediction.predict import Outlook
    from core.desk.channel_terms import Terms
    from core.segments.whatif import WhatIf
    from core.strategy.audience import Audience
    from core.strategy.cash_ahead import CashAhead, PositionCash
    from core.strategy.contacts_ahead import Ahead
    from core.strategy.contacts_coming import Coming
    from core.strategy.mix import Mix
    from core.strategy.strategy import Strategy

SMALLEST: Final = 0.005  # of a contact: less is rounding


@dataclass(frozen=True, kw_only=True, eq=False)
class Ground:
    """What every proposal is set against: the contacts coming under the policy in force, and the cash expected by itself.

    Found once for a book, a day and what is in force; each proposal then costs milliseconds.
    """

    audience: Audience
    given: Coming
    cash: PositionCash
    mix: Mix
    strategy: Strategy
    terms: Terms
    outlook: Outlook | None


@dataclass(frozen=True, kw_only=True, eq=False)
class Consequences:
    """What a proposal makes of the days ahead (``then``) beside the policy in force (``was``), segments as ``seen`` names them.

    ``climbers`` is how many customers would climb another ladder.
    """

    seen: WhatIf
    was: Ahead
    then: Ahead
    cash_was: CashAhead
    cash_then: CashAhead
    climbers: int

    @property
    def days(self) -> int:
        """How far ahead is looked."""
        return self.then.grouped.coming.days

    @cached_property
    def channels(self) -> pd.DataFrame:
        """One row per channel with contacts now or then.

        Columns: channel; contacts_was and contacts_then in all; a_day_was and a_day_then on the days that people work; most_was
        and most_then on the busiest day; capacity a day (missing: no limit); cost_was_minor and cost_then_minor (euro cents).
        """
        open_days = max(int(self.then.grouped.coming.is_open.sum()), 1)
        start = self.then.grouped.coming.as_of
        rows = []
        for at, channel in enumerate(CHANNELS):
            was, then = self.was.wanted[at], self.then.wanted[at]
            if was.sum() + then.sum() < SMALLEST:
                continue
            rows.append(
                {
                    "channel": str(channel),
                    "contacts_was": float(was.sum()),
                    "contacts_then": float(then.sum()),
                    "a_day_was": float(was.sum()) / open_days,
                    "a_day_then": float(then.sum()) / open_days,
                    "most_was": float(was.max()),
                    "most_then": float(then.max()),
                    "capacity": self.then.terms.capacity(channel, start),
                    "cost_was_minor": round(float((was * self.was.costs[at]).sum())),
                    "cost_then_minor": round(float((then * self.then.costs[at]).sum())),
                }
            )
        columns = ["channel", "contacts_was", "contacts_then", "a_day_was", "a_day_then", "most_was", "most_then"]
        found = pd.DataFrame(rows, columns=[*columns, "capacity", "cost_was_minor", "cost_then_minor"])
        return found.astype({"capacity": "Int64"})

    @cached_property
    def by_day(self) -> pd.DataFrame:
        """One row per day and channel of ``channels``: day, channel, contacts_was, contacts_then."""
        kept = [at for at, channel in enumerate(CHANNELS) if str(channel) in set(self.channels["channel"])]
        days = pd.to_datetime(list(self.then.days))
        frames = [
            pd.DataFrame(
                {
                    "day": days,
                    "channel": str(CHANNELS[at]),
                    "contacts_was": self.was.wanted[at],
                    "contacts_then": self.then.wanted[at],
                }
            )
            for at in kept
        ]
        columns = ["day", "channel", "contacts_was", "contacts_then"]
        return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)

    @cached_property
    def legal_steps(self) -> pd.DataFrame:
        """One row per legal message: message, steps_was, steps_then; messages that neither asks for are left out."""
        sides = {"steps_was": _legal(self.was), "steps_then": _legal(self.then)}
        found = pd.DataFrame(sides).fillna(0.0)
        return found.rename_axis("message").reset_index()

    @cached_property
    def sales_days(self) -> tuple[SalesDays, SalesDays]:
        """DSO by segment under the policy in force and under the proposal."""
        features, size = self.seen.after.features, len(self.seen.segments)
        return (
            sales_days(features, self.seen.was, size, self.cash_was, self.days),
            sales_days(features, self.seen.becomes, size, self.cash_then, self.days),
        )

    @cached_property
    def segments(self) -> pd.DataFrame:
        """One row per segment, in the order of ``seen.segments``, each figure as it is (``_was``) and would be (``_then``).

        Columns: segment; customers; balance_eur; past_due_eur; contacts; cost_minor; cash_minor with cash_low_minor and
        cash_high_minor (80 %); dso (missing without sales); dso_ahead with dso_ahead_low and dso_ahead_high.
        """
        sides = (
            ("was", self.was, self.cash_was, self.seen.was, self.seen.sums_before.customers, self.sales_days[0]),
            ("then", self.then, self.cash_then, self.seen.becomes, self.seen.sums_after.customers, self.sales_days[1]),
        )
        numbers, size = self.seen.after.features.numbers, len(self.seen.segments)
        columns: dict[str, object] = {"segment": list(self.seen.segments)}
        for side, contacts, cash, codes, customers, days in sides:
            by_place = contacts.by_place.groupby("segment")[["contacts", "cost_minor"]].sum()
            placed = by_place.reindex(self.seen.segments, fill_value=0)
            told = cash.by_segment.set_index("segment").reindex(self.seen.segments)
            columns |= {
                f"customers_{side}": customers,
                f"balance_eur_{side}": np.bincount(codes, weights=numbers["balance_eur"], minlength=size),
                f"past_due_eur_{side}": np.bincount(codes, weights=numbers["past_due_eur"], minlength=size),
                f"contacts_{side}": placed["contacts"].to_numpy(),
                f"cost_minor_{side}": placed["cost_minor"].to_numpy(),
                f"cash_minor_{side}": told["expected_minor"].to_numpy(),
                f"cash_low_minor_{side}": told["low_minor"].to_numpy(),
                f"cash_high_minor_{side}": told["high_minor"].to_numpy(),
                f"dso_{side}": days.now,
                f"dso_ahead_{side}": days.ahead,
                f"dso_ahead_low_{side}": days.ahead_low,
                f"dso_ahead_high_{side}": days.ahead_high,
            }
        return pd.DataFrame(columns)


def ground(
    audience: Audience,
    cash: PositionCash,
    mix: Mix,
    strategy: Strategy,
    terms: Terms,
    *,
    outlook: Outlook | None = None,
) -> Ground:
    """Return the ground of ``audience``, which must be of everybody, under the policy in force; seconds for a large book."""
    return Ground(
        audience=audience,
        given=coming(audience, strategy, outlook=outlook),
        cash=cash,
        mix=mix,
        strategy=strategy,
        terms=terms,
        outlook=outlook,
    )


def consequences(on: Ground, seen: WhatIf) -> Consequences:
    """Return what the proposal of ``seen``, a what-if over the features of ``on``, makes of the days ahead.

    Milliseconds, unless the strategy puts customers on another ladder because of their segment: those climb anew.
    """
    names = seen.segments
    was = ahead(on.given, on.mix, on.strategy, on.terms, codes=seen.was, segments=names)
    given, climbers = _climbed(on, seen)
    then = ahead(given, on.mix, on.strategy, on.terms, codes=seen.becomes, segments=names)
    return Consequences(
        seen=seen,
        was=was,
        then=then,
        cash_was=cash_ahead(was, on.cash, codes=seen.was, segments=names),
        cash_then=cash_ahead(then, on.cash, beside=was, codes=seen.becomes, segments=names),
        climbers=climbers,
    )


def _climbed(on: Ground, seen: WhatIf) -> tuple[Coming, int]:
    """Return the contacts coming when the movers whose ladder changes climb their new one, and how many these are."""
    if not any(rule.segments for rule in on.strategy.rules):
        return on.given, 0
    items = on.audience.candidates
    proposed = replace(items, assignment=seen.after)
    changed = items.ladder_codes != proposed.ladder_codes
    climbers = int(changed.sum())
    rows = np.flatnonzero(changed[items.position])
    if not len(rows):
        return on.given, climbers
    narrowed = replace(proposed, frame=items.frame.iloc[rows].reset_index(drop=True))
    found = coming(audience_of(narrowed), on.strategy, days=on.given.days, outlook=on.outlook)
    stays = ~changed[on.given.position]

    def joined(name: str) -> NDArray[Any]:
        return np.concatenate([getattr(on.given, name)[stays], getattr(found, name)])

    climbed = replace(
        on.given,
        position=joined("position"),
        day=joined("day"),
        rung=joined("rung"),
        weight=joined("weight"),
        risk_eur=joined("risk_eur"),
        is_called=joined("is_called"),
    )
    return climbed, climbers


def _legal(given: Ahead) -> pd.Series[float]:
    """Return the legal notices ahead by message."""
    told = given.counted
    steps = given.by_place[given.by_place["is_legal"]][["ladder", "step"]].drop_duplicates()
    legal = told.merge(steps, on=["ladder", "step"])
    found: pd.Series[float] = legal.groupby("message")["contacts"].sum()
    return found
