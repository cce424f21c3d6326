"""Policy versions: saved in order, activated, rolled back, and never over somebody else's change."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from core.desk import policies, settings
from core.desk.revisions import Topic, revisions
from core.errors import UnknownNameError

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock


def test_versions_count_up_within_their_kind_and_the_last_saved_is_active(desk: Desk) -> None:
    assert policies.active(desk, "segments") is None
    first = policies.save(desk, "segments", {"late_days": 10}, by="anna", comment="first")
    policies.save(desk, "ladder", {"steps": [3, 14, 28]}, by="anna", comment="ladder")
    second = policies.save(desk, "segments", {"late_days": 12}, by="bert", comment="gentler", based_on=first.id)
    assert [(version.number, version.is_active) for version in policies.history(desk, "segments")] == [
        (2, True),
        (1, False),
    ]
    assert policies.active(desk, "segments") == second
    assert second.body == {"late_days": 12}
    assert second.created_at == desk.now()


def test_rolling_back_activates_an_older_version_and_is_recorded(desk: Desk) -> None:
    first = policies.save(desk, "segments", {"late_days": 10}, by="anna", comment="first")
    policies.save(desk, "segments", {"late_days": 12}, by="bert", comment="gentler")
    policies.activate(desk, "segments", first.id, by="carla", why="too gentle")
    active = policies.active(desk, "segments")
    assert active is not None
    assert active.number == 1
    assert [(turn.number, turn.activated_by, turn.why) for turn in policies.activations(desk, "segments")] == [
        (1, "carla", "too gentle"),
        (2, "bert", "gentler"),
        (1, "anna", "first"),
    ]


def test_a_change_based_on_a_version_that_is_no_longer_active_is_refused(desk: Desk) -> None:
    first = policies.save(desk, "segments", {"late_days": 10}, by="anna", comment="first")
    policies.save(desk, "segments", {"late_days": 12}, by="bert", comment="gentler", based_on=first.id)
    with pytest.raises(policies.PolicyMovedError, match="version 2 by bert"):
        policies.save(desk, "segments", {"late_days": 8}, by="anna", comment="stricter", based_on=first.id)
    with pytest.raises(policies.PolicyMovedError, match="reload"):
        policies.activate(desk, "segments", first.id, by="anna", why="back", based_on=first.id)
    assert len(policies.history(desk, "segments")) == 2


def test_of_many_savers_at_once_exactly_one_wins(desk: Desk) -> None:
    first = policies.save(desk, "segments", {"n": 0}, by="anna", comment="first")

    def save(n: int) -> bool:
        try:
            policies.save(desk, "segments", {"n": n}, by=f"person {n}", comment="mine", based_on=first.id)
        except policies.PolicyMovedError:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(save, range(6))) == 1
    assert [version.number for version in policies.history(desk, "segments")] == [2, 1]


def test_a_draft_version_waits_for_activation(desk: Desk) -> None:
    first = policies.save(desk, "segments", {"n": 1}, by="anna", comment="first")
    draft = policies.save(desk, "segments", {"n": 2}, by="anna", comment="try", is_activated=False)
    assert not draft.is_active
    assert policies.active(desk, "segments") == first
    with pytest.raises(UnknownNameError, match="no ladder version called"):
        policies.get(desk, "ladder", draft.id)


def test_screens_learn_that_a_topic_changed(desk: Desk) -> None:
    assert revisions(desk)[Topic.POLICIES] == 0
    policies.save(desk, "segments", {}, by="anna", comment="first")
    policies.save(desk, "segments", {}, by="anna", comment="second")
    assert revisions(desk)[Topic.POLICIES] == 2
    assert revisions(desk)[Topic.SETTINGS] == 0


def test_a_setting_of_an_entity_wins_and_is_not_overwritten_unseen(desk: Desk) -> None:
    assert settings.get(desk, "sender", "NL01") is None
    settings.save(desk, "sender", {"name": "Saldo"}, by="anna")
    settings.save(desk, "sender", {"name": "Saldo NL"}, by="anna", scope="NL01")
    chosen = settings.get(desk, "sender", "NL01")
    assert chosen is not None
    assert chosen.body == {"name": "Saldo NL"}
    other = settings.get(desk, "sender", "BE01")
    assert other is not None
    assert other.body == {"name": "Saldo"}
    settings.save(desk, "sender", {"name": "Saldo Nederland"}, by="bert", scope="NL01", based_on=chosen.revision)
    with pytest.raises(settings.SettingMovedError):
        settings.save(desk, "sender", {"name": "mine"}, by="anna", scope="NL01", based_on=chosen.revision)
    assert set(settings.every(desk, "sender")) == {"", "NL01"}


def test_a_version_may_begin_on_a_day_to_come(desk: Desk, clock: TestClock) -> None:
    first = policies.save(desk, "segments", {"n": 1}, by="anna", comment="first")
    start = policies.today(desk)
    coming = start + timedelta(days=3)
    second = policies.save(desk, "segments", {"n": 2}, by="bert", comment="second", based_on=first.id, from_on=coming)
    assert (second.number, second.is_active) == (2, False)
    assert [(each.number, each.begins_on, each.activated_by) for each in policies.planned(desk, "segments")] == [
        (2, coming, "bert")
    ]
    for days, number in ((0, 1), (2, 1), (3, 2), (9, 2)):
        active = policies.active(desk, "segments", start + timedelta(days=days))
        assert active is not None
        assert active.number == number
    clock.forward(days=3)
    assert policies.active(desk, "segments") == policies.get(desk, "segments", second.id)
    assert policies.planned(desk, "segments") == []
    # What was in force on a day that is over stays known.
    before = policies.active(desk, "segments", start)
    assert before is not None
    assert before.number == 1
    assert policies.active(desk, "segments", start - timedelta(days=1)) is None


def test_a_plan_is_called_off_by_the_version_that_stays_and_a_change_at_once_leaves_it(desk: Desk) -> None:
    first = policies.save(desk, "segments", {"n": 1}, by="anna", comment="first")
    coming = policies.today(desk) + timedelta(days=3)
    policies.save(desk, "segments", {"n": 2}, by="bert", comment="second", from_on=coming)
    now = policies.save(desk, "segments", {"n": 3}, by="carla", comment="third, at once")
    assert now.is_active
    later = policies.active(desk, "segments", coming)
    assert later is not None
    assert later.number == 2
    policies.activate(desk, "segments", now.id, by="carla", why="called off", from_on=coming)
    later = policies.active(desk, "segments", coming)
    assert later is not None
    assert (later.number, first.number) == (3, 1)
    # Two acts on one day are one plan: the latest.
    assert [each.number for each in policies.planned(desk, "segments")] == [3]


def test_a_policy_cannot_begin_on_a_day_that_is_over(desk: Desk) -> None:
    yesterday = policies.today(desk) - timedelta(days=1)
    with pytest.raises(policies.PastActivationError, match="which is over: choose"):
        policies.save(desk, "segments", {"n": 1}, by="anna", comment="late", from_on=yesterday)
    assert policies.history(desk, "segments") == []


def test_who_saves_after_somebody_planned_a_version_is_told(desk: Desk) -> None:
    first = policies.save(desk, "segments", {"n": 1}, by="anna", comment="first")
    seen = policies.turn(desk, "segments")
    coming = policies.today(desk) + timedelta(days=3)
    policies.save(desk, "segments", {"n": 2}, by="bert", comment="second", based_on=first.id, seen=seen, from_on=coming)
    with pytest.raises(policies.PolicyMovedError, match=rf"from {coming:%d-%m-%Y}: version 2 by bert"):
        policies.save(desk, "segments", {"n": 3}, by="anna", comment="third", based_on=first.id, seen=seen)
    assert len(policies.history(desk, "segments")) == 2
    third = policies.save(desk, "segments", {"n": 3}, by="anna", comment="third", based_on=first.id, seen=seen + 1)
    assert third.is_active
