"""Numbers and addresses by their own rules, with numbers that are published as examples."""

from __future__ import annotations

from random import Random

import pytest

from core.identity import reach
from core.identity.numbers import Verdict, iban, register_key, registration, vat, vat_key
from core.identity.reach import is_mail, is_phone, missing_of_address, odd_mail, odd_phone, phone, postcode


@pytest.mark.parametrize(
    ("country", "text", "verdict"),
    [
        ("NL", "12345678", Verdict.RIGHT),
        ("NL", "1234567", Verdict.WRONG),
        ("NL", "00000000", Verdict.WRONG),
        ("BE", "0403.170.701", Verdict.RIGHT),
        ("BE", "0403.170.702", Verdict.WRONG),
        ("FR", "732829320", Verdict.RIGHT),
        ("FR", "73282932000074", Verdict.RIGHT),
        ("FR", "732829321", Verdict.WRONG),
        ("DE", "HRB 12345 B", Verdict.RIGHT),
        ("DE", "Amtsgericht München HRB 9999", Verdict.RIGHT),
        ("DE", "9999", Verdict.WRONG),
        ("US", "12-3456789", Verdict.UNKNOWN),
    ],
)
def test_registration_numbers(country: str, text: str, verdict: Verdict) -> None:
    assert registration(country, text) is verdict


@pytest.mark.parametrize(
    ("country", "text", "verdict"),
    [
        ("NL", "NL004495445B01", Verdict.RIGHT),
        ("NL", "NL004495446B01", Verdict.WRONG),
        ("NL", "004495445B01", Verdict.RIGHT),
        ("BE", "BE 0403.170.701", Verdict.RIGHT),
        ("DE", "DE136695976", Verdict.RIGHT),
        ("DE", "DE136695978", Verdict.WRONG),
        ("FR", "FR40303265045", Verdict.RIGHT),
        ("NL", "DE136695976", Verdict.RIGHT),
        ("GR", "EL094259216", Verdict.RIGHT),
        ("US", "123", Verdict.UNKNOWN),
    ],
)
def test_vat_numbers_of_the_country_their_letters_name(country: str, text: str, verdict: Verdict) -> None:
    assert vat(country, text) is verdict


def test_numbers_compare_however_they_are_written() -> None:
    assert register_key("BE", "BE 403.170.701") == register_key("BE", "0403170701")
    assert register_key("FR", "732 829 320 00074") == "732829320"
    assert vat_key("NL", "nl 0044.95.445.b01") == vat_key("NL", "004495445B01")
    assert vat_key("BE", "0403170701") == vat_key("BE", "BE403170701")
    assert (register_key("NL", ""), vat_key("NL", "-")) == ("", "")


def test_account_numbers() -> None:
    assert (iban("NL91 ABNA 0417 1643 00"), iban("NL91ABNA0417164301")) == (Verdict.RIGHT, Verdict.WRONG)


@pytest.mark.parametrize(
    ("address", "is_right", "odd"),
    [
        ("jan@firma.nl", True, ""),
        ("test@firma.nl", True, "test"),
        ("jan@gmial.com", True, "gmial.com"),
        ("info@klant1.example", True, ""),
        ("jan..p@firma.nl", False, ""),
        ("jan@firma", False, ""),
        ("jan firma.nl", False, ""),
    ],
)
def test_mail_addresses(address: str, is_right: bool, odd: str) -> None:
    assert is_mail(address) is is_right
    assert (odd_mail(address) if is_right else "") == odd


def test_telephone_numbers() -> None:
    assert phone("NL", "06 1234 5679") == phone("BE", "+31612345679") == "+31612345679"
    assert is_phone("NL", "020 555 0123")
    assert not is_phone("NL", "06-1234")
    assert (odd_phone("0000000000"), odd_phone("06 12345678"), odd_phone("020 5550123")) == ("000000", "345678", "")


def test_plain_addresses_are_judged_as_by_the_whole_grammar() -> None:
    luck = Random(1)  # noqa: S311 - made-up addresses
    endings = ["nl", "com", "local", "onion", "arpa", "test", "localhost", "example", "c", "xn--a", "c1", "LOCAL"]
    made = [
        "".join(luck.choices("abcXYZ019._+-", k=luck.randint(0, 5)))
        + "@"
        + "".join(luck.choices("abz09-.", k=luck.randint(1, 5)))
        + luck.choice([".", ""])
        + luck.choice(endings)
        for _ in range(4_000)
    ]
    plain = [each for each in made if reach._PLAIN.fullmatch(each)]
    assert 200 < len(plain) < 2_000
    assert all(reach._is_mail(each) for each in plain)


@pytest.mark.parametrize(
    ("country", "post", "missing"),
    [
        ("NL", "Dorpsstraat 1; 1234 AB Amsterdam; NL", ()),
        ("NL", "Dorpsstraat; 1234 AB Amsterdam", ("house number",)),
        ("NL", "Dorpsstraat 1; Amsterdam", ("postcode",)),
        ("NL", "Dorpsstraat 1; 9000 Gent", ("postcode",)),
        ("BE", "Kerkstraat 3; 9000 Gent; BE", ()),
        ("DE", "Hauptstr. 5, 10115 Berlin", ()),
        ("FR", "3 rue de la Paix; 75002", ("town",)),
        ("BE", "9000", ("street", "house number", "town")),
    ],
)
def test_what_an_address_lacks(country: str, post: str, missing: tuple[str, ...]) -> None:
    assert missing_of_address(country, post) == missing


def test_a_postcode_is_found_in_its_address() -> None:
    assert (postcode("NL", "Dorpsstraat 1; 1234 ab Ede"), postcode("US", "1 Main St")) == ("1234AB", "")
