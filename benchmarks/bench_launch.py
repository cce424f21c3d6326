"""From draft to queue: preview, approval and launch of a large campaign, in processor time and memory for each message."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Final

from benchmarks.table import Figure
from core.book.store import BookStore
from core.campaigns.approve import approve
from core.campaigns.launch import launch
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.master import master_in
from core.strategy.choice import AudienceChoice

if TYPE_CHECKING:
    from core.book.book import Book

NAME: Final = "benchmark"
SECONDS: Final = 300.0
MESSAGES: Final = 100_000


def measure(book: Book, folder: Path) -> dict[str, float]:
    """Return messages, and processor seconds and megabytes of memory at most after each step, on SQLite."""
    desk = open_desk(f"sqlite:///{folder / 'desk.sqlite3'}", master=master_in(folder))
    migrate(desk)
    found: dict[str, float] = {}

    def done(step: str, began: float) -> None:
        found[f"{step}_cpu"] = time.process_time() - began
        found[f"{step}_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    waits = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bench_launch", "probe", str(folder / "desk.sqlite3")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    began = time.process_time()
    plan(desk, book, NAME, as_of=book.latest_on, by="benchmark", choice=AudienceChoice())
    done("plan", began)
    began = time.process_time()
    found["messages"] = write_preview(desk, NAME, by="benchmark")
    done("preview", began)
    began = time.process_time()
    approve(desk, NAME, by="benchmark")
    done("approve", began)
    began = time.process_time()
    launch(desk, book, NAME, by="benchmark")
    done("launch", began)
    desk.close()
    found["longest_wait"] = float(waits.communicate("enough\n")[0])
    return found


def probe(file: str) -> float:
    """Return the longest that a writer to the SQLite database ``file`` waited, writing 20 times a second until told to stop."""
    ended = Thread(target=sys.stdin.readline, daemon=True)
    ended.start()
    longest = 0.0
    with closing(sqlite3.connect(file, timeout=120, isolation_level=None)) as connection:
        while ended.is_alive():
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("COMMIT")
            longest = max(longest, time.perf_counter() - began)
            ended.join(0.05)
    return longest


def figures() -> list[Figure]:
    """Return preview and launch of 100,000 messages, from what each message costs in the book of ``SALDO_BIG_BOOK``."""
    home = os.environ.get("SALDO_BIG_BOOK")
    if home is None:
        return []
    with tempfile.TemporaryDirectory() as folder:
        found = measure(BookStore(Path(home) / "book").open(), Path(folder))
    cpu = sum(found[f"{step}_cpu"] for step in ("preview", "approve", "launch"))
    return [
        Figure(
            name=f"preview, approval and launch of {MESSAGES:,} messages (from {found['messages']:,.0f}), processor time",
            measured=cpu / found["messages"] * MESSAGES,
            unit="s",
            target=SECONDS,
        ),
        Figure(
            name="longest that another writer waited meanwhile",
            measured=found["longest_wait"],
            unit="s",
            target=1.0,
        ),
    ]


if __name__ == "__main__":
    if sys.argv[1] == "probe":
        print(probe(sys.argv[2]))
        sys.exit()
    with tempfile.TemporaryDirectory() as made:
        print(json.dumps(measure(BookStore(Path(sys.argv[1]) / "book").open(), Path(made)), indent=1))
