"""The rows of a ledger written as text, word by word; tests/ledger.py has the grammar."""

from __future__ import annotations

import shlex
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from core.money import to_minor

Rows = dict[str, list[dict[str, Any]]]
ENTITY = "NL01"


class Words:
    """The words of one row, taken from the left."""

    def __init__(self, line: str) -> None:
        self._words = shlex.split(line, comments=True)
        self.line = line

    def __bool__(self) -> bool:
        return bool(self._words)

    def next(self) -> str:
        if not self._words:
            message = f"a word is missing at the end of: {self.line}"
            raise ValueError(message)
        return self._words.pop(0)

    def takes(self, word: str) -> bool:
        if self._words and self._words[0] == word:
            self._words.pop(0)
            return True
        return False

    def expect(self, word: str) -> None:
        if not self.takes(word):
            message = f"{word!r} expected in: {self.line}"
            raise ValueError(message)

    def day(self) -> date:
        return date.fromisoformat(self.next())

    def starts_with_digit(self) -> bool:
        return bool(self._words) and self._words[0].lstrip("-")[:1].isdigit()

    def number(self) -> Decimal:
        return Decimal(self.next())

    def contains(self, mark: str) -> bool:
        return bool(self._words) and mark in self._words[0]

    def entity(self) -> str:
        """Take ``entity X`` out of the row, wherever it stands."""
        if "entity" not in self._words:
            return ENTITY
        at = self._words.index("entity")
        _, entity = self._words.pop(at), self._words.pop(at)
        return entity


def read_row(words: Words, line_no: int, rows: Rows) -> None:
    if words.takes("rate"):
        rows["exchange_rate"].append(
            {"currency": words.next(), "rate_on": words.day(), "rate": float(words.number())},
        )
        return
    who = {"entity": words.entity(), "customer_id": words.next()}
    if words.takes("is"):
        _customer(words, who, rows)
    elif words.takes("cash"):
        _cash(words, who, line_no, rows)
    elif words.takes("disputes"):
        _dispute(words, who, rows)
    else:
        _document(words, who, line_no, rows)


def _customer(words: Words, who: dict[str, str], rows: Rows) -> None:
    row: dict[str, Any] = {
        **who,
        "customer_type": words.next(),
        "country": words.next(),
        "language": words.next(),
        "has_mandate": False,
    }
    simple = {
        "label": "label",
        "name": "name",
        "group": "group_id",
        "sector": "sector",
        "size": "size_class",
        "collector": "collector",
        "manager": "account_manager",
        "province": "province",
    }
    while words:
        if words.contains("@"):
            rows["contact_point"].append(_point(who, "email", words.next()))
            continue
        word = words.next()
        if word in simple:
            row[simple[word]] = words.next()
        elif word == "since":
            row["customer_since"] = words.day()
        elif word == "mandate":
            row["has_mandate"] = True
        elif word == "score":
            row["external_score"] = float(words.number())
        elif word == "limit":
            limit, currency = words.number(), words.next()
            row |= {"credit_limit_minor": to_minor(limit, currency), "credit_limit_currency": currency}
        elif word in {"phone", "mobile", "post", "barred"}:
            point = _point(who, "email" if word == "barred" else word, words.next())
            rows["contact_point"].append(point | {"is_allowed": word != "barred"})
        elif word == "reminded":
            number, step = words.next(), int(words.next())
            words.expect("on")
            _find(rows, who, number).update(source_step=step, source_reminded_on=words.day())
        else:
            message = f"{word!r} is not understood in: {words.line}"
            raise ValueError(message)
    rows["customer"].append(row)


def _point(who: dict[str, str], kind: str, address: str) -> dict[str, Any]:
    return {**who, "kind": kind, "address": address, "is_allowed": True, "is_preferred": kind == "email"}


def _find(rows: Rows, who: dict[str, str], number: str) -> dict[str, Any]:
    for row in rows["invoice"]:
        if (row["entity"], row["customer_id"], row["number"]) == (who["entity"], who["customer_id"], number):
            return row
    message = f"{who['customer_id']} has no document {number} above this row"
    raise ValueError(message)


def _cash(words: Words, who: dict[str, str], line_no: int, rows: Rows) -> None:
    received_on, amount, currency = words.day(), words.number(), words.next()
    row: dict[str, Any] = {
        **who,
        "source_row": line_no,
        "source_id": f"{who['customer_id']}/cash/{received_on}/{amount}/{len(rows['payment'])}",
        "received_on": received_on,
        "amount_minor": to_minor(amount, currency),
        "currency": currency,
    }
    if words.takes("for"):
        number, _, part = words.next().partition("/")
        row |= {"number": number, "part_no": int(part) if part else None}
    _manner(words, row)
    if words.takes("id"):
        row["source_id"] = words.next()
    rows["payment"].append(row)
    _finish(words)


