"""The worker: what it sends, what it leaves, and what it says about it."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from threading import Event, Thread
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from core.campaigns import claims, rate, shift
from core.campaigns import states as campaign_states
from core.campaigns.batch import TAMPERED
from core.campaigns.freshness import hold_customer
from core.campaigns.lease import Lease, sweep
from core.campaigns.sender import Pace, Sender
from core.campaigns.worker import Terms, WorkReport, run
from core.channels.email import Email
from core.channels.relay import Relay, Tls
from core.clock import utc_now
from core.desk import contacts
from core.desk.campaign_tables import Message
from core.vocabulary import CampaignState, ChannelName, MessageState
from tests.launched import content, launched, message_to, recipients, states
from tests.smtp_sink import Sink

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from core.channels.base import BeforeBody, Outgoing, Receipt
    from core.desk.engine import Desk
    from tests.desks import TestClock

pytestmark = pytest.mark.few_on_postgres(12)

SUNDAY_NIGHT = datetime(2026, 11, 1, 22, 0, tzinfo=UTC)


@pytest.fixture(params=[True, False], ids=["pipelined", "one by one"])
def sink(request: pytest.FixtureRequest) -> Iterator[Sink]:
    with Sink(is_pipelined=request.param, slow_seconds=2.0) as running:
        yield running


def to(sink: Sink, timeout_seconds: float = 5.0) -> Callable[[], Email]:
    relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.NONE)
    return lambda: Email(lambda: relay, timeout_seconds=timeout_seconds)


def work(desk: Desk, sink: Sink, **terms: bool | int) -> WorkReport:
    return run(desk, to(sink), Terms(until_done=True, **terms))  # type: ignore[arg-type]  # a test's shorthand


def test_every_message_is_sent_once_byte_for_byte(desk: Desk, sink: Sink) -> None:
    launched(desk, recipients(120))
    report = work(desk, sink, threads=2)
    assert states(desk) == {"sent": 120}
    assert report.settled == {MessageState.SENT: 120}
    assert (report.left, report.trouble, report.remarks) == (0, None, [])
    assert sorted(sink.accepted) == sorted(
        ("bounce@saldo.example", address, content(number, address))
        for number, address in enumerate(recipients(120), start=1)
    )
    message = message_to(desk, "customer-7@example.org")
    assert (message.reply_code, message.reply) == (250, "2.0.0 taken")
    assert message.settled_at == message.sending_at == message.claimed_at == desk.now()
    with desk.reading() as session:
        assert campaign_states.get(session, "autumn").state == CampaignState.FINISHED
        assert campaign_states.get(session, "autumn").finished_at == desk.now()


class Waits(Event):
    """A stop that nobody gives, which notes how long it was waited for and does not keep anybody waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.seconds.append(timeout or 0.0)
        return super().wait(0.001)


@pytest.mark.parametrize(("rests", "seconds"), [(0.0, 0.0), (2.0, 6.0)])
def test_after_a_claim_a_thread_rests_as_many_times_as_long_as_it_worked(
    desk: Desk, sink: Sink, monkeypatch: pytest.MonkeyPatch, rests: float, seconds: float
) -> None:
    ticks = count(step=3)  # a claim so takes three seconds of a processor
    monkeypatch.setattr(shift, "time", SimpleNamespace(thread_time=lambda: float(next(ticks))))
    launched(desk, recipients(5))
    stop = Waits()
    run(desk, to(sink), Terms(until_done=True, rests=rests), stop=stop)
    assert states(desk) == {"sent": 5}
    assert [each for each in stop.seconds if each != shift.IDLE_SECONDS] == [seconds]


def test_each_answer_of_the_server_has_its_state(desk: Desk, sink: Sink) -> None:
    launched(desk, ["a@example.org", "refused-b@example.org", "later-c@example.org", "big-d@example.org", "no address"])
    report = work(desk, sink)
    assert states(desk) == {"sent": 1, "failed": 3, "queued": 1}
    refused = message_to(desk, "refused-b@example.org")
    assert (refused.state, refused.reply_code, refused.reply) == ("failed", 550, "5.1.1 no such mailbox")
    later = message_to(desk, "later-c@example.org")
    assert (later.attempts, later.retry_at) == (1, desk.now() + timedelta(minutes=1))
    assert "no address" in (message_to(desk, "no address").reply or "")
    assert (report.left, report.next_at) == (1, later.retry_at)


