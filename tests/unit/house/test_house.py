"""The house figures: what may lead, what may be a target, and how they are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.desk.settings import SettingMovedError
from core.house import house, house_dso, house_revision, save_house
from core.metrics.house import HOUSE_DSOS, BadLostShareError, BadTargetError, House, UnknownDsoError, house_of
from core.metrics.registry import METRICS

if TYPE_CHECKING:
    from core.desk.engine import Desk


def test_every_dso_can_lead_and_best_possible_cannot() -> None:
    assert "best_possible_dso" not in HOUSE_DSOS
    assert set(HOUSE_DSOS) < set(METRICS)
    for slug in HOUSE_DSOS:
        assert House(dso=slug).headlines[3] == slug
    assert len(House().headlines) == 5


@pytest.mark.parametrize("slug", ["best_possible_dso", "past_due", "", "DSO"])
def test_what_is_no_dso_cannot_lead(slug: str) -> None:
    with pytest.raises(UnknownDsoError, match="choose one of dso"):
        House(dso=slug)


@pytest.mark.parametrize(
    ("slug", "target"),
    [
        ("dso", -1.0),
        ("dso", float("nan")),
        ("past_due_share", 30.0),
        ("collection_effectiveness", 101.0),
        ("none", 1.0),
    ],
)
def test_a_target_is_a_number_its_metric_can_reach(slug: str, target: float) -> None:
    with pytest.raises(BadTargetError, match="0 or more"):
        House(targets={slug: target})


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_lost_share_is_a_share(share: float) -> None:
    with pytest.raises(BadLostShareError, match="0 to 1"):
        House(lost_share=share)


def test_stored_and_read_it_is_the_same_and_what_is_missing_is_as_shipped() -> None:
    chosen = House(dso="countback_dso", targets={"countback_dso": 38.0}, lost_share=0.4)
    assert house_of(chosen.to_dict()) == chosen
    assert house_of({}) == House()


def test_the_desk_keeps_the_choice_and_nobody_overwrites_what_he_has_not_seen(desk: Desk) -> None:
    assert house(desk) == House()
    save_house(desk, House(dso="true_dso"), by="Els", based_on=house_revision(desk))
    assert house_dso(desk) == "true_dso"
    seen = house_revision(desk)
    save_house(desk, House(dso="dso_net"), by="Jan", based_on=seen)
    with pytest.raises(SettingMovedError):
        save_house(desk, House(), by="Els", based_on=seen)
