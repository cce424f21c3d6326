"""Numbers that a state gives a person, found in what somebody writes: refused where a person types, covered where it arrives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from stdnum.be import nn as be_nn
from stdnum.de import idnr as de_idnr
from stdnum.fr import nir as fr_nir
from stdnum.nl import bsn as nl_bsn

from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Iterator

# Digits with the marks people put between them; what a letter, a plus or a currency sign begins is another number.
_RUN: Final = re.compile(r"(?<![\w+€$£./-])\d(?:[ .\-/]?\d){7,14}(?![\w]|[.,/-]\d)")
_DIGITS: Final = re.compile(r"\D")
# One nine-digit number in eleven passes the check of a BSN: a word before it that names another number is believed.
_OTHERS: Final = re.compile(
    r"(factu\w*|invoice\w*|rechnung\w*|belegn\w*|nota|order\w*|bestel\w*|commande|bestellung|auftrag\w*|klant\w*|customer\w*|client\w*"
    r"|kunde\w*|kundennummer|debiteur\w*|rekening\w*|account\w*|compte|konto\w*|kenmerk\w*|referen\w*|réf\w*|ref|dossier\w*|zaak\w*"
    r"|case|tel|telefoon\w*|phone|mobiel|tél\w*|telefon\w*|kvk|kbo|siren|siret|btw|vat|tva|ust|bedrag|amount|polis\w*|policy|pakbon\w*"
    r"|contract\w*|meter\w*|serie\w*|rsin|eur|euro|[€$£])"
    r"[\s.:#°-]*(?:nummer|number|numéro|num|no|nr|n°)?[\s.:#°-]*$",
    re.IGNORECASE,
)
_NAMED: Final = re.compile(
    r"(bsn|burgerservice\w*|sofi\w*|rijksregister\w*|registre national|nn|nir|insz|niss|sécurité sociale|steuer-?id\w*"
    r"|identifikationsnummer|citizen service)[^\d]{0,20}$",
    re.IGNORECASE,
)
_STAR: Final = "*"


class NationalNumberError(SaldoError):
    """A text with a number that a state gives a person; the number itself is not repeated."""

    def __init__(self, kind: str) -> None:
        super().__init__(
            "There is a number in it that looks like a {kind}: such a number is kept nowhere here. Leave it out; if "
            "it is another number, write before it what it is, as in “invoice 202600017”.",
            kind=kind,
        )
        self.kind = kind


@dataclass(frozen=True, kw_only=True)
class Found:
    """A number of a person in a text: what it is called, and where it stands."""

    kind: str
    start: int
    end: int


def national_numbers(text: str) -> list[Found]:
    """Return every number in ``text`` that a state gives a person, in the order of the text.

    A Belgian, French or German one by its check digits alone; a Dutch BSN also by the words before it.

    >>> [each.kind for each in national_numbers("BSN 111222333, factuur 111222333")]
    ['BSN']
    """
    return list(_found(text))


def refuse_national_numbers(*texts: str, beside: str = "") -> None:
    """Raise :class:`NationalNumberError` when one of ``texts`` has such a number that does not stand in ``beside`` already."""
    for text in texts:
        for each in _found(text):
            if text[each.start : each.end] not in beside:
                raise NationalNumberError(each.kind)


def covered(text: str) -> str:
    """Return ``text`` with a star for every digit of such a number: for what arrives and cannot be refused.

    >>> covered("mijn bsn is 1112.22.333")
    'mijn bsn is ****.**.***'
    """
    letters = list(text)
    for each in _found(text):
        letters[each.start : each.end] = [_STAR if one.isdigit() else one for one in letters[each.start : each.end]]
    return "".join(letters)


def _found(text: str) -> Iterator[Found]:
    for match in _RUN.finditer(text):
        digits = _DIGITS.sub("", match.group())
        kind = _kind(digits, text[max(0, match.start() - 40) : match.start()])
        if kind is not None:
            yield Found(kind=kind, start=match.start(), end=match.end())


def _kind(digits: str, before: str) -> str | None:
    is_named = _NAMED.search(before) is not None
    if not is_named and _OTHERS.search(before) is not None:
        return None
    checks: dict[str, bool] = {}
    match len(digits):
        case 8:
            checks["BSN"] = is_named and nl_bsn.is_valid(f"0{digits}")
        case 9:
            checks["BSN"] = nl_bsn.is_valid(digits)
        case 11:
            checks["Rijksregisternummer"] = be_nn.is_valid(digits)
            checks["Steuer-Identifikationsnummer"] = de_idnr.is_valid(digits)
        case 13:
            checks["NIR"] = is_named
        case 15:
            checks["NIR"] = fr_nir.is_valid(digits)
    return next((kind for kind, is_one in checks.items() if is_one), None)
