"""Messages in a contact ledger made by hand, and the mails that come back about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.message import EmailMessage
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from core.desk.campaign_tables import Campaign, Message, MessageItem, PreviewBatch, PreviewMessage
from core.replies.arrived import Arrived
from core.vocabulary import CampaignState, ChannelName, MessageName, MessageState

if TYPE_CHECKING:
    from core.desk.engine import Desk

BOUNCES = "bounce+<message>@bounces.saldo.example"
LEFT_AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
DATE = "Tue, 03 Nov 2026 08:00:00 +0000"


@dataclass(frozen=True, kw_only=True)
class Mailed:
    """A message of the ledger: its number, and its Message-ID."""

    id: int
    message_id: str

    @property
    def name(self) -> str:
        return self.message_id.strip("<>").partition("@")[0]

    @property
    def returns_to(self) -> str:
        return BOUNCES.replace("<message>", self.name)


def mailed(
    desk: Desk,
    customer: str = "C1",
    address: str = "anna@customer.example",
    *,
    state: MessageState = MessageState.SENT,
    template: MessageName = MessageName.FRIENDLY_REMINDER,
    number: str = "F1",
    left_at: datetime = LEFT_AT,
    entity: str = "NL",
) -> Mailed:
    """Put a message to ``customer`` of ``entity`` into the ledger, in a campaign of its own."""
    with desk.session() as session:
        turn = (session.scalar(select(func.count()).select_from(Campaign)) or 0) + 1
        campaign = Campaign(
            name=f"Campaign {turn}",
            state=CampaignState.RUNNING,
            revision=1,
            as_of=date(2026, 11, 1),
            book_version="1",
            choice={},
            created_by="test",
            created_at=desk.now(),
            approved_at=desk.now(),
            launched_at=desk.now(),
        )
        session.add(campaign)
        session.flush()
        batch = PreviewBatch(campaign_id=campaign.id, is_sealed=True, content=b"", length=0)
        session.add(batch)
        session.flush()
        common = {"entity": entity, "customer_id": customer, "customer_key": turn, "address": address, "step": 1}
        place = {"batch_id": batch.id, "offset": 0, "length": 0, "fingerprint": "", "sender": "ar@saldo.example"}
        written = PreviewMessage(
            campaign_id=campaign.id,
            **common,
            **place,
            name=f"Customer {customer}",
            segment="x",
            subject="Invoice",
            template=template,
            language="en",
            items=1,
            amounts={"EUR": 1000},
            remarks=[],
            is_excluded=False,
            is_edited=False,
        )
        session.add(written)
        session.flush()
        message_id = f"<{campaign.id}.{written.id}.{written.id:016x}@saldo.example>"
        has_left = state in {MessageState.SENT, MessageState.UNCERTAIN}
        session.add(
            Message(
                id=written.id,
                campaign_id=campaign.id,
                channel=ChannelName.EMAIL,
                **common,
                **place,
                message_id=message_id,
                sha256=b"",
                state=state,
                attempts=0,
                queued_at=left_at,
                settled_at=left_at if has_left else None,
            )
        )
        session.flush()
        session.add(
            MessageItem(
                message_id=written.id,
                item_key=turn,
                entity=entity,
                customer_id=customer,
                document_type="invoice",
                number=number,
                fiscal_year=2026,
                part_no=1,
                currency="EUR",
                balance_minor=1000,
                due_on=date(2026, 10, 1),
                step=1,
            )
        )
        return Mailed(id=written.id, message_id=message_id)


def bounce(
    *,
    to: str = "ar@saldo.example",
    of: str = "anna@customer.example",
    original: str | None = None,
    action: str = "failed",
    status: str = "5.1.1",
    words: str = "smtp; 550 5.1.1 no such user",
    own_id: str = "<b1@mx.example>",
) -> bytes:
    """Return a delivery report as RFC 3464 has it."""
    enclosed = "" if original is None else f"Message-ID: {original}\r\nSubject: Invoice\r\n"
    return (
        f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: {to}
Date: {DATE}
Message-ID: {own_id}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="x"

--x
Content-Type: text/plain

I am sorry.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {of}
Action: {action}
Status: {status}
Diagnostic-Code: {words}

--x
Content-Type: text/rfc822-headers

{enclosed}From: ar@saldo.example
--x--
""".replace("\r\n", "\n")
        .replace("\n", "\r\n")
        .encode()
    )


def complaint(*, to: str = "ar@saldo.example", original: str, kind: str = "abuse") -> bytes:
    """Return a feedback report as RFC 5965 has it."""
    return f"""From: <feedback@provider.example>
To: {to}
Date: {DATE}
Message-ID: <f1@provider.example>
Subject: FW: Invoice
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="x"

--x
Content-Type: text/plain

This is an abuse report.
--x
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: anna@customer.example

--x
Content-Type: message/rfc822

From: ar@saldo.example
Message-ID: {original}
Subject: Invoice

Text
--x--
""".replace("\n", "\r\n").encode()


def reply(
    text: str = "We have already paid this.",
    *,
    by: str = "Anna <anna@customer.example>",
    to: str = "ar@saldo.example",
    answers: str | None = None,
    subject: str = "Re: Invoice",
    own_id: str = "<r1@customer.example>",
    html: str | None = None,
    files: tuple[tuple[str, bytes], ...] = (),
    **headers: str,
) -> bytes:
    """Return a mail of a person."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = by, to, subject
    mail["Date"], mail["Message-ID"] = DATE, own_id
    if answers is not None:
        mail["In-Reply-To"], mail["References"] = answers, f"<other@x.example> {answers}"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    if html is None:
        mail.set_content(text)
    else:
        mail.set_content(html, subtype="html")
    for name, content in files:
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail.as_bytes()


def arrived(*raws: bytes) -> list[Arrived]:
    """Return mails as a folder would have them."""
    return [Arrived(source="test", raw=raw) for raw in raws]
