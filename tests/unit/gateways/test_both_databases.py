"""What gateways ask of the desk, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import update

from core.channels.base import Outgoing
from core.channels.gateway_terms import NO_ANSWER
from core.desk import deliveries
from core.desk.campaign_tables import Message
from core.desk.deliveries import DeliveryEvent
from core.gateways.again import WAIT, call_again
from core.gateways.evidence import evidence_of, keep
from core.gateways.kept import save_gateway
from core.gateways.latest import latest
from core.gateways.opening import open_gateway
from core.vocabulary import ChannelName, DeliveryKind, MessageState
from tests.desks import desk
from tests.gateway_server import gateway_server
from tests.launched import launched, message_to

if TYPE_CHECKING:
    from core.desk.engine import Desk

__all__ = ["desk"]
NUMBER = "06 12345678"


def test_a_call_that_nobody_takes_goes_again_under_another_key(desk: Desk) -> None:
    launched(desk, [NUMBER])
    with desk.session() as session:
        session.execute(update(Message).values(channel=ChannelName.VOICE, country="NL", state=MessageState.SENT))
    message = message_to(desk, NUMBER)
    outgoing = Outgoing(key=message.id, sender="", recipient=NUMBER, content=b"Hello")
    with gateway_server() as server:
        said = {"label": "x", "address": f"http://127.0.0.1:{server.port}/", "body": {"to": "{{ to }}"}, "attempts": 2}
        terms = {**said, "idempotency_header": "Idempotency-Key", "id_at": "message.id"}
        hook = {"signature": "plain", "secret": "env:X", "id_at": "id", "status_at": "s", "kinds": {}}
        save_gateway(desk, ChannelName.VOICE, {**terms, "receipt": hook | {"signature": "none"}}, is_on=True, by="anna")
        channel = open_gateway(desk, ChannelName.VOICE, clock=desk.now)
        list(channel.send([outgoing], lambda _: True))
        assert call_again(desk, [message.id], most=2) == 0  # nobody said that it was not taken
        event = DeliveryEvent(
            message_id=message.id,
            channel=ChannelName.VOICE,
            kind=DeliveryKind.BOUNCED_SOFT,
            code=NO_ANSWER,
            at=desk.now(),
            source="gateway voice",
            source_id="1",
        )
        deliveries.note(desk, [event])
        assert call_again(desk, [message.id], most=2) == 1
        again = message_to(desk, NUMBER)
        assert again.state == MessageState.QUEUED
        assert again.retry_at == desk.now() + WAIT
        list(channel.send([outgoing], lambda _: True))
        channel.close()
    assert [asked["idempotency-key"] for asked in server.asked] == ["1@saldo.example", "1@saldo.example.2"]
    assert [each.customer_id for each in latest(desk)] == ["C1"]
    digests = {keep(desk, message.id, b"%PDF-1", name="a.pdf", source="x", channel=ChannelName.VOICE) for _ in range(2)}
    assert [kept.sha256 for kept in evidence_of(desk, [message.id])] == list(digests)
    assert timedelta(0) < WAIT
