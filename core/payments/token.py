"""The signed token in a pay link: what is asked of whom, so that nobody can make one up or change the amount."""

from __future__ import annotations

import hmac
import json
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from core.errors import SaldoError
from core.payments.letters import content_of, letters

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

_SEAL: Final = 16  # bytes of the signature: 128 bits cannot be guessed
_LONGEST: Final = 1_200  # letters; a longer address is none of ours
VERSION: Final = 1


class PayTokenError(SaldoError):
    """A pay link that was not made here, or was changed on its way."""

    def __init__(self) -> None:
        super().__init__("This link is not complete. Copy the whole address from the message, or call us.")


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a message asks: an amount of a customer, in one currency, for the items that ``items`` stands for."""

    entity: str
    customer_id: str
    amount_minor: int
    currency: str
    items: str
    reference: str
    language: str


def items_mark(items: Iterable[tuple[str, date, str]]) -> str:
    """Return a short mark of the items asked for: number, due date and currency of each, whatever their order."""
    said = json.dumps(sorted([number, due_on.isoformat(), currency] for number, due_on, currency in items))
    return sha256(said.encode()).hexdigest()[:16]


def sign(asked: Asked, secret: bytes) -> str:
    """Return the token of ``asked``, fit for an address: equal input gives the same token."""
    body = json.dumps([VERSION, *astuple(asked)], ensure_ascii=False, separators=(",", ":")).encode()
    return letters(body + _seal(body, secret))


def read(token: str, secrets: Iterable[bytes]) -> Asked:
    """Return what ``token`` asks; raise :class:`PayTokenError` unless it was signed with one of ``secrets``."""
    whole = content_of(token, _LONGEST)
    if whole is None:
        raise PayTokenError
    body, seal = whole[:-_SEAL], whole[-_SEAL:]
    if not any(hmac.compare_digest(seal, _seal(body, secret)) for secret in secrets):
        raise PayTokenError
    version, entity, customer_id, amount_minor, currency, items, reference, language = json.loads(body)
    if version != VERSION:
        raise PayTokenError
    return Asked(
        entity=entity,
        customer_id=customer_id,
        amount_minor=amount_minor,
        currency=currency,
        items=items,
        reference=reference,
        language=language,
    )


def _seal(body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, b"saldo pay link" + body, "sha256")[:_SEAL]
