"""How old the facts behind a message are: ledger and bank per company, and the limit past which nothing is launched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.acting import permitted
from core.actions import Action
from core.behaviour.banking_days import banking_days, day_number
from core.clock import LOCAL
from core.desk import settings
from core.desk.bank import booked_through
from core.errors import SaldoError
from core.sentence import Sentence, together
from core.strategy.grace import TARGET
from core.strategy.judging import ledger_days

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from core.book.book import Book
    from core.desk.engine import Desk

SETTING: Final = "freshness"
MOST_BANKING_DAYS: Final = 3


@dataclass(frozen=True, kw_only=True)
class Freshness:
    """What is known of one company: its ledger up to ``ledger_on``, its bank up to ``bank_on`` (None: no statements).

    The days are banking days that have passed since.
    """

    entity: str
    ledger_on: date
    ledger_days: int
    bank_on: date | None
    bank_days: int | None


class StaleFactsError(SaldoError):
    """A launch with facts that are too old: customers would be asked for what they have paid."""

    def __init__(self, stale: list[Freshness], most_days: int) -> None:
        super().__init__(
            "{said} Import a newer file first, or change the limit under Settings > Data.", said=said(stale, most_days)
        )
        self.stale = stale


def freshness(desk: Desk, book: Book, today: date) -> list[Freshness]:
    """Return for each company of the ledger how old its facts are on ``today``, in the order of their names."""
    through = booked_through(desk)
    return [
        Freshness(
            entity=entity,
            ledger_on=ledger_on,
            ledger_days=_passed(ledger_on, today),
            bank_on=through.get(entity),
            bank_days=_passed(through[entity], today) if entity in through else None,
        )
        for entity, ledger_on in sorted(ledger_days(book, book.latest_on).items())
    ]


def most_banking_days(desk: Desk) -> int | None:
    """Return how many banking days old ledger and bank may be at a launch; None means that nobody checks."""
    kept = settings.get(desk, SETTING)
    return MOST_BANKING_DAYS if kept is None else kept.body["most_banking_days"]


@permitted(Action.SETTING)
def save_most_banking_days(desk: Desk, days: int | None, *, by: str, based_on: int | None = None) -> None:
    """Keep the limit; None switches the check off. Raises ``SettingMovedError`` when somebody else changed it meanwhile."""
    settings.save(desk, SETTING, {"most_banking_days": days}, by=by, based_on=based_on)


def too_old(desk: Desk, book: Book, entities: Collection[str] = ()) -> list[Freshness]:
    """Return the companies (``entities``; empty: all) whose ledger or bank is older than the limit at this moment."""
    most = most_banking_days(desk)
    if most is None:
        return []
    return [
        each
        for each in freshness(desk, book, desk.now().astimezone(LOCAL).date())
        if (not entities or each.entity in entities) and max(each.ledger_days, each.bank_days or 0) > most
    ]


def refuse_stale(desk: Desk, book: Book, entities: Collection[str] = ()) -> None:
    """Raise ``StaleFactsError`` when the facts of one of ``entities`` are older than the limit."""
    stale, most = too_old(desk, book, entities), most_banking_days(desk)
    if stale and most is not None:
        raise StaleFactsError(stale, most)


def said(stale: list[Freshness], most_days: int) -> Sentence:
    """Return in one sentence whose facts are too old, and since when."""
    parts = [
        Sentence("{entity}: ledger as of {ledger_on:%d-%m-%Y}", entity=each.entity, ledger_on=each.ledger_on)
        if each.bank_on is None
        else Sentence(
            "{entity}: ledger as of {ledger_on:%d-%m-%Y}, bank booked through {bank_on:%d-%m-%Y}",
            entity=each.entity,
            ledger_on=each.ledger_on,
            bank_on=each.bank_on,
        )
        for each in stale
    ]
    return Sentence("The facts are more than {n} banking days old ({parts}).", n=most_days, parts=together(parts, "; "))


def _passed(day: date, today: date) -> int:
    """Return the banking days after ``day`` up to and including ``today``."""
    first, last = np.array([day_number(day) + 1]), np.array([day_number(today) + 1])
    return max(0, int(banking_days(TARGET).between(first, last)[0]))
