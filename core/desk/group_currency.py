"""The currency in which a team reads all its currencies together: a setting of the desk, euros until somebody chooses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import settings
from core.errors import SaldoError
from core.money import known_currencies

if TYPE_CHECKING:
    from core.desk.engine import Desk

SETTING: Final = "group_currency"
DEFAULT: Final = "EUR"


class UnknownCurrencyError(SaldoError):
    """A group currency that is no currency."""

    def __init__(self, currency: str) -> None:
        super().__init__(
            "{currency!r} is not a currency: give its code of three letters, such as EUR.", currency=currency
        )


def group_currency(desk: Desk) -> str:
    """Return the code of the group's currency."""
    known = settings.get(desk, SETTING)
    return DEFAULT if known is None else str(known.body["currency"])


@permitted(Action.SETTING)
def set_group_currency(desk: Desk, currency: str, *, by: str) -> None:
    """Make ``currency`` the group's; raise ``UnknownCurrencyError`` when there is none of that code."""
    if currency not in known_currencies():
        raise UnknownCurrencyError(currency)
    settings.save(desk, SETTING, {"currency": currency}, by=by)
