"""What a field of a file is: the kinds of files, the types of cells, and one declared field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class ImportKind(StrEnum):
    """What the rows of a file are."""

    LEDGER = "ledger"
    CUSTOMERS = "customers"
    PAYMENTS = "payments"
    DISPUTES = "disputes"
    RATES = "rates"
    SALES = "sales"
    CONTROL = "control"
    CREDIT = "credit"
    INSURANCE = "insurance"
    ORDERS = "orders"
    COMPLAINTS = "complaints"
    AGENCY = "agency"


# Files of others about our customers: they move no balance, so they land on the desk and not in the book (ADR 0077).
SIDE_KINDS: Final = frozenset(
    {ImportKind.CREDIT, ImportKind.INSURANCE, ImportKind.ORDERS, ImportKind.COMPLAINTS, ImportKind.AGENCY}
)


# Columns that parsing gives every row beside its fields.
RESERVED: Final = frozenset(
    {
        "reason",
        "row_kind",
        "left_out",
        "source_row",
        "row_id",
        "file_place",
        "cells",
        "national_number",
        "subject",
        "said_on",
    }
)


class FieldType(StrEnum):
    """How the text of a cell becomes a value."""

    TEXT = "text"
    AMOUNT = "amount"
    DATE = "date"
    TIMESTAMP = "timestamp"
    TIME = "time"
    WHOLE = "whole"
    NUMBER = "number"
    PERCENT = "percent"  # with or without its sign
    FLAG = "flag"
    WORD = "word"
    EMAIL = "email"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field: when ``is_essential``, a cell that cannot be read sends the row to quarantine; else it is left out."""

    name: str
    label: str
    type: FieldType
    is_required: bool = False
    is_essential: bool = False


def declared(name: str, label: str, type_: FieldType = FieldType.TEXT, must: str = "") -> Field:
    """Return a field; ``must`` is ``required``, ``essential`` or nothing. A name that the parsed rows use themselves is refused.

    A field called ``reason`` would stand in the column that says why a row is refused: every row that fills it would be.
    """
    if name in RESERVED:
        message = f"a field cannot be called {name}: parsed rows have a column of that name"
        raise ValueError(message)
    return Field(
        name=name,
        label=label,
        type=type_,
        is_required=must == "required",
        is_essential=must in {"required", "essential"},
    )
