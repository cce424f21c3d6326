"""How long the payment model takes: training on a million invoices, scoring what is open of a big book, one customer."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from benchmarks.bench_scale import KEPT_HOME
from benchmarks.big_book import build
from benchmarks.table import Figure, render
from core.behaviour.prediction.backdrop import read_backdrop
from core.behaviour.prediction.lives import chosen, read_lives
from core.behaviour.prediction.model import Segments
from core.behaviour.prediction.predict import predict
from core.behaviour.prediction.training import train
from core.book.store import BookStore

if TYPE_CHECKING:
    from core.behaviour.prediction.model import Model
    from core.book.book import Book

INVOICES: Final = 1_000_000
CUSTOMERS: Final = 40_000
OPEN: Final = 600_000
SCORING_SECONDS: Final = 20


def figures() -> list[Figure]:
    """Return the figures of a book of a million invoices, made for the occasion, and of SALDO_BIG_BOOK where it is set."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "book", invoices=INVOICES, customers=CUSTOMERS)
        book = BookStore(Path(folder) / "book").open()
        model, trained = _trained(book)
        told = [trained, *_scored(book, model), _alone(book, model)]
    home = os.environ.get(KEPT_HOME)
    return told + (_scored(BookStore(Path(home) / "book").open(), model) if home else [])


def _trained(book: Book) -> tuple[Model, Figure]:
    as_of = book.latest_on
    started = time.perf_counter()
    model = train(read_lives(book, as_of), as_of, Segments.of(None))
    seconds = time.perf_counter() - started
    return model, Figure(name=f"training on {INVOICES:,} invoices", measured=seconds, unit="s", target=120)


def _scored(book: Book, model: Model) -> list[Figure]:
    """Return the seconds of scoring everything open; a book with fewer than 600,000 open says in its name what is scaled."""
    wall, processor = time.perf_counter(), time.process_time()
    count = len(predict(book, model, book.latest_on))
    wall, processor = time.perf_counter() - wall, time.process_time() - processor
    if count < OPEN:
        name, factor = f"scoring {count:,} open invoices, SCALED to {OPEN:,}", OPEN / max(count, 1)
        return [Figure(name=name, measured=wall * factor, unit="s", target=SCORING_SECONDS)]
    name, target = f"scoring {count:,} open invoices", SCORING_SECONDS * count / OPEN
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return [
        Figure(name=name, measured=wall, unit="s", target=target),
        Figure(name=f"{name}, CPU", measured=processor, unit="s CPU", target=2 * target),
        Figure(name=f"{name}, memory at its highest", measured=peak, unit="GiB", target=4),
    ]


def _alone(book: Book, model: Model) -> Figure:
    """Return the CPU of a customer's predictions after another's, the backdrop at hand as it is on the customer page."""
    as_of = book.latest_on
    backdrop = read_backdrop(book, as_of)
    keys = book.frame("open_balances", chosen(None), as_of=as_of, is_all=True)["customer_key"]
    first, second = (int(key) for key in keys.drop_duplicates().iloc[:2])
    predict(book, model, as_of, customer_keys=[first], backdrop=backdrop)
    started = time.process_time()
    predict(book, model, as_of, customer_keys=[second], backdrop=backdrop)
    seconds = time.process_time() - started
    return Figure(name="predictions of a second customer", measured=seconds * 1_000, unit="ms CPU", target=100)


if __name__ == "__main__":
    print(render(figures()))
