"""Writing: the audience of a campaign becomes one message per customer, as bytes without Date and Message-ID."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.campaigns.plan import kept_customers, kept_items
from core.campaigns.senders import senders
from core.desk import policies
from core.messages.context import Item, MessageContext
from core.messages.mime import content, headers_for
from core.messages.readability import remarks
from core.messages.render import render
from core.strategy import ladder_versions
from core.strategy.fingerprint import fingerprints
from core.strategy.ladder import SHIPPED, Ladder, from_body
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from sqlalchemy.orm import Session

    from core.desk.campaign_tables import Campaign
    from core.desk.engine import Desk
    from core.messages.render import Rendered
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

    def rendered(self) -> Rendered:
        """Return subject, HTML and text as the templates have them."""
        return render(self.template, self.language, self.context)

    def content_of(self, rendered: Rendered) -> bytes:
        """Return the mail with ``rendered`` in it, without Date and Message-ID."""
        return content(rendered, headers_for(self.context, self.address))

    def row(self, rendered: Rendered) -> dict[str, Any]:
        """Return what the preview's index says of the message."""
        return {
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
            "amounts": self.context.totals,
            "fingerprint": self.fingerprint,
            "remarks": [f"{each.where}: {each.advice}" for each in remarks(rendered.text, rendered.language)],
        }


def ladder_of(desk: Desk, campaign: Campaign) -> Ladder:
    """Return the ladder the campaign was planned with."""
    if campaign.ladder_version_id is None:
        return SHIPPED
    return from_body(policies.get(desk, ladder_versions.KIND, campaign.ladder_version_id).body)


def letters(session: Session, desk: Desk, campaign: Campaign, *, only: Customer | None = None) -> list[Letter]:
    """Return the letters of a planned campaign, in the order of the audience; ``only`` one customer's, when given."""
    customers, items = kept_customers(session, campaign), kept_items(session, campaign)
    customers, items = customers[customers["is_in"]], items[items["is_in"]]
    if only is not None:
        customers, items = _of(customers, only), _of(items, only)
    if customers.empty:
        return []
    ladder, writers = ladder_of(desk, campaign), senders(desk, customers["entity"])
    marks = fingerprints(items).set_index(["entity", "customer_id"])["fingerprint"].to_dict()
    quoted = dict(_quoted(items))
    return [
        Letter(
            customer_key=row["customer_key"],
            entity=row["entity"],
            customer_id=row["customer_id"],
            segment=row["segment"],
            address=row["address"],
            step=row["step"],
            template=ladder.step(row["step"]).message,
            language=row["language"],
            context=MessageContext(
                customer_id=row["customer_id"],
                customer_name=row["name"],
                customer_type=CustomerType(row["customer_type"]),
                person=_said(row["person"]),
                items=tuple(item for item, _ in quoted[row["customer_key"]]),
                sender=writers[row["entity"]],
                as_of=campaign.known_on or campaign.as_of,
                reference=_only_reference([reference for _, reference in quoted[row["customer_key"]]]),
            ),
            fingerprint=marks[row["entity"], row["customer_id"]],
        )
        for row in customers.to_dict("records")
    ]


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
                        currency=row["currency"],
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
