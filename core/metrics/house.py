"""The house figures: which DSO a team means when it says DSO, its targets, and what it takes to be lost."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite
from typing import TYPE_CHECKING, Any, Final

from core.errors import SaldoError
from core.metrics.metric import LOST_SHARE, Theme, Unit
from core.metrics.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping

HOUSE_DSOS: Final = tuple(
    slug for slug, metric in METRICS.items() if metric.theme is Theme.DSO and slug != "best_possible_dso"
)
"""The DSOs a team can choose from; best possible is a yardstick, not a DSO of what is open."""

DEFAULT_DSO: Final = "dso"
WHOLE: Final = 100


class UnknownDsoError(SaldoError):
    """A house DSO that is none of the DSOs there are."""

    def __init__(self, slug: str) -> None:
        super().__init__("{slug!r} is not a DSO that can lead: choose one of {known}.", slug=slug, known=HOUSE_DSOS)


class BadTargetError(SaldoError):
    """A target for a metric that does not exist, or that its metric can never reach."""

    def __init__(self, slug: str, target: object) -> None:
        super().__init__(
            "{target!r} cannot be a target of {slug!r}: give a metric of the reference a number of 0 or more in its "
            "own unit (days, percent 0 to 100, share 0 to 1).",
            target=target,
            slug=slug,
        )


class BadLostShareError(SaldoError):
    """A share that is not between nothing and everything."""

    def __init__(self, share: object) -> None:
        super().__init__(
            "{share!r} is not a share of what is over 90 days late: give a number from 0 to 1.", share=share
        )


@dataclass(frozen=True, kw_only=True)
class House:
    """What leads everywhere: the house DSO, targets by metric in its own unit, and the share lost over 90 days, 0-1."""

    dso: str = DEFAULT_DSO
    targets: Mapping[str, float] = field(default_factory=dict)
    lost_share: float = LOST_SHARE

    def __post_init__(self) -> None:
        """Refuse what no formula could use; raise the error that says what to give instead."""
        if self.dso not in HOUSE_DSOS:
            raise UnknownDsoError(self.dso)
        for slug, target in self.targets.items():
            if slug not in METRICS or not _can_be(target, METRICS[slug].unit):
                raise BadTargetError(slug, target)
        if not isfinite(self.lost_share) or not 0 <= self.lost_share <= 1:
            raise BadLostShareError(self.lost_share)

    @property
    def headlines(self) -> tuple[str, ...]:
        """The five figures that lead: how much, how much of it late and in what part, how many days, how well collected."""
        return ("open_balance", "past_due", "past_due_share", self.dso, "collection_effectiveness")

    def to_dict(self) -> dict[str, Any]:
        """Return the house as it is stored."""
        return {"dso": self.dso, "targets": dict(self.targets), "lost_share": self.lost_share}


def house_of(body: Mapping[str, Any]) -> House:
    """Return the house that ``to_dict`` stored; what is missing is as shipped."""
    return House(
        dso=str(body.get("dso", DEFAULT_DSO)),
        targets={str(slug): float(target) for slug, target in dict(body.get("targets", {})).items()},
        lost_share=float(body.get("lost_share", LOST_SHARE)),
    )


def _can_be(target: float, unit: Unit) -> bool:
    most = {Unit.SHARE: 1.0, Unit.PERCENT: float(WHOLE)}.get(unit, float("inf"))
    return isfinite(target) and 0 <= target <= most
