"""How far a campaign is and when it will be done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from core.campaigns import rate
from core.campaigns.lease import Lease
from core.campaigns.progress import progress
from core.campaigns.states import pause
from core.desk.campaign_tables import Message
from core.vocabulary import CampaignState, ChannelName, MessageState
from tests.launched import launched, recipients

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock


def test_counts_and_the_pace_of_the_last_minute(desk: Desk, clock: TestClock) -> None:
    launched(desk, recipients(100))
    clock.forward(minutes=5)
    with desk.transaction() as connection:
        sent = update(Message).where(Message.id <= 30).values(state=MessageState.SENT, settled_at=clock.now)
        connection.execute(sent)
        connection.execute(update(Message).where(Message.id == 31).values(state=MessageState.HELD))
    seen = progress(desk, "autumn", hours=None)
    assert (seen.state, seen.total, seen.settled) == (CampaignState.RUNNING, 100, 31)
    assert seen.counts == {MessageState.SENT: 30, MessageState.HELD: 1, MessageState.QUEUED: 69}
    assert seen.per_second == 0.5
    assert seen.finish_at == clock.now + timedelta(seconds=138)
    pause(desk, "autumn", by="anna", why="stop")
    assert progress(desk, "autumn").finish_at is None


def test_before_anything_went_only_a_limit_tells_the_finish(desk: Desk, clock: TestClock) -> None:
    launched(desk, recipients(10))
    assert progress(desk, "autumn").finish_at is None
    rate.limit(desk, ChannelName.EMAIL, 0.5)
    assert progress(desk, "autumn").finish_at == clock.now + timedelta(seconds=20)
    clock.now = datetime(2026, 11, 3, 18, 59, 50, tzinfo=UTC)  # ten seconds before eight in the evening in Amsterdam
    assert progress(desk, "autumn").finish_at == datetime(2026, 11, 4, 7, 0, 10, tzinfo=UTC)


def test_workers_say_what_they_wait_for_while_they_live(desk: Desk, clock: TestClock) -> None:
    launched(desk, recipients(1))
    lease = Lease(desk)
    lease.say("The mail server is down")
    assert progress(desk, "autumn").workers == ["The mail server is down"]
    clock.forward(minutes=1)
    assert progress(desk, "autumn").workers == []
    lease.beat()
    assert progress(desk, "autumn").workers == ["The mail server is down"]
    lease.end()
    assert progress(desk, "autumn").workers == []
