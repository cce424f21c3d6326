"""Pay links: signed here, made up by nobody, and a preview that calls nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.payments.links import PublicAddressError, keys, pay_links, public_address, save_public_address
from core.payments.token import Asked, PayTokenError, items_mark, read, sign
from tests.unit.messages.conftest import about, bill

if TYPE_CHECKING:
    from core.desk.engine import Desk

SECRET, OTHER = b"s" * 32, b"o" * 32
ASKED = Asked(
    entity="NL01",
    customer_id="1001",
    amount_minor=12_500,
    currency="EUR",
    items="0123456789abcdef",
    reference="RF18539007547034",
    language="nl",
)


@given(st.text(max_size=40), st.text(max_size=40), st.integers(min_value=1, max_value=10**12), st.text(max_size=40))
def test_a_token_says_what_was_signed(entity: str, customer_id: str, minor: int, reference: str) -> None:
    asked = replace(ASKED, entity=entity, customer_id=customer_id, amount_minor=minor, reference=reference)
    token = sign(asked, SECRET)
    assert read(token, [OTHER, SECRET]) == asked
    assert token == sign(asked, SECRET)
    assert set(token) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")


@given(st.integers(min_value=0), st.sampled_from("abcXYZ019-_"))
def test_a_token_with_one_other_letter_is_none(place: int, letter: str) -> None:
    token = sign(ASKED, SECRET)
    at = place % len(token)
    if token[at] != letter:
        with pytest.raises(PayTokenError):
            read(token[:at] + letter + token[at + 1 :], [SECRET])


@pytest.mark.parametrize(
    "token", ["", "a", "é", "x" * 5_000, "../../etc/passwd", sign(ASKED, OTHER), sign(ASKED, SECRET)[:-1]]
)
def test_what_was_not_signed_here_is_refused(token: str) -> None:
    with pytest.raises(PayTokenError, match="not complete"):
        read(token, [SECRET])


def test_the_mark_of_items_is_the_same_in_any_order_and_another_for_other_items() -> None:
    one, two = ("A", date(2026, 1, 1), "EUR"), ("B", date(2026, 1, 2), "EUR")
    assert items_mark([one, two]) == items_mark([two, one])
    assert items_mark([one]) != items_mark([two])


def test_without_a_public_address_there_is_no_link(desk: Desk) -> None:
    assert pay_links(desk) is None
    save_public_address(desk, " https://saldo.example.org/ ", by="Els")
    assert public_address(desk) == "https://saldo.example.org"
    links = pay_links(desk)
    assert links is not None
    url = links.url(about(), entity="NL01", language="nl")
    assert url.startswith("https://saldo.example.org/pay/")
    assert read(url.rpartition("/")[2], keys(desk)).amount_minor == 12_500
    assert url == links.url(about(), entity="NL01", language="nl")
    assert len(url) < 300
    save_public_address(desk, "", by="Els")
    assert pay_links(desk) is None


def test_a_message_in_two_currencies_or_about_nothing_has_no_link(desk: Desk) -> None:
    save_public_address(desk, "https://saldo.example.org", by="Els")
    links = pay_links(desk)
    assert links is not None
    assert links.url(about(bill(), bill(currency="USD")), entity="NL01", language="nl") == ""
    assert links.url(about(bill(balance_minor=0)), entity="NL01", language="nl") == ""


@pytest.mark.parametrize(
    "address", ["saldo.example.org", "http://saldo.example.org", "ftp://x", "https://", "https://x?y=1"]
)
def test_an_address_that_customers_cannot_trust_is_refused(desk: Desk, address: str) -> None:
    with pytest.raises(PublicAddressError, match="no public address"):
        save_public_address(desk, address, by="Els")


def test_the_secret_is_made_once(desk: Desk) -> None:
    first = keys(desk)
    assert first == keys(desk)
    assert len(first[0]) == 32
