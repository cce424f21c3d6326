"""Versions of the policy on a real desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from core.desk.engine import Desk, open_desk
from core.desk.migrate import migrate
from core.desk.policies import PolicyMovedError
from core.segments import versions
from core.segments.shipped import SHIPPED
from core.segments.validate import PolicyRefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_desk(f"sqlite:///{tmp_path / 'desk.sqlite3'}", clock=lambda: datetime(2026, 11, 3, 10, tzinfo=UTC))
    migrate(opened)
    yield opened
    opened.close()


def test_the_shipped_policy_is_in_force_until_one_is_saved(desk: Desk) -> None:
    assert versions.active(desk).policy == SHIPPED
    assert [each.is_active for each in versions.history(desk)] == [True]


def test_save_and_roll_back(desk: Desk) -> None:
    first = versions.save(desk, SHIPPED.with_values(trouble_days=45), by="Els", comment="Sooner")
    second = versions.save(
        desk, SHIPPED.with_values(trouble_days=30), by="Piet", comment="Sooner still", based_on=first.id
    )
    assert versions.active(desk).policy.threshold("trouble_days").value == 30
    assert first.id is not None
    back = versions.activate(desk, first.id, by="Els", why="Too many letters", based_on=second.id)
    assert versions.active(desk) == back
    assert [(each.number, each.created_by, each.is_active) for each in versions.history(desk)] == [
        (2, "Piet", False),
        (1, "Els", True),
        (0, None, False),
    ]


def test_a_bad_policy_is_not_saved_and_the_second_of_two_is_told(desk: Desk) -> None:
    with pytest.raises(PolicyRefusedError):
        versions.save(desk, replace(SHIPPED, otherwise="gone"), by="Els", comment="Oops")
    assert len(versions.history(desk)) == 1
    first = versions.save(desk, SHIPPED, by="Els", comment="As shipped")
    versions.save(desk, SHIPPED.with_values(trouble_days=45), by="Piet", comment="Sooner", based_on=first.id)
    with pytest.raises(PolicyMovedError):
        versions.save(desk, SHIPPED.with_values(trouble_days=90), by="Els", comment="Later", based_on=first.id)


def test_a_version_from_a_day_to_come_waits_for_it(desk: Desk) -> None:
    coming = date(2026, 12, 1)
    saved = versions.save(desk, SHIPPED.with_values(trouble_days=45), by="Els", comment="December", from_on=coming)
    assert not saved.is_active
    assert versions.active(desk).id is None
    assert versions.active(desk, coming).policy.threshold("trouble_days").value == 45
    assert [(each.number, each.begins_on) for each in versions.planned(desk)] == [(1, coming)]
    with pytest.raises(PolicyMovedError, match="version 1 by Els"):
        versions.save(desk, SHIPPED.with_values(trouble_days=30), by="Piet", comment="Now", based_on=0, seen=0)
    versions.save(desk, SHIPPED.with_values(trouble_days=30), by="Piet", comment="Now", seen=versions.turn(desk))
    assert versions.active(desk).policy.threshold("trouble_days").value == 30


def test_going_back_to_the_shipped_policy_keeps_it_as_a_version(desk: Desk) -> None:
    versions.save(desk, SHIPPED.with_values(trouble_days=45), by="Els", comment="Sooner")
    back = versions.activate(desk, None, by="Piet", why="As it came")
    assert (back.number, back.policy, back.is_active) == (2, SHIPPED, True)
