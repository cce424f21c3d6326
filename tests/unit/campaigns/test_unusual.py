"""What a run without a person may not do by itself."""

from __future__ import annotations

import pytest

from core.campaigns.standing import Caps
from core.campaigns.unusual import Delivered, Volume, unusual

CAPS = Caps(messages=100, total_minor=50_000_00, each_minor=1_000_00)


def look(messages: int, *usual: int, asked_minor: int = 0, before: Delivered | None = None) -> str | None:
    return unusual(Volume(messages=messages, asked_minor=asked_minor), CAPS, usual, before)


def test_within_the_caps_nothing_is_unusual() -> None:
    assert look(100, asked_minor=50_000_00) is None


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (look(101), "101 messages would go; the cap is 100."),
        (look(1, asked_minor=50_000_01), "50,000.01 EUR would be asked for; the cap is 50,000.00 EUR."),
        (look(61, 20, 20, 20), "61 messages would go, where 20 are usual."),
        (look(5, before=Delivered(settled=20, failed=3)), "Of the run before, 3 of 20 messages failed."),
    ],
)
def test_each_limit_says_what_was_found(found: str | None, said: str) -> None:
    assert found == said


def test_three_times_the_usual_is_not_yet_unusual_nor_is_anything_before_three_runs() -> None:
    assert look(60, 20, 20, 20) is None
    assert look(61, 20, 20) is None


def test_a_small_number_is_never_unusual() -> None:
    assert look(20, 1, 1, 1) is None
    assert look(21, 1, 1, 1) is not None


def test_a_tenth_may_fail() -> None:
    assert look(5, before=Delivered(settled=20, failed=2)) is None


def test_what_a_person_read_and_let_go_on_is_not_unusual_again() -> None:
    few = Volume(messages=61, asked_minor=0)
    assert unusual(few, CAPS, [20, 20, 20], None, read=61) is None
    assert unusual(few, CAPS, [20, 20, 20], None, read=60) == "61 messages would go, where 20 are usual."
