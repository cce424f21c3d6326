"""Twenty-five people at once on ten million invoices: how long they wait, what it costs, and what a campaign does to it."""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from benchmarks.bench_customer import customer_keys
from benchmarks.big_book import build
from benchmarks.load_people import Seen, Stop, crowd, visit_all
from benchmarks.served import memory_watched, processor_seconds, served
from benchmarks.table import Figure
from core.book.store import BookStore
from core.campaigns import reading, states
from core.campaigns.plan import plan
from core.desk.campaign_tables import Campaign, CampaignAudience
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.master import master_at, master_in
from core.settings import Settings
from core.vocabulary import MessageState
from tests.launched import launched, recipients

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.book.book import Book
    from core.desk.engine import Desk

BIG_BOOK: Final = "SALDO_BIG_BOOK"
PEOPLE: Final = 25
THINK_SECONDS: Final = 5.0
SECONDS: Final = 120.0
PAGE_MS: Final = 1000.0
FRAGMENT_MS: Final = 300.0
MOST_GIB: Final = 6.0
SLOWER: Final = 1.5
CUSTOMERS: Final = 400
MESSAGES: Final = 200_000
"""More than can be sent while it is measured: the campaign runs all the time."""
CAMPAIGN: Final = "autumn"
BY: Final = "a benchmark"
PLANNED: Final = "planned"
FILTERS: Final = ("", "country=NL", "country=BE", "segment=reliable", "segment=structurally_late")
SETTINGS: Final = ("", "tab=data", "tab=sender", "tab=mail", "tab=payment")
SELDOM: Final = (
    "campaign", "strategy", "review", "reconciliation", "forecast", "model", "behaviour", "bank", "mix", "ladders",
    "compare", "replay", "templates", "health", "sending", "replies", "effect", "credit", "identity", "causes",
    "agency", "runs", "people", "audit", "privacy",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Loaded:
    """What a crowd met, what the very first reader met before it, and what it cost.

    Cores are processor seconds a second: of the app and the process beside it that sends, and of the people, who are counted too;
    memory is of both together at one moment; ``sent`` are the messages of the campaign meanwhile.
    """

    seen: Seen
    first: Seen
    cores: float
    client_cores: float
    memory_gib: float
    sent: int

    def p95_ms(self, *, is_fragment: bool) -> float:
        """Return the milliseconds that 95 in 100 runs of one kind stay under."""
        return percentile(self.seen.seconds(is_fragment=is_fragment), 95) * 1000


def percentile(seconds: Sequence[float], percent: int) -> float:
    """Return the value that ``percent`` of ``seconds`` do not exceed; 0 of none."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)] if ordered else 0.0


def stops(customers: Sequence[str], *, campaign: str | None = None) -> list[Stop]:
    """Return where people go: the daily pages often, and every other page there is now and then; also to ``campaign``, if any."""
    return [
        Stop(page="", weight=8),
        Stop(page="customers", weight=8),
        Stop(page="customer", queries=tuple(f"id={each}" for each in customers), weight=12),
        Stop(page="work", weight=8),
        Stop(page="numbers", queries=FILTERS, weight=8),
        Stop(page="aging", queries=(*FILTERS, "rows=country", "show=heat&rows=country"), weight=6),
        Stop(page="campaigns", weight=4),
        Stop(page="mailbox", weight=2),
        Stop(page="settings", queries=SETTINGS, weight=2),
        *(Stop(page=page) for page in SELDOM),
        *([] if campaign is None else [Stop(page="campaign", queries=(f"name={campaign}",), weight=4)]),
    ]


@contextmanager
def home() -> Iterator[Path]:
    """Yield a home of its own whose book is the one that SALDO_BIG_BOOK names, read through links, else one made here."""
    with tempfile.TemporaryDirectory(prefix="saldo-load-") as folder:
        place = Path(folder)
        known = os.environ.get(BIG_BOOK)
        if known is None:
            build(place / "book", invoices=1_000_000, customers=40_000)
        else:
            (place / "book").mkdir()
            for file in (Path(known) / "book").iterdir():
                if file.suffix == ".duckdb":
                    (place / "book" / file.name).symlink_to(file)
                elif file.name in {"current", "pointer.log"}:
                    (place / "book" / file.name).write_bytes(file.read_bytes())
        desk = open_desk(Settings(home=place).desk_location, master=master_in(place))
        migrate(desk)
        desk.close()
        yield place


def load(place: Path, *, people: int = PEOPLE, seconds: float = SECONDS) -> tuple[Loaded, Loaded]:
    """Return what ``people`` met on the book in ``place``: beside a campaign that is paused, and beside the same while it is sent.

    The same people go to the same pages both times, the campaign's own among them. Every page was opened before, with each filter
    that people use, and one customer of those they look up; once more after the launch, and again whenever the campaign was
    stopped or let go, which changes what everybody has to hear.
    """
    settings = Settings(home=place)
    keys = [str(key) for key in customer_keys(place, CUSTOMERS)]
    desk = open_desk(settings.desk_location, master=master_at(settings.master_key, place))
    try:
        with served(place) as (port, process), memory_watched(process) as most_gib:
            first = asyncio.run(visit_all(port, stops(keys[:1])))
            _launch(desk, BookStore(settings.book_folder).open())

            def crowded() -> Loaded:
                asyncio.run(visit_all(port, stops(keys[:1], campaign=CAMPAIGN)))
                before = processor_seconds(process), time.process_time(), time.monotonic(), _sent(desk)
                seen = asyncio.run(
                    crowd(port, stops(keys, campaign=CAMPAIGN), people=people, seconds=seconds, think=THINK_SECONDS)
                )
                took = time.monotonic() - before[2]
                return Loaded(
                    seen=seen,
                    first=first,
                    cores=(processor_seconds(process) - before[0]) / took,
                    client_cores=(time.process_time() - before[1]) / took,
                    memory_gib=most_gib(),
                    sent=_sent(desk) - before[3],
                )

            states.pause(desk, CAMPAIGN, by=BY, why="to measure what it does to the others")
            paused = crowded()
            states.resume(desk, CAMPAIGN, by=BY)
            return paused, crowded()
    finally:
        desk.close()


def _launch(desk: Desk, book: Book) -> None:
    """Launch made-up messages under the audience of a real plan: so that people can look at the campaign while it is sent."""
    plan(desk, book, PLANNED, as_of=book.latest_on, by=BY)
    launched(desk, recipients(MESSAGES), name=CAMPAIGN)
    with desk.session() as session:
        ids = {row.name: row.id for row in session.execute(select(Campaign.name, Campaign.id))}
        of = session.get_one(CampaignAudience, ids[PLANNED])
        kept = {"items": of.items, "customers": of.customers, "totals": of.totals, "planned_at": of.planned_at}
        session.add(CampaignAudience(campaign_id=ids[CAMPAIGN], **kept))


def _sent(desk: Desk) -> int:
    return reading.state_counts(desk, CAMPAIGN).get(MessageState.SENT, 0)


def figures() -> list[Figure]:
    """Return the figures of a crowd beside a campaign that is paused, and beside the same while it is sent."""
    with home() as place:
        paused, beside = load(place)
    return [
        *_waits(paused, " beside a paused campaign"),
        *_waits(beside, f" while a campaign sends ({beside.sent / SECONDS:,.0f} messages a second)"),
        *(
            Figure(
                name=f"{'fragment' if is_fragment else 'page'}, p95 while a campaign sends, beside the same paused",
                measured=beside.p95_ms(is_fragment=is_fragment),
                unit="ms",
                target=SLOWER,
                reference_name="paused",
                reference=paused.p95_ms(is_fragment=is_fragment),
            )
            for is_fragment in (False, True)
        ),
    ]


def _waits(found: Loaded, when: str) -> list[Figure]:
    runs = len(found.seen.runs)
    about = f"{PEOPLE} people, {runs} runs, {found.seen.fragment_share:.0%} of them fragments"
    used = f"{found.cores:.2f} cores, and the people {found.client_cores:.2f}"
    return [
        Figure(
            name=f"page, p95{when}: {about}",
            measured=found.p95_ms(is_fragment=False),
            unit="ms",
            target=PAGE_MS,
        ),
        Figure(
            name=f"fragment, p95{when} ({used})",
            measured=found.p95_ms(is_fragment=True),
            unit="ms",
            target=FRAGMENT_MS,
        ),
        Figure(name=f"errors{when}", measured=float(len(found.seen.errors)), unit="errors", target=0.5),
        Figure(name=f"memory at most{when}", measured=found.memory_gib, unit="GiB", target=MOST_GIB),
    ]


def main(arguments: Sequence[str]) -> int:
    """Print what every page took, the slowest first, a campaign paused and sent: ``python -m benchmarks.bench_load [SECONDS]``."""
    with home() as place:
        paused, beside = load(place, seconds=float(arguments[0]) if arguments else SECONDS)
    print("\n".join(["while a campaign is paused", *told(paused), "", "while it is sent", *told(beside)]))
    return 0


def told(found: Loaded) -> list[str]:
    """Return the waits by page and kind, the slowest first, and what went wrong."""
    by_kind: dict[tuple[str, bool], list[float]] = {}
    for run in found.seen.runs:
        by_kind.setdefault((run.page or "today", run.is_fragment), []).append(run.seconds)
    lines = [
        f"{page:16} {'fragment' if is_fragment else 'page':8} n={len(waits):4} p50={statistics.median(waits) * 1000:6.0f} "
        f"p95={percentile(waits, 95) * 1000:6.0f} most={max(waits) * 1000:6.0f} ms"
        for (page, is_fragment), waits in sorted(by_kind.items(), key=lambda each: -percentile(each[1], 95))
    ]
    lines.append(
        f"all: page p95 {found.p95_ms(is_fragment=False):.0f} ms, fragment p95 {found.p95_ms(is_fragment=True):.0f} ms, "
        f"{len(found.seen.runs)} runs ({found.seen.fragment_share:.0%} fragments), {found.cores:.2f} cores, people "
        f"{found.client_cores:.2f}, {found.memory_gib:.2f} GiB at most, {found.sent} sent"
    )
    slowest = sorted(found.first.runs, key=lambda run: -run.seconds)
    lines.append("first visits: " + ", ".join(f"{run.page or 'today'} {run.seconds:.1f} s" for run in slowest))
    return [*lines, *(f"ERROR {each}" for each in (found.first.errors + found.seen.errors)[:20])]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
