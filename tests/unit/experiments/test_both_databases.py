"""What SQLite and PostgreSQL must both do: keep a design, draw, enrol with the launch, hold out, and free at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.desk import experiments
from core.experiments import kept
from core.experiments.enrol import enrolments
from core.experiments.results import results
from tests.desks import desk
from tests.unit.experiments.portfolio import NAMES, arms_of, launched, ledger_of, started

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

__all__ = ["desk"]
FEW = NAMES[:8]


def test_from_start_to_end(desk: Desk, ledger: Ledger) -> None:
    book = ledger(ledger_of(FEW))
    started(desk)
    launched(desk, book)
    drawn = arms_of(names=FEW)
    assert set(experiments.held_out(desk)["customer_id"]) == {name for name, place in drawn.items() if place == 0}
    [enrolled] = enrolments(desk, kept.experiment(desk, "Gentle").id)
    assert dict(zip(enrolled.members["customer_id"], enrolled.members["arm"], strict=True)) == drawn
    assert sum(each.drawn for each in results(desk, book, "Gentle").arms) == len(FEW)
    kept.end(desk, "Gentle", by="Els", why="enough")
    assert experiments.held_out(desk).empty
