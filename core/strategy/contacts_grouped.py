"""The contacts ahead in groups that every mix treats alike, and where each group goes whatever a mix says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from core.strategy.contacts_climb import summed
from core.strategy.mix import Place
from core.strategy.mix_choose import Asked, choose, free_channels, paths
from core.strategy.mix_reach import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from core.desk.channel_terms import Terms
    from core.strategy.contacts_coming import Coming
    from core.strategy.mix import Mix
    from core.strategy.strategy import Strategy


@dataclass(frozen=True, kw_only=True, eq=False)
class Grouped:
    """The contacts ahead by what decides about their channel: ``places`` (segment, ladder, step) times kinds of customers.

    ``place`` and ``kind`` have one entry per group; ``weight`` one row per group and one column per day, ``risk_eur`` one entry.
    ``channel`` tells by group where a contact goes when the mix says each of CHANNELS; len(CHANNELS) for nowhere.
    """

    coming: Coming
    places: tuple[Place, ...]
    place: NDArray[np.int64]
    kind: NDArray[np.int64]
    weight: NDArray[np.float64]
    risk_eur: NDArray[np.float64]
    channel: NDArray[np.int64]
    until: NDArray[np.float64]

    @property
    def shares(self) -> NDArray[np.float64]:
        """The shares that the mix gives, by place and channel."""
        return np.diff(self.until, axis=1, prepend=0.0)


def grouped(
    given: Coming,
    mix: Mix,
    strategy: Strategy,
    terms: Terms,
    *,
    codes: NDArray[np.int64] | None = None,
    segments: Sequence[str] | None = None,
) -> Grouped:
    """Return the contacts ahead in groups, and where each group goes whatever the mix says."""
    names = tuple(segments or given.assignment.segments)
    of_position = given.assignment.codes if codes is None else codes
    kinds, kind = given.kinds
    sizes = (len(names), max(len(given.rungs), 1), max(len(kinds), 1))
    key = np.ravel_multi_index((of_position[given.position], given.rung, kind), sizes) if len(given) else kind
    size = int(np.prod(sizes))
    weight = summed(key * given.days + given.day, given.weight, size * given.days).reshape(size, given.days)
    used = np.flatnonzero(weight.any(axis=1))
    risk = summed(key, given.risk_eur, size)[used]
    of_segment, of_rung, of_kind = np.unravel_index(used, sizes)
    places, place = np.unique(of_segment * sizes[1] + of_rung, return_inverse=True)
    found = tuple(_place(names, given, int(each)) for each in places)
    said = paths(found, mix, strategy, terms, given.as_of)
    asked = Asked(
        place=place.astype(np.int64),
        draw=np.zeros(len(used)),
        type=kinds["type"].to_numpy(dtype=np.int8)[of_kind],
        bits=kinds["bits"].to_numpy(dtype=np.uint8)[of_kind],
        kind_wished=kinds["kind_wished"].to_numpy(dtype=np.int8)[of_kind],
        channel_wished=kinds["channel_wished"].to_numpy(dtype=np.int8)[of_kind],
        is_called=kinds["is_called"].to_numpy(dtype=bool)[of_kind],
    )
    free = free_channels(said, asked)
    supposed = [np.full(len(used), at, dtype=np.int8) for at in range(len(CHANNELS))]
    goes = [choose(said, asked, drawn=each, free=free).channel.astype(np.int64) for each in supposed]
    channel = np.column_stack(goes)
    return Grouped(
        coming=given,
        places=found,
        place=place.astype(np.int64),
        kind=of_kind.astype(np.int64),
        weight=weight[used],
        risk_eur=risk,
        channel=np.where(channel < 0, len(CHANNELS), channel),
        until=said.until,
    )


def _place(names: Sequence[str], given: Coming, key: int) -> Place:
    ladder, step = given.rungs[key % len(given.rungs)]
    return Place(names[key // len(given.rungs)], ladder, step.number)
