"""A worker that is watched: its health, and its figures in the text format of Prometheus."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from core.campaigns import brake
from core.campaigns.exposition import Family, text
from core.campaigns.pulse import Pulse
from core.campaigns.worker import Terms, run
from core.vocabulary import ChannelName
from core.worker_page import ListenError, serving
from tests.launched import launched, recipients
from tests.smtp_sink import Sink
from tests.unit.campaigns.test_worker import to

if TYPE_CHECKING:
    from core.desk.engine import Desk
    from tests.desks import TestClock


def asked(address: str, path: str) -> tuple[int, str]:
    try:
        with urlopen(f"http://{address}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_it_tells_what_it_claimed_settled_and_whether_it_is_alive(desk: Desk, clock: TestClock) -> None:
    pulse = Pulse()
    launched(desk, [*recipients(4), "refused-a@example.org"])
    with serving(desk, pulse) as address:
        assert address.startswith("127.0.0.1:")
        assert asked(address, "/healthz")[0] == 503  # nobody sends yet
        with Sink() as sink:
            run(desk, to(sink), Terms(until_done=True), pulse=pulse)
        brake.pause(desk, ChannelName.SMS, by="anna", why="the gateway moves")
        pulse.beat("w1", clock.now)
        status, said = asked(address, "/healthz")
        assert (status, json.loads(said)["status"]) == (200, "ok")
        lines = asked(address, "/metrics")[1].splitlines()
        assert 'saldo_worker_claimed_total{channel="email"} 5' in lines
        assert 'saldo_worker_settled_total{channel="email",state="sent"} 4' in lines
        assert 'saldo_worker_settled_total{channel="email",state="failed"} 1' in lines
        assert 'saldo_worker_channel_up{channel="email"} 1' in lines
        assert 'saldo_channel_paused{channel="sms"} 1' in lines
        assert 'saldo_channel_capacity{channel="letter"} 500' in lines
        assert "saldo_desk_up 1" in lines
        clock.forward(minutes=2)
        status, said = asked(address, "/healthz")
        assert (status, json.loads(said)["late"]) == (503, ["w1"])
        assert asked(address, "/other")[0] == 404


def test_a_channel_that_is_down_is_told_with_what_to_do(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.campaigns.shift.TROUBLES", 1)
    pulse = Pulse()
    with Sink() as gone:
        pass
    launched(desk, recipients(1))
    run(desk, to(gone), Terms(until_done=True), pulse=pulse)
    assert "cannot be reached" in pulse.read().trouble[ChannelName.EMAIL]


def test_an_address_that_is_taken_or_no_address_is_said(desk: Desk) -> None:
    with serving(desk, Pulse()) as taken:
        for bad in ("nothing", "127.0.0.1:x", taken):
            with pytest.raises(ListenError, match="write HOST:PORT"), serving(desk, Pulse(), bad):
                pass


def test_labels_are_escaped() -> None:
    family = Family(name="a", kind="gauge", help="b", samples={(("host", 'x"\\y\n'),): 1.5})
    assert text([family]).splitlines()[-1] == 'a{host="x\\"\\\\y\\n"} 1.5'