def test_a_deferred_message_is_given_up_after_its_last_attempt(desk: Desk, sink: Sink, clock: TestClock) -> None:
    launched(desk, ["later-a@example.org"])
    for _ in range(6):
        work(desk, sink, is_immediate=True)
        clock.forward(hours=5)
    message = message_to(desk, "later-a@example.org")
    assert (message.state, message.attempts) == ("failed", 6)
    assert message.reply == "Given up after 6 attempts: 4.7.1 come back later"


def test_a_lost_answer_is_uncertain_and_never_sent_again(desk: Desk, sink: Sink) -> None:
    launched(desk, ["a@example.org", "lost-b@example.org", "c@example.org"])
    report = work(desk, sink)
    assert states(desk) == {"sent": 2, "uncertain": 1}
    assert report.settled[MessageState.UNCERTAIN] == 1
    work(desk, sink)
    assert sink.recipients.count("lost-b@example.org") == 1
    assert sorted(sink.recipients) == ["a@example.org", "c@example.org", "lost-b@example.org"]
    # Whoever plans next counts it as arrived: better one reminder too few.
    assert set(contacts.last_contacts(desk)["customer_id"]) == {"C1", "C2", "C3"}
    assert len(contacts.steps_done(desk)) == 3


def test_a_server_that_is_too_slow_leaves_one_doubt_and_the_rest_goes(desk: Desk, sink: Sink) -> None:
    launched(desk, ["slow-a@example.org", "b@example.org"])
    run(desk, to(sink, timeout_seconds=0.3), Terms(until_done=True))
    assert message_to(desk, "slow-a@example.org").state == "uncertain"
    assert message_to(desk, "b@example.org").state == "sent"


def test_a_server_that_is_down_leaves_everything_queued_and_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.campaigns.shift.TROUBLES", 2)
    with Sink() as gone:
        pass
    launched(desk, recipients(3))
    report = work(desk, gone)
    assert states(desk) == {"queued": 3}
    assert report.left == 3
    assert "cannot be reached" in (report.trouble or "")
    with Sink(port=gone.port) as back:
        work(desk, back)
        assert len(back.accepted) == 3


def test_bytes_that_are_not_the_approved_ones_are_held(desk: Desk, sink: Sink) -> None:
    launched(desk, recipients(3))
    with desk.transaction() as connection:
        connection.execute(update(Message).where(Message.id == 2).values(sha256=b"another"))
    report = work(desk, sink)
    assert states(desk) == {"sent": 2, "held": 1}
    assert message_to(desk, "customer-1@example.org").held_why == TAMPERED
    assert report.settled[MessageState.HELD] == 1


def test_a_message_approved_too_long_ago_is_held(desk: Desk, sink: Sink, clock: TestClock) -> None:
    launched(desk, recipients(2))
    clock.forward(days=8)
    work(desk, sink, is_immediate=True)
    assert states(desk) == {"held": 2}
    assert "more than 7 days ago" in (message_to(desk, "customer-0@example.org").held_why or "")


def test_contact_hours_are_kept_unless_told_otherwise(desk: Desk, sink: Sink, clock: TestClock) -> None:
    clock.now = SUNDAY_NIGHT
    launched(desk, recipients(2))
    report = work(desk, sink)
    assert (states(desk), report.left) == ({"queued": 2}, 2)
    assert report.next_at == datetime(2026, 11, 2, 7, 0, tzinfo=UTC)  # Monday, eight o'clock in Amsterdam
    report = work(desk, sink, is_immediate=True)
    assert states(desk) == {"sent": 2}
    assert report.remarks == ["Contact hours and planned times are ignored: messages go now."]


def test_a_planned_time_is_awaited_unless_told_otherwise(desk: Desk, sink: Sink, clock: TestClock) -> None:
    launched(desk, recipients(1), send_at=clock.now + timedelta(hours=2))
    report = work(desk, sink)
    assert (report.left, report.next_at) == (1, clock.now + timedelta(hours=2))
    clock.forward(hours=2)
    work(desk, sink)
    assert states(desk) == {"sent": 1}


