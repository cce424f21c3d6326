"""What a team decides once about experiments: what is worth knowing, how long it may take, and what an assumption weighs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.errors import SaldoError
from core.experiments.design import CAP_MINOR, HOLDOUT_SHARE, MOST_HELD_OUT, SMALLEST_EFFECT, WINDOW_DAYS
from core.experiments.estimate import ALPHA
from core.experiments.power import POWER

if TYPE_CHECKING:
    from core.desk.engine import Desk

SETTING: Final = "experiments"
MONTHS: Final = 12


class BadTermsError(SaldoError):
    """Terms under which nothing can be measured."""

    def __init__(self) -> None:
        super().__init__(
            "The smallest effect lies between 0.5 and 50 points, the group left alone between 1 and "
            "{most_held_out:.0%}, the time between 1 and 60 months, the limit above 0: put them there.",
            most_held_out=MOST_HELD_OUT,
        )


@dataclass(frozen=True, kw_only=True)
class Terms:
    """``smallest_effect`` in shares; ``months``: a question that takes longer is not asked; ``assumed_weight``: see ``core.experiments.feedback``."""

    smallest_effect: float = SMALLEST_EFFECT
    holdout_share: float = HOLDOUT_SHARE
    window_days: int = WINDOW_DAYS
    cap_minor: int = CAP_MINOR
    months: int = MONTHS
    assumed_weight: float = 1.0
    alpha: float = ALPHA
    power: float = POWER


def terms(desk: Desk) -> Terms:
    """Return the terms of the desk; what nobody decided is as Saldo ships."""
    kept = settings.get(desk, SETTING)
    return Terms() if kept is None else Terms(**kept.body)


@permitted(Action.POLICY)
def save_terms(desk: Desk, decided: Terms, *, by: str) -> None:
    """Keep ``decided``; raise ``BadTermsError``."""
    if not (
        0.005 <= decided.smallest_effect <= 0.5  # noqa: PLR2004 (points)
        and 0.01 <= decided.holdout_share <= MOST_HELD_OUT  # noqa: PLR2004
        and 1 <= decided.months <= 60  # noqa: PLR2004
        and 1 <= decided.window_days <= 180  # noqa: PLR2004
        and decided.cap_minor > 0
        and 0 < decided.assumed_weight <= 10  # noqa: PLR2004
    ):
        raise BadTermsError
    settings.save(desk, SETTING, asdict(decided), by=by)
