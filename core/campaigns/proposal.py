"""The proposed campaign of the day: which steps are due, to how many, for how much, by which channel, and what needs a person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.campaigns import standing
from core.campaigns.plan import find_audience
from core.campaigns.treating import treated
from core.desk import case_frames
from core.desk.campaign_tables import Message
from core.money import to_decimal
from core.strategy import strategy_versions
from core.strategy.choice import EVERYONE
from core.strategy.escalations import agency_file, tasks
from core.vocabulary import CaseState, ChannelName, MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.strategy.audience import Audience
    from core.strategy.choice import AudienceChoice
    from core.strategy.strategy import Strategy

RECENT_DAYS = 14


@dataclass(frozen=True, kw_only=True)
class StepDue:
    """One step of one ladder: how many customers get it today, for how much, how, and what that costs in euro cents."""

    ladder: str
    ladder_label: str
    step: int
    step_label: str
    days_past_due: int
    customers: int
    amounts_minor: Mapping[str, int]
    euros_minor: int | None  # at the book's rates; None where a rate is missing
    channels: Mapping[ChannelName, int]
    cost_minor: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Proposal:
    """The campaign of the day: ``steps`` in the order of the ladders; ``unreachable`` customers need an address from a person.

    ``tasks`` are what people do beside or instead of the messages, ``for_agency`` the items that ran out of steps: columns as
    in ``core.strategy.escalations``.
    """

    as_of: date
    steps: tuple[StepDue, ...]
    unreachable: int
    tasks: pd.DataFrame
    for_agency: pd.DataFrame

    @property
    def customers(self) -> int:
        """Return how many customers get a message."""
        return sum(each.customers for each in self.steps)

    @property
    def cost_minor(self) -> int:
        """Return what it all costs in euro cents."""
        return sum(each.cost_minor for each in self.steps)

    @property
    def euros_minor(self) -> int | None:
        """Return what is asked for in euro cents; None where a rate is missing."""
        parts = [each.euros_minor for each in self.steps]
        return None if any(part is None for part in parts) else sum(part for part in parts if part is not None)

    @property
    def calls(self) -> int:
        """Return how many calls are for the team."""
        return sum(each.channels.get(ChannelName.PHONE, 0) for each in self.steps)


@dataclass(frozen=True, kw_only=True)
class Waiting:
    """What waits for a person besides the campaign of the day."""

    held: int
    uncertain: int
    broken_promises: int
    paused_approvals: int


def propose(desk: Desk, book: Book, as_of: date, choice: AudienceChoice = EVERYONE) -> Proposal:
    """Return the campaign that ``as_of`` asks for under the policies in force; nothing is kept."""
    strategy = strategy_versions.strategy_of(desk)
    # Without the sentences why somebody is out: they cost more than all the rest and are not in a proposal.
    found = replace(find_audience(desk, book, as_of=as_of, choice=choice), is_silent=True)
    how = treated(desk, found, strategy, name=f"proposal of {as_of.isoformat()}")
    customers = how.merge(_asked(found), on="customer_key", how="left")
    rates = {str(row["currency"]): float(row["rate"]) for row in book.rows("euro_rates", as_of=as_of)}
    steps = [
        _step(strategy, str(ladder), int(str(step)), group, rates)
        for (ladder, step), group in customers.groupby(["ladder", "step"], sort=False)
    ]
    order = {name: place for place, name in enumerate(strategy.ladders)}
    out = found.customers["reason"] == "unreachable"
    return Proposal(
        as_of=as_of,
        steps=tuple(sorted(steps, key=lambda each: (order.get(each.ladder, len(order)), each.days_past_due))),
        unreachable=int(out.sum()),
        tasks=tasks(found),
        for_agency=agency_file(found),
    )


def waiting(desk: Desk, today: date) -> Waiting:
    """Return what a person has to decide on: messages, promises broken in the last two weeks, approvals that paused."""
    undecided = (MessageState.HELD, MessageState.UNCERTAIN)
    counted = select(Message.state, func.count()).where(Message.state.in_(undecided)).group_by(Message.state)
    with desk.reading() as session:
        states = {str(state): int(number) for state, number in session.execute(counted)}
    promises = case_frames.promises(desk)
    is_broken = promises["state"] == str(CaseState.BROKEN)
    judged = promises.loc[is_broken, "judged_on"].dropna()
    recent = sum((today - day.date()).days <= RECENT_DAYS for day in judged)
    return Waiting(
        held=states.get(MessageState.HELD, 0),
        uncertain=states.get(MessageState.UNCERTAIN, 0),
        broken_promises=int(recent),
        paused_approvals=sum(each.paused_at is not None for each in standing.standing(desk)),
    )


def _asked(found: Audience) -> pd.DataFrame:
    """Return what each customer is asked for: customer_key, and a column of minor units per currency."""
    items = found.items
    return (
        items[items["is_in"]]
        .pivot_table(index="customer_key", columns="currency", values="asked_minor", aggfunc="sum", fill_value=0)
        .astype("int64")
        .reset_index()
    )


def _step(strategy: Strategy, ladder: str, number: int, group: pd.DataFrame, rates: Mapping[str, float]) -> StepDue:
    climbed = strategy.ladder(ladder)
    step = climbed.step(number)
    currencies = [str(each) for each in group.columns if len(str(each)) == 3 and str(each).isupper()]  # noqa: PLR2004 (letters of a currency)
    amounts = {each: int(group[each].sum()) for each in currencies if group[each].sum()}
    counted = group["channel"].value_counts()
    return StepDue(
        ladder=ladder,
        ladder_label=climbed.label,
        step=number,
        step_label=step.label,
        days_past_due=step.days_past_due,
        customers=len(group),
        amounts_minor=amounts,
        euros_minor=euro_cents(amounts, rates),
        channels={ChannelName(str(name)): int(number) for name, number in counted.items()},
        cost_minor=int(group["cost_minor"].sum()),
    )


def euro_cents(amounts: Mapping[str, int], rates: Mapping[str, float]) -> int | None:
    """Return amounts per currency as euro cents, at euros for one unit; None where a rate is missing."""
    if any(currency != "EUR" and currency not in rates for currency in amounts):
        return None
    return sum(
        minor if currency == "EUR" else round(float(to_decimal(minor, currency)) * rates[currency] * 100)
        for currency, minor in amounts.items()
    )
