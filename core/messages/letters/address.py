"""The address in the window of an envelope: at most six lines, each short enough for the print provider's index."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from babel import Locale

from core.errors import SaldoError
from core.messages.clean import one_line
from core.messages.format import LOCALES
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from core.messages.context import MessageContext

LONGEST_LINE: Final = 50
MOST_LINES: Final = 6
_NAME_LINES: Final = 2
_STREET_LINES: Final = 3
_ATTENTION: Final = {"nl": "T.a.v.", "fr": "À l’attention de", "de": "z. Hd.", "en": "Attn"}


class NoPostalAddressError(SaldoError):
    """A letter to nowhere."""

    def __init__(self, customer_id: str) -> None:
        super().__init__(
            "Customer {customer_id} has no postal address: add it in the ledger, or choose another channel for this "
            "customer.",
            customer_id=customer_id,
        )


@dataclass(frozen=True, kw_only=True)
class Address:
    """To whom a letter goes: name and lines as they stand in the window, and the country (ISO 3166, '' when not known)."""

    name: str
    lines: tuple[str, ...]
    country: str


def postal_address(context: MessageContext, address: str, language: str) -> Address:
    """Return ``address`` as the lines of a window: name, person, street and town, and the country when it is another.

    A letter to an agency shows the agency's own name and address: it is about the customer, not to it.
    Lines are parted by line breaks or semicolons, else by commas; a country at the end may be a code or a name.
    Raises :class:`NoPostalAddressError` when there is no line.
    """
    agency = context.agency
    if agency is not None:
        address = agency.address
    parts = [one_line(part) for part in re.split(r"[\n;]+" if re.search(r"[\n;]", address) else ",", address)]
    parts = [part for part in parts if part]
    country = context.country if agency is None else ""
    if len(parts) > 1 and (named := _codes().get(parts[-1].casefold())):
        country = named
        parts = parts[:-1]
    if not parts:
        raise NoPostalAddressError(context.customer_id)
    to = one_line(context.customer_name) or context.customer_id if agency is None else one_line(agency.name)
    name = _folded(to, _NAME_LINES)
    is_firm = (
        context.customer_type is not CustomerType.CONSUMER and one_line(context.person or "") != context.customer_name
    )
    has_person = bool(context.person) and is_firm and agency is None
    person = f"{_ATTENTION[language[:2]]} {one_line(context.person or '')}" if has_person else ""
    streets = [line for part in parts for line in _folded(part, _STREET_LINES)]
    home = context.sender.iban[:2].upper()
    abroad = [] if country in {"", home} else [country_name(country, language).upper()[:LONGEST_LINE]]
    space = MOST_LINES - len(name) - len(abroad)
    if len(streets) > space:  # the town stands last, and no letter comes without it
        streets = [*streets[: space - 1], streets[-1]]
    attention = _folded(person, 1) if person and len(streets) < space else []
    lines = (*name, *attention, *streets, *abroad)
    return Address(name=one_line(context.customer_name) if agency is None else to, lines=lines, country=country)


def country_name(code: str, language: str) -> str:
    """Return the name of an ISO 3166 country in ``language``; an unknown code as it is."""
    return _names(language).get(code, code)


@cache
def _names(language: str) -> dict[str, str]:
    return dict(Locale.parse(LOCALES[language]).territories.items())


@cache
def _codes() -> dict[str, str]:
    """Return the code of every country by its name in each language, and by the code itself."""
    found: dict[str, str] = {}
    for language in LOCALES:
        for code, name in _names(language).items():
            if len(code) == 2 and code.isalpha():  # noqa: PLR2004 (an ISO 3166 code has two letters)
                found |= {code.casefold(): code, name.casefold(): code}
    return found


def _folded(text: str, most: int) -> list[str]:
    """Return ``text`` on at most ``most`` lines that fit the index; what does not fit ends in an ellipsis."""
    return textwrap.wrap(text, LONGEST_LINE, max_lines=most, placeholder=" …") or [text[:LONGEST_LINE]]
