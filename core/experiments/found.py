"""What an experiment found: each arm beside the first, its parts, its customers, and what can be said of a difference."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    import pandas as pd

    from core.experiments.design import Design, Measure
    from core.experiments.kept import Kept


class Finding(StrEnum):
    """What can be said of a difference."""

    NOBODY = "nobody"  # no customer was enrolled
    NOT_OVER = "not_over"  # no window is over yet
    ONE_ARM = "one_arm"  # an arm has nobody to compare with
    TOO_SMALL = "too_small"  # nothing is seen, and so few could not have shown it
    NO_DIFFERENCE = "no_difference"  # nothing is seen, and there were enough to see what is worth knowing
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, kw_only=True)
class Compared:
    """One measure of one arm beside the first; levels are standardised to the same mix of segments and campaigns.

    ``needed`` is about how many customers it takes to see what is worth knowing (``worth``, in the unit of the measure); None
    where that cannot be said.
    """

    measure: Measure
    arm: int
    customers: int
    first_customers: int
    level: float
    first_level: float
    difference: float
    low: float
    high: float
    worth: float
    needed: int | None
    finding: Finding


@dataclass(frozen=True, kw_only=True)
class Part:
    """The main measure within one segment, channel, template or campaign; ``stands_out``: also after counting all that were asked."""

    by: str
    name: str
    compared: Compared
    stands_out: bool


@dataclass(frozen=True, kw_only=True)
class ArmCount:
    """Where the customers of an arm are: ``compared`` of those drawn, and why the others are not."""

    name: str
    share: float
    drawn: int
    compared: int
    not_over: int
    paid_before: int
    vanished: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Results:
    """What an experiment found by the ledger of ``as_of``.

    ``main`` has the measure it is decided by, one entry per arm after the first; ``beside`` the others. ``over_on`` is the day on which
    the last window is over, None where nobody was enrolled. ``planned`` is how many customers it takes.
    """

    kept: Kept
    as_of: date
    arms: tuple[ArmCount, ...]
    main: tuple[Compared, ...]
    beside: tuple[Compared, ...]
    parts: tuple[Part, ...]
    over_on: date | None
    customers: pd.DataFrame

    @property
    def design(self) -> Design:
        """What was fixed."""
        return self.kept.design

    @property
    def is_over(self) -> bool:
        """Whether every window is over."""
        return self.over_on is not None and self.over_on <= self.as_of

    @property
    def comparisons(self) -> int:
        """How many parts were compared: by chance one in twenty of them would look like something."""
        return len(self.parts)

    @property
    def is_planned_size(self) -> bool:
        """Whether as many were compared as it takes to see the smallest effect worth knowing; before, a look is an interim one."""
        return all(
            each.needed is not None and each.customers + each.first_customers >= each.needed for each in self.main
        )
