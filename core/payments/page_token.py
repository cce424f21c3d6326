"""The sealed token in the link to a customer's own page: who may open it and until when, readable by nobody but us."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV

from core.errors import SaldoError
from core.payments.letters import content_of, letters

if TYPE_CHECKING:
    from collections.abc import Iterable

PURPOSE: Final = b"saldo customer page 1"
"""Part of the key and of what is sealed: a token for anything else is none for the page, and the other way round."""
_LONGEST: Final = 600


class PageTokenError(SaldoError):
    """A link to a customer's page that was not made here, or was changed on its way."""

    def __init__(self) -> None:
        super().__init__("This link is not complete. Copy the whole address from the message, or call us.")


@dataclass(frozen=True, kw_only=True)
class Grant:
    """Who may open which page: of a customer as it was called when the link was made, up to and including a day."""

    entity: str
    customer_id: str
    named: str
    generation: int
    until_on: date
    language: str


def name_mark(name: str) -> str:
    """Return a short mark of a customer's name: a number that was given to somebody else since opens nothing."""
    return sha256(" ".join(name.casefold().split()).encode()).hexdigest()[:12]


def seal(grant: Grant, secret: bytes) -> str:
    """Return the token of ``grant``, fit for an address: equal input gives the same token, so a preview stays as it is."""
    said = [
        grant.entity,
        grant.customer_id,
        grant.named,
        grant.generation,
        grant.until_on.toordinal(),
        grant.language,
    ]
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    return letters(_cipher(secret).encrypt(body, [PURPOSE]))


def unseal(token: str, secrets: Iterable[bytes]) -> Grant:
    """Return what ``token`` grants; raise :class:`PageTokenError` unless it was sealed with one of ``secrets`` for a page."""
    whole = content_of(token, _LONGEST)
    if whole is None:
        raise PageTokenError
    for secret in secrets:
        try:
            said = json.loads(_cipher(secret).decrypt(whole, [PURPOSE]))
        except (InvalidTag, ValueError):
            continue
        entity, customer_id, named, generation, until, language = said
        return Grant(
            entity=entity,
            customer_id=customer_id,
            named=named,
            generation=generation,
            until_on=date.fromordinal(until),
            language=language,
        )
    raise PageTokenError


@lru_cache(maxsize=8)
def _cipher(secret: bytes) -> AESSIV:
    """Return the cipher of a secret: misuse of a nonce cannot happen, for it has none."""
    return AESSIV(hmac.digest(secret, PURPOSE, "sha256"))
