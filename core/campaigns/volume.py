"""The volume of a launch beside what is usual: far more than usual waits for a second look by a person."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from core.campaigns.unusual import FEWEST_RUNS
from core.desk.campaign_tables import Campaign, Message

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from core.campaigns.brake import Limits

CAMPAIGNS_COMPARED: Final = 10
SINGLE: Final = 5  # fewer messages than this answer single customers: they say nothing about volume


def strange(session: Session, campaign: Campaign, limits: Limits) -> str | None:
    """Return why the volume of a campaign that is just launched is unusual, None when it is not.

    Each channel is compared with the campaigns before it that used it; with fewer than three of them nobody knows what is usual.
    """
    counts = _counts(session, [campaign.id])
    before = select(Campaign.id).where(Campaign.launched_at.is_not(None), Campaign.id != campaign.id)
    earlier = list(session.scalars(before.order_by(Campaign.launched_at.desc()).limit(10 * CAMPAIGNS_COMPARED)))
    usual = _counts(session, earlier)
    told = [
        f"{messages} by {channel}, where {median(compared):.0f} are usual"
        for channel, [messages] in sorted(counts.items())
        if (compared := [each for each in usual.get(channel, ()) if each >= SINGLE][:CAMPAIGNS_COMPARED])
        and len(compared) >= FEWEST_RUNS
        and messages > max(limits.never_unusual, limits.times_usual * median(compared))
    ]
    if not told:
        return None
    return f"Unusually many messages: {'; '.join(told)}. Look whether that is meant, and resume it with a reason."


def _counts(session: Session, campaign_ids: list[int]) -> Mapping[str, list[int]]:
    """Return how many messages each of the campaigns has by each channel, the latest campaign first."""
    counted = (
        select(Message.channel, func.count())
        .where(Message.campaign_id.in_(campaign_ids))
        .group_by(Message.campaign_id, Message.channel)
        .order_by(Message.campaign_id.desc())
    )
    found: dict[str, list[int]] = defaultdict(list)
    for channel, messages in session.execute(counted):
        found[channel].append(messages)
    return found
