"""What is replayed: a segment policy, a strategy, a mix of channels and their terms, in force or proposed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.desk import channel_terms, policies
from core.errors import UnknownNameError
from core.segments import versions as segment_versions
from core.segments.policy import from_body as policy_from
from core.segments.policy import to_body as policy_body
from core.segments.shipped import SHIPPED as SHIPPED_POLICY
from core.sentence import Sentence
from core.strategy import mix_versions, strategy_versions
from core.strategy.mix import SHIPPED as SHIPPED_MIX
from core.strategy.mix import from_body as mix_from
from core.strategy.mix import to_body as mix_body
from core.strategy.strategy import from_body as strategy_from
from core.strategy.strategy import to_body as strategy_body
from core.strategy.strategy_shipped import SHIPPED as SHIPPED_STRATEGY

if TYPE_CHECKING:
    from core.desk.channel_terms import Terms
    from core.desk.engine import Desk
    from core.segments.policy import Policy
    from core.strategy.mix import Mix
    from core.strategy.strategy import Strategy

IN_FORCE = "in force"


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """What would have been followed; ``told`` names the version of each part, as people call it."""

    policy: Policy
    strategy: Strategy
    mix: Mix
    terms: Terms
    told: dict[str, str]

    def body(self) -> dict[str, Any]:
        """Return all of it but the terms as plain JSON values: what a result keeps, so that it explains itself later."""
        return {
            "policy": policy_body(self.policy),
            "strategy": strategy_body(self.strategy),
            "mix": mix_body(self.mix),
            "told": self.told,
        }


def proposal(
    desk: Desk,
    *,
    segments: int | None = None,
    ladders: int | None = None,
    mix: int | None = None,
    policy: Policy | None = None,
) -> Proposal:
    """Return what is in force today, with other versions in place of it: of segments, ladders and mix, by their numbers.

    Number 0 is what Saldo ships with; ``policy`` is one that nobody saved yet. Raises ``UnknownNameError`` for a number there is
    not.
    """
    active_policy, active_strategy = segment_versions.active(desk), strategy_versions.active(desk)
    active_mix = mix_versions.active(desk)
    chosen_policy, policy_told = active_policy.policy, _told(active_policy.number, is_active=True)
    if policy is not None:
        chosen_policy, policy_told = policy, "proposed"
    elif segments is not None:
        body = _body(desk, segment_versions.KIND, segments)
        chosen_policy = SHIPPED_POLICY if body is None else policy_from(body)
        policy_told = _told(segments, is_active=segments == active_policy.number)
    strategy, strategy_told = active_strategy.strategy, _told(active_strategy.number, is_active=True)
    if ladders is not None:
        body = _body(desk, strategy_versions.KIND, ladders)
        strategy = SHIPPED_STRATEGY if body is None else strategy_from(body)
        strategy_told = _told(ladders, is_active=ladders == active_strategy.number)
    chosen_mix, mix_told = active_mix.mix, _told(active_mix.number, is_active=True)
    if mix is not None:
        body = _body(desk, mix_versions.KIND, mix)
        chosen_mix = SHIPPED_MIX if body is None else mix_from(body)
        mix_told = _told(mix, is_active=mix == active_mix.number)
    return Proposal(
        policy=chosen_policy,
        strategy=strategy,
        mix=chosen_mix,
        terms=channel_terms.terms(desk),
        told={"segments": policy_told, "ladders": strategy_told, "mix": mix_told},
    )


def _told(number: int, *, is_active: bool) -> str:
    name = "as shipped" if number == 0 else f"version {number}"
    return f"{name}, {IN_FORCE}" if is_active else name


def _body(desk: Desk, kind: str, number: int) -> dict[str, Any] | None:
    """Return the body of version ``number`` of ``kind``, None for 0: what Saldo ships with."""
    if number == 0:
        return None
    known = {each.number: each for each in policies.history(desk, kind)}
    if number not in known:
        raise UnknownNameError(
            Sentence("{kind} version", kind=kind), str(number), ["0", *(str(each) for each in sorted(known))]
        )
    return dict(known[number].body)
