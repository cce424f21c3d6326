"""What the work list costs: 10,000 calls to customers of a big book, in order, beside one plain statement that only reads them."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, text

from benchmarks.big_book import build
from benchmarks.table import Figure
from core.book.store import BookStore
from core.campaigns.work_list import work_list
from core.desk.campaign_tables import Campaign, Message, PreviewBatch, PreviewMessage
from core.desk.engine import Desk, open_desk
from core.desk.migrate import migrate
from core.vocabulary import CampaignState, ChannelName, MessageState

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book

ENTRIES: Final = 10_000
TURNS: Final = 5
TARGET_SECONDS: Final = 1.0
TARGET_RATIO: Final = 5.0
"""Beside reading the rows it finds who each customer is, what is past due in every currency, and the order."""
PLAIN: Final = (
    "SELECT m.*, p.name, p.template, c.name AS campaign FROM message m JOIN preview_message p ON p.id = m.id "
    "JOIN campaign c ON c.id = m.campaign_id WHERE m.state = 'queued' AND m.channel = 'phone' ORDER BY m.id"
)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """Seconds of the processor and of the clock for the list, and seconds of the processor for the plain statement."""

    cpu: float
    wall: float
    plain: float


def measure(book: Book, folder: Path, *, entries: int = ENTRIES) -> Measured:
    """Return what the list of ``entries`` calls costs, the best of some turns; the desk is made in ``folder``."""
    desk = open_desk(f"sqlite:///{folder / 'work.sqlite3'}", clock=lambda: datetime.now(UTC))
    migrate(desk)
    _calls(desk, book, entries)
    found = work_list(desk, book)  # once for the caches, as a page that was opened before
    if len(found.frame) != entries or not found.frame["expected"].is_monotonic_decreasing:
        message = "the list is not what it should be"
        raise RuntimeError(message)
    cpu, wall = _best(lambda: work_list(desk, book))
    plain, _ = _best(lambda: _plain(desk))
    desk.close()
    return Measured(cpu=cpu, wall=wall, plain=plain)


def figures() -> list[Figure]:
    """Return the figures on the big book named by SALDO_BIG_BOOK, else on one of a million invoices made for the purpose."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        known = os.environ.get("SALDO_BIG_BOOK")
        if known is None:
            build(place / "book", invoices=1_000_000, customers=40_000)
        book = BookStore(Path(known or folder) / "book").open()
        got = measure(book, place)
    return [
        Figure(name="work list of 10,000", measured=got.wall, unit="s", target=TARGET_SECONDS),
        Figure(
            name="work list of 10,000",
            measured=got.cpu,
            unit="s CPU",
            target=TARGET_RATIO,
            reference_name="one plain statement that reads the rows",
            reference=got.plain,
        ),
    ]


def _best(act: Callable[[], object]) -> tuple[float, float]:
    taken = []
    for _turn in range(TURNS):
        cpu, wall = time.process_time(), time.perf_counter()
        act()
        taken.append((time.process_time() - cpu, time.perf_counter() - wall))
    return min(each[0] for each in taken), min(each[1] for each in taken)


def _plain(desk: Desk) -> list[dict[str, Any]]:
    with desk.reading() as session:
        return [dict(row._mapping) for row in session.execute(text(PLAIN))]  # noqa: SLF001 - SQLAlchemy's public name for it


def _calls(desk: Desk, book: Book, entries: int) -> None:
    """Put a running campaign on the desk with one call to each of ``entries`` customers who owe something."""
    owing = book.frame("work_customers", {"asked": _customers(book, entries)}, as_of=book.latest_on)
    who = owing.drop_duplicates("customer_key").to_dict("records")
    at = desk.now()
    with desk.session() as session:
        campaign = Campaign(
            name="calls",
            state=CampaignState.RUNNING,
            revision=1,
            as_of=date(2026, 10, 31),
            book_version=book.version,
            choice={},
            created_by="bench",
            created_at=at,
            approved_at=at,
            launched_at=at,
        )
        session.add(campaign)
        session.flush()
        batch = PreviewBatch(campaign_id=campaign.id, is_sealed=True, content=b"", length=0)
        session.add(batch)
        session.flush()
        shared = {"campaign_id": campaign.id, "batch_id": batch.id, "offset": 0, "length": 0, "sha256": b"", "step": 1}
        rows = [
            {
                **shared,
                "id": number,
                "customer_key": row["customer_key"],
                "entity": row["entity"],
                "customer_id": row["customer_id"],
                "address": f"+3161{number:07d}",
                "sender": "us@saldo.example",
                "fingerprint": "",
                "message_id": f"<{number}@saldo.example>",
                "channel": ChannelName.PHONE,
            }
            for number, row in enumerate(who, start=1)
        ]
        seen = {"name": "", "segment": "", "subject": "", "template": "second_reminder", "language": "en", "items": 1}
        more = {"amounts": {}, "remarks": [], "is_excluded": False, "is_edited": False}
        session.execute(insert(PreviewMessage), [{**row, **seen, **more} for row in rows])
        queued = {"state": MessageState.QUEUED, "attempts": 0, "queued_at": at}
        session.execute(insert(Message), [{**row, **queued} for row in rows])


def _customers(book: Book, entries: int) -> Any:  # noqa: ANN401 - a frame
    rows = book.frame("customer_balances", as_of=book.latest_on, year_ago=book.latest_on, customer_key=None)
    owing = rows[rows["past_due_minor"] > 0].drop_duplicates("customer_key").head(entries)
    named = book.frame("identity_customers", customer_key=None).set_index("customer_key")
    return named.loc[owing["customer_key"], ["entity", "customer_id"]].reset_index(drop=True)


if __name__ == "__main__":
    for each in figures():
        sys.stdout.write(f"{each.name}: {each.measured:.3f} {each.unit} ({each.ratio:.2f} of {each.target:g})\n")
