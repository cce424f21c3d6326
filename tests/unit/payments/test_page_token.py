"""The sealed token of a customer's page: nobody reads it, changes it, or uses another token in its place."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.payments import token as pay_token
from core.payments.page_token import Grant, PageTokenError, name_mark, seal, unseal
from core.payments.token import Asked, PayTokenError

SECRET, OTHER = b"s" * 32, b"o" * 32
MINE = Grant(
    entity="NL01",
    customer_id="C-1001",
    named=name_mark("Anna"),
    generation=0,
    until_on=date(2026, 12, 1),
    language="nl",
)
THEIRS = replace(MINE, customer_id="C-1002")
ASKED = Asked(
    entity="NL01", customer_id="C-1001", amount_minor=1, currency="EUR", items="x", reference="r", language="nl"
)


@settings(max_examples=30, deadline=None)
@given(
    entity=st.text(min_size=1, max_size=8),
    customer=st.text(min_size=1, max_size=40),
    generation=st.integers(0, 99),
    until=st.dates(),
)
def test_what_is_sealed_comes_back(entity: str, customer: str, generation: int, until: date) -> None:
    grant = replace(MINE, entity=entity, customer_id=customer, generation=generation, until_on=until)
    assert unseal(seal(grant, SECRET), [OTHER, SECRET]) == grant


@settings(max_examples=30, deadline=None)
@given(bit=st.integers(0, 10_000))
def test_no_turned_bit_opens_anything(bit: int) -> None:
    whole = bytearray(_bytes(seal(MINE, SECRET)))
    whole[bit // 8 % len(whole)] ^= 1 << bit % 8
    with pytest.raises(PageTokenError):
        unseal(_letters(bytes(whole)), [SECRET])


@settings(max_examples=30, deadline=None)
@given(cut=st.integers(1, 60), length=st.integers(1, 30))
def test_no_swapped_part_opens_anything(cut: int, length: int) -> None:
    """Any stretch of another customer's token in the place of the same stretch of mine."""
    mine, theirs = _bytes(seal(MINE, SECRET)), _bytes(seal(THEIRS, SECRET))
    mixed = mine[:cut] + theirs[cut : cut + length] + mine[cut + length :]
    if mixed in {mine, theirs}:
        return
    with pytest.raises(PageTokenError):
        unseal(_letters(mixed), [SECRET])


@settings(max_examples=30, deadline=None)
@given(text=st.text(max_size=120))
def test_no_text_opens_anything(text: str) -> None:
    with pytest.raises(PageTokenError):
        unseal(text, [SECRET])


def test_a_token_is_for_one_purpose_and_one_key() -> None:
    with pytest.raises(PageTokenError):
        unseal(pay_token.sign(ASKED, SECRET), [SECRET])
    with pytest.raises(PayTokenError):
        pay_token.read(seal(MINE, SECRET), [SECRET])
    with pytest.raises(PageTokenError):
        unseal(seal(MINE, OTHER), [SECRET])


def test_other_spellings_of_the_same_bytes_are_refused() -> None:
    token = seal(MINE, SECRET)
    for changed in (token + "=", token + "\n", f" {token}", token.replace("-", "+") + "/", token * 20):
        if changed != token:
            with pytest.raises(PageTokenError):
                unseal(changed, [SECRET])


def test_a_token_says_nothing_and_stays_the_same_for_a_preview() -> None:
    token = seal(MINE, SECRET)
    assert b"1001" not in _bytes(token)
    assert b"NL01" not in _bytes(token)
    assert token == seal(MINE, SECRET)
    assert len(token) < 140
    assert name_mark("  ANNA ") == name_mark("anna") != name_mark("Hannah")


def _bytes(token: str) -> bytes:
    return urlsafe_b64decode(token + "=" * (-len(token) % 4))


def _letters(content: bytes) -> str:
    return urlsafe_b64encode(content).decode().rstrip("=")
