"""A bridge as the columns of a waterfall: an invisible base with the step on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.exports.words import later

if TYPE_CHECKING:
    from core.exports.pack import Bridge
    from core.exports.words import Words

AT: Final = later("DSO at {day}")
ROUND_DAYS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One column: ``days`` and what is printed of them; ``base`` below what shows; one of ``up``, ``down``, ``whole`` shows."""

    label: str
    days: float
    shown_days: float
    base: float = 0.0
    up: float = 0.0
    down: float = 0.0
    whole: float = 0.0


def bars(bridge: Bridge, words: Words) -> tuple[Bar, ...]:
    """Return the start, a column a step, and the end.

    The levels between the steps are days of sales and stay above zero; a step through zero would be drawn from zero.
    """
    level = bridge.from_days
    drawn = [Bar(label=words(AT, day=words.short_day(bridge.from_on)), days=level, shown_days=level, whole=level)]
    for step in bridge.steps:
        after = level + step.days
        base, size = max(min(level, after), 0.0), abs(step.days)
        drawn.append(
            Bar(
                label=words(step.label),
                days=step.days,
                shown_days=step.shown_days,
                base=base,
                up=size if step.days > 0 else 0.0,
                down=size if step.days <= 0 else 0.0,
            )
        )
        level = after
    end = Bar(
        label=words(AT, day=words.short_day(bridge.to_on)),
        days=bridge.to_days,
        shown_days=bridge.to_days,
        whole=bridge.to_days,
    )
    return (*drawn, end)


def axis_start(bridge: Bridge) -> float:
    """Return where the axis of a waterfall starts, in days: so far below the lowest level that steps can be seen."""
    levels = [bridge.from_days]
    for step in bridge.steps:
        levels.append(levels[-1] + step.days)
    low, high = min(levels), max(levels)
    return float(max((low - 2 * (high - low)) // ROUND_DAYS * ROUND_DAYS, 0))
