"""Brakes: by hand and by itself, with a reason both ways."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.campaigns import brake, volume
from core.campaigns.brake import BrakeRefusedError, ChannelPauseMovedError, Limits
from core.campaigns.errors import NothingSaidError
from core.campaigns.states import ITSELF, get, move, paused_by_itself, resume
from core.campaigns.worker import Terms, run
from core.desk.campaign_tables import Campaign, Message
from core.vocabulary import CampaignState, ChannelName
from tests.launched import launched, recipients, states
from tests.smtp_sink import Sink
from tests.unit.campaigns.test_worker import to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.desk.engine import Desk
    from tests.desks import TestClock

pytestmark = pytest.mark.few_on_postgres(4)

EMAIL = ChannelName.EMAIL


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


def refused(count: int, first: int = 0) -> list[str]:
    return [f"refused-{number}@example.org" for number in range(first, first + count)]


def test_too_many_refusals_stop_the_channel_and_a_person_says_why_it_goes_on(desk: Desk, sink: Sink) -> None:
    launched(desk, [*refused(30), *recipients(170)])
    report = run(desk, to(sink), Terms(until_done=True))
    stop = brake.paused(desk)[EMAIL]
    assert stop.is_automatic
    assert stop.why == (
        "30 of the last 100 messages were refused or are uncertain, where at most 20% may be. "
        "The latest answer: 5.1.1 no such mailbox"
    )
    assert states(desk) == {"failed": 30, "sent": 70, "queued": 100}
    assert report.remarks == [f"Messages wait: the channel email is paused: {stop.why}."]
    with pytest.raises(NothingSaidError, match="resume this channel"):
        brake.resume(desk, EMAIL, by="anna", why=" ")
    brake.resume(desk, EMAIL, by="anna", why="the list is mended")
    run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"failed": 30, "sent": 170}  # what failed before does not count again


def test_a_few_refusals_among_many_stop_nothing(desk: Desk, sink: Sink) -> None:
    launched(desk, [*refused(10), *recipients(60)])
    run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"failed": 10, "sent": 60}
    assert brake.paused(desk) == {}


def test_answers_that_get_lost_count_as_failures(desk: Desk, sink: Sink, clock: TestClock) -> None:
    launched(desk, [f"lost-{number}@example.org" for number in range(30)])
    run(desk, to(sink), Terms(until_done=True))
    found = states(desk)
    assert brake.paused(desk)[EMAIL].is_automatic
    assert found["uncertain"] == 20  # the fewest that say anything
    assert found["queued"] == 10
    clock.forward(days=3)
    brake.resume(desk, EMAIL, by="anna", why="the server is mended")
    assert brake.look(desk, EMAIL) is None


def test_a_channel_paused_by_hand_waits_whatever_the_campaign(desk: Desk, sink: Sink) -> None:
    launched(desk, recipients(3))
    brake.pause(desk, EMAIL, by="anna", why="the mail server moves")
    with pytest.raises(ChannelPauseMovedError):
        brake.pause(desk, EMAIL, by="jan", why="me too")
    run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"queued": 3}
    brake.resume(desk, EMAIL, by="anna", why="it moved")
    with pytest.raises(ChannelPauseMovedError):
        brake.resume(desk, EMAIL, by="jan", why="me too")
    run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"sent": 3}


def test_limits_that_make_no_sense_are_refused(desk: Desk) -> None:
    for bad in (Limits(failed_share=0.0), Limits(last=2), Limits(times_usual=1.0)):
        with pytest.raises(BrakeRefusedError):
            brake.save_limits(desk, bad, by="anna")
    brake.save_limits(desk, Limits(failed_share=0.5), by="anna")
    assert brake.limits(desk).failed_share == 0.5


def test_far_more_messages_than_usual_are_unusual(desk: Desk, clock: TestClock) -> None:
    for number, size in enumerate((8, 10, 12, 100)):
        launched(desk, recipients(size), name=f"campaign {number}")
        clock.forward(days=1)
    limits = Limits(never_unusual=50)
    with desk.reading() as session:
        assert volume.strange(session, get(session, "campaign 1"), limits) is None
        assert volume.strange(session, get(session, "campaign 3"), Limits()) is None  # never unusual
        why = volume.strange(session, get(session, "campaign 3"), limits)
    assert why is not None
    assert "100 by email, where 10 are usual" in why


def test_a_campaign_that_stopped_by_itself_goes_on_only_for_a_reason(desk: Desk) -> None:
    launched(desk, recipients(2))
    with desk.session() as session:
        move(session, get(session, "autumn"), CampaignState.PAUSED, by=ITSELF, at=desk.now(), why="Unusually many")
        assert paused_by_itself(session, get(session, "autumn")) == "Unusually many"
    with pytest.raises(NothingSaidError):
        resume(desk, "autumn", by="anna")
    resume(desk, "autumn", by="anna", why="it is the year's end")
    with desk.reading() as session:
        assert paused_by_itself(session, get(session, "autumn")) is None


def test_old_failures_are_forgotten(desk: Desk, clock: TestClock) -> None:
    launched(desk, recipients(40))
    with desk.transaction() as connection:
        connection.execute(update(Message).values(state="failed", claimed_at=clock.now))
        connection.execute(update(Campaign).values(state=CampaignState.FINISHED))
    clock.forward(seconds=timedelta(days=3).total_seconds())
    assert brake.look(desk, EMAIL) is None
