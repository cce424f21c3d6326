"""What the provider says of somebody, read out of the claims of a token that was checked."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.access.provider import Provider


class ClaimsError(ValueError):
    """Claims of another application, or without what a sign-in is told apart by."""


@dataclass(frozen=True, kw_only=True)
class Claims:
    """Who somebody is to the provider, since when, and which values of the role claim came with it."""

    who: str  # "issuer|sub": never given to anybody else
    sign_in: str  # tells this sign-in from every other one
    name: str
    email: str | None
    is_email_proven: bool  # a provider of one organisation often does not say: only its no is a no
    proven_at: datetime  # when they showed the provider who they are
    said: tuple[str, ...] = ()


def read_claims(raw: Mapping[str, Any], provider: Provider) -> Claims:
    """Return what ``raw`` says; raise :class:`ClaimsError` when it was not made for Saldo or lacks what it needs."""
    audience = raw.get("aud")
    if provider.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise ClaimsError("the token was made for another application")
    issuer, subject, nonce = (_text(raw, name) for name in ("iss", "sub", "nonce"))
    email = str(raw.get("email") or "").strip().lower() or None
    name = str(raw.get("name") or raw.get("preferred_username") or email or subject)
    return Claims(
        who=f"{issuer}|{subject}",
        sign_in=hashlib.sha256(f"{issuer}\n{subject}\n{nonce}".encode()).hexdigest(),
        name=" ".join(name.split())[:80],
        email=email,
        is_email_proven=raw.get("email_verified", True) in {True, "true"},
        proven_at=_instant(raw.get("auth_time") or raw.get("iat")),
        said=() if provider.role_claim is None else _values(raw, provider.role_claim),
    )


def _text(raw: Mapping[str, Any], name: str) -> str:
    value = raw.get(name)
    if not isinstance(value, str) or not value or "\n" in value:
        raise ClaimsError(f"the token has no {name}")
    return value


def _instant(value: object) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ClaimsError("the token does not say when it was made")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError) as error:
        raise ClaimsError("the token does not say when it was made") from error


def _values(raw: Mapping[str, Any], claim: str) -> tuple[str, ...]:
    """Return the values of ``claim``: a word, words with blanks or commas between, or a list; dots lead into it.

    >>> _values({"realm_access": {"roles": ["viewer"]}}, "realm_access.roles")
    ('viewer',)
    """
    found: object = raw.get(claim)
    if found is None:
        found = raw
        for part in claim.split("."):
            found = found.get(part) if isinstance(found, dict) else None
    if isinstance(found, str):
        return (found, *found.replace(",", " ").split())
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else ()
