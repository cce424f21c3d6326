"""Copies of invoices: the file that goes along with a mail, and the address where a copy can be fetched."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from core.messages.facts import InvoiceCopy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.messages.context import Item
    from core.payments.terms import PaymentTerms

MOST_BYTES: Final = 5_000_000
"""Of all copies of one mail; a larger heap is refused by many mail servers, so nothing is attached then."""
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")


def file_name(number: str) -> str:
    """Return the name under which the copy of an invoice lies: signs that cannot stand in a file name become ``_``.

    >>> file_name("2026/12 A")
    '2026_12_A.pdf'
    """
    return f"{_UNSAFE.sub('_', number).strip('.') or '_'}.pdf"


def copies(terms: PaymentTerms, items: Sequence[Item]) -> tuple[InvoiceCopy, ...]:
    """Return the copies of ``items`` that lie in the folder, each once; none when together they are too large for a mail."""
    if not terms.copies_folder:
        return ()
    folder, found, size = Path(terms.copies_folder).resolve(), [], 0
    for number in dict.fromkeys(item.number for item in items):
        file = (folder / file_name(number)).resolve()
        if not file.is_relative_to(folder) or not file.is_file():
            continue
        size += file.stat().st_size
        if size > MOST_BYTES:
            return ()
        found.append(
            InvoiceCopy(number=number, file_name=file.name, media_type="application/pdf", content=file.read_bytes())
        )
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
