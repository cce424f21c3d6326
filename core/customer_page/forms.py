"""The hidden part of every form on the page: made for this link and this act, good for a day, and worth one act."""

from __future__ import annotations

import hmac
import re
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from core.customer_page.refusals import RefusedError, Why

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

VALID: Final = timedelta(hours=24)
CLOCKS: Final = timedelta(minutes=1)
"""Clocks of two servers differ a little."""
PURPOSE: Final = b"saldo customer form 1"
_TEXT: Final = re.compile(r"([0-9a-f]{20})\.([0-9]{1,12})\.([0-9a-f]{64})")


def form_token(secret: bytes, page: str, act: str, now: datetime) -> str:
    """Return the hidden value of a new form for ``act`` on the page behind the token ``page``."""
    nonce, at = secrets.token_hex(10), str(int(now.timestamp()))
    return f"{nonce}.{at}.{_seal(secret, page, act, nonce, at)}"


def form_id(value: str, keys: Sequence[bytes], page: str, act: str, now: datetime) -> str:
    """Return what names this one form, the same however often it is sent; raise ``RefusedError`` for one of another page or day."""
    found = _TEXT.fullmatch(value)
    if found is None:
        raise RefusedError(Why.FORM_OVER)
    nonce, at, seal = found.groups()
    is_ours = any([hmac.compare_digest(seal, _seal(key, page, act, nonce, at)) for key in keys])  # noqa: C419 (every key, so that time tells nothing)
    age = now.timestamp() - int(at)
    if not is_ours or not -CLOCKS.total_seconds() <= age <= VALID.total_seconds():
        raise RefusedError(Why.FORM_OVER)
    return f"{nonce}{seal[:40]}"


def _seal(secret: bytes, page: str, act: str, nonce: str, at: str) -> str:
    said = f"{page}\n{act}\n{nonce}\n{at}".encode()
    return hmac.digest(hmac.digest(secret, PURPOSE, "sha256"), said, "sha256").hex()
