"""Addresses as people type them: whether mail, telephone and post can arrive, and what looks like a filler."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import phonenumbers
from email_validator import EmailNotValidError, validate_email
from phonenumbers.phonenumberutil import NumberParseException

# Words that stand where somebody had no address to type.
_FILLERS: Final = frozenset(
    [
        "test",
        "tester",
        "testing",
        "none",
        "no-reply",
        "noreply",
        "geen",
        "nvt",
        "na",
        "onbekend",
        "unknown",
        "unbekannt",
        "inconnu",
        "x",
        "xx",
        "xxx",
        "aaa",
        "abc",
        "asdf",
        "qwerty",
        "leeg",
        "dummy",
    ]
)
_SLIPS: Final = frozenset(
    [
        "gmial.com",
        "gmai.com",
        "gamil.com",
        "gmail.con",
        "gmail.nl",
        "hotmial.com",
        "hotmai.com",
        "hotmail.con",
        "homail.com",
        "outlok.com",
        "outlook.con",
        "yaho.com",
        "yahoo.con",
        "kpnmail.com",
        "ziggo.com",
        "live.con",
    ]
)
# How nearly every address is written: nothing that needs the whole grammar, which takes twenty times as long. The endings left
# out are names that no mail goes to.
_PLAIN: Final = re.compile(
    r"(?=.{3,60}\Z)[a-z0-9]+(?:[._+-][a-z0-9]+)*@(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+(?!(?:arpa|local|onion)\Z)[a-z]{2,}",
    re.IGNORECASE | re.ASCII,
)
_ONE_DIGIT: Final = re.compile(r"\D*(\d)(?:\D*\1)+\D*")
_RISING: Final = ("0123456789", "1234567890", "9876543210")
# A postcode of each country as it is written; where a country is not listed any text with a digit will do.
_POSTCODES: Final = {
    "NL": re.compile(r"\b[1-9]\d{3}\s?[A-Z]{2}\b", re.IGNORECASE),
    "BE": re.compile(r"\b[1-9]\d{3}\b"),
    "DE": re.compile(r"\b\d{5}\b"),
    "FR": re.compile(r"\b\d{5}\b"),
    "LU": re.compile(r"\b\d{4}\b"),
    "GB": re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s?\d[A-Z]{2}\b", re.IGNORECASE),
}
_NUMBERED: Final = re.compile(r"\b\d{1,5}\s?[A-Za-z]?\b")
_WORD: Final = re.compile(r"[^\W\d_]{2,}")


def is_mail(address: str) -> bool:
    """Return whether ``address`` is written as an address must be; nobody is asked whether it exists."""
    return bool(_PLAIN.fullmatch(address)) or _is_mail(address)


def _is_mail(address: str) -> bool:
    """Return the same by the whole grammar."""
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        # Domains set apart for examples are refused by name, not for how they are written.
        return bool(re.fullmatch(r"[^@\s]+@(?:[a-z0-9-]+\.)+(?:example|test|invalid|localhost)", address.lower()))
    return True


def odd_mail(address: str) -> str:
    """Return what looks like a filler or a slip in a well-formed address; empty when nothing does."""
    local, _, domain = address.lower().rpartition("@")
    if local in _FILLERS or domain.split(".")[0] in {"test", "geen", "none", "onbekend"}:
        return local if local in _FILLERS else domain
    return domain if domain in _SLIPS else ""


@cache
def phone(country: str, text: str) -> str:
    """Return the number as the whole world dials it, empty when nobody can dial it."""
    try:
        number = phonenumbers.parse(text, country or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(number):
        return ""
    written: str = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return written


@cache
def is_phone(country: str, text: str) -> bool:
    """Return whether ``text`` is a number that the plan of its country gives out."""
    try:
        number = phonenumbers.parse(text, country or None)
    except NumberParseException:
        return False
    return phonenumbers.is_valid_number(number)


def odd_phone(text: str) -> str:
    """Return the filler that a telephone number looks like (0000, 12345678); empty when it looks like none."""
    digits = re.sub(r"\D", "", text)
    if not digits:
        return text
    tail, long = digits[-6:], digits[-8:]
    is_rising = len(long) == len("12345678") and any(long in each * 2 for each in _RISING)
    return tail if is_rising or _ONE_DIGIT.fullmatch(tail) else ""


def postcode(country: str, post: str) -> str:
    """Return the postcode in a postal address without spaces, empty when there is none or the country's rule is not known."""
    code = _POSTCODES.get(country)
    found = code.search(post) if code is not None else None
    return found.group().replace(" ", "").upper() if found else ""


def missing_of_address(country: str, post: str) -> tuple[str, ...]:
    """Return what a postal address lacks to be delivered in its country: street, number, postcode, town."""
    code = _POSTCODES.get(country)
    found = code.search(post) if code is not None else None
    missing = []
    if code is not None and found is None:
        missing.append("postcode")
    lines = [line.strip() for line in re.split(r"[;\n]|,\s", post) if line.strip()]
    street = lines[0] if lines else ""
    if not _WORD.search(street):
        missing.append("street")
    if not _NUMBERED.search(street.replace(found.group(), " ") if found else street):
        missing.append("house number")
    # On one line street and town stand side by side: two words at least.
    rest = " ".join(lines[1:] or lines)
    named = [
        each for each in _WORD.findall(rest.replace(found.group(), " ") if found else rest) if each.upper() != country
    ]
    if len(named) < (1 if len(lines) > 1 else 2):
        missing.append("town")
    return tuple(missing)
