"""Numbers, references and names as people and banks write them."""

from __future__ import annotations

import pytest

from core.matching.writing import is_like_name, numbers_in, plain, references_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("factuur 2026-000123", "2026000123"),
        ("FACT. F2026/000123.", "F2026000123"),
        ("betr. 2026 000123 dank", "2026000123"),
        ("re26-000077,re26-000078", "RE26000077"),
    ],
)
def test_a_document_number_is_found_however_it_is_written(text: str, expected: str) -> None:
    assert expected in numbers_in(text)


def test_what_is_too_short_or_has_no_digit_is_no_number() -> None:
    assert numbers_in("huur mei 2026 bedankt") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("RF18 5390 0754 7034", "RF18539007547034"),
        ("kenmerk rf18539007547034 factuur", "RF18539007547034"),
        ("+++090/9337/55493+++", "090933755493"),
        ("***090/9337/55493***", "090933755493"),
        ("1234 5678 9012 3456", "1234567890123456"),
    ],
)
def test_a_structured_reference_is_found_in_free_text(text: str, expected: str) -> None:
    assert expected in references_in(text)


@pytest.mark.parametrize(
    ("one", "other", "is_like"),
    [
        ("Bakkerij Smit B.V.", "BAKKERIJ SMIT BV", True),
        ("Bakkerij Smit", "Bakkerij Smit en Zonen", True),
        ("Coöperatie Woonstichting Elz", "Coöperatie Woonstichting Elzenburg", True),
        ("J. Jansen", "P. Jansen", True),  # an initial is not kept: the amount or the account must tell
        ("De Wit", "De Zwart", False),
        ("", "De Wit", False),
        ("B.V.", "N.V.", False),
    ],
)
def test_names(one: str, other: str, *, is_like: bool) -> None:
    assert is_like_name(one, other) is is_like
    assert is_like_name(other, one) is is_like


def test_accents_do_not_matter() -> None:
    assert plain("Négoce Été") == "NEGOCEETE"
