"""Account numbers: an IBAN that fails its check never becomes part of a message."""

from __future__ import annotations

from core.errors import SaldoError


class BadIbanError(SaldoError):
    """An account number that no bank has."""

    def __init__(self, text: str) -> None:
        super().__init__(
            "{text!r} is no account number: an IBAN does not add up like this. Copy it from the bank again.", text=text
        )


def checked_iban(text: str) -> str:
    """Return ``text`` as an IBAN without spaces; raise :class:`BadIbanError` when its letters, length or check digits are wrong."""
    from schwifty import IBAN  # noqa: PLC0415  # reads the registry of every country: only who saves a sender needs it
    from schwifty.exceptions import SchwiftyException  # noqa: PLC0415

    try:
        return str(IBAN(text).compact)
    except SchwiftyException as error:
        raise BadIbanError(text) from error
