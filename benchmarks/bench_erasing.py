"""What erasing one customer costs in a large book, and what locking each message with its customer's key costs."""

from __future__ import annotations

import os
import resource
import shutil
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bench_sending import ours
from benchmarks.table import Figure
from core.book.erase import rewrite
from core.book.erase_list import digest
from core.book.store import BookStore
from core.campaigns.contents import pack
from core.campaigns.locked import Words, lock
from core.desk.customer_secrets import keys_of
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.master import master_in

if TYPE_CHECKING:
    from collections.abc import Sequence

MESSAGES: Final = 2_000
BATCH: Final = 250
REWRITE_S: Final = 120.0
LOCK_US: Final = 150.0


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
    home = os.environ.get("SALDO_BIG_BOOK")
    if home is not None:
        with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as made:
            seconds, cpu, memory = rewriting(Path(home), Path(made))
        name = f"the ledger written anew without one customer ({seconds:.0f} s on the clock, {memory / 1024:.1f} GiB)"
        found.append(Figure(name=name, measured=cpu, unit="s CPU", target=REWRITE_S))
    return found
