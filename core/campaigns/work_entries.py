"""What waits for a person, as the desk knows it: one row per entry of the work list, before it is known what each is worth."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import and_, case, func, literal, or_, select, text
from sqlalchemy.orm import aliased

from core.campaigns.work_columns import COLUMNS, columns, key_of, of_message
from core.desk.call_tables import Call, LadderTask
from core.desk.campaign_tables import Campaign, Message, PreviewMessage
from core.desk.case_tables import Case
from core.desk.channel_tables import ChannelPause
from core.desk.customer_page_tables import CustomerRequest
from core.desk.customer_requests import RequestState
from core.desk.delivery_tables import DeliveryEvent, StoppedAddress
from core.desk.frames import empty, frame
from core.desk.reply_tables import Reply
from core.desk.standing_tables import StandingApproval
from core.strategy.ladder import CALLED
from core.vocabulary import (
    CampaignState,
    CaseState,
    ChannelName,
    DeliveryKind,
    HoldKind,
    MessageState,
    WorkKind,
)

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Select

    from core.desk.engine import Desk

RECENT: Final = timedelta(days=60)
"""What is older than this and waits for nobody's word is no longer work, but history."""
WAITS_HERE: Final = text("message.state IN ('held', 'uncertain', 'failed')")
"""As the index says it (``core.desk.campaign_tables.WAITS``): a bound value would not be known to be in it."""


def entries(desk: Desk) -> pd.DataFrame:
    """Return everything that waits for a person: COLUMNS, in no order; what was said to be done is not among it."""
    since = desk.now() - RECENT
    statements = (
        _messages(since),
        _calls_waiting(),
        _calls_again(),
        _keys_pressed(since),
        _stopped(since),
        _paused_channels(),
        _paused_approvals(),
        _broken(since),
        _replies(),
        _requests(),
        _ladder_tasks(),
    )
    with desk.reading() as session:
        parts = [frame(session, statement, COLUMNS) for statement in statements]
    filled = [each for each in parts if len(each)]
    return pd.concat(filled, ignore_index=True) if filled else empty(COLUMNS)


def _messages(since: datetime) -> Select[*tuple[Any, ...]]:
    """Return what is held, uncertain or was refused: each is a state that waits for a person."""
    kind = case((Message.state == MessageState.FAILED, str(WorkKind.EXCEPTION)), else_=Message.state)
    told = func.coalesce(Message.held_why, Message.reply)
    return of_message(kind=kind, what=Message.state, told=told, at=Message.settled_at).where(
        WAITS_HERE,
        Campaign.state != CampaignState.CANCELLED,
        or_(Message.state != MessageState.FAILED, Message.settled_at >= since),
    )


def _calls_waiting() -> Select[*tuple[Any, ...]]:
    """Return the calls of campaigns that run, also those that somebody has open."""
    return of_message(
        kind=literal(WorkKind.CALL),
        what=literal("campaign"),
        told=Message.reply,
        at=Message.queued_at,
        due_at=Message.send_at,
        open_by=case((Message.state == MessageState.CLAIMED, Message.worker_id)),
        open_at=case((Message.state == MessageState.CLAIMED, Message.claimed_at)),
    ).where(
        Message.channel == ChannelName.PHONE,
        Message.state.in_((MessageState.QUEUED, MessageState.CLAIMED)),
        Campaign.state == CampaignState.RUNNING,
    )


def _calls_again() -> Select[*tuple[Any, ...]]:
    """Return the calls to be made again that no campaign asked for; a later call to the customer takes their place."""
    later = aliased(Call)
    same = and_(later.entity == Call.entity, later.customer_id == Call.customer_id, later.id > Call.id)
    return columns(
        key=key_of("call", Call.id.expression),
        kind=literal(WorkKind.CALL),
        what=literal("again"),
        entity=Call.entity,
        customer_id=Call.customer_id,
        ref_id=Call.id,
        channel=literal(ChannelName.PHONE),
        address=Call.number,
        told=Call.said,
        owner=Call.called_by,
        at=Call.called_at,
        due_at=Call.again_at,
    ).where(
        Call.message_id.is_(None),
        Call.again_at.is_not(None),
        Call.undone_at.is_(None),
        ~select(later.id).where(same, later.undone_at.is_(None)).exists(),
    )


def _keys_pressed(since: datetime) -> Select[*tuple[Any, ...]]:
    """Return who pressed a key during a spoken message: somebody who wants to be called."""
    return (
        columns(
            key=key_of("event", DeliveryEvent.id.expression),
            kind=literal(WorkKind.CALL),
            what=literal("key"),
            entity=Message.entity,
            customer_id=Message.customer_id,
            ref_id=DeliveryEvent.id,
            campaign=Campaign.name,
            channel=literal(ChannelName.PHONE),
            address=Message.address,
            told=DeliveryEvent.words,
            at=DeliveryEvent.at,
        )
        .select_from(DeliveryEvent)
        .join(Message, Message.id == DeliveryEvent.message_id)
        .join(Campaign, Campaign.id == Message.campaign_id)
        .where(DeliveryEvent.kind == DeliveryKind.KEY_PRESSED, DeliveryEvent.at >= since)
    )


