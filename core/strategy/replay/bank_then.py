"""What the bank had told by an instant and the ledger had not: whose money keeps reminders back, matched on what was known then."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.desk.bank_frames import credits_of
from core.desk.bank_lines import DECIDED
from core.desk.bank_tables import BankLine, BankMatch, BankRule, BankStatement
from core.matching.rematch import LOOKED_BACK_DAYS, matched

if TYPE_CHECKING:
    from datetime import date, datetime

    import pandas as pd

    from core.book.past import PastBook
    from core.desk.bank_frames import Paying
    from core.desk.engine import Desk


class BankThen:
    """The bank's lines with the instant each came in, read once."""

    def __init__(self, desk: Desk) -> None:
        """Read lines, and what people said of them and of payers."""
        with desk.reading() as session:
            told = select(BankLine, BankStatement.imported_at).join(
                BankStatement, BankStatement.id == BankLine.statement_id
            )
            ordered = session.execute(told.order_by(BankLine.booked_on, BankLine.id))
            self._lines = [(line, at) for line, at in ordered]
            said = session.scalars(select(BankMatch).where(BankMatch.state.in_(DECIDED)))
            self._said = {each.line_id: each for each in said}
            self._rules = list(session.scalars(select(BankRule)))
            statements = select(BankStatement).where(BankStatement.kind == "booked")
            self._statements = list(session.scalars(statements))

    def credits(self, past: PastBook, at: datetime) -> pd.DataFrame:
        """Return what ``core.desk.bank_frames.bank_credits`` would have returned at ``at``, beside the ledger of then."""
        known = [line for line, came_at in self._lines if came_at <= at]
        if not known:
            return credits_of(())
        latest_on = past.latest_on
        since = min(known[-1].booked_on, latest_on) - timedelta(days=LOOKED_BACK_DAYS)
        kept = [line for line in known if line.booked_on >= since]
        said = {
            line.id: match
            for line in kept
            if (match := self._said.get(line.id)) is not None
            and match.decided_at is not None
            and match.decided_at <= at
        }
        rules: dict[tuple[str, str], set[str]] = {}
        for rule in self._rules:
            if rule.learnt_at <= at:
                rules.setdefault((rule.entity, rule.account), set()).add(rule.customer_id)
        found = matched(past, kept, decided=said, rules=rules)
        pays: list[tuple[BankLine, Paying]] = []
        for line in kept:
            paying: Paying | None = found.rows.get(line.id) or said.get(line.id)
            if paying is not None:
                pays.append((line, paying))
        return credits_of(pays)

    def booked_through(self, at: datetime) -> dict[str, date]:
        """Return per company the day up to which its bank was known at ``at``: that of its account furthest behind."""
        owner = {line.statement_id: line.entity for line, _ in self._lines}
        last: dict[tuple[str, str], date] = {}
        for each in self._statements:
            if each.imported_at <= at and each.booked_through is not None and each.id in owner:
                key = owner[each.id], each.account
                last[key] = max(last.get(key, each.booked_through), each.booked_through)
        found: dict[str, date] = {}
        for (entity, _), day in last.items():
            found[entity] = min(found.get(entity, day), day)
        return found
