"""A launched campaign on a desk, made without book and templates: for tests of what happens after launch."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from core.campaigns.contents import in_batches, pack
from core.campaigns.locked import NO_WORDS, lock, placed
from core.desk.campaign_tables import Campaign, Message, MessageItem, PreviewBatch, PreviewMessage
from core.desk.customer_secrets import keys_within
from core.vocabulary import CampaignState, ChannelName, MessageName, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

SENDER = "bounce@saldo.example"


def content(number: int, recipient: str) -> bytes:
    """Return a small sealed mail."""
    return (
        f"Date: Tue, 03 Nov 2026 10:00:00 +0000\r\nMessage-ID: <{number}@saldo.example>\r\nFrom: {SENDER}\r\n"
        f"To: {recipient}\r\nSubject: Reminder {number}\r\n\r\nInvoice {number} is still open.\r\n.\r\n"
    ).encode()


def recipients(count: int) -> list[str]:
    return [f"customer-{number}@example.org" for number in range(count)]


def launched(
    desk: Desk,
    addresses: Sequence[str],
    *,
    name: str = "autumn",
    state: CampaignState = CampaignState.RUNNING,
    send_at: datetime | None = None,
    write: Callable[[int, str], bytes] = content,
    is_locked: bool = True,
) -> str:
    """Put a campaign with one queued message per address on ``desk`` and return its name; ``write`` makes the bytes.

    They are locked with their customers' keys; else compressed together, as before there were keys.
    """
    with desk.session() as session:
        campaign = Campaign(
            name=name,
            state=state,
            revision=1,
            as_of=date(2026, 10, 31),
            book_version="v000001",
            choice={},
            created_by="anna",
            created_at=desk.now(),
            approved_at=desk.now(),
            launched_at=desk.now(),
        )
        session.add(campaign)
        session.flush()
        first = (session.scalar(select(func.max(PreviewMessage.id))) or 0) + 1
        for batch in in_batches(enumerate(addresses, start=first)):
            _insert(session, campaign, batch, send_at=send_at, write=write, is_locked=is_locked)
    return name


def _insert(
    session: Session,
    campaign: Campaign,
    batch: list[tuple[int, str]],
    *,
    send_at: datetime | None,
    write: Callable[[int, str], bytes],
    is_locked: bool,
) -> None:
    contents = [write(number, address) for number, address in batch]
    lying = contents
    if is_locked:
        named = [("NL01", f"C{number}") for number, _ in batch]
        keys = keys_within(session, named, campaign.created_at)
        lying = [lock(each, NO_WORDS, keys[who]) for each, who in zip(contents, named, strict=True)]
        together, offsets = placed(lying)
        length = len(together)
    else:
        together, length, offsets = pack(contents)
    kept = PreviewBatch(campaign_id=campaign.id, is_sealed=True, content=together, length=length, is_locked=is_locked)
    session.add(kept)
    session.flush()
    shared: list[dict[str, Any]] = [
        {
            "id": number,
            "campaign_id": campaign.id,
            "batch_id": kept.id,
            "offset": offset,
            "length": len(lies),
            "customer_key": number,
            "entity": "NL01",
            "customer_id": f"C{number}",
            "address": address,
            "sender": SENDER,
            "step": 1,
            "fingerprint": f"print {number}",
            "sha256": sha256(each).digest(),
            "message_id": f"<{number}@saldo.example>",
        }
        for (number, address), offset, each, lies in zip(batch, offsets, contents, lying, strict=True)
    ]
    seen = {"name": "", "segment": "", "subject": "", "template": MessageName.FRIENDLY_REMINDER, "language": "en"}
    more = {"items": 1, "amounts": {"EUR": 100_00}, "remarks": [], "is_excluded": False, "is_edited": False}
    session.execute(insert(PreviewMessage), [{**row, **seen, **more} for row in shared])
    queued = {
        "channel": ChannelName.EMAIL,
        "state": MessageState.QUEUED,
        "attempts": 0,
        "send_at": send_at,
        "queued_at": campaign.launched_at,
    }
    session.execute(insert(Message), [{**row, **queued} for row in shared])
    session.execute(
        insert(MessageItem),
        [
            {
                "message_id": row["id"],
                "item_key": row["id"],
                "entity": "NL01",
                "customer_id": row["customer_id"],
                "document_type": "invoice",
                "number": f"INV{row['id']}",
                "fiscal_year": 2026,
                "part_no": 1,
                "currency": "EUR",
                "balance_minor": 100_00,
                "due_on": date(2026, 10, 1),
                "step": 1,
            }
            for row in shared
        ],
    )


def states(desk: Desk, name: str = "autumn") -> dict[str, int]:
    """Return how many messages of the campaign are in each state."""
    counted = (
        select(Message.state, func.count())
        .join(Campaign, Campaign.id == Message.campaign_id)
        .where(Campaign.name == name)
        .group_by(Message.state)
    )
    with desk.reading() as session:
        return {row[0]: row[1] for row in session.execute(counted)}


def message_to(desk: Desk, address: str) -> Message:
    """Return the ledger row of the message to ``address``."""
    with desk.reading() as session:
        return session.scalars(select(Message).where(Message.address == address)).one()
