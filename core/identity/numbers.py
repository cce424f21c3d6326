"""Numbers of registers and tax offices: one way of writing each, and whether its check digits are right."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Final

from stdnum.be import vat as be_vat
from stdnum.exceptions import ValidationError
from stdnum.fr import siren, siret
from stdnum.iban import is_valid as is_iban

if TYPE_CHECKING:
    from collections.abc import Callable

    Check = Callable[[str], bool]

# Greece writes EL, Northern Ireland XI; the rest as their country.
_PREFIXES: Final = {"GR": ("EL", "GR"), "GB": ("GB", "XI")}
_MODULES: Final = {
    "AT": "at.uid", "BE": "be.vat", "BG": "bg.vat", "CY": "cy.vat", "CZ": "cz.dic", "DE": "de.vat", "DK": "dk.cvr", "EE": "ee.kmkr",
    "ES": "es.nif", "FI": "fi.alv", "FR": "fr.tva", "GB": "gb.vat", "GR": "gr.vat", "HR": "hr.oib", "HU": "hu.anum", "IE": "ie.vat",
    "IT": "it.iva", "LT": "lt.pvm", "LU": "lu.tva", "LV": "lv.pvn", "MT": "mt.vat", "NL": "nl.btw", "PL": "pl.nip", "PT": "pt.nif",
    "RO": "ro.cf", "SE": "se.vat", "SI": "si.ddv", "SK": "sk.dph", "XI": "gb.vat",
}  # fmt: skip
EU: Final = frozenset(_MODULES) - {"GB", "XI"}
_KVK: Final = re.compile(r"\d{8}")
# Handelsregister: the section, the number, and letters that some courts add; the court itself may stand before or behind.
_HRB: Final = re.compile(r"(?:.*\b)?(?:HRA|HRB|GNR|GENR|PR|VR|GSR)\s*\d{1,6}\s*[A-Z]{0,2}(?:\b.*)?")
_BAD: Final = re.compile(r"(\d)\1+")


class Verdict(StrEnum):
    """What can be said of a number without asking the register."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"  # a country whose numbers have no rule here


def plain(text: str) -> str:
    """Return a number as it compares: capitals and digits only."""
    return re.sub(r"[^A-Z0-9]", "", text.upper())


def register_key(country: str, text: str) -> str:
    """Return the registration number as it compares within its country; empty when there is nothing to compare."""
    number = plain(text)
    match country:
        case "NL":
            return number.removeprefix("KVK").zfill(8) if number else ""
        case "BE":
            return re.sub(r"^(BTW|TVA|BE)+", "", number).zfill(10) if number else ""
        case "FR":
            return number[:9]  # a SIRET begins with its SIREN
        case _:
            return number


def vat_key(country: str, text: str) -> str:
    """Return the VAT number as it compares: with its country's letters before it."""
    number = plain(text).removeprefix("BTW").removeprefix("TVA")
    if not number:
        return ""
    letters, body = (number[:2], number[2:]) if number[:2].isalpha() else (country, number)
    return f"{letters}{body.zfill(10) if letters == 'BE' else body}"


@cache
def registration(country: str, text: str) -> Verdict:
    """Return whether ``text`` can be a registration number of ``country``."""
    number = plain(text)
    match country:
        case "NL":
            is_right = bool(_KVK.fullmatch(number.removeprefix("KVK"))) and not _BAD.fullmatch(number)
        case "BE":
            is_right = be_vat.is_valid(register_key(country, text))
        case "FR":
            is_right = siren.is_valid(number) or siret.is_valid(number)
        case "DE":
            is_right = bool(_HRB.fullmatch(text.upper().strip()))
        case _:
            return Verdict.UNKNOWN
    return Verdict.RIGHT if is_right else Verdict.WRONG


@cache
def vat(country: str, text: str) -> Verdict:
    """Return whether ``text`` can be a VAT number: of the country its letters name, else of ``country``."""
    number = plain(text)
    letters = number[:2] if number[:2].isalpha() else country
    named = "GR" if letters == "EL" else letters
    check = _check(named)
    if check is None:
        return Verdict.UNKNOWN
    body = number[2:] if letters in {*_PREFIXES.get(named, (named,)), named} and number[:2].isalpha() else number
    if named == "BE":
        body = body.zfill(10)
    return Verdict.RIGHT if check(body) or check(number) else Verdict.WRONG


@cache
def iban(text: str) -> Verdict:
    """Return whether ``text`` is an account number whose check digits are right."""
    return Verdict.RIGHT if is_iban(text) else Verdict.WRONG


@cache
def _check(country: str) -> Check | None:
    name = _MODULES.get(country)
    if name is None:
        return None
    module = import_module(f"stdnum.{name}")

    def is_right(number: str) -> bool:
        try:
            module.validate(number)
        except ValidationError:
            return False
        return True

    return is_right
