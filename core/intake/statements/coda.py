"""CODA: the Belgian banks' file of 128-character records (Febelfin standard 2)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from core.intake.statements.errors import DamageError
from core.intake.statements.statement import Balance, Detail, Entry, Statement, StatementKind

if TYPE_CHECKING:
    from collections.abc import Iterator

RECORD: Final = 128
WHOLE_ENTRY: Final = "0000"  # detail number of a movement that is an entry; others say what that entry is made of
BELGIAN_REFERENCE: Final = ("101", "102")  # types of structured communication that hold a twelve-digit reference
DIRECT_DEBIT: Final = "127"
EUROPEAN_ACCOUNT: Final = ("2", "3")  # account structures that hold an IBAN


def is_coda(text: bytes) -> bool:
    """Return whether ``text``, the start of a file, is CODA: a header record of zeros and a date."""
    line = text.splitlines()[0] if text else b""
    return line.startswith(b"00000") and line[5:11].isdigit() and len(line.rstrip()) > 60  # noqa: PLR2004 - a header is longer


def read_coda(text: str) -> tuple[Statement, ...]:
    """Return the statements of ``text``; raise ``DamageError`` where a record does not read."""
    return tuple(_statement(records) for records in _statements(text))


def _statements(text: str) -> Iterator[list[str]]:
    """Yield the records between one header and the next, each filled up to its full length."""
    held: list[str] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if line.startswith("0") and held:
            yield held
            held = []
        held.append(line.ljust(RECORD))
    if held:
        yield held


@dataclass
class _Movement:
    """The records of one movement: 2.1 to 2.3, and the information records that follow it."""

    first: str
    text: str = ""
    reason: str = ""
    account: str = ""
    party: str = ""
    customer_reference: str = ""
    parts: list[str] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.first[2:6]

    @property
    def is_entry(self) -> bool:
        return self.first[6:10] == WHOLE_ENTRY

    @property
    def amount(self) -> Decimal:
        return _amount(self.first[31], self.first[32:47])


def _statement(records: list[str]) -> Statement:
    opening: Balance | None = None
    closing: Balance | None = None
    account, currency, number = "", "EUR", ""
    for record in records:
        if record[0] == "1":
            account, currency = _account(record[5:42], record[1])
            number = record[2:5].strip()
            opening = Balance(amount=_amount(record[42], record[43:58]), currency=currency, on=_day(record[58:64]))
        elif record[0] == "8":
            closing = Balance(amount=_amount(record[41], record[42:57]), currency=currency, on=_day(record[57:63]))
    return Statement(
        kind=StatementKind.BOOKED,
        account=account,
        currency=currency,
        number=number,
        opening=opening,
        closing=closing,
        entries=tuple(_entries(_movements(records), currency)),
    )


def _movements(records: list[str]) -> list[_Movement]:
    found: list[_Movement] = []
    for record in records:
        kind = record[:2]
        if kind == "21":
            found.append(_Movement(first=record, text=record[62:115]))
        elif not found or kind not in {"22", "23", "31", "32", "33"}:
            continue
        elif kind == "22":
            found[-1].text += record[10:63]
            found[-1].customer_reference = record[63:98].strip()
            found[-1].reason = record[113:117].strip()
        elif kind == "23":
            found[-1].account = record[10:47].split(" ")[0]
            found[-1].party = record[47:82].strip()
            found[-1].text += record[82:125]
        else:
            found[-1].parts.append(record[40:113] if kind == "31" else record[10:115])
    return found


def _entries(movements: list[_Movement], currency: str) -> Iterator[Entry]:
    """Yield one entry a movement; the details that a bank lists under it become its payments and count no second time."""
    place = 0
    while place < len(movements):
        whole = movements[place]
        place += 1
        details = []
        while place < len(movements) and not movements[place].is_entry and movements[place].number == whole.number:
            details.append(movements[place])
            place += 1
        booked_on = _day(whole.first[115:121]) or _day(whole.first[47:53])
        if booked_on is None:
            message = f"movement {whole.number} has no date"
            raise DamageError(message)
        yield Entry(
            booked_on=booked_on,
            value_on=_day(whole.first[47:53]),
            amount=whole.amount,
            currency=currency,
            bank_reference=whole.first[10:31].strip(),
            text=" ".join(" ".join(whole.parts).split()),
            details=tuple(_detail(each, currency) for each in details or [whole]),
        )


def _detail(movement: _Movement, currency: str) -> Detail:
    is_structured = movement.first[61] == "1"
    kind, told = movement.text[:3], movement.text[3:]
    references: tuple[str, ...] = ()
    text, mandate = movement.text, ""
    if is_structured:
        text = told
        if kind in BELGIAN_REFERENCE:
            references, text = (told[:12],), told[12:]
        elif kind == DIRECT_DEBIT:
            # settlement day 6, kinds 3, creditor 35, mandate 35, communication 62, kind and reason of a return 5
            mandate, text = told[44:79].strip(), told[79:141]
    return Detail(
        amount=movement.amount,
        currency=currency,
        party=movement.party,
        account=movement.account,
        end_to_end_id=movement.customer_reference,
        references=references,
        text=" ".join(text.split()),
        mandate=mandate,
        return_reason=movement.reason,
    )


def _account(text: str, structure: str) -> tuple[str, str]:
    """Return account and currency: an IBAN and its currency at the end, or the old number followed by the currency."""
    if structure in EUROPEAN_ACCOUNT:
        return text[:34].strip(), text[34:37].strip() or "EUR"
    return text[:12].strip(), text[13:16].strip() or "EUR"


def _amount(sign: str, digits: str) -> Decimal:
    """Return an amount of twelve whole digits and three decimals; a sign of 1 is money out."""
    if not digits.isdigit():
        message = f"{digits!r} is not an amount"
        raise DamageError(message)
    amount = Decimal(digits).scaleb(-3)
    return -amount if sign == "1" else amount


def _day(text: str) -> date | None:
    """Return a day written as ddmmyy; None for blanks and zeros."""
    if not text.strip("0 "):
        return None
    try:
        return datetime.strptime(text, "%d%m%y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        message = f"{text!r} is not a date"
        raise DamageError(message) from None
