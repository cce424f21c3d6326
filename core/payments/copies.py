"""Copies of invoices: the file that goes along with a mail, and the address where a copy can be fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import quote

from core.messages.facts import InvoiceCopy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.messages.context import Item
    from core.payments.terms import PaymentTerms

MOST_BYTES: Final = 5_000_000
"""Of all copies of one mail; a larger heap is refused by many mail servers, so nothing is attached then."""
_UNSAFE = re.compile(r"[^A-Za-z0-9.-]|^\.")
"""What stands as its code: also a point in front, which would hide the file."""


def file_name(number: str) -> str:
    """Return the name under which the copy of an invoice lies; two numbers never share one.

    A slash becomes ``_``, as people name files; every other sign that cannot stand in a file name, and a ``_`` or ``%`` of the number
    itself, becomes its code, as in an address.

    >>> file_name("2026/12"), file_name("2026 12"), file_name("2026_12"), file_name("../F-1.a")
    ('2026_12.pdf', '2026%2012.pdf', '2026%5F12.pdf', '%2E._F-1.a.pdf')
    """
    return f"{_UNSAFE.sub(_coded, number) or '%'}.pdf"


def _coded(found: re.Match[str]) -> str:
    return "_" if found[0] == "/" else "".join(f"%{byte:02X}" for byte in found[0].encode(errors="surrogatepass"))


def copy_of(terms: PaymentTerms, number: str) -> InvoiceCopy | None:
    """Return the copy of one invoice that lies in the folder, None where there is none."""
    if not terms.copies_folder:
        return None
    folder = Path(terms.copies_folder).resolve()
    file = (folder / file_name(number)).resolve()
    if not file.is_relative_to(folder) or not file.is_file():
        return None
    return InvoiceCopy(number=number, file_name=file.name, media_type="application/pdf", content=file.read_bytes())


def has_copy(terms: PaymentTerms, number: str) -> bool:
    """Return whether a copy of an invoice lies in the folder."""
    return bool(terms.copies_folder) and (Path(terms.copies_folder) / file_name(number)).is_file()


class Numbered(Protocol):
    """What has the number of an invoice."""

    @property
    def number(self) -> str:
        """Return the number."""
        ...


def copies(terms: PaymentTerms, items: Sequence[Numbered]) -> tuple[InvoiceCopy, ...]:
    """Return the copies of ``items`` that lie in the folder, each once; none when together they are too large for a mail."""
    found, size = [], 0
    for number in dict.fromkeys(item.number for item in items):
        copy = copy_of(terms, number)
        if copy is None:
            continue
        size += len(copy.content)
        if size > MOST_BYTES:
            return ()
        found.append(copy)
    return tuple(found)


def copy_address(terms: PaymentTerms, item: Item, *, entity: str, customer_id: str) -> str:
    """Return where the copy of ``item`` can be fetched, '' when no address is set; whatever a number holds stays one part."""
    if not terms.copies_address:
        return ""
    values = {
        "number": item.number,
        "customer_id": customer_id,
        "entity": entity,
        "year": str(item.issued_on.year),
    }
    return terms.copies_address.format(**{name: quote(value, safe="") for name, value in values.items()})
