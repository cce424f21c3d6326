"""Writing: the audience of a campaign becomes one message per customer, as bytes without Date and Message-ID."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from core.campaigns.answers.facts import read
from core.campaigns.arms import arm_of, send_at_of, templates_of_arms
from core.campaigns.legal import known, with_law
from core.campaigns.letter import Letter
from core.campaigns.paying import paying
from core.campaigns.plan import kept_customers, kept_items
from core.campaigns.senders import senders
from core.campaigns.treating import address_for
from core.desk.channel_terms import terms
from core.law.breach import unwritten
from core.messages.context import Item, MessageContext
from core.strategy import strategy_versions
from core.strategy.fingerprint import fingerprints
from core.vocabulary import ChannelName, CustomerType, Label, MessageName

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping
    from datetime import date, datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from core.campaigns.legal import Known
    from core.campaigns.paying import Paying
    from core.desk.campaign_tables import Campaign
    from core.desk.engine import Desk
    from core.messages.context import Sender
    from core.messages.templates import Templates
    from core.strategy.strategy import Strategy

Customer = tuple[str, str]  # entity, customer id
PART: Final = 500  # customers as objects at once


def strategy_of(desk: Desk, campaign: Campaign) -> Strategy:
    """Return the strategy the campaign was planned with."""
    return strategy_versions.get(desk, campaign.ladder_version_id)


def message_of(strategy: Strategy, customer: Mapping[Hashable, Any]) -> MessageName:
    """Return which message a kept customer gets: that of its step, or the answer to what happened.

    An audience kept before there were several ladders knows none by name.
    """
    if isinstance(customer.get("message"), str):
        return MessageName(customer["message"])
    return strategy.ladder(customer.get("ladder", strategy.otherwise)).step(customer["step"]).message


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One message that can be written: for which customer of the audience, about what, from whom, and what writes it."""

    customer: Mapping[Hashable, Any]
    items: tuple[Item, ...]
    message: MessageName
    channel: ChannelName
    sender: Sender
    write: Callable[[], Letter]

    def unwritten(self, why: str) -> dict[str, Any]:
        """Return what the preview's index says of a message that could not be written: it is out, for that reason."""
        breach = unwritten(why)
        amounts: Counter[str] = Counter()
        for item in self.items:
            amounts[item.currency] += item.balance_minor
        said = {name: self.customer[name] for name in ("entity", "customer_id", "name", "segment", "step", "language")}
        return {
            **said,
            "customer_key": self.customer["customer_key"],
            "country": self.customer["country"],
            "address": str(self.customer.get("address") or ""),
            "sender": self.sender.email,
            "subject": "",
            "template": str(self.message),
            "items": len(self.items),
            "amounts": dict(amounts),
            "fingerprint": "",
            "channel": str(self.channel),
            "cost_minor": 0,
            "treatment": {},
            "send_at": None,
            "sms_segments": None,
            "remarks": [breach.sentence],
            "breaches": [breach.to_dict()],
            "next_legal_on": None,
        }


@dataclass(frozen=True, kw_only=True)
class Drafts:
    """The messages of a campaign, to be written one by one, and how many they are."""

    total: int
    each: Iterator[Draft]

    def __iter__(self) -> Iterator[Draft]:
        """Return them; once."""
        return self.each


def letters(
    session: Session,
    desk: Desk,
    campaign: Campaign,
    *,
    only: Customer | None = None,
    templates: Templates | None = None,
    channel: ChannelName | None = None,
) -> list[Letter]:
    """Return the letters of a planned campaign, in the order of the audience; see ``drafts``."""
    found = drafts(session, desk, campaign, only=only, templates=templates, channel=channel)
    return [draft.write() for draft in found]


def drafts(
    session: Session,
    desk: Desk,
    campaign: Campaign,
    *,
    only: Customer | None = None,
    templates: Templates | None = None,
    channel: ChannelName | None = None,
) -> Drafts:
    """Return the messages of a planned campaign one by one, in the order of the audience; ``only`` one customer's, when given.

    ``channel`` instead of the planned one: ``NoAddressError`` for who cannot be reached by it. The desk is read at once, so that
    the session may end before the first is written.
    """
    customers, items = kept_customers(session, campaign), kept_items(session, campaign)
    customers, items = customers[customers["is_in"]], items[items["is_in"]]
    if only is not None:
        customers, items = _of(customers, only), _of(items, only)
    if customers.empty:
        return Drafts(total=0, each=iter(()))
    strategy, writers = strategy_of(desk, campaign), senders(desk, customers["entity"])
    marks = fingerprints(items).set_index(["entity", "customer_id"])["fingerprint"].to_dict()
    law = known(session, desk, campaign, only=only)
    costs, pay = terms(desk), paying(desk, customers["entity"])
    earliest = max(campaign.send_at or desk.now(), desk.now())
    of_arms = templates_of_arms(session, customers, templates)

    def draft(row: Mapping[Hashable, Any], quoted: list[tuple[Item, str | None]]) -> Draft:
        message, by, sender = message_of(strategy, row), _channel(row, channel), writers[row["entity"]]
        write = partial(
            _letter,
            row,
            quoted,
            message,
            channel=by,
            sender=sender,
            known_on=campaign.known_on or campaign.as_of,
            fingerprint=marks[row["entity"], row["customer_id"]],
            law=law,
            pay=pay,
            earliest=earliest,
            templates=of_arms.get(row.get("arm_versions"), templates),
            cost_minor=row.get("cost_minor", 0) if channel is None else costs.cost_minor(channel, campaign.as_of),
        )
        return Draft(
            customer=row,
            items=tuple(item for item, _ in quoted),
            message=message,
            channel=by,
            sender=sender,
            write=write,
        )

    each = (draft(row, quoted) for row, quoted in _with_items(customers, items))
    return Drafts(total=len(customers), each=each)


