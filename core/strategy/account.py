"""One customer as a campaign of the day would find it: every open item with its reason, and the step that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.desk.channel_terms import terms
from core.segments import versions as segment_versions
from core.segments.assign import assign
from core.segments.features import features
from core.strategy import mix_versions, strategy_versions
from core.strategy.audience import IN, Audience, audience, audience_of
from core.strategy.facts import desk_facts
from core.strategy.grace import last_day
from core.strategy.reasons import REASONS
from core.strategy.reasons.before_legal_date import first_days
from core.strategy.reasons.contacted_recently import free_on
from core.strategy.reasons.waits_for_pay_day import wait_until
from core.strategy.treatment import reached_by, treat, without_the_barred
from core.strategy.why import whys
from core.vocabulary import ChannelName, DocumentType, HoldKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.desk.engine import Desk
    from core.language import Words
    from core.segments.assign import Assignment
    from core.segments.features import Queries
    from core.strategy.candidates import Candidates
    from core.strategy.ladder import Step
    from core.strategy.reason import Reason
    from core.strategy.why import Why

HORIZON: Final = timedelta(days=120)
MOST_DAYS: Final = 8  # evaluated at most: each is a day on which something changes
ONE_DAY: Final = timedelta(days=1)
_OPEN_BALANCES: Final = [
    "item_key",
    "customer_key",
    "customer_id",
    "entity",
    "currency",
    "number",
    "due_on",
    "balance_minor",
]


@dataclass(frozen=True, kw_only=True)
class NextStep:
    """What comes next for a customer: ``step`` on ``on``, or None when nothing comes within the horizon.

    ``reason`` is why nothing goes on the day asked; None when a campaign of that day writes. ``then`` is the audience of its
    day and ``why_channel`` why that channel (an English sentence, to be translated as it stands); None with no step.
    """

    on: date | None
    step: Step | None
    channel: ChannelName
    address: str | None
    reason: Reason | None
    then: Audience | None = None
    why_channel: str | None = None

    def why(self, words: Words) -> Why | None:
        """Return why this segment, step and moment, in the language of ``words``; None with no step."""
        if self.then is None:
            return None
        [found] = whys(self.then, self.then.candidates.position[:1].tolist(), words)
        return found


@dataclass(frozen=True, kw_only=True, eq=False)
class Account:
    """One customer on a day. ``audience`` has this customer alone; nothing in it when nothing is open."""

    audience: Audience
    next_step: NextStep | None

    @property
    def assignment(self) -> Assignment:
        """The customer's segment, in row 0; no row for a customer not known on the day."""
        return self.audience.candidates.assignment

    @cached_property
    def items(self) -> pd.DataFrame:
        """Every open item, credit and unmatched payment; columns as ``Audience.items``."""
        return self.audience.items

    @cached_property
    def invoices(self) -> pd.DataFrame:
        """The open invoices among ``items`` as the query open_balances has them, which need not be asked then."""
        owed = self.items[(self.items["document_type"] == DocumentType.INVOICE) & (self.items["balance_minor"] > 0)]
        return owed[_OPEN_BALANCES].astype({"item_key": "int64"}).sort_values("item_key", ignore_index=True)


def account(desk: Desk, book: Queries, customer: tuple[str, str], key: int, *, as_of: date) -> Account:
    """Return the account of one customer (entity and customer id, and its ``key`` in ``book``) on ``as_of``.

    The same reasons in the same order as for a campaign, at the cost of one customer.
    """
    strategy, mix = strategy_versions.strategy_of(desk), mix_versions.active(desk).mix
    facts = desk_facts(desk, as_of, contact=strategy.contact, customer=customer)
    known = features(book, as_of, facts.overrides, customer_key=key)
    found = audience(
        book,
        facts,
        as_of=as_of,
        strategy=strategy,
        assignment=assign(known, segment_versions.active(desk).policy),
        customer_key=key,
        channels=reached_by(mix, strategy),
    )
    if not len(found.candidates):
        return Account(audience=found, next_step=None)
    way = partial(treat, mix=mix, strategy=strategy, terms=terms(desk), campaign_name="")
    found = without_the_barred(found, way(found))
    return Account(audience=found, next_step=next_step(found, way=way))


