"""What the line-item lists of SAP (FBL5N, FBL1N) have in common, whatever the language of the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.intake.fields import ImportKind
from core.intake.mapping import Group, Mapping
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Mapping as Dictionary
    from collections.abc import Sequence

TERM_DAYS: Final = 30
DOCUMENT_WORDS: Final = {"dz": "payment", "zp": "payment", "dg": "credit_note", "kg": "credit_note", "kz": "payment"}

# A subtotal row under the items of an account names it, where the list has no column for it.
ACCOUNT_BELOW: Final = Group(
    place="below",
    field="customer_id",
    pattern=r"^(?:Konto|Account|Customer|Rekening|Compte|Debitor|Kreditor|Klant|Client)\s+(\S+)",
)


def sap_mapping(
    columns: Dictionary[str, Sequence[str]], words: Dictionary[str, str] | None = None, *, flip_signs: bool = False
) -> Mapping:
    """Return the mapping of a line-item list with these headers; amounts and currencies are taken in pairs."""
    return Mapping(
        kind=ImportKind.LEDGER,
        columns=columns,
        pairs=(("amount", "currency"),),
        words={**DOCUMENT_WORDS, **(words or {})},
        mode=ImportMode.SNAPSHOT,
        constants={"currency": "EUR"},
        total_when_blank=("number",),
        group=ACCOUNT_BELOW,
        due_after_days=TERM_DAYS,
        issued_before_days=TERM_DAYS,
        flip_signs=flip_signs,
    )
