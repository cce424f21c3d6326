"""Launch: the approved messages enter the contact ledger in one transaction, and only once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import bindparam, case, func, insert, literal, null, select, update

from core.acting import permitted
from core.actions import Action
from core.campaigns import brake, volume
from core.campaigns.errors import FactsMovedError
from core.campaigns.legal import refuse_illegal
from core.campaigns.plan import kept_customers, kept_items
from core.campaigns.recheck import Change, changes
from core.campaigns.states import ITSELF, get, move, require
from core.desk.campaign_tables import Campaign, Message, MessageItem, PreviewMessage
from core.desk.revisions import Topic, changed, seen
from core.experiments.enrol import enrol
from core.strategy.ladder import NO_STEP
from core.strategy.reasons.in_campaign import REASON as IN_CAMPAIGN
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import ColumnElement, Connection, Insert
    from sqlalchemy.orm import InstrumentedAttribute, Session

    from core.book.book import Book
    from core.campaigns.preview import Progress
    from core.campaigns.recheck import Customer
    from core.desk.engine import Desk

ATTEMPTS: Final = 5
PART: Final = 2_000  # items in one statement
FACTS: Final = (Topic.BANK, Topic.CUSTOMERS, Topic.HOLDS)
"""What people say on the desk that keeps a message back."""
COLUMNS: Final = [
    "item_key",
    "entity",
    "customer_id",
    "document_type",
    "number",
    "fiscal_year",
    "part_no",
    "currency",
    "balance_minor",
    "due_on",
    "step",
]
AS_PREVIEWED: Final = (
    "id",
    "campaign_id",
    "channel",
    "country",
    "entity",
    "customer_id",
    "customer_key",
    "step",
    "sender",
    "address",
    "message_id",
    "batch_id",
    "offset",
    "length",
    "sha256",
    "fingerprint",
)
LAUNCHED = (CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.FINISHED, CampaignState.CANCELLED)


@dataclass(frozen=True, kw_only=True)
class Launched:
    """What a launch added to the contact ledger; both zero when the campaign had been launched before.

    ``paused_why``: it stopped at once by itself, and why.
    """

    queued: int
    held: int
    paused_why: str | None = None


@permitted(Action.LAUNCH)
def launch(
    desk: Desk,
    book: Book,
    name: str,
    *,
    by: str,
    why: str = "",
    is_current: Callable[[], bool] = lambda: True,
    progress: Progress | None = None,
) -> Launched:
    """Queue every approved message; one whose facts changed since the preview is held, with the difference.

    A second launch adds nothing, and of two campaigns launched at once the later one holds its messages to whom the other writes.
    What somebody says on the desk meanwhile is looked at again before anything can go; ``is_current`` says whether ``book`` still
    is the one that counts. Far more messages than usual pause the campaign at once, and a person resumes it. Raises
    ``CampaignStateError`` unless the campaign is approved, ``IllegalCampaignError`` when one of its messages breaks the law,
    ``FactsMovedError`` when the facts changed each time they were looked at, or ``book`` is not current any more.
    """
    plans: _Plans | None = None
    for _attempt in range(ATTEMPTS):
        with desk.reading() as session:
            campaign = get(session, name)
            if campaign.state in LAUNCHED:
                return Launched(queued=0, held=0)
            require(campaign, "launched", CampaignState.APPROVED)
            known, before = frozenset(_launched(session)), seen(session, FACTS)
            outdated = changes(session, desk, book, campaign)
            plans = _plans(session, campaign) if plans is None else plans  # nothing in them changes after approval
        with desk.session() as session:
            campaign = get(session, name, is_locked=True)
            if campaign.state in LAUNCHED:
                return Launched(queued=0, held=0)
            refuse_illegal(session, campaign)
            if seen(session, FACTS, is_locked=True) == before and is_current():
                outdated = _written_meanwhile(session, campaign, known) | outdated
                return _queue(session, desk, campaign, plans, outdated, by=by, why=why, progress=progress)
        if not is_current():
            break
    raise FactsMovedError(name)


@dataclass(frozen=True, kw_only=True)
class _Plans:
    """What a launch takes from the plan, made ready before others wait for it: the audience, and the rows of its items."""

    customers: pd.DataFrame
    items: pd.DataFrame
    rows: list[dict[str, Any]]


def _queue(
    session: Session,
    desk: Desk,
    campaign: Campaign,
    plans: _Plans,
    outdated: dict[Customer, Change],
    *,
    by: str,
    why: str,
    progress: Progress | None,
) -> Launched:
    """Put the approved messages into the ledger and let them go."""
    changed(session, Topic.CAMPAIGNS)  # makes launches, and holding by a newer ledger, wait for each other
    at, connection = desk.now(), session.connection()
    for days in _delays(session, campaign):
        session.execute(_into_the_ledger(campaign, at, days))
    _hold(connection, campaign, outdated, at)
    for start in range(0, len(plans.rows), PART):
        connection.execute(insert(MessageItem), plans.rows[start : start + PART])
        if progress is not None:
            progress(start / len(plans.rows), f"{start} / {len(plans.rows)}")
    counted = select(Message.state, func.count()).where(Message.campaign_id == campaign.id).group_by(Message.state)
    counts = {row[0]: row[1] for row in session.execute(counted)}
    campaign.launched_at = at
    session.flush()
    enrol(session, campaign, plans.customers, plans.items, at)
    move(session, campaign, CampaignState.RUNNING, by=by, at=at, why=why)
    strange = volume.strange(session, campaign, brake.limits(desk))
    if strange is not None:
        move(session, campaign, CampaignState.PAUSED, by=ITSELF, at=at, why=strange)
    return Launched(
        queued=counts.get(MessageState.QUEUED, 0), held=counts.get(MessageState.HELD, 0), paused_why=strange
    )


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


def _sealed(campaign: Campaign) -> tuple[ColumnElement[bool], ...]:
    return (PreviewMessage.campaign_id == campaign.id, PreviewMessage.sha256.is_not(None))


_later_by: Final = func.coalesce(PreviewMessage.treatment["delay_days"].as_integer(), 0)
"""Days by which an experiment drew a message to go later."""


def _delays(session: Session, campaign: Campaign) -> list[int]:
    return list(session.scalars(select(_later_by).where(*_sealed(campaign)).distinct()))


def _into_the_ledger(campaign: Campaign, at: datetime, days: int) -> Insert:
    """Return the statement that queues every approved message which goes ``days`` later than it would."""
    not_before = max(campaign.send_at or at, at) + timedelta(days=days) if days else None
    earliest = max((each for each in (campaign.send_at, not_before) if each is not None), default=None)
    instant = Message.send_at.type
    planned: ColumnElement[Any] | InstrumentedAttribute[datetime | None] = PreviewMessage.send_at
    if earliest is not None:
        is_later = PreviewMessage.send_at > earliest
        planned = case((is_later, PreviewMessage.send_at), else_=literal(earliest, instant))
    new: dict[str, Any] = {name: getattr(PreviewMessage, name) for name in AS_PREVIEWED} | {
        "state": literal(str(MessageState.QUEUED)),
        "attempts": literal(0),
        "send_at": planned,
        "retry_at": null() if not_before is None else literal(not_before, instant),
        "queued_at": literal(at, instant),
    }
    chosen = select(*new.values()).where(*_sealed(campaign), _later_by == days).order_by(PreviewMessage.id)
    return insert(Message).from_select(list(new), chosen)


def _hold(connection: Connection, campaign: Campaign, outdated: dict[Customer, Change], at: datetime) -> None:
    """Hold what changed since it was written, with the difference."""
    if not outdated:
        return
    statement = (
        update(Message)
        .where(
            Message.campaign_id == campaign.id,
            Message.entity == bindparam("of_entity"),
            Message.customer_id == bindparam("of_customer"),
        )
        .values(
            state=MessageState.HELD, settled_at=at, held_why=bindparam("why"), difference=bindparam("other_than_said")
        )
    )
    rows = [
        {"of_entity": entity, "of_customer": customer_id, "why": change.why, "other_than_said": change.difference}
        for (entity, customer_id), change in outdated.items()
    ]
    connection.execute(statement, rows)


def _plans(session: Session, campaign: Campaign) -> _Plans:
    """Return the audience with what each message asks for, as it was then, each item with its own step: the steps done from now on.

    Who was left out by hand after the plan has no message.
    """
    items = kept_items(session, campaign)
    asked = items.loc[items["is_in"] & (items["step"] != NO_STEP), COLUMNS]
    known = select(PreviewMessage.entity, PreviewMessage.customer_id, PreviewMessage.id).where(*_sealed(campaign))
    messages = pd.DataFrame(session.execute(known).all(), columns=["entity", "customer_id", "message_id"])
    rows = asked.merge(messages, on=["entity", "customer_id"]).sort_values(["message_id", "item_key"])
    rows["due_on"] = rows["due_on"].dt.date
    return _Plans(
        customers=kept_customers(session, campaign),
        items=items,
        rows=[{str(name): value for name, value in row.items()} for row in rows.to_dict("records")],
    )
