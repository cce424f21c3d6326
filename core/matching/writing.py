"""How people write numbers and names, brought to one form so that they can be compared."""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache
from typing import Final

NOT_ALPHANUMERIC: Final = re.compile(r"[^0-9A-Z]+")
WORD: Final = re.compile(r"[0-9A-Z][0-9A-Z/\-.]*[0-9A-Z]|[0-9A-Z]")
SHORTEST_NUMBER: Final = 6
"""A shorter text is found in too many payments to say anything: a year, a house number, an amount."""
REFERENCE: Final = re.compile(
    r"\bRF\d{2}[0-9A-Z]{1,21}\b|\bRF\d{2}(?: \d{4})+(?: \d{1,3})?\b"  # ISO 11649
    r"|[+*]{3} ?\d{3}/?\d{4}/?\d{5} ?[+*]{3}"  # Belgian structured communication
    r"|\b\d{4}(?: ?\d{4}){3}\b"  # Dutch betalingskenmerk
)
SHORTEST_CUT: Final = 12
"""A name cut off earlier than this could be anybody's."""
LEGAL_FORMS: Final = frozenset(
    [
        "BV",
        "NV",
        "VOF",
        "CV",
        "BVBA",
        "SRL",
        "SA",
        "SPRL",
        "SPRL",
        "SC",
        "GMBH",
        "AG",
        "KG",
        "OHG",
        "UG",
        "EV",
        "SARL",
        "SAS",
        "EURL",
        "LTD",
        "LIMITED",
        "PLC",
        "INC",
        "VZW",
        "ASBL",
        "STICHTING",
        "VERENIGING",
        "HOLDING",
        "GROEP",
        "GROUP",
        "CO",
        "EN",
        "ET",
        "UND",
        "AND",
        "DE",
        "HET",
        "VAN",
        "DER",
        "DEN",
        "HR",
        "MW",
        "DHR",
        "MEVR",
        "MR",
        "MRS",
        "HERR",
        "FRAU",
    ]
)


def plain(text: str) -> str:
    """Return ``text`` in capitals without accents and without anything but letters and digits."""
    return NOT_ALPHANUMERIC.sub("", _unaccented(text))


def numbers_in(text: str) -> list[str]:
    """Return what may be document numbers in ``text``, each in its plain form, in order and once.

    A number with a blank in it is found too: neighbours are also tried as one.
    """
    words = WORD.findall(_unaccented(text))
    forms = [plain(word) for word in words]
    numbered = [form if any(map(str.isdigit, form)) else "" for form in forms]
    joined = [first + second for first, second in itertools.pairwise(numbered) if first and second]
    found = [form for form in (*numbered, *joined) if len(form) >= SHORTEST_NUMBER]
    return list(dict.fromkeys(found))


@lru_cache(maxsize=100_000)
def name_words(name: str) -> frozenset[str]:
    """Return the words by which a name is known: no legal form, no title, no initial."""
    words = (plain(word) for word in _unaccented(name).replace(".", "").split())
    return frozenset(word for word in words if len(word) > 1 and word not in LEGAL_FORMS)


def references_in(text: str) -> list[str]:
    """Return the structured references written out in ``text``, in plain form: RF, Belgian and Dutch ones, blanks and all."""
    return list(dict.fromkeys(plain(found) for found in REFERENCE.findall(_unaccented(text))))


def is_like_name(one: str, other: str) -> bool:
    """Return whether one name holds all words of the other, or is the other cut off, as banks do with long ones."""
    first, second = name_words(one), name_words(other)
    if not first or not second:
        return False
    short, long = sorted((plain(one), plain(other)), key=len)
    return first <= second or second <= first or (len(short) >= SHORTEST_CUT and long.startswith(short))


@lru_cache(maxsize=200_000)
def _unaccented(text: str) -> str:
    spread = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in spread if not unicodedata.combining(letter)).upper()
