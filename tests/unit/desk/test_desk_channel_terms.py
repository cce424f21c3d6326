"""Terms of channels: as shipped until changed, by day, with every change kept, and never over somebody else's."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from core.desk.channel_changes import (
    BadTermError,
    TermMovedError,
    newest_effect,
    newest_term,
    save_effect,
    save_term,
)
from core.desk.channel_terms import SHIPPED, Term, terms
from core.desk.revisions import Topic, revisions
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from core.desk.engine import Desk

PHONE, EMAIL = ChannelName.PHONE, ChannelName.EMAIL
JUNE, JULY, AUGUST = date(2026, 6, 1), date(2026, 7, 1), date(2026, 8, 1)


def say(desk: Desk, valid_from: date, cost_minor: int, **other: Any) -> None:
    given: dict[str, Any] = {"daily_capacity": 30, "by": "anna", "why": "new contract", **other}
    save_term(desk, PHONE, valid_from=valid_from, cost_minor=cost_minor, **given)


def test_until_somebody_changes_it_everything_is_as_shipped(desk: Desk) -> None:
    found = terms(desk)
    assert {each: found.term(each, JUNE) for each in ChannelName} == {
        each: SHIPPED.term(each, JUNE) for each in ChannelName
    }
    assert found.capacity(PHONE, JUNE) == 30
    assert not found.is_on(ChannelName.WHATSAPP, JUNE)
    assert not any(found.effect(each, JUNE).is_measured for each in ChannelName)


def test_terms_hold_from_their_day_on_and_the_days_before_keep_theirs(desk: Desk) -> None:
    say(desk, JULY, 700, daily_capacity=20)
    found = terms(desk)
    assert (found.cost_minor(PHONE, date(2026, 6, 30)), found.cost_minor(PHONE, JULY)) == (650, 700)
    assert (found.capacity(PHONE, date(2026, 6, 30)), found.capacity(PHONE, JULY)) == (30, 20)
    assert found.cost_minor(EMAIL, JULY) == 1


def test_a_later_word_about_the_same_day_wins_and_both_stay_in_the_history(desk: Desk) -> None:
    say(desk, JULY, 700)
    say(desk, AUGUST, 900)
    say(desk, JULY, 720, by="bert", why="the offer was misread")
    found = terms(desk)
    assert [found.cost_minor(PHONE, each) for each in (JUNE, JULY, AUGUST)] == [650, 720, 900]
    assert [(each.cost_minor, each.changed_by, each.why) for each in found.terms[PHONE]] == [
        (700, "anna", "new contract"),
        (720, "bert", "the offer was misread"),
        (900, "anna", "new contract"),
    ]
    assert found.terms[PHONE][0].changed_at == desk.now()


def test_a_channel_is_off_when_it_is_switched_off_or_nothing_fits_a_day(desk: Desk) -> None:
    say(desk, JULY, 650, daily_capacity=0)
    say(desk, AUGUST, 650, is_on=False)
    found = terms(desk)
    assert [found.is_on(PHONE, each) for each in (JUNE, JULY, AUGUST)] == [True, False, False]


def test_no_limit_is_not_the_same_as_none(desk: Desk) -> None:
    say(desk, JULY, 650, daily_capacity=None)
    assert terms(desk).term(PHONE, JULY) == Term(
        cost_minor=650,
        daily_capacity=None,
        valid_from=JULY,
        why="new contract",
        id=1,
        changed_by="anna",
        changed_at=desk.now(),
    )


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"cost_minor": -1}, "cannot cost less than nothing"),
        ({"cost_minor": 5, "daily_capacity": -2}, "Fewer than no contacts"),
        ({"cost_minor": 5, "why": "  "}, "Say why"),
    ],
)
def test_terms_that_cannot_be_are_refused_and_leave_nothing_behind(
    desk: Desk, other: dict[str, Any], told: str
) -> None:
    with pytest.raises(BadTermError, match=told):
        say(desk, JULY, **other)
    assert not terms(desk).terms[PHONE]


def test_the_second_of_two_people_is_told(desk: Desk) -> None:
    seen = newest_term(terms(desk), PHONE)
    say(desk, JULY, 700, based_on=seen)
    with pytest.raises(TermMovedError, match="phone were changed by anna"):
        say(desk, JULY, 800, by="bert", based_on=seen)
    assert terms(desk).cost_minor(PHONE, JULY) == 700
    say(desk, JULY, 800, by="bert", based_on=newest_term(terms(desk), PHONE))
    assert terms(desk).cost_minor(PHONE, JULY) == 800


def test_screens_see_that_something_changed(desk: Desk) -> None:
    before = revisions(desk)[Topic.SETTINGS]
    say(desk, JULY, 700)
    assert revisions(desk)[Topic.SETTINGS] == before + 1


def think(desk: Desk, **other: Any) -> None:
    given: dict[str, Any] = {
        "effect_share": 0.2,
        "low_share": 0.1,
        "high_share": 0.3,
        "by": "anna",
        "why": "test in May",
    }
    save_effect(desk, PHONE, valid_from=JULY, **{**given, **other})


def test_an_effect_is_an_assumption_until_it_was_measured(desk: Desk) -> None:
    think(desk, effect_share=-0.01, low_share=-0.04, high_share=0.02, is_measured=True)
    found = terms(desk)
    assert [found.effect(PHONE, each).is_measured for each in (JUNE, JULY)] == [False, True]
    assert (found.effect(PHONE, JULY).low_share, found.effect(PHONE, JULY).why) == (-0.04, "test in May")


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({"effect_share": 0.4}, "between its lowest and highest"),
        ({"high_share": 1.4}, "between its lowest and highest"),
        ({"low_share": -0.1}, "cannot be below 0%"),
        ({"why": ""}, "Say why"),
    ],
)
def test_effects_that_cannot_be_are_refused(desk: Desk, other: dict[str, Any], told: str) -> None:
    with pytest.raises(BadTermError, match=told):
        think(desk, **other)


def test_two_people_with_one_effect(desk: Desk) -> None:
    think(desk, based_on=newest_effect(terms(desk), PHONE))
    with pytest.raises(TermMovedError):
        think(desk, by="bert", based_on=0)
