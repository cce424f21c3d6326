"""Addresses that nothing more goes to: the customer's other addresses stay open, and the reason says why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from tests.reminders import Team

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.book.book import Book

    Shelf = Callable[[str, date], Book]

ON = "2026-03-20"
ITEM = "\nA INV1 issued 2026-02-01 due 2026-03-01 100.00 EUR"
WHY = "2026-03-10: 550 5.1.1 no such user"


def team_of(shelf: Shelf, who: str) -> Team:
    return Team(shelf(who + ITEM, date(2026, 3, 20)))


def test_a_stopped_address_closes_the_way_and_says_why(shelf: Shelf) -> None:
    team = team_of(shelf, "A is business NL nl A@Example.org")
    assert team.told(ON) == ["A INV1: step 1"]
    team.stopped.append({"contact": "email", "address": "a@example.org", "kind": "bounced_hard", "why": WHY})
    assert team.told(ON) == ["A INV1: unreachable"]
    assert team.why(ON, "INV1").startswith(f"nothing more goes to the e-mail address A@Example.org ({WHY})")
    team.stopped.clear()
    assert team.told(ON) == ["A INV1: step 1"]


@pytest.mark.parametrize("contact", ["mobile", "post"])
def test_a_stop_of_another_kind_of_address_closes_nothing_else(shelf: Shelf, contact: str) -> None:
    team = team_of(shelf, "A is business NL nl a@example.org")
    team.stopped.append({"contact": contact, "address": "a@example.org", "kind": "complained", "why": WHY})
    assert team.told(ON) == ["A INV1: step 1"]


def test_an_address_that_people_filled_in_opens_the_way_again_unless_it_is_stopped_too(shelf: Shelf) -> None:
    team = team_of(shelf, "A is business NL nl a@example.org")
    team.stopped.append({"contact": "email", "address": "a@example.org", "kind": "bounced_hard", "why": WHY})
    known = {"entity": "NL01", "customer_id": "A", "field": "email", "source_value": "a@example.org"}
    team.overrides.append({**known, "value": "new@example.org"})
    assert team.told(ON) == ["A INV1: step 1"]
    team.stopped.append({"contact": "email", "address": "new@example.org", "kind": "bounced_hard", "why": WHY})
    assert team.told(ON) == ["A INV1: unreachable"]
