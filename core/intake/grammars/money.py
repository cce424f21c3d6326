"""What every amount must be: in a currency that exists, with no more decimals than it has."""

from __future__ import annotations

from core.intake.expressions import USUAL_DECIMALS, has_too_many_decimals, is_currency, is_usual
from core.intake.grammars.base import Reason


def currency_reasons() -> list[Reason]:
    """Return why a row with its currency in ``currency`` cannot be taken."""
    return [
        Reason(
            condition=f"NOT ({is_currency('currency')})",
            told="'The currency \"' || left(currency, 20) || '\" is not a currency code such as EUR.'",
            doubt=f"NOT ({is_usual('currency')})",
        ),
    ]


def decimal_reasons(*names: str) -> list[Reason]:
    """Return why a row cannot be taken when an amount has more decimals than its currency.

    Currencies with another number of decimals than usual are in doubt already, see ``currency_reasons``.
    """
    return [
        Reason(
            condition=has_too_many_decimals(name, "currency"),
            told=f"'The amount ' || {name} || ' has more decimals than ' || currency || ' has.'",
            doubt=f"{name} <> round({name}, {USUAL_DECIMALS})",
        )
        for name in names
    ]
