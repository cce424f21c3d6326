"""What it costs to open, search and index the preview of a campaign of 100,000 messages, on both databases of the desk."""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import insert, select

from benchmarks.table import Figure
from core.campaigns import reading
from core.campaigns.contents import in_batches, pack, unpack
from core.campaigns.kept_contents import content_of
from core.campaigns.preview import said
from core.campaigns.search import Filters, Listing, listing
from core.campaigns.search_index import IndexWriter, filtered_by, folded
from core.desk.campaign_tables import Campaign, PreviewBatch, PreviewMessage
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.desk.template_tables import PreviewIndex
from core.messages.bytes import content_for
from core.messages.readability import remarks
from core.messages.render import Rendered, render
from core.messages.samples import for_message, samples
from core.vocabulary import CampaignState, ChannelName, MessageName
from tests.postgres import fresh_database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from core.desk.engine import Desk

MESSAGES: Final = 100_000
NAME: Final = "benchmark"
OPEN_MS, SEARCH_MS = 1_000.0, 300.0
REPEATS: Final = 3
WRITTEN: Final = 300
QUERIES: Final = ("bakkerij 4567", "2026-0004567", "binnen 7 dagen", '"€ 4.567,00"', "nobody says this")


@dataclass(frozen=True, kw_only=True)
class Cost:
    """Milliseconds of processor time: the best of several, the worst query; and microseconds of indexing a message."""

    open_ms: float
    open_all_ms: float  # every row read, as the list did before
    search_ms: float
    scan_ms: float  # every content unpacked and looked through
    index_us: float
    writing_us: float


def measure(desk: Desk, *, messages: int = MESSAGES) -> Cost:
    """Return the costs on ``desk``, which is filled with a campaign first."""
    index_us = _fill(desk, messages)
    opened = listing(desk, NAME)
    shown = opened.now()
    found = {query: len(shown.find(Filters(text=query))) for query in QUERIES}
    scanned = {query: _scan(desk, query) for query in QUERIES}
    if found != scanned:
        message = f"index and scan disagree: {found} and {scanned}"
        raise AssertionError(message)
    return Cost(
        open_ms=_best(lambda: _open(desk)),
        open_all_ms=_best(lambda: _read_all(desk), repeats=1),
        search_ms=max(_best(lambda query=query: _search(opened, query)) for query in QUERIES),  # type: ignore[misc]
        scan_ms=max(_best(lambda query=query: _scan(desk, query), repeats=1) for query in QUERIES[:2]),  # type: ignore[misc]
        index_us=index_us,
        writing_us=_writing_us(),
    )


