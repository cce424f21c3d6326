"""MT940 and MT942: SWIFT's statement of a day and report during the day, as banks really write them."""

from __future__ import annotations

import logging
import re
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import mt940

from core.intake.statements.errors import DamageError
from core.intake.statements.narrative import detail_of
from core.intake.statements.statement import Balance, Entry, Statement, StatementKind

if TYPE_CHECKING:
    from mt940.models import Transaction

# The library explains at length, on the standard error, which part of its pattern failed; one sentence is told instead.
logging.getLogger("mt940").setLevel(logging.CRITICAL)

START: Final = re.compile(r"(?m)^\s*(?=:20:)")
# What follows the closing balance says what is available when: banks write nonsense there, and nobody asks for it.
UNASKED: Final = re.compile(r"(?m)^:6[45][A-Z]?:.*(?:\n(?!:).*)*")
INTERIM: Final = re.compile(r"(?m)^:(?:13D|34F|90[CD]):|\{2:[IO]942")
DIRECTION: Final = {"C": 1, "D": -1, "RC": -1, "RD": 1, "EC": 1, "ED": -1}
REVERSALS: Final = ("RC", "RD")


def is_mt940(text: bytes) -> bool:
    """Return whether ``text``, the start of a file, is MT940 or MT942."""
    return b":20:" in text and (b":25:" in text or b":28" in text)


def read_mt940(text: str) -> tuple[Statement, ...]:
    """Return the statements of ``text``; raise ``DamageError`` where a line does not read."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    blocks = START.split(text)
    is_interim = INTERIM.search(text) is not None
    return tuple(_statement(block, is_interim=is_interim) for block in blocks if block.startswith(":20:"))


def _statement(block: str, *, is_interim: bool) -> Statement:
    block = UNASKED.sub("", block)
    try:
        parsed = mt940.parse(block)
    except (RuntimeError, ValueError, ArithmeticError) as error:
        message = f"a line does not read: {_culprit(error)}"
        raise DamageError(message) from error
    told: dict[str, Any] = parsed.data
    opening, closing = _balance(told, "opening"), _balance(told, "closing")
    known = opening or closing
    currency = known.currency if known else ""
    entries = tuple(_entry(each, currency) for each in parsed.transactions if each.data.get("amount") is not None)
    return Statement(
        kind=StatementKind.INTERIM if is_interim else StatementKind.BOOKED,
        account=re.sub(r"\s+", "", told.get("account_identification") or ""),
        currency=currency,
        number="/".join(part for part in (told.get("statement_number"), told.get("sequence_number")) if part),
        opening=opening,
        closing=closing,
        entries=entries,
    )


def _culprit(error: Exception) -> str:
    """Return the text that the library could not take apart: the last thing it says."""
    told = error.args[-1] if error.args else error
    return next(iter(str(told).splitlines()), "")[:80]


def _entry(line: Transaction, currency: str) -> Entry:
    told: dict[str, Any] = line.data
    status = str(told["status"])
    amount = abs(told["amount"].amount) * DIRECTION[status]
    own_currency = told["amount"].currency or currency
    value_on = _day(told["date"])
    return Entry(
        booked_on=_day(told["entry_date"]) if told.get("entry_date") else value_on,
        value_on=value_on,
        amount=amount,
        currency=own_currency,
        is_reversal=status in REVERSALS,
        bank_reference=told.get("bank_reference") or "",
        text=" ".join(str(told.get("transaction_details") or "").split()),
        details=(detail_of(told, amount=amount, currency=own_currency),),
    )


def _balance(told: dict[str, Any], side: str) -> Balance | None:
    found = told.get(f"final_{side}_balance") or told.get(f"intermediate_{side}_balance")
    if found is None or found.amount is None:
        return None
    return Balance(amount=Decimal(found.amount.amount), currency=found.amount.currency, on=_day(found.date))


def _day(told: date) -> date:
    """Return a plain day: the library's own kind of date is equal to its own kind only."""
    return date(told.year, told.month, told.day)
