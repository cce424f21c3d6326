"""Signatures of what other systems post to us: HMAC-SHA256 of the body, with the moment of signing where the sender gives one."""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HEADER: Final = "X-Saldo-Signature"
WINDOW: Final = timedelta(minutes=5)
"""How far the moment of signing may lie from now: what is older may be a copy that somebody kept."""
LONGEST_HEADER: Final = 1_000
_HEX: Final = re.compile(r"[0-9a-fA-F]{64}")
_SECONDS: Final = re.compile(r"[0-9]{1,11}")


class Fault(StrEnum):
    """What is wrong with a signature."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    WRONG = "wrong"  # of another body, or made with a key that is not ours
    OUTDATED = "outdated"  # signed too long ago, or at a time that has not come
    NO_KEY = "no_key"  # nothing is set to check it with


_SAID = {
    Fault.MISSING: "it carries no signature",
    Fault.UNREADABLE: "its signature cannot be read",
    Fault.WRONG: "its signature does not fit its content",
    Fault.OUTDATED: "it was signed at another time",
    Fault.NO_KEY: "no key is set to check it with",
}


class SignatureError(SaldoError):
    """A message whose sender is not who it should be, for all that can be told."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault
        super().__init__(
            "The message was refused: {why}. Set the same secret on both sides, and check the clocks.",
            why=Sentence(_SAID[fault]),
        )


def signature(body: bytes, key: bytes, *, at: datetime) -> str:
    """Return the value of :data:`HEADER` for ``body`` signed ``at`` a moment: ``t=seconds,v1=hex``.

    >>> signature(b"{}", b"key", at=datetime(2026, 11, 3, tzinfo=UTC))[:18]
    't=1793664000,v1=d2'
    """
    seconds = int(at.timestamp())
    return f"t={seconds},v1={_timed(body, key, seconds)}"


def check(
    body: bytes, header: str | None, keys: Sequence[bytes], *, now: datetime, window: timedelta = WINDOW
) -> datetime:
    """Return when ``body`` was signed; raise :class:`SignatureError` unless one of ``keys`` signed it within ``window`` of ``now``.

    ``header`` is as :func:`signature` makes it. It may hold several ``v1``: who changes its key signs with the old and the new one for a
    while. ``keys`` are the ones that count here, so either side can change first. A body that comes twice within the window has the
    same signature: whoever takes it in has to know what it already had.
    """
    said = [part.strip().partition("=") for part in _read(header, keys).split(",")]
    moments = [value for name, _, value in said if name == "t"]
    seals = [value for name, _, value in said if name == "v1"]
    if len(moments) != 1 or not seals or not _SECONDS.fullmatch(moments[0]):
        raise SignatureError(Fault.UNREADABLE)
    seconds = int(moments[0])
    if not _is_any(seals, (_timed(body, key, seconds) for key in keys)):
        raise SignatureError(Fault.WRONG)
    if abs(now.timestamp() - seconds) > window.total_seconds():
        raise SignatureError(Fault.OUTDATED)
    return datetime.fromtimestamp(seconds, tz=UTC)


def check_plain(body: bytes, header: str | None, keys: Sequence[bytes]) -> None:
    """Raise :class:`SignatureError` unless one of ``keys`` signed ``body`` alone: ``sha256=hex``, one or several with commas between.

    The form of senders that sign no moment (Mollie, GitHub, Meta): a kept copy stays good for ever, so act on nothing in the body but a
    name to ask about, and do so once.
    """
    seals = [part.strip().removeprefix("sha256=") for part in _read(header, keys).split(",")]
    if not _is_any(seals, (hmac.digest(key, body, "sha256").hex() for key in keys)):
        raise SignatureError(Fault.WRONG if any(map(_HEX.fullmatch, seals)) else Fault.UNREADABLE)


def _read(header: str | None, keys: Sequence[bytes]) -> str:
    if not any(keys):
        raise SignatureError(Fault.NO_KEY)
    if not header:
        raise SignatureError(Fault.MISSING)
    if len(header) > LONGEST_HEADER or not header.isascii():
        raise SignatureError(Fault.UNREADABLE)
    return header


def _timed(body: bytes, key: bytes, seconds: int) -> str:
    return hmac.digest(key, b"%d." % seconds + body, "sha256").hex()


def _is_any(seals: Iterable[str], expected: Iterable[str]) -> bool:
    """Return whether one of ``seals`` is expected; every pair is compared, so that time tells nothing."""
    known = list(expected)
    return any([hmac.compare_digest(seal.lower(), each) for seal in seals if _HEX.fullmatch(seal) for each in known])  # noqa: C419 (all of them, see above)
