"""How long each kind of fact about a customer is kept: what shipped, what the house chose, and what the law asks at least."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.errors import SaldoError
from core.language import later
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk

SETTING: Final = "retention"
YEAR_DAYS: Final = 365
BOOKKEEPING_YEARS: Final = {"NL": 7, "BE": 10, "DE": 10, "FR": 10, "GB": 6}
"""Years that books are kept by law; elsewhere the longest of them. Sources: docs/privacy/register.md."""
REPORT_DAYS: Final = 14
"""So long a report lies before anything of it is removed."""


class Kept(StrEnum):
    """A kind of fact that is kept for a time of its own."""

    CONTACT = "contact"
    REPLIES = "replies"
    REQUESTS = "requests"
    SCORES = "scores"
    MARKS = "marks"
    AUDIT = "audit"
    CUSTOMER = "customer"


@dataclass(frozen=True, kw_only=True)
class Term:
    """One kind: what it is, from when its days count, how many shipped, and between which the house may choose."""

    label: str
    what: str
    counts_from: str
    days: int
    least_days: int
    most_days: int


NOTHING_OPEN: Final = later("the day on which nothing was open any more")
TERMS: Final[Mapping[Kept, Term]] = {
    Kept.CONTACT: Term(
        label=later("Notes and calls"),
        what=later("Notes about a customer, what was said in calls and the number that was called."),
        counts_from=NOTHING_OPEN,
        days=2 * YEAR_DAYS,
        least_days=90,
        most_days=7 * YEAR_DAYS,
    ),
    Kept.REPLIES: Term(
        label=later("Replies"),
        what=later("The words and files of mail that customers wrote; of writers nobody knows, from the day it came."),
        counts_from=NOTHING_OPEN,
        days=2 * YEAR_DAYS,
        least_days=90,
        most_days=7 * YEAR_DAYS,
    ),
    Kept.REQUESTS: Term(
        label=later("Requests on the own page"),
        what=later("What customers asked on their own page, with the files they sent along."),
        counts_from=NOTHING_OPEN,
        days=2 * YEAR_DAYS,
        least_days=90,
        most_days=7 * YEAR_DAYS,
    ),
    Kept.SCORES: Term(
        label=later("Scores and what others say"),
        what=later("Scores of bureaus, insured limits and chances of payment that were kept of a customer."),
        counts_from=NOTHING_OPEN,
        days=2 * YEAR_DAYS,
        least_days=0,
        most_days=2 * YEAR_DAYS,
    ),
    Kept.MARKS: Term(
        label=later("Why somebody needed help"),
        what=later(
            "The reasons of marks of hardship and vulnerability: often about health. That there was a mark stays."
        ),
        counts_from=later("the day on which the mark ended"),
        days=180,
        least_days=0,
        most_days=YEAR_DAYS,
    ),
    Kept.AUDIT: Term(
        label=later("Values in the audit trail"),
        what=later(
            "What entries of the audit trail say was before and after. Who did what and when stays, and the trail stays whole."
        ),
        counts_from=later("the day on which it was done"),
        days=7 * YEAR_DAYS,
        least_days=YEAR_DAYS,
        most_days=30 * YEAR_DAYS,
    ),
    Kept.CUSTOMER: Term(
        label=later("Name, address and messages"),
        what=later(
            "Who the customer is, and every message to them. Amounts and dates of invoices stay, without a name."
        ),
        counts_from=NOTHING_OPEN,
        days=max(BOOKKEEPING_YEARS.values()) * YEAR_DAYS,
        least_days=min(BOOKKEEPING_YEARS.values()) * YEAR_DAYS,
        most_days=30 * YEAR_DAYS,
    ),
}


class TermOutOfRangeError(SaldoError):
    """A term that the law, or the purpose it is kept for, does not allow."""

    def __init__(self, kept: Kept, days: int) -> None:
        term = TERMS[kept]
        super().__init__(
            "{label}: {days} days is outside of {least_days} to {most_days}. Choose a term between these.",
            label=Sentence(term.label),
            days=days,
            least_days=term.least_days,
            most_days=term.most_days,
        )


def terms_of(desk: Desk) -> dict[Kept, int]:
    """Return the days that each kind is kept, as shipped or as the house chose."""
    known = settings.get(desk, SETTING)
    chosen = {} if known is None else known.body
    return {kept: int(chosen.get(kept, term.days)) for kept, term in TERMS.items()}


def least_days(kept: Kept, country: str) -> int:
    """Return how long a customer of ``country`` has to be kept whatever the house chose: the years of bookkeeping."""
    if kept is not Kept.CUSTOMER:
        return TERMS[kept].least_days
    return BOOKKEEPING_YEARS.get(country, max(BOOKKEEPING_YEARS.values())) * YEAR_DAYS


@permitted(Action.PRIVACY)
def save_terms(desk: Desk, days: Mapping[Kept, int], *, by: str) -> None:
    """Keep other terms from now on; :class:`TermOutOfRangeError` for one that cannot be."""
    for kept, each in days.items():
        if not TERMS[kept].least_days <= each <= TERMS[kept].most_days:
            raise TermOutOfRangeError(kept, each)
    settings.save(desk, SETTING, {str(kept): each for kept, each in {**terms_of(desk), **days}.items()}, by=by)
