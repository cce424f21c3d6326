"""Money: integer minor units beside a currency, and the decimal strings people and machines read."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from babel.numbers import get_currency_precision, list_currencies


@cache
def precision(currency: str) -> int:
    """Return the number of decimals of ``currency`` (EUR 2, JPY 0, TND 3)."""
    return get_currency_precision(currency)


@cache
def known_currencies() -> frozenset[str]:
    """Return every ISO 4217 code that Babel knows."""
    return frozenset(list_currencies())


def to_decimal(minor: int, currency: str) -> Decimal:
    """Return ``minor`` units of ``currency`` as an exact decimal."""
    return Decimal(int(minor)).scaleb(-precision(currency))


def to_text(minor: int, currency: str) -> str:
    """Return ``minor`` units of ``currency`` as a plain decimal string, as in ``1234.50``."""
    return f"{to_decimal(minor, currency):f}"


def to_minor(amount: Decimal, currency: str) -> int:
    """Return ``amount`` in minor units; raise ``ValueError`` when it has more decimals than the currency."""
    scaled = amount.scaleb(precision(currency))
    if scaled != scaled.to_integral_value():
        message = f"{amount} has more decimals than {currency} allows"
        raise ValueError(message)
    return int(scaled)
