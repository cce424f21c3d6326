"""What can move DSO: the parts of a bridge, and the variants of DSO that are made of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from core.metrics.metric import YEAR
from core.metrics.review.ends import State
from core.metrics.scope import GroupBy

if TYPE_CHECKING:
    from collections.abc import Mapping


class Part(StrEnum):
    """What can move DSO."""

    VOLUME = "volume"
    TERMS = "terms"
    DISPUTES = "disputes"
    LATENESS = "lateness"
    MIX = "mix"
    CREDITS = "credits"


LABELS: Final = {
    Part.VOLUME: "Sales",
    Part.TERMS: "Terms",
    Part.DISPUTES: "Disputes",
    Part.LATENESS: "Lateness",
    Part.MIX: "Mix",
    Part.CREDITS: "Credits",
}
MEANINGS: Final = {
    Part.VOLUME: "How much was invoiced, and when: DSO moves when sales do, without anybody paying sooner or later.",
    Part.TERMS: "What is not disputed and not yet due by its terms, as a share of what was invoiced in the same month.",
    Part.DISPUTES: "What customers dispute, due or not, as a share of what was invoiced in the same month.",
    Part.LATENESS: "What is not disputed and past due, as a share of what was invoiced in the same month.",
    Part.MIX: "Sales moved between groups that pay sooner and groups that pay later.",
    Part.CREDITS: "Credit notes and payments not yet set against an invoice.",
}


@dataclass(frozen=True, kw_only=True)
class Basis:
    """A DSO variant as a balance in days of sales: which states each part holds, months of sales, credits taken off."""

    states: Mapping[Part, tuple[State, ...]]
    with_credits: bool = False
    months: int | None = None  # None: those of the period
    month_days: int | None = None  # None: real days


_TERMS, _LATE = {Part.TERMS: (State.CURRENT,)}, {Part.LATENESS: (State.LATE,)}
_DISPUTED = {Part.DISPUTES: (State.DISPUTED_CURRENT, State.DISPUTED_LATE)}
BRIDGED: Final[Mapping[str, Basis]] = {
    "dso": Basis(states={**_TERMS, **_DISPUTED, **_LATE}),
    "dso_1m": Basis(states={**_TERMS, **_DISPUTED, **_LATE}, months=1),
    "dso_12m": Basis(states={**_TERMS, **_DISPUTED, **_LATE}, months=YEAR),
    "dso_30_day_months": Basis(states={**_TERMS, **_DISPUTED, **_LATE}, month_days=30),
    "dso_undisputed": Basis(states={**_TERMS, **_LATE}),
    "dso_net": Basis(states={**_TERMS, **_DISPUTED, **_LATE}, with_credits=True),
    "best_possible_dso": Basis(states={**_TERMS, Part.DISPUTES: (State.DISPUTED_CURRENT,)}),
    "average_days_delinquent": Basis(states={Part.DISPUTES: (State.DISPUTED_LATE,), **_LATE}),
}
"""The variants that are a balance over sales; the others are no sum over groups and have no bridge."""

DIMENSIONS: Final = (GroupBy.SEGMENT, GroupBy.COUNTRY, GroupBy.ENTITY, GroupBy.TYPE, GroupBy.ALL)
"""What the mix can be of."""


def parts_of(metric: str) -> tuple[Part, ...]:
    """Return the parts a bridge of ``metric`` has, in the order in which they are shown."""
    basis = BRIDGED[metric]
    return tuple(
        part
        for part in Part
        if part in {Part.VOLUME, Part.MIX} or part in basis.states or (part is Part.CREDITS and basis.with_credits)
    )