def _with_items(
    customers: pd.DataFrame, items: pd.DataFrame
) -> Iterator[tuple[dict[Hashable, Any], list[tuple[Item, str | None]]]]:
    """Yield each customer with its items, a part of them at a time: all of them as objects would fill the memory."""
    ordered = items.sort_values(["customer_key", "due_on", "number", "part_no"], kind="stable")
    places = ordered.groupby("customer_key", sort=False).indices
    for start in range(0, len(customers), PART):
        some = customers.iloc[start : start + PART]
        rows = ordered.iloc[np.concatenate([places[key] for key in some["customer_key"]])]
        quoted = dict(_quoted(rows))
        for row in some.to_dict("records"):
            yield row, quoted[row["customer_key"]]


def _channel(customer: Mapping[Hashable, Any], chosen: ChannelName | None) -> ChannelName:
    """Return the channel of a kept customer; an audience kept before there were several went by e-mail."""
    return ChannelName(customer.get("channel", ChannelName.EMAIL)) if chosen is None else chosen


def _letter(
    row: Mapping[Hashable, Any],
    quoted: list[tuple[Item, str | None]],
    message: MessageName,
    *,
    channel: ChannelName,
    sender: Sender,
    known_on: date,
    fingerprint: str,
    law: Known,
    pay: Paying,
    earliest: datetime,
    templates: Templates | None,
    cost_minor: int,
) -> Letter:
    who = (row["entity"], row["customer_id"])
    is_as_planned = channel == row.get("channel", channel)
    context = MessageContext(
        customer_id=row["customer_id"],
        customer_name=row["name"],
        customer_type=CustomerType(row["customer_type"]),
        country=row["country"],
        channel=channel,
        label=Label(row.get("label") or Label.NEUTRAL),
        is_good_payer=bool(row.get("is_good_payer", False)),
        person=_said(row["person"]),
        items=tuple(item for item, _ in quoted),
        sender=sender,
        as_of=known_on,
        reference=_only_reference([reference for _, reference in quoted]),
        **(read(row["about"]) if isinstance(row.get("about"), str) else {}),
    )
    return Letter(
        customer_key=row["customer_key"],
        entity=row["entity"],
        customer_id=row["customer_id"],
        segment=row["segment"],
        address=row["address"] if is_as_planned else address_for(row, channel),
        step=row["step"],
        template=message,
        language=row["language"],
        context=pay.complete(
            with_law(message, context, who, law),
            entity=row["entity"],
            language=row["language"],
            pay_method=row.get("pay_method", ""),
        ),
        fingerprint=fingerprint,
        law=law,
        templates=templates,
        channel=channel,
        cost_minor=cost_minor,
        treatment={
            "channel": row.get("why_channel") if is_as_planned else None,
            "overruled": is_as_planned and bool(row.get("is_overruled", False)),
            **arm_of(row),
        },
        send_at=send_at_of(row, earliest),
    )


def _of(frame: pd.DataFrame, customer: Customer) -> pd.DataFrame:
    return frame[(frame["entity"] == customer[0]) & (frame["customer_id"] == customer[1])]


def _quoted(items: pd.DataFrame) -> Iterator[tuple[int, list[tuple[Item, str | None]]]]:
    """Yield the items of each customer in the order they have, oldest due first, each with its payment reference.

    The rows of a customer lie together. They become objects all at once: a frame for each customer costs more than writing to it.
    """
    for key, rows in groupby(items.to_dict("records"), key=itemgetter("customer_key")):
        yield (
            int(key),
            [
                (
                    Item(
                        number=row["number"],
                        issued_on=row["issued_on"].date(),
                        due_on=row["due_on"].date(),
                        amount_minor=row["amount_minor"],
                        balance_minor=row["asked_minor"],
                        paid_minor=max(0, row["amount_minor"] - row["balance_minor"]),
                        currency=row["currency"],
                        is_beside=bool(row.get("is_beside", False)),
                    ),
                    _said(row["structured_reference"]),
                )
                for row in rows
            ],
        )


def _said(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _only_reference(references: list[str | None]) -> str | None:
    return references[0] if len(references) == 1 else None
