"""The statement of a claim: it chooses what may go, takes it, and holds what the last look keeps back; made once a day."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import bindparam, case, or_, select, update

from core.campaigns.last_look import why_held
from core.clock import LOCAL
from core.desk.campaign_tables import Campaign, Message
from core.desk.channel_tables import ChannelPause
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import ColumnElement

    from core.campaigns.hours import Places
    from core.strategy.contact_policy import ContactPolicy
    from core.vocabulary import ChannelName

MOST_KEPT: Final = 64
_KEPT: Final[OrderedDict[tuple[Any, ...], Any]] = OrderedDict()
"""Putting the statement together costs more than running it; what it says changes with the day, the hours and the policy."""


def claiming(
    channel: ChannelName,
    at: datetime,
    *,
    contact: ContactPolicy,
    is_immediate: bool,
    places: Sequence[Places | None],
    columns: Sequence[str],
) -> Any:  # noqa: ANN401 - SQLAlchemy's type has a column each
    """Return the statement; its parameters are ``at``, ``since`` (the oldest approval), ``most``, ``fence``, ``of`` and ``day``.

    It returns the state and ``columns`` of each message that it took or held.
    """
    key = (channel, at.astimezone(LOCAL).date(), repr(contact), is_immediate, *places)
    found = _KEPT.get(key)
    if found is None:
        found = _KEPT[key] = _made(channel, at, contact, places, is_immediate=is_immediate, columns=columns)
        while len(_KEPT) > MOST_KEPT:
            _KEPT.popitem(last=False)
    return found


def _made(
    channel: ChannelName,
    at: datetime,
    contact: ContactPolicy,
    places: Sequence[Places | None],
    *,
    is_immediate: bool,
    columns: Sequence[str],
) -> Any:  # noqa: ANN401
    now, since = bindparam("at", type_=Message.retry_at.type), bindparam("since", type_=Message.send_at.type)
    is_paused = select(ChannelPause.id).where(ChannelPause.channel == channel, ChannelPause.resumed_at.is_(None))
    ready = (
        select(Message.id, why_held(at, contact, channel).label("why"))
        .join(Campaign, Campaign.id == Message.campaign_id)
        .where(
            Message.state == MessageState.QUEUED,
            Message.channel == channel,
            Campaign.state == CampaignState.RUNNING,
            or_(Campaign.approved_at > since, Message.send_at > since),
            or_(Message.retry_at.is_(None), Message.retry_at <= now),
            ~is_paused.exists(),
            *(_is_among(each) for each in places if each is not None),
        )
        .order_by(Message.id)
        .limit(bindparam("most", type_=Message.attempts.type))
        .with_for_update(of=Message, skip_locked=True)
    )
    if not is_immediate:
        ready = ready.where(or_(Message.send_at.is_(None), Message.send_at <= now))
    chosen = ready.cte("ready")  # evaluated once: an IN over a limited, locking query could be evaluated again
    why = select(chosen.c.why).where(chosen.c.id == Message.id).scalar_subquery()
    settled = {
        "state": case((why.is_(None), MessageState.CLAIMED), else_=MessageState.HELD),
        "claim": case((why.is_(None), bindparam("fence", type_=Message.claim.type))),
        "worker_id": bindparam("of", type_=Message.worker_id.type),
        "claimed_at": now,
        "claimed_on": bindparam("day", type_=Message.claimed_on.type),
        "held_why": why,
        "settled_at": case((why.is_not(None), now)),
    }
    returned = [Message.state, *(getattr(Message, name) for name in columns)]
    return update(Message).where(Message.id.in_(select(chosen.c.id))).values(**settled).returning(*returned)


def _is_among(places: Places) -> ColumnElement[bool]:
    if places.is_elsewhere:
        return Message.country.not_in(sorted(places.left_out))
    return Message.country.in_(sorted(places.chosen))
