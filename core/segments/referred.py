"""Campaigns under way that name a segment: what a policy that drops or empties the segment should say before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.desk.campaign_tables import Campaign
from core.vocabulary import CampaignState

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from core.language import Words
    from core.segments.policy import Policy
    from core.segments.whatif import WhatIf

# What was approved has its messages; only these still look for their audience.
SEARCHING = (CampaignState.DRAFT, CampaignState.PREVIEWED)


@dataclass(frozen=True, kw_only=True)
class Reference:
    """A campaign whose audience is still to be found anew, and the segments it was narrowed to."""

    campaign: str
    segments: tuple[str, ...]


def references(desk: Desk) -> list[Reference]:
    """Return every campaign not yet approved that names segments, by name."""
    wanted = select(Campaign.name, Campaign.choice).where(Campaign.state.in_(SEARCHING)).order_by(Campaign.name)
    with desk.reading() as session:
        rows = session.execute(wanted).all()
    return [
        Reference(campaign=name, segments=tuple(str(each) for each in choice.get("segments", ())))
        for name, choice in rows
        if choice.get("segments")
    ]


def warnings(seen: WhatIf, named: list[Reference], words: Words) -> list[str]:
    """Return a sentence for each campaign of ``named`` that a proposal takes a segment from, or the last customer of one."""
    told = []
    proposed = {each.name for each in seen.after.policy.segments}
    for reference in named:
        for name in reference.segments:
            label = _label(seen.before.policy, seen.after.policy, name, words)
            if name not in proposed:
                told.append(
                    words(
                        "Campaign “{campaign}” is for “{label}”, which this proposal drops: choose its customers anew before its preview.",
                        campaign=reference.campaign,
                        label=label,
                    )
                )
            elif seen.totals_before[name].customers and not seen.totals_after[name].customers:
                told.append(
                    words(
                        "Campaign “{campaign}” is for “{label}”, which loses its last customer: found anew, the campaign is empty.",
                        campaign=reference.campaign,
                        label=label,
                    )
                )
    return told


def _label(before: Policy, after: Policy, name: str, words: Words) -> str:
    return words(next((each.label for each in (*after.segments, *before.segments) if each.name == name), name))
