"""The rules a campaign goes by: the segment policy and the strategy, read once, so that what is used is what is recorded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.desk import policies
from core.segments import versions as segment_versions
from core.segments.policy import Policy, from_body
from core.segments.shipped import SHIPPED
from core.strategy import strategy_versions

if TYPE_CHECKING:
    from core.desk.campaign_tables import Campaign
    from core.desk.engine import Desk
    from core.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True)
class Rules:
    """A segment policy and a strategy with the ids of their versions; None: what Saldo ships with."""

    policy: Policy
    policy_id: int | None
    strategy: Strategy
    strategy_id: int | None


def in_force(desk: Desk) -> Rules:
    """Return the rules in force."""
    segments, strategy = segment_versions.active(desk), strategy_versions.active(desk)
    return Rules(policy=segments.policy, policy_id=segments.id, strategy=strategy.strategy, strategy_id=strategy.id)


def planned_with(desk: Desk, campaign: Campaign) -> Rules:
    """Return the rules that ``campaign`` was planned with; how often customers may be written to goes by those in force.

    A policy that somebody activates meanwhile changes no fact, so it holds nothing that a person approved.
    """
    strategy = strategy_versions.get(desk, campaign.ladder_version_id)
    return Rules(
        policy=_policy(desk, campaign.policy_version_id),
        policy_id=campaign.policy_version_id,
        strategy=replace(strategy, contact=strategy_versions.strategy_of(desk).contact),
        strategy_id=campaign.ladder_version_id,
    )


def _policy(desk: Desk, version_id: int | None) -> Policy:
    if version_id is None:
        return SHIPPED
    return from_body(dict(policies.get(desk, segment_versions.KIND, version_id).body))