def _manner(words: Words, payment: dict[str, Any]) -> None:
    if words.takes("by"):
        payment["method"] = words.next()
    if words.takes("at"):
        payment["received_at"] = datetime.combine(payment["received_on"], time.fromisoformat(words.next()))


def _dispute(words: Words, who: dict[str, str], rows: Rows) -> None:
    document = _find(rows, who, words.next())
    row: dict[str, Any] = {**who, "number": document["number"]}
    if words.starts_with_digit():
        row["amount_minor"] = to_minor(words.number(), document["currency"])
    words.expect("from")
    row["opened_on"] = words.day()
    if words.takes("until"):
        row["closed_on"] = words.day()
    if words.takes("because"):
        row["cause"] = words.next()
    rows["dispute"].append(row)
    _finish(words)


def _document(words: Words, who: dict[str, str], line_no: int, rows: Rows) -> None:
    row: dict[str, Any] = {**who, "source_row": line_no, "number": words.next()}
    is_credit = words.takes("credit")
    if not is_credit:
        words.expect("issued")
    row["issued_on"] = words.day()
    row["due_on"] = words.day() if words.takes("due") else row["issued_on"]
    amount, row["currency"] = words.number(), words.next()
    sign = -1 if is_credit else 1
    row["amount_minor"] = sign * to_minor(amount, row["currency"])
    row["document_type"] = "credit_note" if is_credit else "invoice"
    rows["invoice"].append(row)
    while words:
        _clause(words.next(), words, row, rows)


def _clause(word: str, words: Words, row: dict[str, Any], rows: Rows) -> None:  # noqa: C901, PLR0912 (a grammar is a list of cases)
    currency = row["currency"]
    sign = -1 if row["amount_minor"] < 0 else 1

    def money() -> int:
        return sign * to_minor(words.number(), currency)

    match word:
        case "paid":
            _paid(money(), words, row, rows)
        case "settled":
            if words.starts_with_digit():
                row["settled_minor"] = money()
            words.expect("on")
            row["settled_on"] = words.day()
        case "on":
            _credited(words, row, rows)
        case "open":
            row["open_minor"] = money()
        case "parts":
            _parts(words.next(), row, rows)
        case "disputed":
            row |= {"is_disputed": True, "disputed_minor": money() if words.starts_with_digit() else None}
        case "transit":
            row["in_transit_minor"] = money()
        case "promised":
            row["promised_on"] = words.day()
        case "blocked":
            row["blocked_until"] = words.day()
        case "because":
            row["block_reason"] = words.next()
        case "agency":
            row["is_at_agency"] = True
        case "reminded":
            row["source_step"] = int(words.next())
            if words.takes("on"):
                row["source_reminded_on"] = words.day()
        case "reference":
            row["structured_reference"] = words.next()
        case "about":
            row["description"] = words.next()
        case "year":
            row["fiscal_year"] = int(words.next())
        case _:
            message = f"{word!r} is not understood in: {words.line}"
            raise ValueError(message)


def _paid(amount_minor: int, words: Words, row: dict[str, Any], rows: Rows) -> None:
    words.expect("on")
    received_on = words.day()
    nth = sum(1 for payment in rows["payment"] if payment.get("number") == row["number"])
    payment = {
        "entity": row["entity"],
        "customer_id": row["customer_id"],
        "source_row": row["source_row"],
        "source_id": f"{row['customer_id']}/{row['number']}/{received_on}/{nth}",
        "received_on": received_on,
        "amount_minor": amount_minor,
        "currency": row["currency"],
        "number": row["number"],
        "document_type": row["document_type"],
        "fiscal_year": row.get("fiscal_year"),
    }
    _manner(words, payment)
    rows["payment"].append(payment)


def _credited(words: Words, row: dict[str, Any], rows: Rows) -> None:
    number, applied_on, amount = words.next(), words.day(), words.number()
    rows["credit_application"].append(
        {
            "entity": row["entity"],
            "customer_id": row["customer_id"],
            "credit_number": row["number"],
            "number": number,
            "applied_on": applied_on,
            "amount_minor": to_minor(amount, row["currency"]),
        },
    )


def _parts(written: str, row: dict[str, Any], rows: Rows) -> None:
    for part_no, part in enumerate(written.split(","), start=1):
        due_on, amount = part.split(":")
        rows["instalment"].append(
            {
                "entity": row["entity"],
                "customer_id": row["customer_id"],
                "document_type": row["document_type"],
                "number": row["number"],
                "fiscal_year": row.get("fiscal_year"),
                "part_no": part_no,
                "due_on": date.fromisoformat(due_on),
                "amount_minor": to_minor(Decimal(amount), row["currency"]),
            },
        )


def _finish(words: Words) -> None:
    if words:
        message = f"{words.next()!r} is not understood in: {words.line}"
        raise ValueError(message)
