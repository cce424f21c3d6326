"""An approval counts for as many days as the team says; what did not go by then is held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.campaigns.expiry import ApprovalDaysError, approval_days, hold_stale, save_approval_days
from tests.launched import launched, recipients, states

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock


def test_a_message_is_held_after_as_many_days_as_the_setting_says(desk: Desk, clock: TestClock) -> None:
    launched(desk, recipients(2))
    assert approval_days(desk) == 7
    save_approval_days(desk, 3, by="Els")
    clock.forward(days=2, hours=23)
    assert hold_stale(desk) == 0
    clock.forward(hours=2)
    assert hold_stale(desk) == 2
    assert states(desk) == {"held": 2}


def test_without_a_setting_it_is_a_week(desk: Desk, clock: TestClock) -> None:
    launched(desk, recipients(1))
    clock.forward(days=6)
    assert hold_stale(desk) == 0
    clock.forward(days=1)
    assert hold_stale(desk) == 1


@pytest.mark.parametrize("days", [0, -1, 61])
def test_a_number_of_days_that_makes_no_sense_is_refused(desk: Desk, days: int) -> None:
    with pytest.raises(ApprovalDaysError, match="choose 1 to 60"):
        save_approval_days(desk, days, by="Els")
