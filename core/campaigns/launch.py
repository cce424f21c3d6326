"""Launch: the approved messages enter the contact ledger in one transaction, and only once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select

from core.campaigns.legal import refuse_illegal
from core.campaigns.plan import kept_items
from core.campaigns.recheck import Change, changes
from core.campaigns.states import get, move, require
from core.desk.campaign_tables import Campaign, Message, MessageItem, PreviewMessage
from core.desk.revisions import Topic, changed
from core.strategy.reasons.in_campaign import REASON as IN_CAMPAIGN
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import pandas as pd
    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.campaigns.recheck import Customer
    from core.desk.engine import Desk

LAUNCHED = (CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.FINISHED, CampaignState.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class Launched:
    """What a launch added to the contact ledger; both zero when the campaign had been launched before."""

    queued: int
    held: int


def launch(desk: Desk, book: Book, name: str, *, by: str, why: str = "") -> Launched:
    """Queue every approved message; one whose facts changed since the preview is held, with the difference.

    A second launch adds nothing, and of two campaigns launched at once the later one holds its messages to whom the other writes.
    Raises ``CampaignStateError`` unless the campaign is approved, ``IllegalCampaignError`` when one of its messages breaks the law.
    """
    with desk.reading() as session:
        campaign = get(session, name)
        if campaign.state in LAUNCHED:
            return Launched(queued=0, held=0)
        require(campaign, "launched", CampaignState.APPROVED)
        known = frozenset(_launched(session))
        outdated = changes(session, desk, book, campaign)
    with desk.session() as session:
        campaign = get(session, name, is_locked=True)
        if campaign.state in LAUNCHED:
            return Launched(queued=0, held=0)
        refuse_illegal(session, campaign)
        changed(session, Topic.CAMPAIGNS)  # makes launches wait for each other
        outdated = _written_meanwhile(session, campaign, known) | outdated
        at = desk.now()
        rows = [_row(campaign, message, at, outdated) for message in _approved(session, campaign)]
        session.execute(insert(Message), rows)
        session.execute(insert(MessageItem), list(_items(session, campaign, rows)))
        campaign.launched_at = at
        session.flush()
        move(session, campaign, CampaignState.RUNNING, by=by, at=at, why=why)
    held = sum(row["state"] == MessageState.HELD for row in rows)
    return Launched(queued=len(rows) - held, held=held)


def entities_of(desk: Desk, name: str) -> frozenset[str]:
    """Return the companies in whose name the campaign ``name`` writes."""
    with desk.reading() as session:
        campaign = get(session, name)
        writing = select(PreviewMessage.entity).where(PreviewMessage.campaign_id == campaign.id).distinct()
        return frozenset(session.scalars(writing))


def _launched(session: Session) -> dict[int, str]:
    launched = select(Campaign.id, Campaign.name).where(Campaign.launched_at.is_not(None))
    return {row.id: row.name for row in session.execute(launched)}


def _written_meanwhile(session: Session, campaign: Campaign, known: frozenset[int]) -> dict[Customer, Change]:
    """Return the customers for whom a campaign has a message that was launched after ``known`` were: nobody gets two at once."""
    fresh = {key: name for key, name in _launched(session).items() if key not in known and key != campaign.id}
    written = select(Message.entity, Message.customer_id, Message.campaign_id).where(Message.campaign_id.in_(fresh))
    return {
        (row.entity, row.customer_id): Change(why=f"{IN_CAMPAIGN.label}: {fresh[row.campaign_id]}")
        for row in (session.execute(written) if fresh else ())
    }


def _approved(session: Session, campaign: Campaign) -> list[PreviewMessage]:
    sealed = select(PreviewMessage).where(PreviewMessage.campaign_id == campaign.id, PreviewMessage.sha256.is_not(None))
    return list(session.scalars(sealed.order_by(PreviewMessage.id)))


def _row(campaign: Campaign, message: PreviewMessage, at: datetime, outdated: dict[Customer, Change]) -> dict[str, Any]:
    change = outdated.get((message.entity, message.customer_id))
    return {
        "id": message.id,
        "campaign_id": campaign.id,
        "channel": message.channel,
        "country": message.country,
        "entity": message.entity,
        "customer_id": message.customer_id,
        "customer_key": message.customer_key,
        "step": message.step,
        "sender": message.sender,
        "address": message.address,
        "message_id": message.message_id,
        "batch_id": message.batch_id,
        "offset": message.offset,
        "length": message.length,
        "sha256": message.sha256,
        "fingerprint": message.fingerprint,
        "state": MessageState.QUEUED if change is None else MessageState.HELD,
        "attempts": 0,
        "send_at": _latest(campaign.send_at, message.send_at),
        "queued_at": at,
        "settled_at": None if change is None else at,
        "held_why": None if change is None else change.why,
        "difference": None if change is None else change.difference,
    }


def _latest(*moments: datetime | None) -> datetime | None:
    """Return the latest of ``moments``; None means at once."""
    return max((each for each in moments if each is not None), default=None)


def _items(session: Session, campaign: Campaign, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield what each message asks for, as it was then, each with its own step: the steps done from now on."""
    message_of = {(row["entity"], row["customer_id"]): row for row in rows}
    items: pd.DataFrame = kept_items(session, campaign)
    for item in items[items["is_in"]].to_dict("records"):
        row = message_of.get((item["entity"], item["customer_id"]))
        if row is None:
            continue  # left out by hand after the plan
        yield {
            "message_id": row["id"],
            "item_key": item["item_key"],
            "entity": item["entity"],
            "customer_id": item["customer_id"],
            "document_type": item["document_type"],
            "number": item["number"],
            "fiscal_year": item["fiscal_year"],
            "part_no": item["part_no"],
            "currency": item["currency"],
            "balance_minor": item["balance_minor"],
            "due_on": item["due_on"].date(),
            "step": item["step"],
        }
