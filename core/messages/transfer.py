"""A credit transfer as the code of the European Payments Council writes it (EPC069-12), and read back strictly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from core.errors import SaldoError
from core.messages.references import structured
from core.sentence import Sentence

LARGEST_MINOR = 99_999_999_999
LONGEST_NAME = 70
LONGEST_TEXT = 140
MOST_BYTES = 331  # of the whole code, by the standard
_LINES = 12
_UTF8 = "1"
_AMOUNT = re.compile(r"EUR(0|[1-9][0-9]{0,8})\.([0-9]{2})")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")


class PaymentCodeError(SaldoError):
    """A payment code that does not say what the message says."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__("The payment code (QR) is not right: {why}. Nothing is sent with it.", why=Sentence(why))


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One credit transfer in euro: to whom, how much, and what to put beside it."""

    name: str
    iban: str
    amount_minor: int
    reference: str
    is_structured: bool = False  # a reference that banks check: ISO 11649, or a Belgian communication as twelve digits

    def payload(self) -> str:
        """Return the twelve lines of the code: version 002, UTF-8, and a structured or a free reference, never both."""
        whole, cents = divmod(self.amount_minor, 100)
        checked, free = (self.reference, "") if self.is_structured else ("", self.reference)
        return "\n".join(
            (
                "BCD",
                "002",
                _UTF8,
                "SCT",
                "",
                self.name,
                self.iban,
                f"EUR{whole}.{cents:02d}",
                "",
                checked,
                free,
                "",
            )
        ).rstrip("\n")


def transfer_of(name: str, iban: str, amount_minor: int, reference: str) -> Transfer:
    """Return the transfer with ``reference`` as a bank takes it: structured where it is, else as text."""
    machine = structured(reference)
    return Transfer(
        name=name[:LONGEST_NAME].rstrip(),
        iban="".join(iban.split()).upper(),
        amount_minor=amount_minor,
        reference=reference if machine is None else machine,
        is_structured=machine is not None,
    )


def transfer_in(payload: str) -> Transfer:
    """Return the transfer that ``payload`` asks for; raise :class:`PaymentCodeError` for anything a bank might read otherwise."""
    lines = payload.split("\n")
    if len(lines) > _LINES or "\r" in payload:
        raise PaymentCodeError("it has other lines than the standard")
    head, (_bic, name, iban, amount, _purpose, checked, free, _said) = (
        lines[:4],
        (*lines[4:], *[""] * (_LINES - len(lines)))[:8],
    )
    found = _AMOUNT.fullmatch(amount)
    if head != ["BCD", "002", _UTF8, "SCT"] or found is None or not _IBAN.fullmatch(iban) or not name:
        raise PaymentCodeError("it is no credit transfer in euro")
    if bool(checked) == bool(free):
        raise PaymentCodeError("it has not exactly one reference")
    return Transfer(
        name=name,
        iban=iban,
        amount_minor=int(Decimal(f"{found[1]}.{found[2]}").scaleb(2)),
        reference=checked or free,
        is_structured=bool(checked),
    )
