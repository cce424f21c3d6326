"""Unsent messages whose facts changed are held: nobody is asked for what was paid or settled meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.campaigns.recheck import changes
from core.desk.campaign_tables import Campaign, Message, MessageItem
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.desk.unsent import NOT_BEGUN, held, hold_where, to_customer
from core.vocabulary import CampaignState

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy import ColumnElement

    from core.book.book import Book
    from core.desk.engine import Desk

ON_THE_WAY = (CampaignState.RUNNING, CampaignState.PAUSED)


@permitted(Action.STOP)
def hold_outdated(desk: Desk, book: Book) -> int:
    """Hold every unsent message that no longer says what ``book`` and the desk say; return how many were held now.

    To be called when a book is published, and when something on the desk changed that keeps customers out. The
    difference stays with the message.
    """
    with desk.session() as session:
        changed(session, Topic.CAMPAIGNS)  # waits for a launch that is being written: its messages count, too
    return sum(_hold_in(desk, book, campaign_id) for campaign_id in _with_unsent(desk))


@permitted(Action.STOP)
def hold_customer(desk: Desk, *, entity: str, customer_id: str, why: str, numbers: Collection[str] = ()) -> int:
    """Hold every unsent message to one customer, as somebody says now; return how many were held.

    With ``numbers`` only messages that ask for one of these documents.
    """
    about: list[ColumnElement[bool]] = [to_customer(entity, customer_id)]
    if numbers:
        about.append(Message.id.in_(select(MessageItem.message_id).where(MessageItem.number.in_(numbers))))
    with desk.session() as session:
        return hold_where(session, desk.now(), why, *about)


def _with_unsent(desk: Desk) -> list[int]:
    unsent = select(Message.campaign_id).where(Message.state.in_(NOT_BEGUN))
    with desk.reading() as session:
        return list(
            session.scalars(select(Campaign.id).where(Campaign.state.in_(ON_THE_WAY), Campaign.id.in_(unsent))),
        )


def _hold_in(desk: Desk, book: Book, campaign_id: int) -> int:
    with desk.reading() as session:
        found = changes(session, desk, book, session.get_one(Campaign, campaign_id))
    number = 0
    with desk.session() as session:
        changed(session, Topic.CAMPAIGNS)
        for (entity, customer_id), change in found.items():
            number += rows_changed(
                session,
                update(Message)
                .where(
                    Message.campaign_id == campaign_id,
                    Message.entity == entity,
                    Message.customer_id == customer_id,
                    Message.state.in_(NOT_BEGUN),
                )
                .values(**held(desk.now(), change.why), difference=change.difference),
            )
    return number
