"""The digests of the audit trail: the commitment of a piece, what an entry says of its pieces, and the link to the one before."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

SALT_BYTES: Final = 16


@dataclass(frozen=True, kw_only=True)
class Head:
    """The newest entry at some moment; whoever keeps one elsewhere can tell later that nothing up to it was rewritten."""

    number: int
    digest: str


NO_ENTRY: Final = Head(number=0, digest="0" * 64)
"""What the first entry follows."""


def new_salt() -> str:
    """Return a salt: without it nobody can tell from a commitment what an erased piece said."""
    return secrets.token_hex(SALT_BYTES)


def as_text(body: Any) -> str:  # noqa: ANN401 - whatever JSON holds
    """Return ``body`` as it is sealed and kept."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def commitment(salt: str, entity: str | None, customer_id: str | None, body: str) -> str:
    """Return the digest of one piece."""
    return sha256(json.dumps([salt, entity, customer_id, body]).encode()).hexdigest()


def of_values(commitments: Iterable[str]) -> str:
    """Return the digest of an entry's pieces, in their order."""
    return sha256("".join(commitments).encode()).hexdigest()


def link(previous: str, number: int, at: datetime, told: Iterable[str | None]) -> str:
    """Return the digest of an entry: its place, its instant, what it says, and the entry before."""
    moment = at.astimezone(UTC).isoformat(timespec="microseconds")
    return sha256(json.dumps([previous, number, moment, *told]).encode()).hexdigest()
