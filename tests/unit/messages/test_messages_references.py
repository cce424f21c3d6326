"""Payment references: the published vectors, and what cannot be made one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.messages.references import (
    ReferenceKind,
    belgian,
    dutch,
    is_belgian,
    is_dutch,
    is_rf,
    made,
    number_in,
    rf,
    structured,
    with_signs,
    written,
)


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("INV20260042", "RF73INV20260042"),
        ("inv/2026-0042", "RF73INV20260042"),
        ("FACT1234", "RF65FACT1234"),
        ("2026000123", "RF462026000123"),
        ("539007547034", "RF18539007547034"),
    ],
)
def test_rf_vectors(number: str, reference: str) -> None:
    assert rf(number) == reference
    assert is_rf(reference)


def test_an_rf_reference_with_a_slip_is_none() -> None:
    assert not is_rf("RF17539007547034")
    assert rf("") is None
    assert rf("///") is None
    assert rf("1" * 22) is None
    assert rf("1" * 21) is not None


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("0108068171", "+++010/8068/17183+++"),
        ("97", "+++000/0000/09797+++"),
        ("2026000042", "+++202/6000/04236+++"),
        ("1234567890", "+++123/4567/89002+++"),
        ("9999999999", "+++999/9999/99948+++"),
    ],
)
def test_belgian_vectors(number: str, reference: str) -> None:
    assert belgian(number) == reference
    assert structured(reference) == reference.replace("+", "").replace("/", "")
    assert is_belgian(reference)
    assert with_signs(structured(reference) or "") == reference


def test_what_is_no_belgian_communication() -> None:
    assert not is_belgian("000000000000")
    assert not is_belgian("+++010/8068/17184+++")
    assert belgian("0") is None
    assert belgian("12345678901") is None
    assert belgian("F-12") is None


@pytest.mark.parametrize(
    ("number", "reference"),
    [
        ("000056789012345", "5000056789012345"),
        ("234534622567", "12234534622567"),
        ("1234567", "271234567"),
        ("20260001", "9820260001"),
        ("202600012", "29202600012"),
        ("2026000123", "502026000123"),
        ("20260001234", "9120260001234"),
        ("999999999999999", "3999999999999999"),
        ("000000000000000", "0000000000000000"),
    ],
)
def test_dutch_vectors(number: str, reference: str) -> None:
    assert dutch(number) == reference
    assert is_dutch(reference)


def test_what_is_no_dutch_reference() -> None:
    assert dutch("2026/A1") is None
    assert dutch("1" * 16) is None
    assert is_dutch("1234567")  # seven digits have no check digit
    assert not is_dutch("12345678")  # eight do not exist
    assert not is_dutch("4000056789012345")
    assert not is_dutch("571234567")


@given(st.integers(min_value=1, max_value=10**10 - 1))
def test_every_reference_made_of_a_number_checks(number: int) -> None:
    said = str(number)
    for kind, is_right in (
        (ReferenceKind.RF, is_rf),
        (ReferenceKind.BELGIAN, is_belgian),
        (ReferenceKind.DUTCH, is_dutch),
    ):
        reference = made(kind, said)
        assert reference is not None
        assert is_right(reference)
        assert is_right(written(reference).replace(" ", ""))
        assert said in number_in(reference)


@given(st.integers(min_value=1, max_value=10**10 - 1), st.integers(min_value=0, max_value=15), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: int, place: int, slip: int) -> None:
    for kind, is_right in ((ReferenceKind.BELGIAN, is_belgian), (ReferenceKind.RF, is_rf)):
        reference = (made(kind, str(number)) or "").replace("+", "").replace("/", "")
        at = len(reference) - 1 - place % (len(reference) - 4)
        wrong = reference[:at] + str((int(reference[at]) + slip) % 10) + reference[at + 1 :]
        assert not is_right(wrong)


def test_an_entity_that_keeps_its_own_numbers_gets_no_reference() -> None:
    assert made(ReferenceKind.OWN, "2026000123") is None


def test_people_see_groups() -> None:
    assert written("RF18539007547034") == "RF18 5390 0754 7034"
    assert written("5000056789012345") == "5000 0567 8901 2345"
    assert written("2026-0001") == "2026-0001"
    assert structured("RF18 5390 0754 7034") == "RF18539007547034"
    assert structured("2026/0001") is None


def test_twelve_bare_digits_are_belgian_only_where_the_ledger_is() -> None:
    dutch_one = dutch("2026000042")
    assert dutch_one == "702026000042"
    assert is_belgian(dutch_one)  # by chance: one in 97 is
    assert structured(dutch_one) is None
    assert written(dutch_one) == dutch_one
    assert with_signs("202600004236") == "+++202/6000/04236+++"
    assert with_signs("202600004237") == "202600004237"


def test_a_reference_that_does_not_add_up_leads_nowhere() -> None:
    assert number_in("RF17539007547034") == []
    assert number_in("+++202/6000/04237+++") == []
    assert number_in("2026-0001") == []
