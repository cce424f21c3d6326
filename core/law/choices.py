"""Choices about the law: facts of this creditor, and the safer reading of what is not settled until a person decides."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Final

from core.law.errors import ChoicesRefusedError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

MOST_DAYS: Final = 60


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What no table can know. The defaults are the safer side: nothing is asked, and customers get the longer time.

    ``postal_days`` are delivery days that a Dutch letter travels: the Supreme Court's rule of experience is 2, and the post
    became slower in 2026. ``margin_days`` pass after a legal term before costs are asked or the next step goes.
    """

    postal_days: int = 3
    margin_days: int = 2
    keeps_vat: bool = False  # the creditor cannot reclaim VAT, so it comes on top of costs
    asks_costs: bool = False  # last letters ask the costs that the law allows by then
    asks_interest: bool = False
    has_instalments: bool = False  # NL: invoices to consumers are instalments of one contract
    cumulates: bool = False  # NL: costs of instalments left unpaid count together, by the reading of Stb. 2024, 44
    has_damages_clause: bool = False  # BE: the general terms have a valid clause that asks the legal most of consumers
    has_regular_deliveries: bool = False  # BE: three free reminders a year
    counts_interest_from_reminder: bool = (
        False  # BE: a small creditor, with interest from the day after the free reminder
    )
    counts_saturdays: bool = False  # BE: a Saturday is a working day
    invoices_name_costs: bool = False  # FR: rate and 40 euro stand on the invoices
    tells_consumers: bool = False  # DE: invoices tell a consumer that he is late after 30 days
    source_reminders_are_notices: bool = False  # what the source system sent last was the legal message, by post
    uses_unchecked: bool = False  # entries marked as general knowledge may be claimed
    counts_leap_days: bool = False  # interest of a leap year is by 366 days

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name in ("postal_days", "margin_days"):
            if not 0 <= getattr(self, name) <= MOST_DAYS:
                raise ChoicesRefusedError(
                    Sentence(
                        "Give from 0 to {most_days} days for {name}.",
                        most_days=MOST_DAYS,
                        name=Sentence(name.replace("_", " ")),
                    )
                )

    def to_dict(self) -> dict[str, Any]:
        """Return the choices as plain JSON values."""
        return asdict(self)


SAFE: Final = Choices()


def choices_from(body: Mapping[str, Any]) -> Choices:
    """Return the choices that :meth:`Choices.to_dict` wrote; what a newer version added stands at its default.

    Raises :class:`ChoicesRefusedError` for values that cannot be.
    """
    known = {each.name: getattr(SAFE, each.name) for each in fields(Choices)}
    values: dict[str, Any] = {}
    for name, value in body.items():
        if name in known:
            values[name] = _value(name, value, known[name])
    return Choices(**values)


def _value(name: str, value: object, default: object) -> object:
    if type(value) is not type(default):
        raise ChoicesRefusedError(
            Sentence(
                "{value!r} is no value for {name}: choose it again on the page Law and data health.",
                value=value,
                name=Sentence(name.replace("_", " ")),
            )
        )
    return value
