"""What went wrong on the way back from the provider, told apart by what the person or whoever runs Saldo can do about it."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qs

if TYPE_CHECKING:
    from collections.abc import Sequence


class Trouble(StrEnum):
    """Why the provider's answer made nobody signed in."""

    DENIED = "denied"  # the person, or the provider for them, said no
    STALE = "stale"  # begun in another browser, or long ago, or gone back to
    EXPIRED = "expired"  # the token was over before it came
    CLOCK = "clock"  # the token is from the future
    FOREIGN = "foreign"  # made for somebody else, by somebody else, or changed
    PROVIDER = "provider"  # it does not answer, or does not know this Saldo


_OF_TIME: Final = frozenset({"iat", "nbf"})


def trouble_of(query: str, problems: Sequence[BaseException]) -> Trouble | None:
    """Return what ``query`` of the way back and the ``problems`` that were logged say; None when nobody signed in at all."""
    asked = parse_qs(query)
    if "error" in asked:
        return Trouble.DENIED if asked["error"][0] == "access_denied" else Trouble.PROVIDER
    if problems:
        return _of(problems[-1])
    return Trouble.STALE if "code" in asked else None


def _of(problem: BaseException) -> Trouble:
    from joserfc.errors import ClaimError, ExpiredTokenError, JoseError  # noqa: PLC0415  # only where people sign in

    if isinstance(problem, ExpiredTokenError):
        return Trouble.EXPIRED
    if isinstance(problem, ClaimError) and problem.claim in _OF_TIME:
        return Trouble.CLOCK
    return Trouble.FOREIGN if isinstance(problem, JoseError | ValueError) else Trouble.PROVIDER
