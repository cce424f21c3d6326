"""Who posted this receipt? The proofs that gateways give, each checked against the secret that its setting names."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from hashlib import sha1
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from core import secret, signed
from core.channels.gateway_terms import ReceiptTerms, SignatureForm
from core.signed import Fault, SignatureError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Posted:
    """What came in: the public address it was posted to, its headers in small letters, and its body."""

    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def proven(terms: ReceiptTerms, posted: Posted, *, now: datetime) -> None:
    """Raise ``SignatureError`` unless ``posted`` is the gateway's own, ``SecretError`` when the secret cannot be read."""
    if terms.signature is SignatureForm.NONE:
        raise SignatureError(Fault.NO_KEY)
    key = secret.read(terms.secret).reveal()
    header = posted.headers.get((terms.signature_header or _HEADERS[terms.signature]).lower())
    if terms.signature is SignatureForm.SIGNED:
        signed.check(posted.body, header, [key.encode()], now=now)
    elif terms.signature is SignatureForm.PLAIN:
        signed.check_plain(posted.body, header, [key.encode()])
    elif terms.signature is SignatureForm.URL:
        _same(header, _over_url(posted, key))
    elif terms.signature is SignatureForm.TOKEN:
        _same(None if header is None else header.removeprefix("Bearer ").strip(), key)
    else:
        _same(_basic(header), f"{terms.signature_user}:{key}")


_HEADERS = {
    SignatureForm.SIGNED: signed.HEADER,
    SignatureForm.PLAIN: "X-Signature",
    SignatureForm.URL: "X-Twilio-Signature",
    SignatureForm.TOKEN: "Authorization",
    SignatureForm.BASIC: "Authorization",
}


def _over_url(posted: Posted, key: str) -> str:
    """Return Base64 of HMAC-SHA1 over the address and every field of the form in the order of their names."""
    fields = sorted(parse_qsl(posted.body.decode(errors="replace"), keep_blank_values=True))
    said = posted.url + "".join(f"{name}{value}" for name, value in fields)
    return b64encode(hmac.new(key.encode(), said.encode(), sha1).digest()).decode()


def _basic(header: str | None) -> str | None:
    scheme, _, coded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        return b64decode(coded, validate=True).decode()
    except ValueError:
        return None


def _same(said: str | None, expected: str) -> None:
    if not said:
        raise SignatureError(Fault.MISSING)
    if not hmac.compare_digest(said.encode(), expected.encode()):
        raise SignatureError(Fault.WRONG)
