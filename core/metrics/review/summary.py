"""The bridge in one sentence: which way it went, what did most, and where."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.metrics.registry import METRICS
from core.metrics.review import finding as told
from core.metrics.review.bridge import LABELS
from core.metrics.review.finding import Finding
from core.metrics.review.labels import group_slot
from core.metrics.scope import GroupBy

if TYPE_CHECKING:
    from core.metrics.review.bridge import Bridge

SAME: Final = "{metric} stayed at {level} days; the parts cancel out or are small."
ROSE: Final = "{metric} rose by {days} days to {level}; most of it came from {part} ({own})."
FELL: Final = "{metric} fell by {days} days to {level}; most of it came from {part} ({own})."
ROSE_WHERE: Final = (
    "{metric} rose by {days} days to {level}; most of it came from {part} ({own}), above all in {group} ({there})."
)
FELL_WHERE: Final = (
    "{metric} fell by {days} days to {level}; most of it came from {part} ({own}), above all in {group} ({there})."
)
PATTERNS: Final = (SAME, ROSE, FELL, ROSE_WHERE, FELL_WHERE)

NOTHING: Final = 0.05
"""Days that one decimal does not show."""


def bridge_finding(bridge: Bridge) -> Finding:
    """Return what the bridge says: the part that moved furthest the way the whole went, and the group it did so most in.

    Without parts, the reason why there are none.
    """
    if bridge.why is not None or bridge.change is None or bridge.to_days is None:
        assert bridge.why is not None  # noqa: S101  # a bridge without parts says why
        return bridge.why
    change = bridge.change
    slots = {"metric": told.word(METRICS[bridge.metric].label), "level": told.days(float(bridge.to_days))}
    if abs(change) < NOTHING:
        return Finding(pattern=SAME, slots=slots)
    way = 1 if change > 0 else -1
    part, own = max(bridge.parts.items(), key=lambda each: each[1] * way)
    slots |= {
        "days": told.days(abs(float(change))),
        "part": told.word(LABELS[part].lower()),
        "own": told.change(float(own)),
    }
    if bridge.group is GroupBy.ALL or len(bridge.groups) < 2:  # noqa: PLR2004  # one group is no choice
        return Finding(pattern=ROSE if way > 0 else FELL, slots=slots)
    name, group = max(bridge.groups.items(), key=lambda each: (each[1].parts[part] * way, each[0]))
    slots |= {"group": group_slot(bridge.group, name), "there": told.change(float(group.parts[part]))}
    return Finding(pattern=ROSE_WHERE if way > 0 else FELL_WHERE, slots=slots)
