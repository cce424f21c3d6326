"""Nothing that was learnt later changes a past day, and the book's latest day is replayed as it is planned."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast

import pytest

from core.campaigns.plan import find_audience
from core.desk import holds
from core.strategy.replay.proposal import proposal
from core.strategy.replay.run import replay
from core.vocabulary import HoldKind
from tests.desks import migrated_desk
from tests.ledger import Ledger
from tests.pieces import BEGINS, Portfolio
from tests.reminders import strategy_of
from tests.replays import EVERY_DAY, proposed

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock

IMPORTS = 5
OFTEN = strategy_of(1, 4, 9, between=2)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = migrated_desk(tmp_path)
    yield opened
    opened.close()


def books(folder: Path, desk: Desk, seed: int) -> Iterator[Book]:
    """The book after each piece, while holds come and go on the desk."""
    portfolio, ledger, placed = Portfolio(seed), Ledger(folder / "book"), []
    for turn in range(IMPORTS):
        day = BEGINS + timedelta(days=4 * turn)
        people = "\n".join(f"{name} is business NL nl {name}@example.org" for name in "ABC")
        book = ledger(f"{people if turn == 0 else ''}\n{portfolio.piece(day)}", list_on=day)
        cast("TestClock", desk.clock).now = datetime.combine(day, time(12), tzinfo=UTC)
        name = portfolio.luck.choice("ABC")
        placed.append(holds.place(desk, HoldKind.STOP, entity="NL01", customer_id=name, by="Els", why="asked"))
        if turn:
            holds.end(desk, placed[turn - 1], by="Els", why="enough")
        yield book


def sends(book: Book, desk: Desk, first: date, last: date) -> list[tuple[Any, ...]]:
    found = replay(desk, book, proposed(OFTEN), first, last, conduct=EVERY_DAY)
    rows = found.items[["day", "customer_id", "number", "step", "asked_minor", "channel"]]
    return [*rows.sort_values(["day", "number"]).itertuples(index=False, name=None)]


@pytest.mark.parametrize("seed", [1])
def test_nothing_learnt_later_changes_a_past_day(tmp_path: Path, desk: Desk, seed: int) -> None:
    # The latest day of a book is its present: whoever asks about that day later knows less than was known by its end.
    before = timedelta(days=1)
    known: list[tuple[Any, ...]] = []
    for turn, book in enumerate(books(tmp_path, desk, seed)):
        if turn:
            now = sends(book, desk, BEGINS, book.latest_on - before)
            assert now[: len(known)] == known
            assert all(day.date() >= book.latest_on - 4 * before for day, *_ in now[len(known) :])
            known = now
    assert known, "a replay of nothing proves nothing"


@pytest.mark.parametrize("seed", [1])
def test_the_latest_day_is_replayed_as_it_is_planned(tmp_path: Path, desk: Desk, seed: int) -> None:
    sent = 0
    for book in books(tmp_path, desk, seed):
        day = book.latest_on
        planned = find_audience(desk, book, as_of=day)
        found = replay(desk, book, proposal(desk), day, day)
        goes = planned.customers[planned.customers["is_in"]]
        assert sorted(found.messages["customer_id"]) == sorted(goes["customer_id"])
        items = planned.items[planned.items["is_in"]][["item_key", "step", "asked_minor"]]
        again = found.items[["item_key", "step", "asked_minor"]]
        assert sorted(again.itertuples(index=False, name=None)) == sorted(items.itertuples(index=False, name=None))
        sent += len(items)
    assert sent, "a plan of nothing proves nothing"
