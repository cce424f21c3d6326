"""The European Central Bank's reference rates: a row a day, a column a currency, units for one euro."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.intake.mapping import Mapping
from core.intake.presets.ecb import ECB_RATES
from tests.unit.intake.conftest import ledger_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.unit.intake.conftest import Office, Staged

HISTORY = """Date,USD,JPY,CYP,GBP,
2026-10-30,1.0823,170.3,N/A,0.8712,
2026-10-29,1.0850,170.9,N/A,0,
2026-10-28,1.0800,x,N/A,,
"""
DAILY = "Date, USD, JPY, GBP, \n30 October 2026, 1.0823, 170.3, 0.8712, \n"
RATES = "SELECT rate_on, currency, rate FROM stage.exchange_rate ORDER BY rate_on DESC, currency"


def test_the_history_becomes_a_rate_a_day_and_currency(staged: Callable[..., Staged]) -> None:
    file = staged(HISTORY)
    assert file.report.preset == "ecb_rates"
    assert [(day, currency) for day, currency, _ in file.rows(RATES)] == [
        (date(2026, 10, 30), "GBP"),
        (date(2026, 10, 30), "JPY"),
        (date(2026, 10, 30), "USD"),
        (date(2026, 10, 29), "JPY"),
        (date(2026, 10, 29), "USD"),
        (date(2026, 10, 28), "USD"),
    ]
    euros = {(day, currency): rate for day, currency, rate in file.rows(RATES)}
    assert euros[date(2026, 10, 30), "USD"] == 1 / 1.0823
    assert euros[date(2026, 10, 29), "JPY"] == 1 / 170.9


def test_na_and_empty_cells_are_no_rows_and_a_zero_or_a_word_is_refused_with_its_line(
    staged: Callable[..., Staged],
) -> None:
    file = staged(HISTORY)
    assert (file.report.rows_read, file.report.accepted, file.report.quarantined) == (8, 6, 2)
    assert file.refused == {
        3: "The rate is not above zero.",
        4: 'The units for one euro "x" is not a number.',
    }
    cells = {each.source_row: each.cells for each in file.report.quarantine_preview}
    assert cells[3] == {"rate_on": "2026-10-29", "currency": "GBP", "units_per_euro": "0"}


def test_the_file_of_one_day_with_spaces_and_the_month_in_words(staged: Callable[..., Staged]) -> None:
    file = staged(DAILY)
    assert file.report.preset == "ecb_rates"
    assert [(day, currency) for day, currency, _ in file.rows(RATES)] == [
        (date(2026, 10, 30), currency) for currency in ("GBP", "JPY", "USD")
    ]


def test_own_layout_may_quote_units_for_one_euro(staged: Callable[..., Staged]) -> None:
    file = staged("currency,rate_on,units_per_euro\nUSD,2026-10-30,1.25\nGBP,2026-10-30,0\n", preset="saldo_rates")
    assert file.rows(RATES) == [(date(2026, 10, 30), "USD", 0.8)]
    assert file.refused == {3: "The rate is not above zero."}


def test_a_mapping_with_columns_across_survives_being_saved() -> None:
    assert Mapping.from_dict(ECB_RATES.mapping.as_dict()) == ECB_RATES.mapping


def test_rates_of_a_later_day_do_not_move_the_day_of_the_ledger(office: Office) -> None:
    office.take(ledger_of("NL01,C1,F1,2026-10-01,2026-10-31,100.00,EUR"), list_on=date(2026, 10, 31))
    office.take("Date,USD,JPY\n2026-11-20,1.08,170\n", name="eurofxref-hist.csv")
    assert office.store.open().latest_on == date(2026, 10, 31)
