"""The guide names every door and every switch it speaks of as the screens do."""

from __future__ import annotations

import pytest

from dashboard.campaign.head import STEPS
from dashboard.customer.acts import ACTS, MARK, SEND
from dashboard.texts import MODES
from tests.pages.conftest import ROOT

GUIDE = ROOT / "docs" / "guide"


def page(name: str) -> str:
    return " ".join((GUIDE / f"{name}.md").read_text(encoding="utf-8").split()).lower()


@pytest.mark.parametrize("door", ["today", "customers", "campaigns", "strategy", "numbers", "settings"])
def test_every_door_has_a_page_that_the_first_one_links(door: str) -> None:
    assert page(door)
    assert f"({door}.md)" in page("README")


def test_the_steps_of_a_campaign_are_told_in_order() -> None:
    places = [page("campaigns").index(f"**{step.lower()}.**") for step in STEPS]
    assert places == sorted(places)


def test_both_modes_of_an_import_are_told() -> None:
    for label in MODES.values():
        assert f"*{label.lower()}*" in page("settings")


def test_what_a_person_can_note_is_named() -> None:
    told = page("customers")
    assert [
        name for name, label in ACTS.items() if name not in {SEND, MARK} and f"| {label.lower()} |" not in told
    ] == []
