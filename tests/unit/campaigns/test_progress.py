"""How far a campaign is and when it will be done."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from core.campaigns import brake, rate
from core.campaigns.finish import before_launch
from core.campaigns.lease import Lease
from core.campaigns.progress import progress
from core.campaigns.states import pause
from core.desk.campaign_tables import Message
from core.desk.channel_tables import ChannelTerm
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


def test_capacity_and_hours_tell_the_finish_too(desk: Desk, clock: TestClock) -> None:
    launched(desk, recipients(25))
    with desk.session() as session:
        session.add(
            ChannelTerm(
                channel=ChannelName.EMAIL,
                valid_from=clock.now.date(),
                cost_minor=1,
                daily_capacity=10,
                is_on=True,
                why="what the mailbox allows",
                changed_by="Els",
                changed_at=clock.now,
            )
        )
    [end] = progress(desk, "autumn").finishes
    assert (end.at, end.a_day, end.per_second) == (datetime(2026, 11, 5, 7, 0, tzinfo=UTC), 10, None)
    rate.limit(desk, ChannelName.EMAIL, 1 / 60)
    assert progress(desk, "autumn").finish_at == datetime(2026, 11, 5, 7, 5, tzinfo=UTC)
    brake.pause(desk, ChannelName.EMAIL, by="anna", why="the server moves")
    assert progress(desk, "autumn").finish_at is None


def test_before_the_launch_the_last_pace_tells_the_finish(desk: Desk, clock: TestClock) -> None:
    launched(desk, recipients(20), name="before")
    with desk.transaction() as connection:
        for number in range(1, 21):
            sent = update(Message).where(Message.id == number)
            at = clock.now + timedelta(seconds=2 * number)
            connection.execute(sent.values(state=MessageState.SENT, settled_at=at, claimed_at=clock.now))
    launched(desk, recipients(30))
    [end] = before_launch(desk, "autumn", hours=None)
    assert (end.per_second, end.at) == (0.5, clock.now + timedelta(seconds=60))
