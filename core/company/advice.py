"""Advice on deliveries: block, talk first, or release; on facts of the ledger and the desk, never on a score."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.language import later
from core.vocabulary import HoldKind, Label

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.desk.engine import Desk

SETTING: Final = "delivery_advice"


class Advice(StrEnum):
    """What is advised about the deliveries to a customer; a person decides."""

    RELEASE = "release"
    TALK = "talk"
    BLOCK = "block"


class Ground(StrEnum):
    """Why it is advised; the first that holds."""

    WITH_OTHERS = "with_others"
    OVER_LIMIT_AND_LATE = "over_limit_and_late"
    LATE = "late"
    PROMISED = "promised"
    OVER_LIMIT = "over_limit"
    OURS = "ours"
    NOTHING = "nothing"


GROUNDS: Final = {
    Ground.WITH_OTHERS: later("With the agency, a lawyer or a trustee"),
    Ground.OVER_LIMIT_AND_LATE: later("Late, and the orders go over the limit"),
    Ground.LATE: later("Late for too long"),
    Ground.PROMISED: later("Late, and a promise stands"),
    Ground.OVER_LIMIT: later("The orders go over the limit"),
    Ground.OURS: later("Late because of us"),
    Ground.NOTHING: later("Nothing is in the way"),
}
ADVICE: Final = {
    Advice.RELEASE: later("Release"),
    Advice.TALK: later("Talk first"),
    Advice.BLOCK: later("Block"),
}
WITH_OTHERS: Final = (HoldKind.AGENCY, HoldKind.LEGAL, HoldKind.INSOLVENCY)


@dataclass(frozen=True, kw_only=True)
class AdviceRules:
    """From how many days and how much euros past due deliveries are advised against."""

    late_days: int = 30
    late_eur: int = 500

    def __post_init__(self) -> None:
        """Refuse what cannot be meant."""
        if self.late_days < 0 or self.late_eur < 0:
            message = "days and euros of the advice are 0 or more"
            raise ValueError(message)


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What is known of a customer when its deliveries are weighed; amounts in euros."""

    order_eur: float
    balance_eur: float
    late_eur: float  # past due, without what is late because of us
    late_days: float
    ours_eur: float
    limit_eur: float | None
    label: Label
    promised_on: date | None  # of a promise or plan that stands
    promised_eur: float
    holds: frozenset[HoldKind]

    @property
    def exposure_eur(self) -> float:
        """Return what is open and what would be added."""
        return self.balance_eur + self.order_eur

    @property
    def is_over_limit(self) -> bool:
        """Return whether the orders take the customer over its limit; without a limit never."""
        return self.limit_eur is not None and self.exposure_eur > self.limit_eur


def advise(known: Weighed, rules: AdviceRules) -> tuple[Advice, Ground]:
    """Return what is advised and why.

    A customer with others (agency, lawyer, trustee) gets nothing on credit. Late for ``late_days`` with ``late_eur`` is
    advised against, unless a promise or plan that stands covers it; what is late because of us never counts. Over the limit alone
    is a talk. A positive label softens a block to a talk, whatever its ground but the first.
    """
    if known.holds.intersection(WITH_OTHERS):
        return Advice.BLOCK, Ground.WITH_OTHERS
    is_late = known.late_days >= rules.late_days and known.late_eur >= rules.late_eur and known.late_eur > 0
    firm = Advice.TALK if known.label is Label.POSITIVE else Advice.BLOCK
    if is_late and known.promised_on is not None and known.promised_eur >= known.late_eur:
        return (Advice.TALK if known.is_over_limit else Advice.RELEASE), Ground.PROMISED
    if is_late:
        return firm, Ground.OVER_LIMIT_AND_LATE if known.is_over_limit else Ground.LATE
    if known.is_over_limit:
        return Advice.TALK, Ground.OVER_LIMIT
    return Advice.RELEASE, Ground.OURS if known.ours_eur > 0 else Ground.NOTHING


def rules_of(desk: Desk) -> AdviceRules:
    """Return the rules as the team set them."""
    kept = settings.get(desk, SETTING)
    return AdviceRules() if kept is None else AdviceRules(**kept.body)


@permitted(Action.POLICY)
def save_rules(desk: Desk, rules: AdviceRules, *, by: str) -> None:
    """Keep the rules."""
    settings.save(desk, SETTING, asdict(rules), by=by)


def grounds_of(known: Weighed, advice: Advice, ground: Ground) -> Mapping[str, Any]:
    """Return what a decision was taken on, as JSON can hold it."""
    told = asdict(known)
    return {
        **told,
        "label": str(known.label),
        "promised_on": None if known.promised_on is None else known.promised_on.isoformat(),
        "holds": sorted(str(each) for each in known.holds),
        "advice": str(advice),
        "ground": str(ground),
    }
