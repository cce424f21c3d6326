"""What handing over brings beside going on ourselves: two sums and the probability each rests on, told with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from core.language import later

if TYPE_CHECKING:
    from core.handover.terms import AgencyTerms

MONTHS: Final = 3  # of the horizon


class Basis(StrEnum):
    """Where a probability is from."""

    MODEL = "model"
    ROLL_RATE = "roll_rate"
    UNKNOWN = "unknown"


BASES: Final = {
    Basis.MODEL: later("the payment model"),
    Basis.ROLL_RATE: later("how much over 90 days late was paid in the last twelve months"),
    Basis.UNKNOWN: later("not known"),
}


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Minor units expected within the horizon, fees and effort taken off; None where the probability is not known.

    ``break_even`` is the share of the principal that the agency must collect to bring as much as going on ourselves.
    """

    own_share: float | None
    basis: Basis
    agency_share: float | None
    own_minor: int | None
    agency_minor: int | None
    break_even: float | None

    @property
    def gain_minor(self) -> int | None:
        """Return how much more handing over brings; below zero: going on brings more."""
        if self.own_minor is None or self.agency_minor is None:
            return None
        return self.agency_minor - self.own_minor


def expected(principal_minor: int, own_share: float | None, basis: Basis, terms: AgencyTerms) -> Expected:
    """Return what ``principal_minor`` brings either way.

    Own: principal x share - effort. Agency: principal x its share x (1 - fee). It advises nothing: whether somebody is handed
    over never rests on it alone, and for natural persons the share is that of the whole portfolio, never their own.
    """
    own = None if own_share is None else round(principal_minor * own_share) - terms.effort_minor
    kept = 1 - terms.fee_percent / 100
    agency_share = None if terms.success_percent is None else terms.success_percent / 100
    agency = None if agency_share is None else round(principal_minor * agency_share * kept)
    even = None if own is None or principal_minor <= 0 else max(0.0, own / (principal_minor * kept))
    return Expected(
        own_share=own_share,
        basis=basis,
        agency_share=agency_share,
        own_minor=own,
        agency_minor=agency,
        break_even=even,
    )


def over_the_horizon(opening_minor: int, left_minor: int) -> float | None:
    """Return the share paid in ``MONTHS`` months when of ``opening_minor`` ``left_minor`` is still open a month later."""
    if opening_minor <= 0:
        return None
    stays = min(1.0, max(0.0, left_minor / opening_minor))
    return float(1 - stays**MONTHS)
