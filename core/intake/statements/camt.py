"""CAMT.052, 053 and 054: the bank's XML, of whatever version (ISO 20022; versions 02 to 08 differ in wrappers only)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from core.intake.statements.errors import DamageError
from core.intake.statements.statement import Balance, Detail, Entry, Statement, StatementKind

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS: Final = {
    "Rpt": StatementKind.INTERIM,
    "Stmt": StatementKind.BOOKED,
    "Ntfctn": StatementKind.NOTICE,
}
NOT_PROVIDED: Final = "NOTPROVIDED"
_TOO_MUCH: Final = Decimal("1e15")


def is_camt(text: bytes) -> bool:
    """Return whether ``text``, the start of a file, is CAMT.052, 053 or 054."""
    return any(name in text[:4096] for name in (b"camt.052.", b"camt.053.", b"camt.054."))


def read_camt(content: bytes) -> tuple[Statement, ...]:
    """Return the statements of ``content``; none when the message holds none. Raises ``DamageError``."""
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise DamageError("it names a document type, which no bank does")
    try:
        root = ET.fromstring(content)  # noqa: S314 - see above
    except ET.ParseError as error:
        raise DamageError(str(error)) from error
    return tuple(
        _statement(each, kind) for name, kind in KINDS.items() for each in root.iterfind(f"{{*}}*/{{*}}{name}")
    )


def _statement(node: ET.Element, kind: StatementKind) -> Statement:
    made_on = _day(node, "{*}CreDtTm")
    entries = tuple(_entry(each, made_on) for each in node.iterfind("{*}Ntry"))
    balances = {_balance_kind(each): _balance(each) for each in node.iterfind("{*}Bal")}
    opening = balances.get("OPBD") or balances.get("PRCD")
    closing = balances.get("CLBD")
    return Statement(
        kind=kind,
        account=_account(node, "{*}Acct"),
        currency=_text(node, "{*}Acct/{*}Ccy")
        or (entries[0].currency if entries else opening.currency if opening else ""),
        number=_text(node, "{*}ElctrncSeqNb") or _text(node, "{*}LglSeqNb") or _text(node, "{*}Id"),
        opening=opening,
        closing=closing,
        entries=entries,
    )


def _entry(node: ET.Element, made_on: date | None) -> Entry:
    amount, currency = _amount(node)
    is_reversal = _text(node, "{*}RvslInd") in {"true", "1"}
    details = tuple(
        _detail(each, is_credit=amount > 0, is_reversal=is_reversal) for each in node.iterfind("{*}NtryDtls/{*}TxDtls")
    )
    value_on = _day(node, "{*}ValDt/*")
    on = _day(node, "{*}BookgDt/*") or value_on or made_on
    if on is None:
        raise DamageError("an entry has no date, and its statement has none either")
    return Entry(
        booked_on=on,
        value_on=value_on,
        amount=amount,
        currency=currency,
        is_reversal=is_reversal,
        is_booked=(_text(node, "{*}Sts/{*}Cd") or _text(node, "{*}Sts") or "BOOK") == "BOOK",
        bank_reference=_text(node, "{*}AcctSvcrRef") or _text(node, "{*}NtryRef"),
        text=_text(node, "{*}AddtlNtryInf"),
        details=details,
    )


def _detail(node: ET.Element, *, is_credit: bool, is_reversal: bool) -> Detail:
    """Return one payment of an entry; the other party is who paid, also when that money goes back."""
    parties = node.find("{*}RltdPties")
    sides = ("Dbtr", "Cdtr") if is_credit != is_reversal else ("Cdtr", "Dbtr")
    amount, currency = _detail_amount(node, is_credit=is_credit)
    texts = [each.text or "" for each in node.iterfind("{*}RmtInf/{*}Ustrd")]
    texts += [each.text or "" for each in node.iterfind("{*}RmtInf/{*}Strd/{*}AddtlRmtInf")]
    end_to_end = _text(node, "{*}Refs/{*}EndToEndId")
    return Detail(
        amount=amount,
        currency=currency,
        party=_first(_party(parties, side) for side in sides),
        account=_first(_account(parties, f"{{*}}{side}Acct") for side in sides),
        end_to_end_id="" if end_to_end == NOT_PROVIDED else end_to_end,
        references=tuple(
            each.text.strip() for each in node.iterfind("{*}RmtInf/{*}Strd/{*}CdtrRefInf/{*}Ref") if each.text
        ),
        text=" ".join(" ".join(texts).split()) or _text(node, "{*}AddtlTxInf"),
        mandate=_text(node, "{*}Refs/{*}MndtId"),
        return_reason=_text(node, "{*}RtrInf/{*}Rsn/{*}Cd"),
    )


def _detail_amount(node: ET.Element, *, is_credit: bool) -> tuple[Decimal | None, str]:
    """Return the signed amount of one payment; the entry's sign where the payment tells none."""
    holder = node if node.find("{*}Amt") is not None else node.find("{*}AmtDtls/{*}TxAmt")
    if holder is None:
        return None, ""
    amount, currency = _amount(holder)
    told = _text(node, "{*}CdtDbtInd")
    return (abs(amount) if told == "CRDT" or (not told and is_credit) else -abs(amount)), currency


def _first(texts: Iterable[str]) -> str:
    return next((text for text in texts if text), "")


def _party(parties: ET.Element | None, side: str) -> str:
    if parties is None:
        return ""
    return _text(parties, f"{{*}}{side}/{{*}}Nm") or _text(parties, f"{{*}}{side}/{{*}}Pty/{{*}}Nm")


def _account(node: ET.Element | None, path: str) -> str:
    """Return the account at ``path``: its IBAN, else the number the bank gives it."""
    if node is None:
        return ""
    return (_text(node, f"{path}/{{*}}Id/{{*}}IBAN") or _text(node, f"{path}/{{*}}Id/{{*}}Othr/{{*}}Id")).replace(
        " ", ""
    )


def _balance_kind(node: ET.Element) -> str:
    return _text(node, "{*}Tp/{*}CdOrPrtry/{*}Cd")


def _balance(node: ET.Element) -> Balance:
    amount, currency = _amount(node)
    return Balance(amount=amount, currency=currency, on=_day(node, "{*}Dt/*"))


def _amount(node: ET.Element) -> tuple[Decimal, str]:
    """Return the amount of ``node``, negative when it says debit, and its currency."""
    told = node.find("{*}Amt")
    if told is None or not told.text:
        raise DamageError("an amount is missing")
    try:
        amount = Decimal(told.text.strip())
    except ArithmeticError:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount) >= _TOO_MUCH:
        raise DamageError(f"{told.text.strip()[:40]!r} is not an amount")
    return (-amount if _text(node, "{*}CdtDbtInd") == "DBIT" else amount), told.get("Ccy", "")


def _day(node: ET.Element, path: str) -> date | None:
    """Return the date of the first day or instant at ``path``; the bank's own local day."""
    told = _text(node, path)
    try:
        return date.fromisoformat(told[:10]) if told else None
    except ValueError:
        raise DamageError(f"{told[:10]!r} is not a date") from None


def _text(node: ET.Element, path: str) -> str:
    found = node.find(path)
    return "" if found is None or found.text is None else found.text.strip()