def test_paused_campaigns_wait_and_cancelled_ones_never_go(desk: Desk, sink: Sink) -> None:
    launched(desk, recipients(3), name="first")
    launched(desk, ["x@example.org"], name="second")
    campaign_states.pause(desk, "first", by="anna", why="a wrong number in the letter")
    campaign_states.cancel(desk, "second", by="anna", why="not this month")
    work(desk, sink)
    assert states(desk, "first") == {"queued": 3}
    assert states(desk, "second") == {"cancelled": 1}
    campaign_states.resume(desk, "first", by="anna")
    work(desk, sink)
    assert states(desk, "first") == {"sent": 3}
    assert "x@example.org" not in sink.recipients


def test_pause_while_sending_takes_effect_within_one_claim(desk: Desk) -> None:
    with Sink(delay_seconds=0.01) as sink:
        launched(desk, recipients(300))
        stop = Event()
        terms = Terms(pace=Pace(claim_size=10))
        thread = Thread(target=run, args=(desk, to(sink), terms), kwargs={"stop": stop})
        thread.start()
        while len(sink.accepted) < 20:
            stop.wait(0.01)
        campaign_states.pause(desk, "autumn", by="anna", why="stop")
        sent_at_pause = len(sink.accepted)
        stop.wait(1.0)
        assert len(sink.accepted) <= sent_at_pause + 2 * 10
        assert states(desk).get("queued", 0) >= 250
        stop.set()
        thread.join()
        assert states(desk)["sent"] == len(sink.accepted) == len(set(sink.recipients))


def test_cancel_while_sending_keeps_back_what_was_not_begun(desk: Desk) -> None:
    with Sink(delay_seconds=0.01) as sink:
        launched(desk, recipients(200))
        thread = Thread(target=run, args=(desk, to(sink), Terms(until_done=True)))
        thread.start()
        while len(sink.accepted) < 20:
            Event().wait(0.01)
        kept_back = campaign_states.cancel(desk, "autumn", by="anna", why="stop")
        thread.join()
        found = states(desk)
        assert found["cancelled"] == kept_back
        assert found["sent"] == len(sink.accepted) == 200 - kept_back


def test_a_rate_limit_is_one_row_for_all(desk: Desk) -> None:
    assert rate.reserve(desk, ChannelName.EMAIL, 500) == 0.0
    rate.limit(desk, ChannelName.EMAIL, 1000.0)
    assert rate.per_second(desk, ChannelName.EMAIL) == 1000.0
    waits = [rate.reserve(desk, ChannelName.EMAIL, 500) for _ in range(3)]  # the clock stands still
    assert waits == pytest.approx([0.0, 0.5, 1.0], abs=1e-3)
    rate.limit(desk, ChannelName.EMAIL, None)
    assert rate.reserve(desk, ChannelName.EMAIL, 500) == 0.0


def test_a_rate_limit_holds_over_threads(desk: Desk, sink: Sink) -> None:
    real = replace(desk, clock=utc_now)
    rate.limit(real, ChannelName.EMAIL, 60.0)
    launched(real, recipients(40))
    began = time.monotonic()
    work(real, sink, threads=2, is_immediate=True)
    assert time.monotonic() - began >= 30 / 60  # the last ten wait for the thirty before them
    assert states(real) == {"sent": 40}


def test_a_worker_frozen_past_its_lease_sends_nothing_that_another_took(
    desk: Desk, sink: Sink, clock: TestClock
) -> None:
    """Both share one process and one clock; freezing is a pause between two of the frozen one's messages."""
    launched(desk, recipients(6))
    frozen_lease, other_lease = Lease(desk), Lease(desk)
    other = Sender(desk, to(sink)(), other_lease)
    taken_over: list[tuple[int, int]] = []

    class Freezing(Email):
        def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
            for place, receipt in enumerate(super().send(batch, before_body)):
                yield receipt
                if place == 2:
                    clock.forward(seconds=60)
                    other_lease.beat()
                    taken_over.append(sweep(desk, lease_seconds=30))
                    other.turn()

    relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.NONE)
    frozen = Sender(desk, Freezing(lambda: relay, timeout_seconds=5), frozen_lease)
    frozen.turn()
    frozen.close()
    other.close()
    assert taken_over == [(3, 1)]  # three not begun; the third answered, but not yet written down
    assert states(desk) == {"sent": 6}  # the late answer settles the doubt
    assert sorted(sink.recipients) == recipients(6)


