"""What the bank knows and the ledger does not, as a frame: money that came in, and whom it keeps from being reminded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

import pandas as pd
from sqlalchemy import Text, cast, or_, select

from core.desk.bank_tables import BankLine, BankMatch
from core.desk.frames import empty
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from core.desk.engine import Desk

COLUMNS: Final = {
    "kind": "str",
    "entity": "str",
    "customer_id": "str",
    "document_type": "str",
    "number": "str",
    "fiscal_year": "Int64",
    "part_no": "Int64",
    "until_on": "datetime64[us]",
    "amount_minor": "Int64",
    "currency": "str",
    "case_id": "Int64",
    "why": "str",
}
ITEM: Final = ("entity", "customer_id", "number", "fiscal_year", "part_no", "currency")
SURE: Final = ("booked", "accepted")
PROPOSED: Final = "proposed"


class Paying(Protocol):
    """What a line pays, as the desk keeps it or as matching just found it."""

    @property
    def state(self) -> str:
        """How sure that is: booked, accepted or proposed keep reminders back."""
        ...

    @property
    def customers(self) -> Sequence[Any]:
        """Customer ids."""
        ...

    @property
    def parts(self) -> Sequence[Any]:
        """The items, with what is paid of each."""
        ...

    @property
    def rest_minor(self) -> int:
        """What was paid above them."""
        ...


def bank_credits(desk: Desk, *, entity: str | None = None, customer_id: str | None = None) -> pd.DataFrame:
    """Return money on a statement that the ledger does not have, in the columns of holds.

    One row per item that a line pays, of its amount; and one row per customer whose money a line may be, of everything in any
    currency, until somebody looked. What a line brought above the items it was matched with by itself counts as such money.
    What a person dismissed, what a reversal surely took back, and what the ledger has, is not there.
    """
    wanted = (
        select(BankLine, BankMatch)
        .join(BankMatch, BankMatch.line_id == BankLine.id)
        .where(
            BankMatch.state.in_((*SURE, PROPOSED)),
            or_(BankLine.amount_minor > 0, BankMatch.state.in_(SURE)),
        )
        .order_by(BankLine.booked_on, BankLine.id)
    )
    if entity is not None:
        wanted = wanted.where(BankLine.entity == entity)
    if customer_id is not None and _is_plain(customer_id):  # of one customer, only lines that may name it are read
        named = (cast(BankMatch.customers, Text), cast(BankMatch.parts, Text))
        wanted = wanted.where(or_(*(text.contains(customer_id, autoescape=True) for text in named)))
    with desk.reading() as session:
        frame = credits_of((line, match) for line, match in session.execute(wanted))
    return frame if customer_id is None else frame[frame["customer_id"] == customer_id].reset_index(drop=True)


def _is_plain(text: str) -> bool:
    """Return whether every database writes ``text`` in a document as it is."""
    return text.isascii() and text.isprintable() and not set(text) & set('"\\/')


def credits_of(lines: Iterable[tuple[BankLine, Paying]]) -> pd.DataFrame:
    """Return what ``bank_credits`` does, of these ``lines`` and what each pays, the earliest booked first."""
    told = [
        row
        for line, match in lines
        if match.state in SURE or (match.state == PROPOSED and line.amount_minor > 0)
        for row in _rows(line, match)
    ]
    rows = _without_returned(told)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS) if rows else empty(COLUMNS)


def _without_returned(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows less what later ones take back of the same item, the latest payment first."""
    kept: list[dict[str, Any]] = []
    for row in told:
        owed = -row.get("amount_minor", 0)
        if owed <= 0:
            kept.append(row)
            continue
        for each in reversed(kept):
            if "number" in each and all(each[name] == row[name] for name in ITEM):
                taken = min(owed, each["amount_minor"])
                each["amount_minor"] -= taken
                owed -= taken
    return [row for row in kept if row.get("amount_minor") != 0]


def _rows(line: BankLine, match: Paying) -> list[dict[str, Any]]:
    day = line.booked_on.isoformat()
    common = {"kind": HoldKind.REPORTED_PAYMENT.value, "entity": line.entity}
    unclear = [
        {
            **common,
            "customer_id": each,
            "why": f"money of {day} on the bank statement may be theirs; nobody has looked yet",
        }
        for each in match.customers
    ]
    if match.state in SURE:
        paid = [
            {
                **common,
                "currency": line.currency,
                "customer_id": part["customer_id"],
                "document_type": "invoice",
                "number": part["number"],
                "fiscal_year": part["fiscal_year"],
                "part_no": part["part_no"],
                "amount_minor": part["amount_minor"],
                "why": f"the bank booked it on {day}; the ledger does not have it yet",
            }
            for part in match.parts
        ]
        return paid + unclear if match.state == "booked" and match.rest_minor > 0 and line.amount_minor > 0 else paid
    return unclear