def next_step(found: Audience, *, way: Callable[[Audience], pd.DataFrame] | None = None) -> NextStep:
    """Return what comes next for the one customer of ``found``; ``way`` is its treatment, None: the channels of the step alone."""
    items = found.candidates
    reason = why_not(found)
    then = found if reason is None else _first_in(items)
    if then is None:
        return NextStep(on=None, step=None, channel=ChannelName.EMAIL, address=None, reason=reason)
    step = items.ladder_of(0).step(_highest(then))
    channel, address, why_channel = _way(then, step, way)
    return NextStep(
        on=then.candidates.as_of,
        step=step,
        channel=channel,
        address=address,
        reason=reason,
        then=then,
        why_channel=why_channel,
    )


def _way(
    then: Audience, step: Step, way: Callable[[Audience], pd.DataFrame] | None
) -> tuple[ChannelName, str | None, str | None]:
    """Return channel, address and why of the message of ``then``."""
    if way is not None:
        [row] = way(then).to_dict("records")
        if isinstance(row["channel"], str):
            return ChannelName(row["channel"]), row["address"], row["why_channel"]
    channel = _open_channel(then.candidates, step)
    address = then.candidates.reached(channel)["address"].iloc[0]
    return channel, address if isinstance(address, str) else None, None


def _open_channel(items: Candidates, step: Step) -> ChannelName:
    """Return the first channel of ``step`` that the one customer of ``items`` can be reached by; the usual one where none is."""
    return next((each for each in step.channels if items.is_reached[each][0]), step.channels[0])


def why_not(found: Audience) -> Reason | None:
    """Return the one reason why nothing goes to the one customer of ``found``; None when a message goes."""
    _, [row] = found.deciding
    rank = int(found.ranks[row])
    return None if rank == IN else REASONS[rank]


def evidence(found: Audience, words: Words) -> list[str]:
    """Return the evidence for leaving each row of ``found`` out, in the reader's language; nothing for one that is in."""
    told = [""] * len(found.candidates)
    for rank in {int(each) for each in found.ranks} - {IN}:
        rows = np.flatnonzero(found.ranks == rank)
        for row, said in zip(rows.tolist(), REASONS[rank].evidence(found.candidates, rows, words), strict=True):
            told[row] = said
    return told


def deciding_evidence(found: Audience, words: Words) -> str:
    """Return the evidence of the reason that decides about the one customer of ``found``."""
    _, [row] = found.deciding
    return evidence(found, words)[int(row)]


def _highest(found: Audience) -> int:
    return int(found.message_steps[0])


def _first_in(items: Candidates) -> Audience | None:
    """Return the audience of the first day on which a campaign would write as things stand; None when there is none."""
    turning = sorted({each for each in _turning_days(items) if items.as_of < each <= items.as_of + HORIZON})
    for day in turning[:MOST_DAYS]:
        found = audience_of(items.on(day))
        if (found.ranks == IN).any():
            return found
    return None


def _turning_days(items: Candidates) -> Iterator[date]:
    """Yield the days on which something that keeps an item out may end."""
    policy = items.strategy.contact
    for days in (items.ready_on, free_on(items), first_days(items)):
        yield from (each for each in days.tolist() if each is not None)
    for due_on in items.frame["due_on"]:
        # The day after the due date: what was meant for before it is over, and the first step after it comes next.
        yield from (due_on.date() + timedelta(days=each.days_past_due) for each in items.ladder_of(0).steps)
    yield from (each + ONE_DAY for each in wait_until(items).tolist() if each is not None)
    yield from (each.date() for each in items.facts.held_out["free_on"].dropna())
    for until_on, is_promise in _ends(items):
        yield _after(until_on, policy.promise_grace_days if is_promise else None)
    yield from _quiet_ends(items)


def _quiet_ends(items: Candidates) -> Iterator[date]:
    """Yield the first day after each quiet period that begins within the horizon."""
    country = str(items.customers["country"].iloc[0])
    for period in items.strategy.contact.quiet:
        for ahead in range(HORIZON.days + 1):
            last_on = period.last_day(items.as_of + timedelta(days=ahead), country)
            if last_on is not None:
                yield last_on + ONE_DAY
                break


def _ends(items: Candidates) -> Iterator[tuple[date, bool]]:
    """Yield the last day of everything that holds a reminder back until a day, and whether it is a promise."""
    holds, frame = items.facts.holds, items.frame
    ends = [*zip(holds["until_on"], holds["kind"] == HoldKind.PROMISE, strict=True)]
    ends += [(each, False) for each in frame["blocked_until"]] + [(each, True) for each in frame["promised_on"]]
    yield from ((until_on.date(), bool(is_promise)) for until_on, is_promise in ends if not pd.isna(until_on))


def _after(until_on: date, grace_days: int | None) -> date:
    day = until_on if grace_days is None else last_day(until_on, grace_days)
    return day + ONE_DAY if day < date.max else day
