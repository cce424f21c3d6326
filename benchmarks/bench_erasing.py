"""What erasing one customer or thousands costs, and what locking each message with its customer's key costs."""

from __future__ import annotations

import csv
import os
import resource
import shutil
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Final

import duckdb
from sqlalchemy import insert

from benchmarks.bench_sending import ours
from benchmarks.big_book import HERE, build
from benchmarks.table import Figure
from core.book.book import CONFIG
from core.book.erase import rewrite
from core.book.erase_list import digest
from core.book.store import BookStore
from core.campaigns.contents import pack
from core.campaigns.locked import Words, lock
from core.desk.customer_secrets import keys_of
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.desk.tables import Note
from core.master import master_in
from core.privacy.erasing import erase_again
from core.settings import Settings
from core.wiring import wire

if TYPE_CHECKING:
    from collections.abc import Sequence

MESSAGES: Final = 2_000
BATCH: Final = 250
REWRITE_S: Final = 120.0
LOCK_US: Final = 150.0
CUSTOMERS: Final = 40_000
INVOICES: Final = 1_000_000
NOTES: Final = 20_000
MANY: Final = (1, 100, 2_000)
MOST_COPIES: Final = 4.0
"""Times a plain copy of the book."""


def locking(folder: Path, mails: Sequence[bytes]) -> tuple[float, float, float]:
    """Return microseconds of processor to make and wrap a key and lock a mail with it, then its bytes, locked and in a batch of before."""
    desk = open_desk(f"sqlite:///{folder / 'desk.sqlite3'}", master=master_in(folder))
    migrate(desk)
    words = Words(number=1, content=b"".join(mails[:2])[-32_768:])
    began, locked = time.process_time(), 0
    for start in range(0, len(mails), BATCH):
        some = mails[start : start + BATCH]
        customers = [("NL01", f"C{start + place}") for place in range(len(some))]
        keys = keys_of(desk, customers)
        locked += sum(len(lock(mail, words, keys[who])) for mail, who in zip(some, customers, strict=True))
    spent = time.process_time() - began
    desk.close()
    packed = sum(len(pack(list(mails[start : start + BATCH]))[0]) for start in range(0, len(mails), BATCH))
    return 1e6 * spent / len(mails), locked / len(mails), packed / len(mails)


def rewriting(home: Path, folder: Path) -> tuple[float, float, float]:
    """Return seconds, processor seconds and megabytes of memory to write a copy of the book in ``home`` anew without one customer."""
    book = folder / "book"
    book.mkdir()
    current = (home / "book" / "current").read_text(encoding="utf-8").strip()
    for name in (f"{current}.duckdb", "current", "pointer.log"):
        shutil.copyfile(home / "book" / name, book / name)
    began, cpu = time.perf_counter(), time.process_time()
    rewrite(BookStore(book), [digest("NL01", "C0000001")], ["A name that stands nowhere"])
    return (
        time.perf_counter() - began,
        time.process_time() - cpu,
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def installation(folder: Path, *, customers: int = CUSTOMERS, invoices: int = INVOICES) -> None:
    """Make an installation in ``folder`` with names in texts of the ledger, in files that were imported, and in notes about others."""
    build(folder / "book", invoices=invoices, customers=customers)
    sources = folder / "sources"
    sources.mkdir()
    with BookStore(folder / "book").draft() as draft:
        draft.connection.execute((HERE / "named_texts.sql").read_text(encoding="utf-8"))
        for table in ("source_customer", "source_invoice"):
            draft.connection.execute(f"COPY {table} TO '{sources / table}.csv' (HEADER, DELIMITER ';')")
        named = draft.connection.execute(
            "SELECT entity, customer_id, said FROM source_note LIMIT $1", [NOTES]
        ).fetchall()
        draft.publish()
    desk = open_desk(f"sqlite:///{folder / 'desk.sqlite3'}", master=master_in(folder))
    migrate(desk)
    written = {"written_by": "a bench", "written_at": desk.now()}
    rows = [{"entity": entity, "customer_id": number, "body": said} | written for entity, number, said in named]
    with desk.session() as session:
        session.execute(insert(Note), rows)
    desk.close()


def erasing(home: Path, many: int) -> tuple[float, float, float]:
    """Return the processor seconds of erasing ``many`` customers in a copy of ``home`` and of a plain copy of its book, and the most memory in MiB."""
    with tempfile.TemporaryDirectory(dir=home.parent) as made:
        folder = Path(made) / "home"
        shutil.copytree(home, folder)
        app = wire(Settings(home=folder))
        plain = copying(app.store, Path(made))
        with (folder / "sources" / "source_customer.csv").open(encoding="utf-8", newline="") as file:
            chosen = [(row["entity"], row["customer_id"]) for row in islice(csv.DictReader(file, delimiter=";"), many)]
        began = time.process_time()
        erase_again(app.places, chosen, by="a bench", why="a bench")
        spent = time.process_time() - began
        app.desk.close()
    return spent, plain, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def copying(store: BookStore, folder: Path) -> float:
    """Return the processor seconds of a plain copy of the current book, table by table."""
    began = time.process_time()
    with duckdb.connect(str(folder / "plain.duckdb"), config=CONFIG) as copy:
        copy.execute(f"ATTACH '{store.folder / str(store.current())}.duckdb' AS before (READ_ONLY)")
        copy.execute("COPY FROM DATABASE before TO plain")
        copy.execute("CHECKPOINT")
    return time.process_time() - began


def erasures() -> list[Figure]:
    """Return the figures of erasing some at once, each in a process of its own so that memory is its own as well."""
    found = []
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as made:
        home = Path(made) / "made"
        home.mkdir()
        installation(home)
        for many in MANY:
            with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as alone:
                spent, plain, memory = alone.submit(erasing, home, many).result()
            name = f"{many:,} of {CUSTOMERS:,} customers erased from {INVOICES:,} invoices ({memory:,.0f} MiB)"
            found.append(
                Figure(
                    name=name,
                    measured=spent,
                    unit="s CPU",
                    target=MOST_COPIES,
                    reference_name="a plain copy of the book",
                    reference=plain,
                )
            )
    return found


def figures() -> list[Figure]:
    """Return the figures; the book's only with ``SALDO_BIG_BOOK``, which is copied."""
    mails = [ours(number, f"klant{number}@voorbeeld.example") for number in range(MESSAGES)]
    with tempfile.TemporaryDirectory() as made:
        lock_us, locked, packed = locking(Path(made), mails)
    found = [
        Figure(name="a key made and a mail locked with it, CPU", measured=lock_us, unit="us", target=LOCK_US),
        Figure(
            name="bytes of a mail of 13 kB, locked alone",
            measured=locked,
            unit="bytes",
            target=4.0,
            reference_name="compressed with 249 others",
            reference=packed,
        ),
    ]
    found += erasures()
    home = os.environ.get("SALDO_BIG_BOOK")
    if home is not None:
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as made:
            seconds, cpu, memory = rewriting(Path(home), Path(made))
        name = f"the ledger written anew without one customer ({seconds:.0f} s on the clock, {memory / 1024:.1f} GiB)"
        found.append(Figure(name=name, measured=cpu, unit="s CPU", target=REWRITE_S))
    return found
