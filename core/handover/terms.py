"""The agency of an entity, and what was agreed with it: who it is, its fee, and what its work brings as far as is known."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from core.desk.engine import Desk

SETTING: Final = "agency"
HORIZON_DAYS: Final = 90


class NoAgencyError(SaldoError):
    """A handover to nobody."""

    def __init__(self, entity: str) -> None:
        self.entity = entity
        super().__init__(
            "{entity} has no agency yet: fill in its name and address on the page Agency, under Terms and fees.",
            entity=entity,
        )


class BadTermsError(SaldoError):
    """Terms that cannot be meant."""

    def __init__(self, why: str) -> None:
        super().__init__("These terms cannot be right: {why}.", why=Sentence(why))


@dataclass(frozen=True, kw_only=True)
class AgencyTerms:
    """An agency; ``fee_percent`` of what it collects and nothing else (no cure no pay).

    ``success_percent`` is the share of the principal it collects within ``HORIZON_DAYS``, as agreed or known; None: nobody knows.
    ``effort_minor`` is what our own going on would cost for one customer in that time, in euro cents.
    """

    name: str
    address: str = ""
    email: str = ""
    phone: str = ""
    fee_percent: float = 15.0
    success_percent: float | None = None
    effort_minor: int = 25_00
    language: str = "nl"

    def __post_init__(self) -> None:
        """Raise ``BadTermsError`` for a share that is none."""
        if not 0 <= self.fee_percent < 100:  # noqa: PLR2004 - a percentage
            raise BadTermsError("a fee is 0 % or more, and less than 100 %")
        if self.success_percent is not None and not 0 <= self.success_percent <= 100:  # noqa: PLR2004 - a percentage
            raise BadTermsError("what an agency collects is 0 to 100 %")
        if self.effort_minor < 0:
            raise BadTermsError("our own effort costs nothing or more")


def terms_of(desk: Desk, entity: str) -> AgencyTerms:
    """Return the agency of ``entity``, else that of all; ``NoAgencyError`` when neither is filled in."""
    known = known_terms(desk, entity)
    if known is None or not known.name.strip():
        raise NoAgencyError(entity)
    return known


def known_terms(desk: Desk, entity: str = "") -> AgencyTerms | None:
    """Return the agency of ``entity``, else that of all, else None."""
    kept = settings.get(desk, SETTING, entity)
    return None if kept is None else AgencyTerms(**kept.body)


@permitted(Action.POLICY)
def save_terms(desk: Desk, terms: AgencyTerms, *, by: str, entity: str = "") -> None:
    """Keep the terms of ``entity``; empty: of every entity that has none of its own."""
    settings.save(desk, SETTING, asdict(terms), by=by, scope=entity)