def test_a_dead_workers_messages_are_settled_by_the_next(desk: Desk, sink: Sink, clock: TestClock) -> None:
    launched(desk, recipients(3))
    dead = Lease(desk)
    with desk.transaction() as connection:
        claimed = update(Message).values(state=MessageState.CLAIMED, claim="x", worker_id=dead.worker_id)
        connection.execute(claimed)
        connection.execute(update(Message).where(Message.id == 2).values(state=MessageState.SENDING))
    assert sweep(desk) == (0, 0)  # it still beats
    clock.forward(minutes=1)
    work(desk, sink)
    assert states(desk) == {"sent": 2, "uncertain": 1}
    assert "before it could write down" in (message_to(desk, "customer-1@example.org").reply or "")


def test_after_a_restart_of_the_machine_claimed_messages_are_uncertain_too(
    desk: Desk, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(desk, recipients(2))
    dead = Lease(desk)
    with desk.transaction() as connection:
        connection.execute(update(Message).values(state=MessageState.CLAIMED, claim="x", worker_id=dead.worker_id))
    clock.forward(minutes=1)
    monkeypatch.setattr("core.campaigns.lease.boot_id", lambda _: "another boot")
    assert sweep(desk) == (0, 2)
    assert states(desk) == {"uncertain": 2}


def test_a_lease_that_outlives_the_desks_machine_begins_anew(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lease = Lease(desk)
    before = lease.worker_id
    lease.beat()
    assert lease.worker_id == before
    monkeypatch.setattr("core.campaigns.lease.boot_id", lambda _: "another boot")
    lease.beat()
    assert lease.worker_id != before


def test_a_desk_that_fails_in_the_middle_of_a_batch_loses_no_answer(
    desk: Desk, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(desk, recipients(6))
    whole, calls = claims.mark, []

    def failing(*arguments: Any) -> Any:
        calls.append(arguments)
        if len(calls) == 4:
            raise OperationalError("UPDATE message", {}, OSError("gone"))
        return whole(*arguments)

    monkeypatch.setattr(claims, "mark", failing)
    monkeypatch.setattr("core.campaigns.shift.LONGEST_WAIT_SECONDS", 0.05)
    work(desk, sink)
    assert states(desk) == {"sent": 6}
    assert sorted(sink.recipients) == recipients(6)


def test_a_message_held_after_its_claim_is_not_even_begun(desk: Desk, sink: Sink) -> None:
    launched(desk, recipients(3))

    class Late(Email):
        def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
            hold_customer(desk, entity="NL01", customer_id="C1", why="paid at the counter")
            yield from super().send(batch, before_body)

    relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.NONE)
    sender = Sender(desk, Late(lambda: relay, timeout_seconds=5), Lease(desk))
    sender.turn()
    sender.close()
    assert sink.recipients == []  # the line was dropped before the first body
    assert states(desk) == {"held": 1, "queued": 2}
    work(desk, sink)
    assert states(desk) == {"held": 1, "sent": 2}


def test_a_channel_that_breaks_after_a_mark_leaves_a_doubt(desk: Desk, sink: Sink) -> None:
    launched(desk, recipients(3))

    class Broken(Email):
        def send(self, batch: Iterable[Outgoing], before_body: BeforeBody) -> Iterator[Receipt]:
            before_body(next(iter(batch)))
            raise RuntimeError("a fault in the channel")
            yield

    relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.NONE)
    with pytest.raises(RuntimeError, match="a fault in the channel"):
        run(desk, lambda: Broken(lambda: relay), Terms(until_done=True))
    assert states(desk) == {"uncertain": 1, "queued": 2}
