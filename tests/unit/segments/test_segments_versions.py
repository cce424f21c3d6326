"""Versions of the policy and of the ladder on a real desk."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.desk.engine import Desk, open_desk
from core.desk.migrate import migrate
from core.desk.policies import PolicyMovedError
from core.segments import versions
from core.segments.shipped import SHIPPED
from core.segments.validate import PolicyRefusedError
from core.strategy import ladder, ladder_versions

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


def test_a_ladder_is_kept_the_same_way(desk: Desk) -> None:
    assert ladder_versions.active(desk) == ladder.SHIPPED
    slower = replace(ladder.SHIPPED, minimum_days_between=14, minimum_amount_minor={"EUR": 10_00})
    ladder_versions.save(desk, slower, by="Els", comment="Calmer")
    assert ladder_versions.active(desk) == slower
