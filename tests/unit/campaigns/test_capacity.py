"""A channel's daily capacity is a condition of the claim, in the customer's own day, over all workers and restarts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.campaigns import capacity
from core.campaigns.lease import Lease
from core.campaigns.sender import Pace, Sender
from core.campaigns.worker import Terms, run
from core.clock import utc_now
from core.desk.campaign_tables import Message
from core.desk.channel_tables import ChannelTerm
from core.vocabulary import ChannelName
from tests.launched import launched, recipients, states
from tests.smtp_sink import Sink
from tests.unit.campaigns.test_worker import to

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.desk.engine import Desk
    from tests.desks import TestClock


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


def a_day(desk: Desk, messages: int | None, *, is_on: bool = True, from_on: date = date(2026, 1, 1)) -> None:
    with desk.session() as session:
        session.add(
            ChannelTerm(
                channel=ChannelName.EMAIL,
                valid_from=from_on,
                cost_minor=1,
                daily_capacity=messages,
                is_on=is_on,
                why="what the mailbox allows",
                changed_by="Els",
                changed_at=desk.now(),
            )
        )


def test_no_more_goes_than_fits_the_day_and_the_rest_goes_on_the_next(desk: Desk, sink: Sink, clock: TestClock) -> None:
    a_day(desk, 5)
    launched(desk, recipients(8))
    report = run(desk, to(sink), Terms(until_done=True, threads=2))
    assert states(desk) == {"sent": 5, "queued": 3}
    assert (report.left, report.next_at) == (3, datetime(2026, 11, 4, 7, 0, tzinfo=UTC))
    assert run(desk, to(sink), Terms(until_done=True)).left == 3  # a restart gives no second helping
    clock.forward(days=1)
    run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"sent": 8}


def test_what_was_refused_gives_its_place_to_another(desk: Desk, sink: Sink) -> None:
    a_day(desk, 2)
    launched(desk, ["refused-a@example.org", "b@example.org", "c@example.org", "d@example.org"])
    run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"failed": 1, "sent": 2, "queued": 1}


def test_a_channel_that_is_switched_off_sends_nothing_and_says_so(desk: Desk, sink: Sink) -> None:
    a_day(desk, None, is_on=False)
    launched(desk, recipients(2))
    report = run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"queued": 2}
    assert report.remarks == ["Messages wait: the channel email is switched off."]


def test_terms_that_begin_tomorrow_do_not_count_today(desk: Desk, sink: Sink) -> None:
    a_day(desk, 1, from_on=date(2026, 11, 4))
    launched(desk, recipients(3))
    run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"sent": 3}


def test_the_day_is_that_of_the_customers_country(desk: Desk, sink: Sink, clock: TestClock) -> None:
    """At midnight in Amsterdam it is still the day before in London, whose capacity is used."""
    clock.now = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    a_day(desk, 2)
    launched(desk, recipients(4))
    with desk.session() as session:
        session.execute(update(Message).where(Message.id.in_((1, 2, 3))).values(country="GB"))
    run(desk, to(sink), Terms(until_done=True, is_immediate=True))
    assert states(desk) == {"sent": 2, "queued": 2}
    clock.now = datetime(2026, 11, 3, 23, 30, tzinfo=UTC)
    run(desk, to(sink), Terms(until_done=True, is_immediate=True))
    assert sorted(sink.recipients) == ["customer-0@example.org", "customer-1@example.org", "customer-3@example.org"]
    taken = [capacity.taken(desk, ChannelName.EMAIL, day) for day in (date(2026, 11, 3), date(2026, 11, 4))]
    assert taken == [2, 1]


def test_workers_that_claim_at_once_share_one_capacity(desk: Desk, sink: Sink) -> None:
    real = replace(desk, clock=utc_now)
    a_day(real, 20)
    launched(real, recipients(100))
    senders = [Sender(real, to(sink)(), Lease(real), is_immediate=True, pace=Pace(claim_size=7)) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda sender: [sender.turn() for _ in range(5)], senders))
    for sender in senders:
        sender.close()
    assert states(real) == {"sent": 20, "queued": 80}


def test_a_country_without_a_table_goes_by_its_own_clock(desk: Desk, sink: Sink, clock: TestClock) -> None:
    clock.now = datetime(2026, 11, 4, 2, 0, tzinfo=UTC)  # night in Europe, eleven in the morning in Tokyo
    launched(desk, recipients(3))
    with desk.session() as session:
        session.execute(update(Message).where(Message.id == 2).values(country="JP"))
        session.execute(update(Message).where(Message.id == 3).values(country="US"))
    sender = Sender(desk, to(sink)(), Lease(desk))
    sender._hours = sender.hours.meeting({"JP"})
    for _ in range(2):
        sender.turn()
    sender.close()
    assert sink.recipients == ["customer-1@example.org"]
    assert states(desk) == {"sent": 1, "queued": 2}
    clock.now = datetime(2026, 11, 4, 14, 0, tzinfo=UTC)  # nine in New York, four in the morning in Honolulu
    run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"sent": 2, "queued": 1}
    clock.now += timedelta(hours=5)
    run(desk, to(sink), Terms(until_done=True))
    assert states(desk) == {"sent": 3}
