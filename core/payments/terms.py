"""How each entity wants to be paid: reference, payment code, and where copies of its invoices are; kept on the desk."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING, Any, Final, Self
from urllib.parse import urlsplit

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.errors import SaldoError
from core.messages.references import ReferenceKind, made
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.desk.engine import Desk

SETTING: Final = "payment"
NAMES: Final = frozenset({"number", "customer_id", "entity", "year"})
"""What an address pattern may name, between braces."""


class PaymentTermsError(SaldoError):
    """A term of payment that cannot be kept."""


@dataclass(frozen=True, kw_only=True)
class PaymentTerms:
    """What an entity chose; ``copies_folder`` and ``copies_address`` are empty where invoices have no copy."""

    reference: ReferenceKind = ReferenceKind.OWN
    has_code: bool = True
    copies_folder: str = ""
    copies_address: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return the fields by name, as the desk keeps them."""
        return asdict(self) | {"reference": str(self.reference)}

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """Return the terms whose fields :meth:`to_dict` gave."""
        return cls(**{**fields, "reference": ReferenceKind(fields.get("reference", ReferenceKind.OWN))})

    def reference_for(self, numbers: Iterable[str], customer_id: str) -> str | None:
        """Return the reference with check digits for one invoice, or for a customer with several; None for its own number."""
        named = list(numbers)
        return made(self.reference, named[0] if len(named) == 1 else customer_id)


def payment_terms(desk: Desk, entity: str) -> PaymentTerms:
    """Return the terms of ``entity``, else those of all entities, else as shipped."""
    kept = settings.get(desk, SETTING, entity)
    return PaymentTerms() if kept is None else PaymentTerms.from_dict(kept.body)


@permitted(Action.SETTING)
def save_payment_terms(desk: Desk, entity: str, terms: PaymentTerms, *, by: str) -> None:
    """Keep ``terms`` for ``entity`` ('' for all that have none of their own).

    Raises :class:`PaymentTermsError` for a folder that is not there and for an address that is none.
    """
    if terms.copies_folder and not Path(terms.copies_folder).is_dir():
        raise PaymentTermsError(
            Sentence(
                "There is no folder {copies_folder} on this server: make it, or leave the field empty.",
                copies_folder=terms.copies_folder,
            )
        )
    if terms.copies_address:
        _check_address(terms.copies_address)
    settings.save(desk, SETTING, terms.to_dict(), by=by, scope=entity)


def _check_address(pattern: str) -> None:
    try:
        named = {name for _, name, _, _ in Formatter().parse(pattern) if name is not None}
    except ValueError:
        named = {""}
    if not named <= NAMES or "number" not in named:
        raise PaymentTermsError(
            Sentence(
                "{pattern} needs {{number}} and may name {given}, nothing else.",
                pattern=pattern,
                given=", ".join(f"{{{name}}}" for name in sorted(NAMES)),
            )
        )
    parts = urlsplit(pattern)
    if parts.scheme not in {"http", "https"} or not parts.netloc or "{" in parts.netloc:
        raise PaymentTermsError(
            Sentence(
                "{pattern} is no address: write it in full, as in https://example.org/{{number}}.pdf.", pattern=pattern
            )
        )
