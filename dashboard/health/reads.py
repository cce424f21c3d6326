"""Reads of the health page: the tables as they stand today, and what is known of the portfolio's facts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.campaigns.senders import SETTING as SENDER
from core.campaigns.staleness import MOST_BANKING_DAYS, Freshness, freshness, most_banking_days
from core.desk import settings
from core.law.age import TableAge, ages, is_old
from core.law.tables import countries
from core.law.wording import Rule, rules
from dashboard import reads

if TYPE_CHECKING:
    from dashboard.reads import Edition


@dataclass(frozen=True, kw_only=True)
class LawHealth:
    """Every table, those to be looked at again, and the rules of wording that are as old."""

    tables: tuple[TableAge, ...]
    to_look_at: tuple[TableAge, ...]
    old_rules: tuple[Rule, ...]

    @property
    def is_well(self) -> bool:
        """Whether nothing has to be looked at."""
        return not self.to_look_at and not self.old_rules


@dataclass(frozen=True, kw_only=True)
class FactsHealth:
    """How fresh the facts of each company are, and what is missing."""

    companies: tuple[Freshness, ...]
    most_days: int | None
    made_up_senders: tuple[str, ...]
    without_law: dict[str, int]  # customers by country without tables
    quarantined: int

    def is_old(self, company: Freshness) -> bool:
        """Return whether the facts of ``company`` are older than the limit, or than the usual one where none is set."""
        most = MOST_BANKING_DAYS if self.most_days is None else self.most_days
        return max(company.ledger_days, company.bank_days or 0) > most


def law_health() -> LawHealth:
    """Return the tables of the law as they stand today."""
    today = reads.today()
    known = ages(today)
    return LawHealth(
        tables=known,
        to_look_at=tuple(each for each in known if each.is_old or each.is_behind),
        old_rules=tuple(each for each in rules() if is_old(each.checked_on, today)),
    )


def facts_health(of: Edition) -> FactsHealth:
    """Return how fresh and how complete the facts of ``of`` are."""
    desk, book = reads.application().desk, reads.book(of)
    companies = tuple(freshness(desk, book, reads.today()))
    kept = settings.every(desk, SENDER)
    counted = reads.features(of, reads.latest_on(of)).frame["country"].value_counts()
    of_last = reads.imports(of)
    return FactsHealth(
        companies=companies,
        most_days=most_banking_days(desk),
        made_up_senders=() if "" in kept else tuple(each.entity for each in companies if each.entity not in kept),
        without_law={str(country): int(n) for country, n in counted.items() if country not in countries()},
        quarantined=0 if of_last.empty else int(of_last["quarantined"].iloc[0]),
    )
