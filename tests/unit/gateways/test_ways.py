"""Presets, the choice of ways, Apprise, and the test message."""

from __future__ import annotations

import importlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from core import outlets
from core.campaigns import worker
from core.channels.apprise import TO, Apprised, AppriseMissingError, is_installed
from core.channels.base import ChannelDownError, Outcome, Outgoing
from core.channels.gateway_terms import GatewayTerms, GatewayTermsError
from core.channels.outbox import Outbox, list_kept
from core.channels.switched import Switched
from core.desk.campaign_tables import Message
from core.gateways.apprised import save_apprise
from core.gateways.bodies import Body
from core.gateways.kept import gateway_of, save_gateway, switch
from core.gateways.opening import open_gateway
from core.gateways.presets import presets
from core.gateways.trial import TrialAddressError, send_trial
from core.gateways.writing import example
from core.settings import Settings
from core.vocabulary import ChannelName
from tests.gateway_server import GatewayServer, gateway_server
from tests.launched import launched, states

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.channels.base import Channel
    from core.desk.engine import Desk
    from tests.desks import TestClock

NASTY = 'Say "hi" \\ & <b>\n{{ 7*7 }} \u2028 é €'


@pytest.fixture
def server() -> Iterator[GatewayServer]:
    with gateway_server() as serving:
        yield serving


def own(server: GatewayServer, **changed: Any) -> dict[str, Any]:
    return {
        "label": "Own",
        "address": f"http://127.0.0.1:{server.port}/messages",
        "body": {"to": "{{ to }}", "text": "{{ text }}"},
        "idempotency_header": "Idempotency-Key",
        "id_at": "message.id",
        **changed,
    }


@pytest.mark.parametrize("name", presets())
def test_every_preset_is_a_declaration_that_writes_a_message(name: str) -> None:
    preset = presets()[name]
    terms = GatewayTerms.from_dict(preset.terms)
    body = Body(terms)
    written = body.written({**example(terms), "text": NASTY, "line": NASTY})
    assert written
    assert "{{ own" not in body.path()
    assert GatewayTerms.from_dict(json.loads(json.dumps(terms.to_dict()))) == terms
    assert preset.source
    assert preset.is_tried == name.startswith("free_")  # nothing else was ever tried on a live account


def test_no_value_breaks_out_of_its_field() -> None:
    tree = {"a": {"b": ["{{ text }}", 1, True, None]}, "c": "{{ own.x }}"}
    terms = GatewayTerms.from_dict(
        {"label": "x", "address": "https://g.example/", "body": tree, "own": {"x": '","y":"'}}
    )
    said = json.loads(Body(terms).written({**example(terms), "text": NASTY}))
    assert said == {"a": {"b": [NASTY, 1, True, None]}, "c": '","y":"'}


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ nothing }}",
        "{% for i in range(9) %}{% endfor %}",
        "{{ text",
        "{{ own.absent }}",
    ],
)
def test_a_template_that_is_none_or_wants_more_is_refused_when_it_is_saved(
    desk: Desk, server: GatewayServer, text: str
) -> None:
    with pytest.raises(GatewayTermsError):
        save_gateway(desk, ChannelName.SMS, own(server, body={"text": text}), is_on=True, by="anna")
    assert gateway_of(desk, ChannelName.SMS) is None


@pytest.mark.parametrize("path", ["/a b", "/{{ own.x }}/é", "/{{ 'a b' }}"])
def test_an_address_that_no_request_can_have_is_refused_when_it_is_saved(desk: Desk, path: str) -> None:
    with pytest.raises(GatewayTermsError, match="blanks"):
        save_gateway(
            desk,
            ChannelName.SMS,
            {"label": "x", "address": f"https://g.example{path}", "own": {"x": "a b"}, "body": {"to": "{{ to }}"}},
            is_on=False,
            by="anna",
        )


def test_whatsapp_needs_an_approved_template(desk: Desk, server: GatewayServer) -> None:
    with pytest.raises(GatewayTermsError, match="approved template"):
        save_gateway(desk, ChannelName.WHATSAPP, own(server), is_on=True, by="anna")
    with pytest.raises(GatewayTermsError, match="goes by no gateway"):
        save_gateway(desk, ChannelName.EMAIL, own(server), is_on=True, by="anna")


def test_a_test_message_goes_to_a_number_of_ones_own_also_while_the_gateway_is_off(
    desk: Desk, server: GatewayServer, clock: TestClock
) -> None:
    save_gateway(desk, ChannelName.SMS, own(server), is_on=False, by="anna")
    assert send_trial(desk, ChannelName.SMS, "06 12345678", clock=clock).outcome is Outcome.ACCEPTED
    assert server.taken[0]["to"] == "+31612345678"
    with pytest.raises(TrialAddressError):
        send_trial(desk, ChannelName.SMS, "somebody", clock=clock)
    with pytest.raises(GatewayTermsError):
        send_trial(desk, ChannelName.VOICE, "0612345678", clock=clock)


