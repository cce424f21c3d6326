"""Collection costs: the Dutch scale, the Belgian most, the fixed amounts of Germany, France and the United Kingdom."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from core.law.choices import SAFE, Choices
from core.law.costs import Costs, EarlierTerm, collection_costs, months_before
from core.law.errors import (
    BeforeTableError,
    ForeignCurrencyError,
    NegativeAmountError,
    NoEntryError,
    UnknownCountryError,
)

ON = date(2026, 11, 22)
CLAUSE = Choices(has_damages_clause=True)


def minor(text: str) -> int:
    return int(Decimal(text.replace(",", "")) * 100)


def costs(
    principal: str,
    country: str,
    customer_type: str,
    *,
    currency: str = "EUR",
    on: date = ON,
    choices: Choices = SAFE,
    keeps_vat: bool | None = None,
) -> Costs:
    return collection_costs(
        minor(principal),
        currency=currency,
        country=country,
        customer_type=customer_type,
        on=on,
        is_vat_kept=keeps_vat,
        choices=choices,
    )


@pytest.mark.parametrize(
    ("principal", "expected", "with_vat"),
    [
        ("0.01", "40.00", "48.40"),
        ("266.67", "40.00", "48.40"),
        ("266.68", "40.00", "48.40"),
        ("500", "75.00", "90.75"),
        ("1,000", "150.00", "181.50"),
        ("2,500", "375.00", "453.75"),
        ("3,000", "425.00", "514.25"),
        ("5,000", "625.00", "756.25"),
        ("7,500", "750.00", "907.50"),
        ("10,000", "875.00", "1,058.75"),
        ("25,000", "1,025.00", "1,240.25"),
        ("100,000", "1,775.00", "2,147.75"),
        ("200,000", "2,775.00", "3,357.75"),
        ("500,000", "4,275.00", "5,172.75"),
        ("1,000,000", "6,775.00", "8,197.75"),
        ("2,000,000", "6,775.00", "8,197.75"),
    ],
)
def test_the_dutch_scale(principal: str, expected: str, with_vat: str) -> None:
    for customer_type in ("consumer", "business", "public"):
        found = costs(principal, "NL", customer_type)
        assert (found.amount_minor, found.vat_minor) == (minor(expected), 0)
        assert costs(principal, "NL", customer_type, keeps_vat=True).total_minor == minor(with_vat)


def test_vat_comes_on_top_only_where_the_creditor_cannot_reclaim_it() -> None:
    assert costs("1,000", "NL", "consumer", choices=Choices(keeps_vat=True)).vat_minor == minor("31.50")
    assert costs("1,000", "NL", "consumer", choices=Choices(keeps_vat=True), keeps_vat=False).vat_minor == 0
    assert costs("1,000", "BE", "consumer", choices=Choices(keeps_vat=True, has_damages_clause=True)).vat_minor == 0


@pytest.mark.parametrize(
    ("balance", "most"),
    [
        ("10", "20.00"),
        ("150", "20.00"),
        ("150.01", "30.00"),
        ("200", "35.00"),
        ("300", "45.00"),
        ("500", "65.00"),
        ("500.01", "65.00"),
        ("1,000", "90.00"),
        ("5,000", "290.00"),
        ("39,200", "2,000.00"),
        ("100,000", "2,000.00"),
    ],
)
def test_the_most_a_belgian_clause_may_ask_of_a_consumer(balance: str, most: str) -> None:
    assert costs(balance, "BE", "consumer", choices=CLAUSE).total_minor == minor(most)


def test_without_a_clause_a_belgian_consumer_pays_no_damages() -> None:
    assert costs("1,000", "BE", "consumer").total_minor == 0


def test_instalments_count_together_only_where_somebody_took_responsibility_for_the_reading() -> None:
    """Terms of 100, 100, 100: 40, then 0, then 5, for 15 per cent of 300 is 45 and 40 was charged."""
    charged: list[int] = []
    terms = [date(2026, 8, 1), date(2026, 9, 1), date(2026, 10, 1)]
    for place, due_on in enumerate(terms):
        earlier = [
            EarlierTerm(due_on=day, principal_minor=10_000, charged_minor=paid)
            for day, paid in zip(terms[:place], charged, strict=True)
        ]
        found = collection_costs(
            10_000,
            currency="EUR",
            country="NL",
            customer_type="consumer",
            on=due_on,
            is_recurring=True,
            earlier=earlier,
            choices=Choices(cumulates=True),
        )
        charged.append(found.amount_minor)
    assert charged == [4_000, 0, 500]
    uncharged = collection_costs(
        10_000, currency="EUR", country="NL", customer_type="consumer", on=terms[0], is_recurring=True
    )
    assert uncharged.total_minor == 0


def test_an_instalment_older_than_six_months_does_not_count() -> None:
    old = EarlierTerm(due_on=date(2026, 3, 31), principal_minor=100_000, charged_minor=15_000)
    found = collection_costs(
        10_000,
        currency="EUR",
        country="NL",
        customer_type="consumer",
        on=date(2026, 10, 1),
        is_recurring=True,
        earlier=[old],
        choices=Choices(cumulates=True),
    )
    assert found.amount_minor == 4_000
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("country", "currency", "principal", "expected"),
    [
        ("DE", "EUR", "5,000", "40"),
        ("GB", "GBP", "999.99", "40"),
        ("GB", "GBP", "1,000", "70"),
        ("GB", "GBP", "5,000", "70"),
        ("GB", "GBP", "9,999.99", "70"),
        ("GB", "GBP", "10,000", "100"),
    ],
)
def test_fixed_amounts_between_firms(country: str, currency: str, principal: str, expected: str) -> None:
    assert costs(principal, country, "business", currency=currency).total_minor == minor(expected)


def test_what_must_stand_on_the_invoice_or_is_not_checked_is_not_asked_until_somebody_says_so() -> None:
    assert costs("100", "FR", "business").total_minor == 0
    assert costs("100", "FR", "business", choices=Choices(invoices_name_costs=True)).total_minor == 4_000
    assert costs("100", "BE", "business").total_minor == 0
    assert costs("100", "BE", "business", choices=Choices(uses_unchecked=True)).total_minor == 4_000


@pytest.mark.parametrize("country", ["DE", "FR", "GB"])
def test_consumers_elsewhere_pay_no_costs(country: str) -> None:
    with pytest.raises(NoEntryError, match="ask nothing on that ground"):
        costs("100", country, "consumer", currency="GBP" if country == "GB" else "EUR")


def test_nothing_owed_costs_nothing() -> None:
    assert costs("0", "NL", "consumer").total_minor == 0


def test_bad_questions_get_one_clear_sentence() -> None:
    with pytest.raises(NegativeAmountError, match="A claim cannot be less than 0, and this one is -100"):
        costs("-1", "NL", "consumer")
    with pytest.raises(UnknownCountryError, match="no table of the law of XX"):
        costs("1", "XX", "consumer")
    with pytest.raises(BeforeTableError, match="begins on 2012-07-01, and 2012-06-30 is before it"):
        costs("1", "NL", "consumer", on=date(2012, 6, 30))
    with pytest.raises(ForeignCurrencyError, match="ask no costs in USD"):
        costs("1", "NL", "consumer", currency="USD")