def figures() -> list[Figure]:
    """Return the figures on SQLite and on PostgreSQL."""
    found: list[Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        urls = {"SQLite": f"sqlite:///{Path(folder) / 'desk.sqlite3'}", "PostgreSQL": fresh_database()}
        for engine, url in urls.items():
            migrate(url)
            desk = open_desk(url)
            cost = measure(desk)
            desk.close()
            found += [
                Figure(
                    name=f"preview of 100,000 opens, {engine}", measured=cost.open_ms, unit="ms CPU", target=OPEN_MS
                ),
                Figure(
                    name=f"the same, {engine}",
                    measured=cost.open_ms,
                    unit="ms CPU",
                    target=0.2,
                    reference_name="every row read",
                    reference=cost.open_all_ms,
                ),
                Figure(
                    name=f"preview of 100,000 searched, {engine}",
                    measured=cost.search_ms,
                    unit="ms CPU",
                    target=SEARCH_MS,
                ),
                Figure(
                    name=f"the same, {engine}",
                    measured=cost.search_ms,
                    unit="ms CPU",
                    target=0.2,
                    reference_name="every content unpacked",
                    reference=cost.scan_ms,
                ),
            ]
        found.append(
            Figure(
                name="index, a message",
                measured=cost.index_us,
                unit="us",
                target=0.15,
                reference_name="writing it",
                reference=cost.writing_us,
            )
        )
    return found


def _fill(desk: Desk, messages: int) -> float:
    """Write a campaign of ``messages`` and return the microseconds of indexing one of them."""
    index, spent = IndexWriter(), 0.0
    with desk.session() as session:
        campaign = Campaign(
            name=NAME,
            state=CampaignState.PREVIEWED,
            revision=1,
            as_of=date(2026, 10, 31),
            book_version="v000001",
            choice={},
            created_by="benchmark",
            created_at=desk.now(),
        )
        session.add(campaign)
        session.flush()
        ids: list[int] = []
        for batch in in_batches(_written(messages)):
            compressed, length, offsets = pack([text.encode() for _, text in batch])
            kept = PreviewBatch(campaign_id=campaign.id, is_sealed=False, content=compressed, length=length)
            session.add(kept)
            session.flush()
            placed = [
                {**row, "campaign_id": campaign.id, "batch_id": kept.id, "offset": offset, "length": len(text.encode())}
                for (row, text), offset in zip(batch, offsets, strict=True)
            ]
            inserted = insert(PreviewMessage).returning(PreviewMessage.id, sort_by_parameter_order=True)
            ids += session.scalars(inserted, placed)
            started = time.process_time()
            for row, text in batch:
                form = Rendered(language="nl", subject=row["subject"], text=text, sms=text)
                index.add(row["name"], row["cost_minor"], filtered_by(**row), said(row, form))
            spent += time.process_time() - started
        started = time.process_time()
        packed = index.packed(ids)
        spent += time.process_time() - started
        session.add(PreviewIndex(campaign_id=campaign.id, **packed))
    return 1e6 * spent / messages


def _written(messages: int) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield rows and texts that differ from each other as those of a real campaign do: names, numbers and amounts."""
    context = for_message(MessageName.FRIENDLY_REMINDER, samples()[1])
    rendered = render(MessageName.FRIENDLY_REMINDER, "nl", context)
    for number in range(messages):
        name, amount = f"Bakkerij {number} B.V.", f"€ {number:,}".replace(",", ".") + ",00"
        text = rendered.text.replace(context.customer_name, name).replace(context.customer_id, f"{number:06d}")
        text = text.replace("€\u00a0250,00", amount).replace("2026-000", f"2026-{number:07d}-")
        yield (
            {
                "customer_key": number,
                "entity": "NL01",
                "customer_id": f"{number:06d}",
                "name": name,
                "segment": f"segment {number % 7}",
                "address": f"boekhouding@klant{number}.example",
                "sender": "rekeningen@voorbeeld.example",
                "subject": f"Kunt u {amount} nog betalen?",
                "step": number % 3,
                "template": MessageName.FRIENDLY_REMINDER,
                "language": "nl",
                "items": 3,
                "amounts": {"EUR": number * 100},
                "fingerprint": f"{number}",
                "remarks": ["a long sentence: cut it in two"] if number % 20 == 0 else [],
                "is_excluded": False,
                "is_edited": False,
                "channel": ChannelName.EMAIL if number % 4 else ChannelName.SMS,
                "cost_minor": 1 if number % 4 else 118,
                "treatment": {"channel": "Drawn by the mix.", "overruled": False},
                "breaches": [],
            },
            text,
        )


def _open(desk: Desk) -> None:
    """Do what the page does when it opens: the list, its filters, its figures and the first message."""
    shown = listing(desk, NAME).now()
    for name in ("channel", "language", "step", "segment", "reason", "remarks", "rules"):
        shown.counts(name)
    page = shown.page(shown.find(Filters()), limit=12)
    reading.counts(desk, NAME)
    with desk.reading() as session:
        content_of(session, page[0])


def _read_all(desk: Desk) -> None:
    with desk.reading() as session:
        list(session.scalars(select(PreviewMessage).order_by(PreviewMessage.name)))


def _search(opened: Listing, query: str) -> None:
    """Search as the first who asks this: terms found before are kept, and would cost nothing."""
    fresh = Listing(
        opened.desk,
        campaign_id=opened.campaign_id,
        index_id=opened.index_id,
        traits=opened.traits,
        lines=opened.lines,
    )
    shown = fresh.now()
    shown.page(shown.find(Filters(text=query)), limit=12)


def _scan(desk: Desk, query: str) -> int:
    """Look for every word of ``query`` in every message, as it lies on the desk."""
    terms = [folded(part) for part in ([query.strip('"')] if query.startswith('"') else query.split())]
    hits = 0
    with desk.reading() as session:
        rows = select(
            PreviewMessage.batch_id,
            PreviewMessage.offset,
            PreviewMessage.length,
            PreviewMessage.name,
            PreviewMessage.subject,
        )
        batches: dict[int, bytes] = {}
        for row in session.execute(rows.order_by(PreviewMessage.batch_id)):
            if row.batch_id not in batches:
                kept = session.get_one(PreviewBatch, row.batch_id)
                batches = {row.batch_id: unpack(kept.content, kept.length)}
            text = batches[row.batch_id][row.offset : row.offset + row.length].decode()
            lines = [folded(line) for line in (row.name, row.subject, *text.splitlines())]
            hits += all(any(term in line for line in lines) for term in terms)
    return hits


def _writing_us() -> float:
    """Return the microseconds that it takes to write one such mail: rendering, reading its words, and its bytes."""
    context = for_message(MessageName.FRIENDLY_REMINDER, samples()[1])
    started = time.process_time()
    for number in range(WRITTEN):
        rendered = render(
            MessageName.FRIENDLY_REMINDER, "nl", replace(context, customer_name=f"Bakkerij {number} B.V.")
        )
        remarks(rendered.text, rendered.language)
        content_for(ChannelName.EMAIL, rendered, context, "boekhouding@klant.example")
    return 1e6 * (time.process_time() - started) / WRITTEN


def _best(act: Callable[[], object], *, repeats: int = REPEATS) -> float:
    """Return the milliseconds of processor time of this process in the cheapest of several runs."""
    taken = []
    for _ in range(repeats):
        started = time.process_time()
        act()
        taken.append(time.process_time() - started)
    return 1000 * min(taken)
