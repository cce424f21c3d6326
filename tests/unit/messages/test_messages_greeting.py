"""Who is greeted, and how."""

from __future__ import annotations

import pytest

from core.messages.greeting import greeting
from core.vocabulary import CustomerType
from tests.unit.messages.conftest import about


@pytest.mark.parametrize(
    ("person", "dutch", "english"),
    [
        ("Anna de Vries", "Beste Anna de Vries", "Dear Anna de Vries"),
        ("mevrouw de Vries", "Beste mevrouw De Vries", "Dear Ms De Vries"),
        ("Mevr. van den Berg", "Beste mevrouw Van den Berg", "Dear Ms Van den Berg"),
        ("dhr. Jansen", "Beste meneer Jansen", "Dear Mr Jansen"),
        ("de heer Jansen", "Beste meneer Jansen", "Dear Mr Jansen"),
        ("de Vries", "Beste de Vries", "Dear de Vries"),
        ("M. Jansen", "Beste M. Jansen", "Dear M. Jansen"),
        ("mr. J. Smit", "Beste mr. J. Smit", "Dear Mr J. Smit"),  # in Dutch a lawyer's title, of either sex
        ("mevrouw", "Beste mevrouw", "Dear mevrouw"),
        ("", "Beste mevrouw/heer", "Dear Sir or Madam"),
        (None, "Beste mevrouw/heer", "Dear Sir or Madam"),
        (" Anna\r\nBcc: x@y.example ", "Beste Anna Bcc: x@y.example", "Dear Anna Bcc: x@y.example"),
    ],
)
def test_a_person_is_greeted_by_the_custom_of_the_language(person: str | None, dutch: str, english: str) -> None:
    assert greeting(person, "nl") == dutch
    assert greeting(person, "en") == english


def test_a_consumer_is_greeted_by_its_own_name_and_a_firm_is_not() -> None:
    assert about().addressee == "Anna de Vries"
    assert about(customer_name="Bakkerij Zon", customer_type=CustomerType.BUSINESS).addressee is None
    assert about(customer_type=CustomerType.PUBLIC, person="Piet Smit").addressee == "Piet Smit"
