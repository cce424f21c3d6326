"""How old ledger and bank may be before nothing is launched."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from core.campaigns.staleness import (
    MOST_BANKING_DAYS,
    StaleFactsError,
    freshness,
    most_banking_days,
    refuse_stale,
    save_most_banking_days,
    too_old,
)

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(2)

LEDGER = """
    A  INV1  issued 2026-09-01  due 2026-10-01  100.00 EUR
    A  cash  2026-10-29  1.00 EUR
    B  INV2  issued 2026-09-01  due 2026-10-01  100.00 EUR  entity BE01
"""


def test_banking_days_pass_over_weekends(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)  # known up to Thursday 29 October
    ages = {
        day: freshness(desk, book, date(2026, *day))[0].ledger_days for day in ((10, 29), (10, 30), (11, 1), (11, 3))
    }
    assert ages == {(10, 29): 0, (10, 30): 1, (11, 1): 1, (11, 3): 3}


def test_every_company_has_its_own_age_and_no_bank_is_no_age(desk: Desk, ledger: Ledger) -> None:
    found = freshness(desk, ledger(LEDGER), date(2026, 10, 30))
    assert [(each.entity, each.bank_on, each.bank_days) for each in found] == [
        ("BE01", None, None),
        ("NL01", None, None),
    ]


def test_a_launch_is_refused_past_the_limit_and_the_sentence_names_company_and_day(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)  # the desk's clock says 3 November: three banking days later
    refuse_stale(desk, book)
    save_most_banking_days(desk, MOST_BANKING_DAYS - 1, by="Els")
    with pytest.raises(StaleFactsError, match=r"more than 2 banking days old \(NL01: ledger as of 29-10-2026\)"):
        refuse_stale(desk, book, {"NL01"})


def test_only_the_companies_in_the_campaign_count(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    save_most_banking_days(desk, 0, by="Els")
    assert [each.entity for each in too_old(desk, book, {"BE01"})] == ["BE01"]


def test_the_check_can_be_switched_off(desk: Desk, ledger: Ledger) -> None:
    save_most_banking_days(desk, None, by="Els")
    assert most_banking_days(desk) is None
    assert too_old(desk, ledger(LEDGER)) == []
