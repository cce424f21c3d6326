"""Who may go where: the states of a campaign, each move with its actor, time and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.campaigns.claims import take_back
from core.campaigns.errors import CampaignMovedError, CampaignStateError, NothingSaidError
from core.desk.campaign_tables import Campaign, CampaignEvent, Message
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.errors import UnknownNameError
from core.vocabulary import UNSENT, CampaignState, MessageState

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

ITSELF: Final = "Saldo"
"""Who acts when nobody did: the brakes."""
MOVES: dict[CampaignState, tuple[CampaignState, ...]] = {
    CampaignState.DRAFT: (CampaignState.PREVIEWED, CampaignState.CANCELLED),
    CampaignState.PREVIEWED: (CampaignState.DRAFT, CampaignState.APPROVED, CampaignState.CANCELLED),
    CampaignState.APPROVED: (CampaignState.RUNNING, CampaignState.CANCELLED),
    CampaignState.RUNNING: (CampaignState.PAUSED, CampaignState.FINISHED, CampaignState.CANCELLED),
    CampaignState.PAUSED: (CampaignState.RUNNING, CampaignState.CANCELLED),
    CampaignState.FINISHED: (CampaignState.RUNNING,),  # a held or doubtful message that a person sends after all
    CampaignState.CANCELLED: (),
}


def free_name(desk: Desk, stem: str) -> str:
    """Return ``stem``, with a number behind it when a campaign has that name."""
    with desk.reading() as session:
        taken = set(session.scalars(select(Campaign.name).where(Campaign.name.startswith(stem, autoescape=True))))
    names = [stem, *(f"{stem} ({number})" for number in range(2, len(taken) + 2))]
    return next(name for name in names if name not in taken)


def get(session: Session, name: str, *, is_locked: bool = False) -> Campaign:
    """Return the campaign called ``name``; raise ``UnknownNameError`` when there is none.

    Locked, a second person's transaction waits here until this one ends, and then sees what it did.
    """
    wanted = select(Campaign).where(Campaign.name == name)
    found = session.scalar(wanted.with_for_update() if is_locked else wanted)
    if found is None:
        known = list(session.scalars(select(Campaign.name).order_by(Campaign.id.desc()).limit(12)))
        raise UnknownNameError("campaign", name, known)
    return found


def require(campaign: Campaign, act: str, *states: CampaignState) -> None:
    """Raise ``CampaignStateError`` unless the campaign is in one of ``states``."""
    state = CampaignState(campaign.state)
    if state not in states:
        raise CampaignStateError(campaign.name, state, act, list(MOVES[state]))


def move(session: Session, campaign: Campaign, to: CampaignState, *, by: str, at: datetime, why: str = "") -> None:
    """Move ``campaign`` to ``to`` and write the event.

    Raises ``CampaignStateError`` where that move does not exist, ``CampaignMovedError`` when it was changed in between.
    """
    state = CampaignState(campaign.state)
    if to not in MOVES[state]:
        raise CampaignStateError(campaign.name, state, to, list(MOVES[state]))
    step = update(Campaign).where(Campaign.id == campaign.id, Campaign.revision == campaign.revision)
    if rows_changed(session, step.values(state=to, revision=Campaign.revision + 1)) == 0:
        raise CampaignMovedError(campaign.name)
    session.expire(campaign)
    tell(session, campaign, act=str(to), by=by, at=at, why=why, from_state=state, to_state=to)


def tell(
    session: Session,
    campaign: Campaign,
    *,
    act: str,
    by: str,
    at: datetime,
    why: str = "",
    message_id: int | None = None,
    detail: dict[str, Any] | None = None,
    from_state: CampaignState | None = None,
    to_state: CampaignState | None = None,
) -> None:
    """Write down a human act on ``campaign`` or one of its messages."""
    changed(session, Topic.CAMPAIGNS)
    event = CampaignEvent(
        campaign_id=campaign.id,
        message_id=message_id,
        act=act,
        from_state=from_state,
        to_state=to_state,
        acted_by=by,
        acted_at=at,
        why=why,
        detail=detail or {},
    )
    session.add(event)


@permitted(Action.STOP)
def pause(desk: Desk, name: str, *, by: str, why: str) -> None:
    """Stop sending until somebody resumes; of what was claimed, only the message that each sender is at still goes."""
    _said("pause", why)
    with desk.session() as session:
        campaign = get(session, name)
        move(session, campaign, CampaignState.PAUSED, by=by, at=desk.now(), why=why)
        take_back(session, Message.campaign_id == campaign.id)


@permitted(Action.LAUNCH)
def resume(desk: Desk, name: str, *, by: str, why: str = "") -> None:
    """Go on sending a paused campaign; one that stopped by itself goes on only for a reason (``NothingSaidError``)."""
    with desk.session() as session:
        campaign = get(session, name)
        require(campaign, "resumed", CampaignState.PAUSED)
        if paused_by_itself(session, campaign) is not None:
            _said("resume this", why)
        move(session, campaign, CampaignState.RUNNING, by=by, at=desk.now(), why=why)


def paused_by_itself(session: Session, campaign: Campaign) -> str | None:
    """Return why ``campaign`` stopped by itself, None when it runs or a person paused it."""
    if campaign.state != CampaignState.PAUSED:
        return None
    stops = select(CampaignEvent).where(
        CampaignEvent.campaign_id == campaign.id, CampaignEvent.to_state == CampaignState.PAUSED
    )
    last = session.scalars(stops.order_by(CampaignEvent.id.desc()).limit(1)).first()
    return last.why if last is not None and last.acted_by == ITSELF else None


@permitted(Action.STOP)
def cancel(desk: Desk, name: str, *, by: str, why: str) -> int:
    """Stop a campaign for good and return how many unsent messages that kept back; what was sent stays sent."""
    _said("cancel", why)
    with desk.session() as session:
        campaign = get(session, name)
        move(session, campaign, CampaignState.CANCELLED, by=by, at=desk.now(), why=why)
        unsent = update(Message).where(Message.campaign_id == campaign.id, Message.state.in_(UNSENT))
        return rows_changed(session, unsent.values(state=MessageState.CANCELLED, claim=None, settled_at=desk.now()))


def _said(act: str, why: str) -> None:
    if not why.strip():
        raise NothingSaidError(act)
