"""Interest: by half-year, compounded in the Netherlands, with the points of each country; every worked example."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_CEILING, Decimal

import pytest

from core.law.choices import Choices
from core.law.errors import (
    BackwardsError,
    BeforeTableError,
    NegativeAmountError,
    NoEntryError,
    UnknownCountryError,
)
from core.law.interest import default_on, interest, rate
from core.law.tables import Kind, table

D = date.fromisoformat


def of(principal: int, country: str, customer_type: str, frm: str, to: str, **more: object) -> list[int]:
    found = interest(
        principal * 100,
        currency="EUR",
        country=country,
        customer_type=customer_type,
        from_on=D(frm),
        to_on=D(to),
        **more,  # type: ignore[arg-type]
    )
    return [*(each.amount_minor for each in found.parts), found.amount_minor]


def test_dutch_trade_interest_over_two_half_years() -> None:
    """10,000 from 1 May 2026: 61 days at 10.15 and 123 at 10.40."""
    assert of(10_000, "NL", "business", "2026-05-01", "2026-11-01") == [16_963, 35_047, 52_010]
    assert of(10_000, "NL", "public", "2026-05-01", "2026-11-01")[-1] == 52_010


def test_a_full_year_of_dutch_interest_is_added_to_the_principal() -> None:
    assert of(10_000, "NL", "business", "2025-03-01", "2026-11-01") == [37_268, 67_574, 37_483, 38_721, 181_046]
    assert of(10_000, "NL", "business", "2025-03-01", "2026-11-01", is_compound=False)[-1] == 173_815


def test_the_capitalised_principal_is_named() -> None:
    found = interest(
        1_000_000,
        currency="EUR",
        country="NL",
        customer_type="business",
        from_on=D("2025-03-01"),
        to_on=D("2026-11-01"),
    )
    assert [each.principal_minor for each in found.parts] == [1_000_000, 1_000_000, 1_104_842, 1_104_842]


def test_dutch_consumer_interest() -> None:
    assert of(1_000, "NL", "consumer", "2024-10-01", "2026-04-01") == [1_764, 4_488, 1_607, 1_048, 8_907]


def test_belgian_interest_between_firms() -> None:
    assert of(10_000, "BE", "business", "2026-07-01", "2026-08-30") == [17_260, 17_260]


def test_german_interest() -> None:
    assert of(5_000, "DE", "business", "2026-07-01", "2026-10-01")[-1] == 13_258
    assert of(5_000, "DE", "consumer", "2026-07-01", "2026-10-01")[-1] == 8_217
    assert rate("DE", "consumer", D("2026-11-22")).percent == Decimal("6.52")
    assert rate("DE", "business", D("2026-11-22")).percent == Decimal("10.52")


def test_french_and_british_interest_between_firms() -> None:
    assert of(10_000, "FR", "business", "2026-07-01", "2026-08-15")[-1] == 15_288
    assert of(5_000, "GB", "business", "2026-07-01", "2026-08-30")[-1] == 9_658


@pytest.mark.parametrize(
    ("country", "customer_type", "on", "percent"),
    [
        ("NL", "consumer", "2015-01-01", "2"),
        ("NL", "consumer", "2022-12-31", "2"),
        ("NL", "consumer", "2023-01-01", "4"),
        ("NL", "consumer", "2023-07-01", "6"),
        ("NL", "consumer", "2024-07-01", "7"),
        ("NL", "consumer", "2025-07-01", "6"),
        ("NL", "consumer", "2026-07-01", "4"),
        ("NL", "business", "2015-07-01", "8.05"),
        ("NL", "business", "2016-07-01", "8"),
        ("NL", "business", "2026-07-01", "10.40"),
        ("BE", "business", "2016-01-01", "8.5"),
        ("BE", "business", "2023-01-01", "10.5"),
        ("BE", "business", "2024-07-01", "12.5"),
        ("FR", "business", "2024-07-01", "14.25"),
        ("GB", "business", "2020-07-01", "8.10"),
        ("GB", "business", "2023-12-31", "13.00"),
        ("GB", "business", "2026-07-01", "11.75"),
    ],
)
def test_published_rates(country: str, customer_type: str, on: str, percent: str) -> None:
    assert rate(country, customer_type, D(on)).percent == Decimal(percent)


HALF_YEARS = [each.valid_from for each in table("EU", "any", Kind.REFERENCE_RATE)]


@pytest.mark.parametrize("on", HALF_YEARS, ids=str)
def test_one_reference_rate_drives_four_countries(on: date) -> None:
    """NL +8, BE +8 up to the half, FR +10, DE +8.12 (from the second half of 2016); the published figures must agree."""
    reference = next(each for each in table("EU", "any", Kind.REFERENCE_RATE) if each.valid_from == on).value
    assert rate("NL", "business", on).percent == reference + 8
    halves = ((reference + 8) * 2).to_integral_value(ROUND_CEILING) / 2
    assert rate("BE", "business", on).percent == halves
    assert rate("FR", "business", on).percent == reference + 10
    if on >= D("2016-07-01"):
        assert rate("DE", "business", on).percent == reference + Decimal("8.12")


def test_leap_years_count_366_days_where_one_chooses_so() -> None:
    """A year from 1 January 2024 at 12.5 and 12.25 per cent: 366 days by 365, or by 366."""
    plain = of(10_000, "NL", "business", "2024-01-01", "2025-01-01")[-1]
    by_366 = of(10_000, "NL", "business", "2024-01-01", "2025-01-01", choices=Choices(counts_leap_days=True))[-1]
    assert (plain, by_366) == (62_329 + 61_753, 62_158 + 61_585)


def test_a_debt_of_29_february_turns_a_year_on_the_first_of_march() -> None:
    parts = interest(
        100_000,
        currency="EUR",
        country="NL",
        customer_type="consumer",
        from_on=D("2024-02-29"),
        to_on=D("2025-03-02"),
    ).parts
    assert [each.to_on for each in parts] == [D("2025-01-01"), D("2025-03-01"), D("2025-03-02")]


def test_the_day_of_default() -> None:
    issued, due = D("2026-06-01"), D("2026-08-30")
    assert default_on("NL", "business", issued_on=issued, due_on=due) == D("2026-08-31")
    assert default_on("NL", "business", issued_on=issued, due_on=due, is_small=True) == D("2026-07-02")
    assert default_on("NL", "business", issued_on=D("2022-06-01"), due_on=D("2022-08-30"), is_small=True) == D(
        "2022-08-31"
    )
    assert default_on("DE", "business", issued_on=issued, due_on=D("2026-06-15")) == D("2026-07-02")
    assert default_on("DE", "consumer", issued_on=issued, due_on=due) is None
    told = Choices(tells_consumers=True)
    assert default_on("DE", "consumer", issued_on=issued, due_on=due, choices=told) == D("2026-08-31")
    assert default_on("PL", "business", issued_on=issued, due_on=due) == D("2026-08-31")


def test_a_rate_of_general_knowledge_says_so() -> None:
    assert not rate("GB", "business", D("2025-03-01")).is_checked
    assert rate("GB", "business", D("2026-07-01")).is_checked


def test_no_days_no_interest() -> None:
    assert of(1_000, "NL", "consumer", "2026-01-01", "2026-01-01") == [0]


def test_bad_questions_get_one_clear_sentence() -> None:
    with pytest.raises(BeforeTableError, match="begins on 2015-01-01, and 2014-12-31 is before it"):
        of(1, "NL", "consumer", "2014-12-31", "2015-02-01")
    with pytest.raises(BackwardsError, match="run backwards"):
        of(1, "NL", "consumer", "2026-02-01", "2026-01-01")
    with pytest.raises(NegativeAmountError):
        of(-1, "NL", "consumer", "2026-01-01", "2026-02-01")
    with pytest.raises(UnknownCountryError, match="known: BE, DE, FR, GB, NL"):
        of(1, "XX", "consumer", "2026-01-01", "2026-02-01")
    with pytest.raises(NoEntryError, match="FR say nothing of interest for a consumer"):
        of(1, "FR", "consumer", "2026-01-01", "2026-02-01")