def _stopped(since: datetime) -> Select[*tuple[Any, ...]]:
    """Return the addresses that were stopped lately, each with the customer whose message told it."""
    return (
        columns(
            key=key_of("stopped", StoppedAddress.id.expression),
            kind=literal(WorkKind.EXCEPTION),
            what=literal("stopped"),
            entity=Message.entity,
            customer_id=Message.customer_id,
            ref_id=StoppedAddress.id,
            campaign=Campaign.name,
            channel=Message.channel,
            template=PreviewMessage.template,
            step=Message.step,
            address=Message.address,
            told=StoppedAddress.why,
            at=StoppedAddress.stopped_at,
        )
        .select_from(StoppedAddress)
        .join(DeliveryEvent, DeliveryEvent.id == StoppedAddress.event_id)
        .join(Message, Message.id == DeliveryEvent.message_id)
        .join(Campaign, Campaign.id == Message.campaign_id)
        .join(PreviewMessage, PreviewMessage.id == Message.id)
        .where(StoppedAddress.lifted_at.is_(None), StoppedAddress.stopped_at >= since)
    )


def _paused_channels() -> Select[*tuple[Any, ...]]:
    return columns(
        key=key_of("channel", ChannelPause.id.expression),
        kind=literal(WorkKind.EXCEPTION),
        what=literal("channel"),
        ref_id=ChannelPause.id,
        channel=ChannelPause.channel,
        told=ChannelPause.why,
        at=ChannelPause.paused_at,
    ).where(ChannelPause.resumed_at.is_(None))


def _paused_approvals() -> Select[*tuple[Any, ...]]:
    return columns(
        key=key_of("standing", StandingApproval.id.expression),
        kind=literal(WorkKind.EXCEPTION),
        what=literal("standing"),
        ref_id=StandingApproval.id,
        campaign=StandingApproval.name,
        told=StandingApproval.paused_why,
        at=StandingApproval.paused_at,
    ).where(StandingApproval.paused_at.is_not(None), StandingApproval.ended_at.is_(None))


def _broken(since: datetime) -> Select[*tuple[Any, ...]]:
    """Return the promises and plans that were broken lately and that nothing has taken the place of."""
    return columns(
        key=key_of("case", Case.id.expression),
        kind=literal(WorkKind.BROKEN),
        what=Case.kind,
        entity=Case.entity,
        customer_id=Case.customer_id,
        ref_id=Case.id,
        channel=literal(ChannelName.PHONE),
        told=Case.why,
        owner=Case.owner,
        at=Case.created_at,
    ).where(
        Case.kind.in_((HoldKind.PROMISE, HoldKind.PLAN)),
        Case.state == CaseState.BROKEN,
        Case.judged_on >= since.date(),
    )


def _replies() -> Select[*tuple[Any, ...]]:
    return columns(
        key=key_of("reply", Reply.id.expression),
        kind=literal(WorkKind.REPLY),
        what=func.coalesce(Reply.suggestion, ""),
        entity=Reply.entity,
        customer_id=Reply.customer_id,
        ref_id=Reply.id,
        channel=literal(ChannelName.PHONE),
        address=Reply.from_address,
        told=Reply.subject,
        at=Reply.known_at,
    ).where(Reply.handled_at.is_(None))


def _requests() -> Select[*tuple[Any, ...]]:
    """Return what customers asked for on their own page and a person has to decide."""
    return columns(
        key=key_of("request", CustomerRequest.id.expression),
        kind=literal(WorkKind.REPLY),
        what=literal("request"),
        entity=CustomerRequest.entity,
        customer_id=CustomerRequest.customer_id,
        ref_id=CustomerRequest.id,
        channel=literal(ChannelName.PHONE),
        told=CustomerRequest.kind,
        at=CustomerRequest.made_at,
    ).where(CustomerRequest.state == RequestState.OPEN)


def _ladder_tasks() -> Select[*tuple[Any, ...]]:
    """Return what the ladders ask of people, for whom no call waits already."""
    call = select(Message.id).where(
        Message.entity == LadderTask.entity,
        Message.customer_id == LadderTask.customer_id,
        Message.channel == ChannelName.PHONE,
        Message.state.in_((MessageState.QUEUED, MessageState.CLAIMED)),
    )
    is_call = LadderTask.kind.in_([str(each) for each in CALLED])
    return columns(
        key=LadderTask.key,
        kind=case((is_call, str(WorkKind.CALL)), else_=str(WorkKind.TASK)),
        what=LadderTask.kind,
        entity=LadderTask.entity,
        customer_id=LadderTask.customer_id,
        channel=literal(ChannelName.PHONE),
        step=LadderTask.step,
        owner=LadderTask.owner,
    ).where(or_(~is_call, ~call.exists()))