def test_a_worker_sends_over_the_gateway_once_it_is_on_and_keeps_hours(
    desk: Desk, server: GatewayServer, clock: TestClock, tmp_path: Path
) -> None:
    launched(desk, ["0612345678", "0687654321"])
    with desk.session() as session:
        session.execute(update(Message).values(channel=ChannelName.SMS, country="NL"))
    save_gateway(desk, ChannelName.SMS, own(server), is_on=True, by="anna")
    others = outlets.other_channels(Settings(home=tmp_path), desk, clock)
    assert ChannelName.PHONE not in {opener().name for opener in others}
    clock.forward(hours=12)  # ten in the evening
    worker.run(desk, lambda: Outbox(ChannelName.EMAIL, tmp_path), worker.Terms(until_done=True), others=others)
    assert states(desk) == {"queued": 2}
    clock.forward(hours=11)
    worker.run(desk, lambda: Outbox(ChannelName.EMAIL, tmp_path), worker.Terms(until_done=True), others=others)
    assert states(desk) == {"sent": 2}
    assert [said["to"] for said in server.taken] == ["+31612345678", "+31687654321"]
    assert [asked["idempotency-key"] for asked in server.asked] == ["1@saldo.example", "2@saldo.example"]


def test_a_pause_that_the_gateway_asks_for_holds_for_every_worker(
    desk: Desk, server: GatewayServer, clock: TestClock
) -> None:
    save_gateway(desk, ChannelName.SMS, own(server), is_on=True, by="anna")
    server.says(429, {}, Retry_After="90")
    said = [Outgoing(key=1, sender="", recipient="+31612345678", content=b"Hello")]
    first, second = (open_gateway(desk, ChannelName.SMS, clock=clock) for _ in range(2))
    [asked] = first.send(said, lambda _: True)
    assert asked.outcome is Outcome.DEFERRED
    with pytest.raises(ChannelDownError, match="asked again in 90 seconds"):
        list(second.send(said, lambda _: True))
    clock.forward(seconds=91)
    [then] = second.send(said, lambda _: True)
    assert then.outcome is Outcome.ACCEPTED


def test_what_was_claimed_for_the_outbox_never_goes_over_a_gateway(tmp_path: Path) -> None:
    way = ["off"]

    class Loud:
        name = ChannelName.SMS
        ignores_hours = False
        claim_size: int | None = 20

        def send(self, *_: object) -> Iterator[Any]:
            raise AssertionError("sent at night")

        def close(self) -> None: ...

    ways: dict[str, Callable[[], Channel]] = {"off": lambda: Outbox(ChannelName.SMS, tmp_path), "on": Loud}
    channel = Switched(ChannelName.SMS, lambda: way[0], ways)
    assert channel.ignores_hours
    way[0] = "on"
    message = Outgoing(key=1, sender="", recipient="0612345678", content=b"x")
    with pytest.raises(ChannelDownError, match="settings changed"):
        list(channel.send([message], lambda _: True))
    assert not channel.ignores_hours
    way[0] = "off"
    with pytest.raises(ChannelDownError, match="settings changed"):
        list(channel.send([message], lambda _: True))
    assert channel.ignores_hours
    list(channel.send([message], lambda _: True))
    assert len(list_kept(tmp_path)) == 1


def test_switching_needs_a_gateway_and_two_people_do_not_overwrite_each_other(
    desk: Desk, server: GatewayServer
) -> None:
    with pytest.raises(GatewayTermsError, match="no gateway yet"):
        switch(desk, ChannelName.SMS, is_on=True, by="anna")
    save_gateway(desk, ChannelName.SMS, own(server), is_on=True, by="anna")
    assert outlets.way_of(desk, ChannelName.SMS) == outlets.CONNECTED
    switch(desk, ChannelName.SMS, is_on=False, by="anna")
    assert outlets.way_of(desk, ChannelName.SMS) == outlets.BUILT_IN


# -- Apprise ----------------------------------------------------------------------------------------------------------


def test_without_apprise_it_says_how_to_get_it(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.gateways.apprised.is_installed", lambda: False)
    monkeypatch.setenv("SALDO_APPRISE", f"json://127.0.0.1/{TO}")
    with pytest.raises(AppriseMissingError, match=r"requirements-apprise\.txt"):
        save_apprise(desk, ChannelName.SMS, "env:SALDO_APPRISE", by="anna")
    assert outlets.way_of(desk, ChannelName.SMS) == outlets.BUILT_IN


@pytest.mark.skipif(not is_installed(), reason="Apprise is NOT INSTALLED: pip install -r requirements-apprise.txt")
def test_apprise_takes_a_message_over_loopback(server: GatewayServer) -> None:
    importlib.import_module("apprise")
    address = f"json://127.0.0.1:{server.port}/?:to={TO}"
    channel = Apprised(ChannelName.SMS, lambda: address, lambda _: "31612345678")
    message = Outgoing(key=1, sender="", recipient="0612345678", content=b"Hello")
    [taken] = channel.send([message], lambda _: True)
    assert taken.outcome is Outcome.ACCEPTED
    assert server.taken[0]["message"] == "Hello"
    server.says(500, {})
    [refused] = channel.send([message], lambda _: True)
    assert refused.outcome is Outcome.UNCERTAIN
