"""The other way round: which value of a threshold asks for as many contacts a day as fit a channel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.segments.assign import assign
from core.segments.levers import MOST_VALUES, lever_values
from core.strategy.contacts_ahead import ahead
from core.strategy.mix_reach import PLACE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from core.desk.channel_terms import Terms
    from core.segments.policy import Policy
    from core.strategy.contacts_coming import Coming
    from core.strategy.mix import Mix
    from core.strategy.strategy import Strategy
    from core.vocabulary import ChannelName


SHOWN: Final = 0.005  # contacts a day: less is rounding


@dataclass(frozen=True, kw_only=True, eq=False)
class Fit:
    """What each value of one threshold asks of a channel: ``per_day`` contacts on each day that people work, on average.

    ``best`` is the value that asks for most without passing ``wanted``; None when every value passes it. ``is_moved`` tells whether
    the threshold changes anything for the channel.
    """

    threshold: str
    channel: ChannelName
    wanted: float
    values: tuple[float, ...]
    per_day: NDArray[np.float64]
    present: float

    @property
    def best(self) -> float | None:
        """The value that fills the channel best without asking too much of it; of equals the one nearest to now."""
        fits = np.flatnonzero(self.per_day <= self.wanted)
        if not len(fits):
            return None
        most = fits[self.per_day[fits] >= self.per_day[fits].max() - SHOWN]
        found: float = min((self.values[at] for at in most.tolist()), key=lambda value: abs(value - self.present))
        return found

    @property
    def is_moved(self) -> bool:
        """Whether moving the threshold changes how many contacts go by the channel."""
        return bool(np.ptp(self.per_day) > SHOWN) if len(self.per_day) else False

    def at(self, value: float) -> float:
        """Return the contacts a day at ``value``, one of ``values``."""
        return float(self.per_day[self.values.index(value)])


def fit(
    given: Coming,
    policy: Policy,
    mix: Mix,
    strategy: Strategy,
    terms: Terms,
    *,
    threshold: str,
    channel: ChannelName,
    per_day: float,
    values: Sequence[float] | None = None,
) -> Fit:
    """Return how many contacts a day each value of ``threshold`` asks of ``channel``, customers staying on their ladders.

    Raise ``UnknownNameError`` when ``policy`` has no such threshold.
    """
    present = policy.threshold(threshold).value
    tried = tuple(values) if values is not None else lever_values(policy, threshold)
    features, segments = given.assignment.features, tuple(each.name for each in policy.segments)
    days = max(int(given.is_open.sum()), 1)
    asked = []
    for value in tried:
        codes = assign(features, policy.with_values(**{threshold: value})).codes
        found = ahead(given, mix, strategy, terms, codes=codes, segments=segments)
        asked.append(float(found.wanted[PLACE[channel]].sum()) / days)
    return Fit(
        threshold=threshold,
        channel=channel,
        wanted=per_day,
        values=tried,
        per_day=np.array(asked),
        present=present,
    )


def fits(
    given: Coming,
    policy: Policy,
    mix: Mix,
    strategy: Strategy,
    terms: Terms,
    *,
    channel: ChannelName,
    per_day: float,
    most_values: int = MOST_VALUES,
) -> list[Fit]:
    """Return ``fit`` of every threshold that changes anything for ``channel``, the one that reaches ``per_day`` best first.

    About ``most_values`` values of each are tried.
    """
    found = [
        fit(
            given,
            policy,
            mix,
            strategy,
            terms,
            threshold=each.name,
            channel=channel,
            per_day=per_day,
            values=_thinned(lever_values(policy, each.name), each.value, most_values),
        )
        for each in policy.thresholds
    ]
    moved = [each for each in found if each.is_moved]
    return sorted(moved, key=lambda each: per_day if each.best is None else per_day - each.at(each.best))


def _thinned(values: Sequence[float], present: float, most: int) -> tuple[float, ...]:
    """Return about ``most`` of ``values``: both ends, every so many between them, and the present one."""
    apart = max(1, -(-len(values) // most))
    return tuple(sorted({*values[::apart], values[-1], present}))
