"""An office in a test: one customer, what was agreed with it, and the books of business days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from core.campaigns import agreements
from core.campaigns.agreements import About
from core.campaigns.plan import find_audience
from core.desk.case_frames import cases_of
from core.desk.cases import Done, Instalment
from core.strategy import strategy_versions
from core.strategy.judging import judge
from tests.desks import migrated_desk
from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from core.vocabulary import DisputeCause

ANNA = About(entity="NL01", customer_id="ANNA")


class Office:
    """The desk and the book of one story; every act is by Els."""

    def __init__(self, folder: Path, text: str) -> None:
        self._ledger = Ledger(folder / "book")
        self.book = self._ledger(text, list_on=date(2026, 3, 4))
        self.desk = migrated_desk(folder)
        self._done: Done | None = None
        self.asked_minor = 0

    def day(self, on: str, text: str = "") -> list[str]:
        """Import ``text`` as the file of a day, judge, and tell what a campaign of that day does with each open invoice."""
        as_of = date.fromisoformat(on)
        # A file of every day speaks of it, also when it has no news.
        news = text or f"ZED INV{as_of.toordinal()} issued {on} due 2027-01-01 1.00 EUR"
        self.book = self._ledger(news, list_on=as_of)
        grace_days = strategy_versions.strategy_of(self.desk).contact.promise_grace_days
        judge(self.desk, self.book, self.book.latest_on, grace_days=grace_days)
        items = find_audience(self.desk, self.book, as_of=as_of).items
        items = items[items["customer_id"] == "ANNA"]
        self.asked_minor = int(items["asked_minor"].sum())
        return [f"{row['number']}: {'in' if row['is_in'] else row['reason']}" for row in items.to_dict("records")]

    def promise(self, amount_minor: int, promised_on: date) -> None:
        self._done = agreements.promise(
            self.desk, self.book, ANNA, amount_minor=amount_minor, promised_on=promised_on, by="Els", why="phoned"
        )

    def plan(self, parts: Sequence[tuple[date, int]], *, instead: bool = False) -> None:
        given = [Instalment(due_on=due_on, amount_minor=minor) for due_on, minor in parts]
        self._done = agreements.plan(
            self.desk,
            self.book,
            ANNA,
            parts=given,
            total_minor=sum(part.amount_minor for part in given),
            by="Els",
            why="phoned",
            instead_of=self._done.case_id if instead and self._done is not None else None,
        )

    def stop(self, until_on: date) -> None:
        self._done = agreements.stop(self.desk, self.book, ANNA, until_on=until_on, by="Els", why="holiday")

    def dispute(self, cause: DisputeCause, amount_minor: int | None) -> None:
        self._done = agreements.dispute(
            self.desk,
            self.book,
            ANNA,
            cause=cause,
            amount_minor=amount_minor,
            owner="Els",
            deadline_on=None,
            by="Els",
            why="mail",
        )

    def close(self, outcome: str) -> None:
        assert self._done is not None
        agreements.close(self.desk, self._done.case_id, by="Els", why="settled", outcome=outcome)

    def undo(self) -> None:
        assert self._done is not None
        agreements.undo(self.desk, self.book, self._done.event_id, self._done.case_id, by="Els")

    def states(self) -> list[str]:
        """Kind and state of every case, the oldest first."""
        known = cases_of(self.desk, entity=ANNA.entity, customer_id=ANNA.customer_id)
        return [f"{row['kind']} {row['state']}" for row in reversed(known.to_dict("records"))]
