"""A story for the time machine: a ledger that comes in pieces, a desk whose clock is moved, and what a replay says of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

from core.desk import channel_terms
from core.segments import shipped
from core.strategy.mix import SHIPPED as SHIPPED_MIX
from core.strategy.replay.conduct import Conduct
from core.strategy.replay.proposal import Proposal
from core.strategy.replay.run import Replayed, replay
from tests.ledger import Ledger
from tests.reminders import strategy_of

if TYPE_CHECKING:
    from pathlib import Path

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.strategy.strategy import Strategy
    from tests.desks import TestClock

EVERY_DAY = Conduct(only_with_news=False, most_banking_days=None)


def proposed(strategy: Strategy | None = None) -> Proposal:
    """One ladder for everybody, by e-mail: steps at 3 and 14 days, a week between two messages."""
    return Proposal(
        policy=shipped.SHIPPED,
        strategy=strategy or strategy_of(3, 14, between=7),
        mix=SHIPPED_MIX,
        terms=channel_terms.SHIPPED,
        told={"segments": "as shipped", "ladders": "of the test", "mix": "as shipped"},
    )


@dataclass
class Story:
    """The book, in the pieces in which it came; each arrives at six in the morning (UTC) of its day."""

    folder: Path
    desk: Desk
    clock: TestClock
    books: list[Book] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.folder / "story")

    def arrives(self, on: str, text: str, **values: Any) -> Book:
        """Import ``text`` on a day, which it also speaks of."""
        self.books.append(self.ledger(text, list_on=date.fromisoformat(on), **values))
        self.clock.now = datetime.combine(date.fromisoformat(on), time(12), tzinfo=UTC)
        return self.books[-1]

    def replayed(self, first: str, last: str, **values: Any) -> Replayed:
        """What would have been sent, by the latest book."""
        given = {"conduct": EVERY_DAY, **values}
        return replay(
            self.desk,
            given.pop("book", self.books[-1]),
            given.pop("proposal", proposed()),
            date.fromisoformat(first),
            date.fromisoformat(last),
            **given,
        )

    def sent(self, first: str, last: str, **values: Any) -> list[str]:
        """One line per item asked for: day, customer, document and step."""
        return told(self.replayed(first, last, **values))


def told(found: Replayed) -> list[str]:
    rows = found.items.sort_values(["day", "customer_id", "number", "part_no"])
    return [
        f"{row['day']:%d-%m} {row['customer_id']} {row['number']} step {row['step']}" for row in rows.to_dict("records")
    ]
