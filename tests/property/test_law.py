"""Properties of the law: costs grow with the claim and stay within their bounds, terms are never short, interest adds up."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from core.law.amounts import amounts
from core.law.choices import Choices
from core.law.costs import collection_costs
from core.law.days import contact_hours, is_contact_day
from core.law.interest import interest
from core.law.term import payment_term
from core.messages.format import money

ON = date(2026, 11, 22)
ALL = Choices(has_damages_clause=True, uses_unchecked=True, invoices_name_costs=True)
GROUNDS = [("NL", "consumer", "EUR"), ("NL", "business", "EUR"), ("BE", "consumer", "EUR"), ("GB", "business", "GBP")]
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
minor = st.integers(1, 10**10)


@given(st.sampled_from(GROUNDS), minor, minor)
def test_costs_never_fall_when_the_claim_grows(ground: tuple[str, str, str], one: int, other: int) -> None:
    country, customer_type, currency = ground
    smaller, larger = (
        collection_costs(
            each, currency=currency, country=country, customer_type=customer_type, on=ON, choices=ALL
        ).total_minor
        for each in sorted((one, other))
    )
    assert 0 < smaller <= larger


@given(minor)
def test_dutch_costs_stay_between_40_and_6775(principal: int) -> None:
    found = collection_costs(principal, currency="EUR", country="NL", customer_type="consumer", on=ON)
    assert 4_000 <= found.amount_minor <= 677_500


@given(
    st.sampled_from([("NL", "legal_notice_nl"), ("BE", "legal_notice_be")]),
    days,
    st.booleans(),
    st.integers(0, 10),
    st.integers(0, 10),
)
def test_a_term_is_never_shorter_than_14_days(
    notice: tuple[str, str], sent_on: date, is_post: bool, postal: int, margin: int
) -> None:
    country, message = notice
    choices = Choices(postal_days=postal, margin_days=margin, counts_saturdays=True)
    term = payment_term(country, "consumer", message, sent_on, is_post=is_post, choices=choices)
    assert term is not None
    assert (term.last_on - term.first_on).days == 13
    assert term.last_on - sent_on >= timedelta(days=14)
    assert sent_on <= term.received_on <= term.first_on
    assert term.costs_from_on == term.last_on + timedelta(days=1)
    assert term.next_step_on - term.costs_from_on == timedelta(days=margin)
    mail = payment_term(country, "consumer", message, sent_on, is_post=False, choices=choices)
    assert mail is not None
    assert term.last_on >= mail.last_on


@given(
    st.sampled_from([("NL", "consumer"), ("NL", "business"), ("DE", "consumer"), ("BE", "business")]),
    st.integers(0, 10**9),
    st.tuples(days, days, days),
)
def test_interest_grows_with_time_and_compounds_to_more(
    whose: tuple[str, str], principal: int, three: tuple[date, date, date]
) -> None:
    """Days after the newest entry go on at its rate."""
    country, customer_type = whose
    start, middle, end = sorted(three)

    def of(to_on: date, *, is_compound: bool | None = None) -> int:
        return interest(
            principal,
            currency="EUR",
            country=country,
            customer_type=customer_type,
            from_on=start,
            to_on=to_on,
            is_compound=is_compound,
        ).amount_minor

    # Each run of days is rounded by itself, so one cent for each turn of the rate may go either way.
    assert of(middle) <= of(end) + 20
    assert of(end, is_compound=False) <= of(end, is_compound=True) + 20


@given(st.sampled_from(["NL", "BE", "DE", "FR", "GB", "PL", ""]), days, st.integers(0, 24 * 60 - 1))
def test_contact_hours_open_again_within_a_week(country: str, day: date, minute: int) -> None:
    hours = contact_hours(country)
    at = datetime.combine(day, time(), UTC) + timedelta(minutes=minute)
    opens = hours.next_opening(at)
    assert hours.is_open(opens)
    assert timedelta() <= opens - at < timedelta(days=7)
    assert is_contact_day(opens.astimezone(ZoneInfo(hours.zone)).date(), country)


@given(
    st.integers(0, 10**11),
    st.sampled_from(["EUR", "GBP", "USD"]),
    st.sampled_from(["nl", "nl_BE", "en", "fr", "fr_BE", "de"]),
)
def test_amounts_are_read_back_as_messages_write_them(amount: int, currency: str, language: str) -> None:
    assert list(amounts(f"U betaalt {money(amount, currency, language)} nu.")) == [(currency, amount)]
