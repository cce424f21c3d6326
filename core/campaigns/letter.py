"""One message before it is bytes: to whom it goes, what it speaks of, and what the preview's index says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from core.campaigns.legal import judge
from core.messages.bytes import content_for
from core.messages.readability import remarks
from core.messages.render import render
from core.messages.sms import segments
from core.vocabulary import SHORT, SPOKEN, ChannelName

if TYPE_CHECKING:
    from datetime import datetime

    from core.campaigns.legal import Known
    from core.messages.context import MessageContext
    from core.messages.render import Rendered
    from core.messages.templates import Templates
    from core.vocabulary import MessageName


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
