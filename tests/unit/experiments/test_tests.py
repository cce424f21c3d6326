"""Tests of two or more ways: text, channel and hour; what the preview shows is what the arm asks."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from core.campaigns import studio
from core.campaigns.kept_contents import content_of
from core.desk.campaign_tables import PreviewMessage
from core.experiments import kept
from core.experiments.design import Arm, Design, DesignRefusedError, Kind
from core.strategy.mix_choose import TESTED, WHY
from core.strategy.strategy_shipped import SHIPPED
from core.vocabulary import ChannelName
from tests.unit.experiments.portfolio import FIRST, NAMES, arms_of, launched, ledger_of

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.ledger import Ledger

EMAIL, LETTER, SMS = ChannelName.EMAIL, ChannelName.LETTER, ChannelName.SMS
FOLDER = "friendly_reminder/nl"


def test_of(*arms: Arm) -> Design:
    return Design(name="Two ways", kind=Kind.TEST, arms=arms, rungs=(FIRST,), cap_minor=None)


test_of.__test__ = False  # type: ignore[attr-defined]


def begun(desk: Desk, design: Design) -> Design:
    kept.start(desk, SHIPPED, design, by="Els", why="which does better?")
    return design


def messages(desk: Desk) -> dict[str, PreviewMessage]:
    with desk.reading() as session:
        return {row.customer_id: row for row in session.scalars(select(PreviewMessage))}


def words_of(desk: Desk, row: PreviewMessage) -> str:
    with desk.reading() as session:
        return content_of(session, row).decode("utf-8", "replace")


def test_each_arm_gets_its_own_text_and_nobody_else_does(desk: Desk, ledger: Ledger) -> None:
    known = studio.version(desk, "friendly_reminder", "nl", 0).forms
    form = "subject.txt"
    studio.save(
        desk,
        "friendly_reminder",
        "nl",
        {**known, form: "Even iets anders\n"},
        based_on=0,
        by="Els",
        comment="shorter",
    )
    design = begun(
        desk,
        test_of(
            Arm(name="A", share=0.5, versions={FOLDER: 0}),
            Arm(name="B", share=0.5, versions={FOLDER: 1}),
        ),
    )
    launched(desk, ledger(ledger_of()))
    told, drawn = messages(desk), arms_of(design)
    assert {name for name, row in told.items() if row.subject == "Even iets anders"} == {
        name for name, place in drawn.items() if place == 1
    }
    name = next(each for each in NAMES if drawn[each] == 1)
    assert "Even iets anders" in words_of(desk, told[name])  # the sealed bytes, as they are sent
    assert told[name].treatment["arm"] == 1


def test_a_channel_is_drawn_and_a_customer_without_that_address_falls_back(desk: Desk, ledger: Ledger) -> None:
    design = begun(desk, test_of(Arm(name="A", share=0.5, channel=SMS), Arm(name="B", share=0.5, channel=LETTER)))
    without, wishes, *others = [name for name, place in arms_of(design).items() if place == 0]
    told = ledger_of()
    for name in NAMES:
        ways = ("" if name == without else "mobile +31612345678 ") + 'post "Dam 1; 1012 AB Amsterdam; NL"'
        # Only the second prefers e-mail, as its ledger says: a wish goes before a lot.
        told = told.replace(
            f"{name.lower()}@example.org", f"{name.lower()}@example.org {ways}" if name == wishes else ways
        )
    launched(desk, ledger(told))
    found = messages(desk)
    assert {name for name, row in found.items() if row.channel == SMS} == set(others)
    assert (found[without].channel, found[wishes].channel) == (LETTER, EMAIL)
    assert found[others[0]].treatment["channel"] == WHY[TESTED]


def test_an_hour_is_that_of_the_arm_by_the_customers_clock(desk: Desk, ledger: Ledger) -> None:
    design = begun(desk, test_of(Arm(name="A", share=0.5, minute=9 * 60), Arm(name="B", share=0.5, minute=16 * 60)))
    launched(desk, ledger(ledger_of()))
    zone = ZoneInfo("Europe/Amsterdam")
    for name, row in messages(desk).items():
        assert row.send_at is not None
        local = row.send_at.astimezone(zone)
        # The campaign left at eleven: nine is tomorrow's.
        assert (local.time(), local.day) == ((time(9), 4) if arms_of(design)[name] == 0 else (time(16), 3))


def test_arms_are_drawn_by_their_shares(desk: Desk) -> None:
    design = test_of(
        Arm(name="A", share=0.5, minute=1), Arm(name="B", share=0.3, minute=2), Arm(name="C", share=0.2, minute=3)
    )
    drawn = list(arms_of(design, [f"K{number}" for number in range(4000)]).values())
    assert [round(drawn.count(place) / 4000, 1) for place in range(3)] == [0.5, 0.3, 0.2]
    assert desk is not None


@pytest.mark.parametrize(
    ("arms", "said"),
    [
        ((Arm(name="A", share=0.5), Arm(name="B", share=0.5)), "are the same"),
        ((Arm(name="A", share=0.5), Arm(name="A", share=0.5, minute=60)), "the same name"),
        ((Arm(name="A", share=0.5), Arm(name="B", share=0.5, minute=24 * 60)), "23:59"),
        ((Arm(name="A", share=0.5), Arm(name="B", share=0.5, is_left_alone=True)), "treats everybody"),
        ((Arm(name="A", share=0.5), Arm(name="B", share=0.5, versions={"last_letter/nl": 1})), "gentle message"),
        ((Arm(name="A", share=0.5), Arm(name="B", share=0.5, versions={FOLDER: 7})), "no version"),
    ],
)
def test_what_no_test_may_be(desk: Desk, arms: tuple[Arm, ...], said: str) -> None:
    with pytest.raises(DesignRefusedError, match=said):
        begun(desk, test_of(*arms))
