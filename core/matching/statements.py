"""Taking a statement in: its entries become lines on the desk, each payment once, whatever file tells of it again."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import asdict, dataclass, replace
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, Any

from core.desk import bank
from core.desk.bank import NewLine, NewStatement
from core.intake.statements.narrative import ABSENT
from core.intake.statements.read import read_statements
from core.intake.statements.statement import Detail
from core.matching.errors import NoEntriesError, UnknownAccountError
from core.money import precision, to_minor

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from core.desk.engine import Desk
    from core.intake.statements.statement import Entry, Statement


@dataclass(frozen=True, kw_only=True)
class TakenStatement:
    """What a file brought: lines new to us, lines known already, and what is odd about it, in sentences."""

    file_name: str
    accounts: tuple[str, ...]
    added: int
    known: int
    booked_through: date | None
    warnings: tuple[str, ...]
    is_repeated: bool = False

    @property
    def version(self) -> str | None:
        """Return None: a statement makes no new book."""
        return None

    def as_dict(self) -> dict[str, Any]:
        """Return the outcome for machines and for the file beside an imported one."""
        told = asdict(self)
        through = self.booked_through
        return told | {"booked_through": None if through is None else through.isoformat()}


def take_statement(desk: Desk, path: Path, *, by: str, entity: str | None = None) -> TakenStatement:
    """Return what the statements in ``path`` brought; the same file again brings nothing.

    ``entity`` says whose the accounts in it are; it is remembered. Raises ``UnknownAccountError`` when nobody ever said, and
    what ``read_statements`` raises; nothing is kept then.
    """
    statements = read_statements(path)
    if not statements:
        raise NoEntriesError(path.name)
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    named = tuple(dict.fromkeys(each.account for each in statements))
    owners = bank.accounts(desk)
    for account in named:
        if entity is None and account not in owners:
            raise UnknownAccountError(account)
    if entity is not None:
        for account in named:
            bank.name_account(desk, account, entity, by=by)
    is_repeated = bank.is_taken(desk, sha256)
    warnings = tuple(_odd(desk, statements))
    added, known = (
        (0, sum(len(each.entries) for each in statements))
        if is_repeated
        else bank.take(desk, [_new(each) for each in statements], file_name=path.name, sha256=sha256, by=by)
    )
    return TakenStatement(
        file_name=path.name,
        accounts=named,
        added=added,
        known=known,
        booked_through=max((day for each in statements if (day := _through(each)) is not None), default=None),
        warnings=warnings,
        is_repeated=is_repeated,
    )


def _odd(desk: Desk, statements: tuple[Statement, ...]) -> Iterator[str]:
    """Yield a sentence for each statement that does not add up, or does not follow the one before it."""
    last = {account: row.closing_minor for account, row in bank.last_statements(desk).items()}
    for each in statements:
        name = f"Statement {each.number or 'without number'} of {each.account}"
        if each.is_balanced is False:
            yield f"{name} does not add up: opening balance and entries give another closing balance."
        if each.opening is not None:
            opening, before = _minor(each.opening.amount, each.opening.currency), last.get(each.account)
            if before is not None and before != opening:
                yield f"{name} does not begin where the one before it ended: one may be missing, or this is an older one."
        if each.closing is not None:
            last[each.account] = _minor(each.closing.amount, each.closing.currency)


def _through(statement: Statement) -> date | None:
    if statement.closing is not None and statement.closing.on is not None:
        return statement.closing.on
    return max((entry.booked_on for entry in statement.entries), default=None)


def _new(statement: Statement) -> NewStatement:
    seen: Counter[str] = Counter()
    lines: list[NewLine] = []
    for entry in statement.entries:
        told = _identity(statement.account, entry)
        seen[told] += 1
        name = hashlib.sha256(f"{told}|{seen[told]}".encode()).hexdigest()
        lines += _lines(name, entry)
    opening, closing = statement.opening, statement.closing
    return NewStatement(
        account=statement.account,
        kind=statement.kind.value,
        number=statement.number,
        currency=statement.currency,
        opening_minor=None if opening is None else _minor(opening.amount, opening.currency),
        closing_minor=None if closing is None else _minor(closing.amount, closing.currency),
        booked_through=_through(statement),
        lines=tuple(lines),
    )


def _identity(account: str, entry: Entry) -> str:
    """Return what tells an entry apart: the bank's own reference where it gives one, else what it says."""
    reference = "" if entry.bank_reference.upper() in ABSENT else entry.bank_reference
    told = reference or "|".join((entry.text, *(f"{each.account} {each.text}" for each in entry.details)))
    return f"{account}|{entry.booked_on}|{entry.amount.normalize()}|{entry.currency}|{told}"


def _lines(name: str, entry: Entry) -> Iterator[NewLine]:
    """Yield one line per payment where their amounts add up to the entry, else one for the whole of it."""
    details = entry.details
    amounts = [each.amount for each in details]
    told = [amount for amount in amounts if amount is not None]
    is_split = len(details) > 1 and len(told) == len(details) and sum(told, Decimal(0)) == entry.amount
    for part, detail in enumerate(details if is_split else (_together(entry),), start=1):
        yield NewLine(
            entry=name,
            part=part,
            booked_on=entry.booked_on,
            amount_minor=_minor((detail.amount if is_split else None) or entry.amount, entry.currency),
            currency=entry.currency,
            party=detail.party,
            account=detail.account,
            references=detail.references,
            text=" ".join(dict.fromkeys(text for text in (detail.text, detail.end_to_end_id) if text)),
            is_reversal=entry.is_reversal or bool(detail.return_reason),
        )


def _together(entry: Entry) -> Detail:
    """Return an entry as one payment: its only detail, or what its details say, side by side."""
    details = entry.details
    if len(details) == 1:
        return details[0] if details[0].text else replace(details[0], text=entry.text)
    return Detail(
        party=details[0].party if details else "",
        account=details[0].account if details else "",
        references=tuple(dict.fromkeys(each for detail in details for each in detail.references)),
        text=" ".join(dict.fromkeys(text for text in (entry.text, *(each.text for each in details)) if text)),
    )


def _minor(amount: Decimal, currency: str) -> int:
    """Return ``amount`` in minor units; banks give more decimals than a currency has, and mean nothing by it."""
    exact = amount.quantize(Decimal(1).scaleb(-precision(currency)), rounding=ROUND_HALF_EVEN)
    return to_minor(exact, currency)
