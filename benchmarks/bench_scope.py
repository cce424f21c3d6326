"""What limits cost: the same questions to a book of ten million invoices by who sees all and by who sees a part."""

from __future__ import annotations

import os
import statistics
import time
from datetime import timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from benchmarks.bench_numbers import _book
from benchmarks.table import Figure
from core.acting import EVERYBODY, Actor, Limits, acting
from core.book.store import BookStore
from core.desk import places
from core.desk.engine import open_desk
from core.desk.migrate import migrate
from core.desk.tables import Note
from core.metrics.aging import aging
from core.metrics.trend import trend

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book

RUNS: Final = 5
MOST_SLOWER: Final = 1.2  # a part asked takes no longer than the whole, give or take the machine


def figures() -> list[Figure]:
    """Return what limits cost, on the book of SALDO_BIG_BOOK where it is set, else on a million invoices made here."""
    with TemporaryDirectory() as folder:
        home = os.environ.get("SALDO_BIG_BOOK")
        store = BookStore(Path(home) / "book") if home else BookStore(_book(Path(folder)).file.parent)
        return [*_asked(store), *_on_the_desk(store, Path(folder))]


def _asked(store: BookStore) -> list[Figure]:
    whole = store.open()
    known = whole.frame("customer_places")
    entity = known["entity"].mode().iloc[0]
    manager = known["account_manager"].dropna().mode()
    scopes = {"an entity": Limits(entities=frozenset({entity}))}
    if len(manager):
        scopes["an account manager"] = Limits(account_managers=frozenset({manager.iloc[0]}))
    found: list[Figure] = []
    for name, limits in scopes.items():
        started = time.process_time()
        part = store.open(limits=limits)
        found.append(Figure(name=f"opening a book to {name}", measured=_ms(started), unit="ms CPU", target=1000))
        for question, ask in (("aging of a past date", _past), ("trend of 24 months", _trend)):
            reference = _median(ask, whole)
            found.append(
                Figure(
                    name=f"{question}, {name}", measured=_median(ask, part), unit="ms CPU", target=MOST_SLOWER,
                    reference_name="who sees all", reference=reference,
                )
            )  # fmt: skip
    return found


_DAYS = count(200)


def _past(book: Book) -> None:
    aging(book, book.latest_on - timedelta(days=next(_DAYS)))


def _trend(book: Book) -> None:
    trend(book, book.latest_on)


def _on_the_desk(store: BookStore, folder: Path) -> list[Figure]:
    """Return what keeping the places takes, and what limits add to one question."""
    url = f"sqlite:///{folder / 'desk.sqlite3'}"
    migrate(url)
    desk = open_desk(url)
    known = store.open().frame("customer_places")
    started = time.process_time()
    places.keep(desk, "v000001", known)
    first = _ms(started)
    started = time.process_time()
    places.keep(desk, "v000002", known)
    again = _ms(started)

    def asked(limits: Limits) -> float:
        def once() -> None:
            with acting(Actor(name="Piet", limits=limits)), desk.reading() as session:
                session.scalar(select(func.count(Note.id)))

        once()
        return statistics.median(_took(once) for _ in range(50))

    entity = Limits(entities=frozenset({known["entity"].iloc[0]}))
    every, narrowed = asked(EVERYBODY), asked(entity)
    desk.close()
    thousand = len(known) / 1000
    return [
        Figure(name="places of 1,000 customers kept first", measured=first / thousand, unit="ms CPU", target=20),
        Figure(name="places of 1,000 customers looked at again", measured=again / thousand, unit="ms CPU", target=20),
        Figure(name="a question to the desk, all", measured=every, unit="ms CPU", target=5),
        Figure(name="a question to the desk, an entity", measured=narrowed, unit="ms CPU", target=5),
    ]


def _median(ask: Callable[[Book], None], book: Book) -> float:
    ask(book)
    return statistics.median(_took(lambda: ask(book)) for _ in range(RUNS))


def _took(ask: Callable[[], None]) -> float:
    started = time.process_time()
    ask()
    return _ms(started)


def _ms(started: float) -> float:
    return (time.process_time() - started) * 1000
