"""States: no path to sending around the approval, and every message ends where the server's answer puts it, once."""

from __future__ import annotations

import tempfile
from collections import Counter
from datetime import date
from itertools import count, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.campaigns import brake
from core.campaigns.errors import CampaignStateError
from core.campaigns.states import MOVES, get, move
from core.campaigns.worker import Terms, run
from core.channels.email import Email
from core.channels.relay import Relay, Tls
from core.desk.campaign_tables import Campaign, CampaignEvent
from core.vocabulary import CampaignState
from tests.desks import migrated_desk
from tests.launched import launched, states
from tests.smtp_sink import Sink

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.desk.engine import Desk

SENDING = {CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.FINISHED}
# word of the address -> state in the ledger, and whether the server has the mail
ANSWERS = {
    "good": ("sent", True),
    "refused": ("failed", False),
    "big": ("failed", False),
    "later": ("queued", False),
    "lost": ("uncertain", True),
    "cut": ("uncertain", False),
}


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with tempfile.TemporaryDirectory() as folder:
        opened = migrated_desk(Path(folder))
        yield opened
        opened.close()


numbers = count(1)


def test_every_way_to_sending_leads_through_the_approval() -> None:
    reached, ahead = {CampaignState.DRAFT}, [CampaignState.DRAFT]
    while ahead:
        for after in MOVES[ahead.pop()]:
            if after not in reached and after is not CampaignState.APPROVED:
                reached.add(after)
                ahead.append(after)
    assert reached.isdisjoint(SENDING)
    assert set(MOVES) == set(CampaignState)
    assert MOVES[CampaignState.CANCELLED] == ()


@given(wishes=st.lists(st.sampled_from(list(CampaignState)), max_size=12))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_only_allowed_moves_happen_and_each_is_told(desk: Desk, wishes: list[CampaignState]) -> None:
    name = f"campaign {next(numbers)}"
    with desk.session() as session:
        session.add(
            Campaign(
                name=name,
                state=CampaignState.DRAFT,
                revision=1,
                as_of=date(2026, 10, 31),
                book_version="",
                choice={},
                created_by="anna",
                created_at=desk.now(),
            ),
        )
    expected = [CampaignState.DRAFT]
    for wish in wishes:
        is_allowed = wish in MOVES[expected[-1]]
        try:
            with desk.session() as session:
                move(session, get(session, name), wish, by="anna", at=desk.now())
        except CampaignStateError:
            assert not is_allowed
        else:
            assert is_allowed
            expected.append(wish)
    with desk.reading() as session:
        campaign = get(session, name)
        told = session.query(CampaignEvent).filter_by(campaign_id=campaign.id).order_by(CampaignEvent.id).all()
        assert campaign.state == expected[-1]
        assert campaign.revision == len(expected)
        assert [(event.from_state, event.to_state) for event in told] == list(pairwise(expected))


@given(
    words=st.lists(st.sampled_from(sorted(ANSWERS)), min_size=1, max_size=25),
    is_pipelined=st.booleans(),
    threads=st.integers(1, 2),
)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_every_message_ends_where_the_answer_puts_it_and_none_goes_twice(
    desk: Desk, words: list[str], *, is_pipelined: bool, threads: int
) -> None:
    name = f"campaign {next(numbers)}"
    addresses = [f"{word}-{place}-{name[9:]}@example.org" for place, word in enumerate(words)]
    launched(desk, addresses, name=name)
    brake.save_limits(desk, brake.Limits(failed_share=1.0), by="a test")  # refusals are what is looked for here
    with Sink(is_pipelined=is_pipelined) as sink:
        relay = Relay(host="127.0.0.1", port=sink.port, tls=Tls.NONE)
        run(desk, lambda: Email(lambda: relay, timeout_seconds=30), Terms(until_done=True, threads=threads))
        assert states(desk, name) == dict(Counter(ANSWERS[word][0] for word in words))
        ours = [address for address in sink.recipients if address in addresses]
        assert sorted(ours) == sorted(
            address for word, address in zip(words, addresses, strict=True) if ANSWERS[word][1]
        )
