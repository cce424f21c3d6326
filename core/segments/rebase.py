"""Two managers at once: what one proposed laid over what the other saved, as far as they do not speak of the same thing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from core.segments.words import ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.language import Words
    from core.segments.policy import Policy, Segment, Threshold

Named = TypeVar("Named", "Segment", "Threshold")


@dataclass(frozen=True, kw_only=True)
class Rebased:
    """``policy`` has both changes; where both changed the same thing, mine, and a sentence in ``clashes`` says so."""

    policy: Policy
    clashes: tuple[str, ...]


def rebased(base: Policy, mine: Policy, theirs: Policy, words: Words = ENGLISH) -> Rebased:
    """Return what ``mine`` changed of ``base``, laid over ``theirs``.

    Thresholds and segments go by name. The rules are one thing, for their order is what they mean: changed by one side
    only they are that side's, by both they are mine.
    """
    clashes: list[str] = []
    thresholds = _laid_over(base.thresholds, mine.thresholds, theirs.thresholds, clashes, words)
    segments = _laid_over(base.segments, mine.segments, theirs.segments, clashes, words)
    rules = theirs.rules if mine.rules == base.rules else mine.rules
    if theirs.rules not in (base.rules, rules):
        clashes.append(words("Both changed the rules: yours stand, and what the other changed in them is gone."))
    otherwise = theirs.otherwise if mine.otherwise == base.otherwise else mine.otherwise
    if theirs.otherwise not in (base.otherwise, otherwise):
        clashes.append(words("Both changed where everyone else goes: your choice stands."))
    merged = replace(mine, thresholds=thresholds, segments=segments, rules=rules, otherwise=otherwise)
    return Rebased(policy=_with_what_rules_need(merged, mine, theirs), clashes=tuple(clashes))


def _laid_over(
    base: Sequence[Named], mine: Sequence[Named], theirs: Sequence[Named], clashes: list[str], words: Words
) -> tuple[Named, ...]:
    was: dict[str, Named] = {each.name: each for each in base}
    own: dict[str, Named] = {each.name: each for each in mine}
    other: dict[str, Named] = {each.name: each for each in theirs}
    kept = []
    for name in dict.fromkeys([*other, *own]):
        is_mine = own.get(name) != was.get(name)
        chosen = own.get(name) if is_mine else other.get(name)
        if is_mine and other.get(name) not in (was.get(name), own.get(name)):
            label = (own.get(name) or was[name]).label
            clashes.append(words("Both changed “{label}”: yours stands.", label=words(label)))
        if chosen is not None:
            kept.append(chosen)
    return tuple(kept)


def _with_what_rules_need(merged: Policy, mine: Policy, theirs: Policy) -> Policy:
    """Return ``merged`` with the thresholds and segments its rules name, though the other side dropped them."""
    thresholds = {each.threshold for rule in merged.rules for each in rule.conditions if each.threshold is not None}
    segments = {rule.segment for rule in merged.rules} | {merged.otherwise}
    have = {each.name for each in merged.thresholds} | {each.name for each in merged.segments}
    return replace(
        merged,
        thresholds=(*merged.thresholds, *_first_of(thresholds - have, mine.thresholds, theirs.thresholds)),
        segments=(*merged.segments, *_first_of(segments - have, mine.segments, theirs.segments)),
    )


def _first_of(names: set[str], *listed: Sequence[Named]) -> list[Named]:
    known = {each.name: each for some in reversed(listed) for each in some}
    return [known[name] for name in sorted(names) if name in known]
