"""Writing: the audience of a campaign becomes one message per customer, as bytes without Date and Message-ID."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.campaigns.legal import Known, judge, known, with_law
from core.campaigns.paying import paying, send_at
from core.campaigns.plan import kept_customers, kept_items
from core.campaigns.senders import senders
from core.campaigns.treating import address_for
from core.desk.channel_terms import terms
from core.messages.bytes import content_for
from core.messages.context import Item, MessageContext
from core.messages.readability import remarks
from core.messages.render import render
from core.messages.sms import segments
from core.strategy import strategy_versions
from core.strategy.fingerprint import fingerprints
from core.vocabulary import SHORT, SPOKEN, ChannelName, CustomerType, Label

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Mapping
    from datetime import date, datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from core.campaigns.paying import Paying
    from core.desk.campaign_tables import Campaign
    from core.desk.engine import Desk
    from core.messages.context import Sender
    from core.messages.render import Rendered
    from core.messages.templates import Templates
    from core.strategy.ladder import Step
    from core.strategy.strategy import Strategy
    from core.vocabulary import MessageName

Customer = tuple[str, str]  # entity, customer id


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One message before it is bytes: to whom, which step, and what it speaks of."""

    customer_key: int
    entity: str
    customer_id: str
    segment: str
    address: str
    step: int
    template: MessageName
    language: str
    context: MessageContext
    fingerprint: str
    law: Known
    templates: Templates | None = None  # None: those that come with Saldo
    channel: ChannelName = ChannelName.EMAIL
    cost_minor: int = 0
    treatment: dict[str, Any] = field(default_factory=dict)
    send_at: datetime | None = None  # None: when the campaign goes

    def rendered(self) -> Rendered:
        """Return subject, HTML and text as the templates have them."""
        return render(self.template, self.language, self.context, self.templates)

    def content_of(self, rendered: Rendered) -> bytes:
        """Return the bytes of the channel with ``rendered`` in them; a mail without Date and Message-ID."""
        return content_for(self.channel, rendered, self.context, self.address)

    def row(self, rendered: Rendered) -> dict[str, Any]:
        """Return what the preview's index says of the message."""
        judged = judge(self.template, self.context, (self.entity, self.customer_id), rendered, self.law)
        parts = segments(rendered.sms) if self.channel in SHORT else None
        is_by_part = self.channel is ChannelName.SMS  # networks charge every part of an SMS
        return {
            **judged.row(),
            "customer_key": self.customer_key,
            "entity": self.entity,
            "customer_id": self.customer_id,
            "name": self.context.customer_name,
            "segment": self.segment,
            "address": self.address,
            "sender": self.context.sender.email,
            "subject": rendered.subject,
            "step": self.step,
            "template": str(self.template),
            "language": rendered.language,
            "items": len(self.context.items),
            "amounts": self.context.open_minor,
            "fingerprint": self.fingerprint,
            "channel": str(self.channel),
            "cost_minor": self.cost_minor * (max(1, parts or 1) if is_by_part else 1),
            "country": self.context.country,
            "treatment": self.treatment,
            "send_at": self.send_at,
            "sms_segments": parts,
            "remarks": [f"{each.where}: {each.advice}" for each in remarks(self._said(rendered), rendered.language)],
        }

    def _said(self, rendered: Rendered) -> str:
        """Return the words that the customer reads or hears by this channel; a letter has the words of the mail."""
        if self.channel is ChannelName.PHONE:
            return rendered.call
        return rendered.sms if self.channel in SHORT | SPOKEN else rendered.text


def strategy_of(desk: Desk, campaign: Campaign) -> Strategy:
    """Return the strategy the campaign was planned with."""
    return strategy_versions.get(desk, campaign.ladder_version_id)


def step_of(strategy: Strategy, customer: Mapping[Hashable, Any]) -> Step:
    """Return the step of a kept customer's message; an audience kept before there were several ladders knows none by name."""
    return strategy.ladder(customer.get("ladder", strategy.otherwise)).step(customer["step"])


def letters(
    session: Session,
    desk: Desk,
    campaign: Campaign,
    *,
    only: Customer | None = None,
    templates: Templates | None = None,
    channel: ChannelName | None = None,
) -> list[Letter]:
    """Return the letters of a planned campaign, in the order of the audience; ``only`` one customer's, when given.

    ``channel`` instead of the planned one: ``NoAddressError`` for who cannot be reached by it.
    """
    customers, items = kept_customers(session, campaign), kept_items(session, campaign)
    customers, items = customers[customers["is_in"]], items[items["is_in"]]
    if only is not None:
        customers, items = _of(customers, only), _of(items, only)
    if customers.empty:
        return []
    strategy, writers = strategy_of(desk, campaign), senders(desk, customers["entity"])
    marks = fingerprints(items).set_index(["entity", "customer_id"])["fingerprint"].to_dict()
    quoted = dict(_quoted(items))
    law = known(session, desk, campaign, only=only)
    costs, pay = terms(desk), paying(desk, customers["entity"])
    earliest = max(campaign.send_at or desk.now(), desk.now())
    return [
        _letter(
            row,
            quoted[row["customer_key"]],
            step_of(strategy, row).message,
            channel=_channel(row, channel),
            sender=writers[row["entity"]],
            known_on=campaign.known_on or campaign.as_of,
            fingerprint=marks[row["entity"], row["customer_id"]],
            law=law,
            pay=pay,
            earliest=earliest,
            templates=templates,
            cost_minor=row.get("cost_minor", 0) if channel is None else costs.cost_minor(channel, campaign.as_of),
        )
        for row in customers.to_dict("records")
    ]


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
        treatment=(
            {"channel": row.get("why_channel"), "overruled": bool(row.get("is_overruled", False))}
            if is_as_planned
            else {"channel": None, "overruled": False}
        ),
        send_at=send_at(row.get("pay_minute", -1), row["country"], earliest),
    )


def _of(frame: pd.DataFrame, customer: Customer) -> pd.DataFrame:
    return frame[(frame["entity"] == customer[0]) & (frame["customer_id"] == customer[1])]


def _quoted(items: pd.DataFrame) -> Iterator[tuple[int, list[tuple[Item, str | None]]]]:
    """Yield every customer's items, oldest due first, each with its payment reference."""
    ordered = items.sort_values(["customer_key", "due_on", "number", "part_no"], kind="stable")
    for key, group in ordered.groupby("customer_key", sort=False):
        yield (
            int(str(key)),
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
                for row in group.to_dict("records")
            ],
        )


def _said(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _only_reference(references: list[str | None]) -> str | None:
    return references[0] if len(references) == 1 else None
