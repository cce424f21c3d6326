"""One customer as a campaign of the day would find it: every open item with its reason, and the step that comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.segments import versions as segment_versions
from core.segments.assign import assign
from core.segments.features import features
from core.strategy import ladder_versions
from core.strategy.audience import IN, Audience, audience, audience_of
from core.strategy.facts import desk_facts
from core.strategy.grace import last_day
from core.strategy.reasons import REASONS
from core.strategy.reasons.before_legal_date import first_days
from core.vocabulary import ChannelName, DocumentType, HoldKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.desk.engine import Desk
    from core.language import Words
    from core.segments.assign import Assignment
    from core.segments.features import Queries
    from core.strategy.candidates import Candidates
    from core.strategy.ladder import Step
    from core.strategy.reason import Reason

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

    ``reason`` is why nothing goes on the day asked; None when a campaign of that day writes.
    """

    on: date | None
    step: Step | None
    channel: ChannelName
    address: str | None
    reason: Reason | None


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
    ladder = ladder_versions.active(desk)
    facts = desk_facts(desk, as_of, grace_days=ladder.promise_grace_days, customer=customer)
    known = features(book, as_of, facts.overrides, customer_key=key)
    found = audience(
        book,
        facts,
        as_of=as_of,
        ladder=ladder,
        assignment=assign(known, segment_versions.active(desk).policy),
        customer_key=key,
    )
    return Account(audience=found, next_step=next_step(found) if len(found.candidates) else None)


def next_step(found: Audience) -> NextStep:
    """Return what comes next for the one customer of ``found``."""
    items = found.candidates
    reach = items.reach.iloc[0]
    address = reach["address"] if isinstance(reach["address"], str) else None
    reason = why_not(found)
    on, step = (items.as_of, _highest(found)) if reason is None else _first_in(items)
    return NextStep(
        on=on,
        step=None if step is None else items.ladder.step(step),
        channel=ChannelName.EMAIL,
        address=address,
        reason=reason,
    )


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
    steps: int = found.candidates.step_due[found.ranks == IN].max()
    return int(steps)


def _first_in(items: Candidates) -> tuple[date | None, int | None]:
    """Return the first day on which a campaign would write as things stand, and the step; nothing when there is none."""
    turning = sorted({each for each in _turning_days(items) if items.as_of < each <= items.as_of + HORIZON})
    for day in turning[:MOST_DAYS]:
        found = audience_of(items.on(day))
        if (found.ranks == IN).any():
            return day, _highest(found)
    return None, None


def _turning_days(items: Candidates) -> Iterator[date]:
    """Yield the days on which something that keeps an item out may end."""
    ladder = items.ladder
    first_of = {each.number: each.days_past_due for each in ladder.steps}
    for due_on, coming in zip(items.frame["due_on"], items.next_step.tolist(), strict=True):
        if coming:
            yield due_on.date() + timedelta(days=first_of[coming])
    between = timedelta(days=ladder.minimum_days_between)
    yield from (each + between for each in items.last_contact_on.tolist() if each is not None)
    yield from (each for each in first_days(items).tolist() if each is not None)
    for until_on, is_promise in _ends(items):
        yield _after(until_on, ladder.promise_grace_days if is_promise else None)


def _ends(items: Candidates) -> Iterator[tuple[date, bool]]:
    """Yield the last day of everything that holds a reminder back until a day, and whether it is a promise."""
    holds, frame = items.facts.holds, items.frame
    ends = [*zip(holds["until_on"], holds["kind"] == HoldKind.PROMISE, strict=True)]
    ends += [(each, False) for each in frame["blocked_until"]] + [(each, True) for each in frame["promised_on"]]
    yield from ((until_on.date(), bool(is_promise)) for until_on, is_promise in ends if not pd.isna(until_on))


def _after(until_on: date, grace_days: int | None) -> date:
    day = until_on if grace_days is None else last_day(until_on, grace_days)
    return day + ONE_DAY if day < date.max else day
