"""Contact hours are a condition of the claim: a country that is closed waits, the others go."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sqlalchemy import update

from core.campaigns import reading
from core.campaigns.lease import Lease
from core.campaigns.sender import Sender
from core.campaigns.worker import Terms, run
from core.desk.campaign_tables import Message
from core.strategy import strategy_versions
from core.strategy.contact_policy import QuietPeriod
from core.strategy.strategy_shipped import SHIPPED
from tests.launched import launched
from tests.smtp_sink import Sink
from tests.unit.campaigns.test_worker import to

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock


def test_a_country_with_a_holiday_waits_and_the_others_go(desk: Desk, clock: TestClock) -> None:
    clock.now = datetime(2026, 11, 11, 11, 0, tzinfo=UTC)  # Armistice Day, at noon
    name = launched(desk, ["nl@example.org", "fr@example.org", "unknown@example.org"])
    with desk.session() as session:
        for country in ("NL", "FR"):
            to_country = update(Message).where(Message.address == f"{country.lower()}@example.org")
            session.execute(to_country.values(country=country))
    with Sink() as sink:
        report = run(desk, to(sink), Terms(until_done=True))
        assert sorted(sink.recipients) == ["nl@example.org", "unknown@example.org"]
    assert report.left == 1
    assert report.next_at == datetime(2026, 11, 12, 7, 0, tzinfo=UTC)
    assert reading.state_counts(desk, name) == {"queued": 1, "sent": 2}


def test_at_night_at_home_only_open_countries_are_claimed(desk: Desk, clock: TestClock) -> None:
    clock.now = datetime(2026, 11, 10, 19, 30, tzinfo=UTC)  # half past eight in Amsterdam, half past seven in London
    launched(desk, ["nl@example.org", "gb@example.org"])
    with desk.session() as session:
        session.execute(update(Message).where(Message.address == "gb@example.org").values(country="GB"))
    with Sink() as sink:
        run(desk, to(sink), Terms(until_done=True))
        assert sink.recipients == ["gb@example.org"]


def test_a_quiet_period_that_begins_while_a_worker_runs_counts_for_what_is_queued(desk: Desk, clock: TestClock) -> None:
    clock.now = datetime(2026, 11, 10, 11, 0, tzinfo=UTC)
    launched(desk, ["nl@example.org"])
    with Sink() as sink:
        sender = Sender(desk, to(sink)(), Lease(desk))
        today = QuietPeriod(label="Moving house", first_on=clock.now.date(), last_on=clock.now.date())
        quiet = replace(SHIPPED, contact=replace(SHIPPED.contact, quiet=(today,)))
        strategy_versions.save(desk, quiet, by="Els", comment="no mail today")
        clock.forward(minutes=1)
        assert not sender.turn().has_claimed
        sender.close()
        assert sink.recipients == []
