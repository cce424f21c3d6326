"""Delivery receipts that gateways post: forged, replayed, out of order, too early, of nobody, and with evidence."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from hashlib import sha1, sha256
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from core import signed
from core.campaigns.states import get
from core.campaigns.work_entries import entries
from core.channels.base import Outgoing
from core.desk import deliveries
from core.desk.campaign_tables import Campaign, Message
from core.desk.deliveries import events_of
from core.gateways import evidence
from core.gateways.again import call_again
from core.gateways.hook import moment, taken
from core.gateways.kept import gateway_of, save_gateway, switch
from core.gateways.opening import open_gateway
from core.gateways.presets import presets
from core.gateways.seals import Posted
from core.payments.links import save_public_address
from core.vocabulary import CampaignState, ChannelName, DeliveryKind, MessageState
from tests.gateway_server import TOKEN, gateway_server
from tests.launched import launched, message_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk
    from tests.desks import TestClock

HOOK_KEY = "hook-only-for-tests"
NUMBER = "+31612345678"


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SALDO_SMS_HOOK", "SALDO_REGISTERED_HOOK", "SALDO_VOICE_TOKEN"):
        monkeypatch.setenv(name, HOOK_KEY)
    for name in ("SALDO_SMS_TOKEN", "SALDO_REGISTERED_TOKEN"):
        monkeypatch.setenv(name, TOKEN)


def sms(desk: Desk, preset: str = "free_form", *, state: MessageState = MessageState.SENT, **changed: Any) -> Message:
    """Declare a gateway and return a message that goes over it."""
    found = presets()[preset]
    save_public_address(desk, "https://saldo.example.org", by="anna")
    save_gateway(desk, found.channel, {**found.terms, **changed}, is_on=True, by="anna")
    launched(desk, [NUMBER])
    with desk.session() as session:
        session.execute(update(Message).values(channel=found.channel, state=state))
    return message_to(desk, NUMBER)


def receipt(message: Message, status: str, **more: str) -> dict[str, str]:
    return {"reference": message.message_id.strip("<>"), "status": status, **more}


def posted(desk: Desk, said: Any, *, header: str | None = None) -> Posted:
    body = said if isinstance(said, bytes) else json.dumps(said).encode()
    seal = signed.signature(body, HOOK_KEY.encode(), at=desk.now()) if header is None else header
    return Posted(url="", headers={signed.HEADER.lower(): seal, "content-type": "application/json"}, body=body)


def kinds(desk: Desk, message: Message) -> list[str]:
    return events_of(desk, [message.id])["kind"].tolist()


def test_a_receipt_is_noted_once_however_often_it_comes(desk: Desk) -> None:
    message = sms(desk)
    post = posted(desk, receipt(message, "delivered", at="2026-11-03T09:59:00+00:00"))
    assert [taken(desk, "sms", post).noted for _ in range(3)] == [1, 0, 0]
    [event] = events_of(desk, [message.id]).to_dict("records")
    assert (event["kind"], event["at"].isoformat()) == ("delivered", "2026-11-03T09:59:00+00:00")


def test_it_settles_what_nobody_knew_and_comes_before_the_answer_is_recorded(desk: Desk) -> None:
    message = sms(desk, state=MessageState.SENDING)
    assert taken(desk, "sms", posted(desk, receipt(message, "delivered"))).status == 200
    assert kinds(desk, message) == ["delivered"]
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.UNCERTAIN))
    taken(desk, "sms", posted(desk, receipt(message, "read")))
    assert message_to(desk, NUMBER).state == MessageState.SENT


def test_out_of_order_each_is_kept_with_its_own_moment(desk: Desk) -> None:
    message = sms(desk)
    taken(desk, "sms", posted(desk, receipt(message, "read", at="2026-11-03T09:58:00Z")))
    taken(desk, "sms", posted(desk, receipt(message, "delivered", at="2026-11-03T09:57:00Z")))
    assert kinds(desk, message) == ["delivered", "read"]


@pytest.mark.parametrize("header", ["", "t=1,v1=00", "nonsense", "t=1793664000,v1=" + "0" * 64])
def test_a_bad_signature_changes_nothing(desk: Desk, header: str) -> None:
    message = sms(desk)
    assert taken(desk, "sms", posted(desk, receipt(message, "delivered"), header=header)).status == 401
    assert kinds(desk, message) == []


def test_a_copy_kept_for_an_hour_is_refused(desk: Desk, clock: TestClock) -> None:
    message = sms(desk)
    post = posted(desk, receipt(message, "delivered"))
    clock.forward(hours=1)
    assert taken(desk, "sms", post).status == 401
    assert kinds(desk, message) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"text"', b"[1]", b"\xff\xfe", b"[" * 90_000, b'[{},{"a":1}, 3]'])
def test_what_cannot_be_read_is_said_so(desk: Desk, body: bytes) -> None:
    sms(desk)
    assert taken(desk, "sms", posted(desk, body)).status == 400


def test_a_message_of_nobody_is_kept_apart_and_a_word_nobody_knows_is_nothing(desk: Desk) -> None:
    message = sms(desk)
    of_nobody = {"reference": "9.9.ff@saldo.example", "status": "delivered"}
    assert taken(desk, "sms", posted(desk, of_nobody)).status == 200
    assert taken(desk, "sms", posted(desk, receipt(message, "on its way"))).noted == 0
    assert kinds(desk, message) == []


def test_nobody_listens_where_no_gateway_is_on(desk: Desk) -> None:
    for name in ("sms", "phone", "", "../sms", "voice"):
        assert taken(desk, name, posted(desk, {})).status == 404


def test_what_a_gateway_took_before_it_was_switched_off_is_still_heard_of(desk: Desk) -> None:
    message = sms(desk)
    switch(desk, ChannelName.SMS, is_on=False, by="anna")
    assert taken(desk, "sms", posted(desk, receipt(message, "unknown_number"))).status == 200
    assert kinds(desk, message) == ["bounced_hard"]


def test_without_its_secret_it_has_to_come_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    message = sms(desk)
    monkeypatch.delenv("SALDO_SMS_HOOK")
    assert taken(desk, "sms", posted(desk, receipt(message, "delivered"))).status == 503


def test_an_unknown_number_stops_that_number(desk: Desk) -> None:
    message = sms(desk)
    taken(desk, "sms", posted(desk, receipt(message, "unknown_number", error="no such subscriber")))
    assert len(deliveries.stopped_addresses(desk)) == 1
    assert kinds(desk, message) == ["bounced_hard"]


def test_by_the_gateways_own_id_it_has_to_come_again_until_that_id_is_known(desk: Desk) -> None:
    hook = {**presets()["free_form"].terms["receipt"], "reference_at": "", "id_at": "id"}
    with gateway_server() as server:
        address = f"http://127.0.0.1:{server.port}/messages"
        message = sms(desk, address=address, id_at="message.id", receipt=hook)
        post = posted(desk, {"id": "SM0001", "status": "delivered"})
        assert taken(desk, "sms", post).status == 409
        channel = open_gateway(desk, ChannelName.SMS, clock=desk.now)
        [sent] = channel.send([_outgoing(message)], lambda _: True)
        channel.close()
    assert sent.text == "accepted as SM0001"
    assert taken(desk, "sms", post).status == 200
    assert kinds(desk, message) == ["delivered"]


def test_a_signature_over_the_address_and_the_fields(desk: Desk) -> None:
    message = sms(desk, "twilio_sms")
    url = f"https://saldo.example.org/hook/receipt/sms?ref={message.message_id.strip('<>')}"
    said = url + "MessageSidSM1" + "MessageStatusdelivered"
    seal = b64encode(hmac.new(TOKEN.encode(), said.encode(), sha1).digest()).decode()
    headers = {"x-twilio-signature": seal, "content-type": "application/x-www-form-urlencoded"}
    query = {"ref": message.message_id.strip("<>")}
    body = b"MessageStatus=delivered&MessageSid=SM1"
    assert taken(desk, "sms", Posted(url=url, headers=headers, query=query, body=body)).status == 200
    assert taken(desk, "sms", Posted(url=f"{url}x", headers=headers, query=query, body=body)).status == 401
    assert kinds(desk, message) == ["delivered"]


@pytest.mark.parametrize(
    ("signature", "headers"),
    [
        ({"signature": "token", "signature_header": "X-Token"}, {"x-token": HOOK_KEY}),
        (
            {"signature": "basic", "signature_user": "us"},
            {"authorization": f"Basic {b64encode(b'us:' + HOOK_KEY.encode()).decode()}"},
        ),
        ({"signature": "plain", "signature_header": "X-Seal"}, {}),
    ],
)
def test_each_form_of_proof(desk: Desk, signature: dict[str, str], headers: Mapping[str, str]) -> None:
    hook = {**presets()["free_form"].terms["receipt"], **signature}
    message = sms(desk, receipt=hook)
    body = json.dumps(receipt(message, "delivered")).encode()
    seal = f"sha256={hmac.digest(HOOK_KEY.encode(), body, 'sha256').hex()}"
    good = headers or {"x-seal": seal}
    wrong = {name: f"{value[:-2]}zz" for name, value in good.items()}
    assert taken(desk, "sms", Posted(url="", headers=wrong, body=body)).status == 401
    assert taken(desk, "sms", Posted(url="", headers={}, body=body)).status == 401
    assert taken(desk, "sms", Posted(url="", headers=good, body=body)).status == 200


def test_evidence_of_registered_mail_is_kept_by_its_hash(desk: Desk) -> None:
    message = sms(desk, "free_registered")
    pdf = b"%PDF-1.7 proof"
    said = receipt(message, "accepted", evidence=b64encode(pdf).decode())
    for _ in range(2):
        assert taken(desk, "registered_email", posted(desk, said)).status == 200
    [kept] = evidence.evidence_of(desk, [message.id])
    assert kept.sha256 == sha256(pdf).hexdigest()
    assert evidence.read(desk, kept.evidence_id) == pdf
    assert sorted(kinds(desk, message)) == ["evidence", "read"]


@pytest.mark.parametrize(
    "offered", ["bm90IGEgcGRm", "!!", "https://elsewhere.example/x.pdf", "https://[x/", "http://127.0.0.1:1/x.pdf"]
)
def test_evidence_that_is_none_or_lies_elsewhere_is_not_fetched(desk: Desk, offered: str) -> None:
    message = sms(desk, "free_registered")
    answer = taken(desk, "registered_email", posted(desk, receipt(message, "delivered", evidence=offered)))
    assert answer.status == 200
    assert evidence.evidence_of(desk, [message.id]) == []


def test_evidence_at_the_gateway_itself_is_fetched_and_asked_for_again_when_it_is_not_there(desk: Desk) -> None:
    with gateway_server() as server:
        at = f"http://127.0.0.1:{server.port}"
        message = sms(desk, "free_registered", address=f"{at}/messages")
        post = posted(desk, receipt(message, "delivered", evidence=f"{at}/proof.pdf"))
        assert taken(desk, "registered_email", post).status == 503
        server.files["/proof.pdf"] = b"%PDF-1.7 from the gateway"
        assert taken(desk, "registered_email", post).status == 200
    assert len(evidence.evidence_of(desk, [message.id])) == 1


def test_a_key_that_is_pressed_is_told_and_a_call_nobody_takes_goes_again(desk: Desk) -> None:
    hook = {**presets()["free_form"].terms["receipt"], "secret": "env:SALDO_SMS_HOOK"}
    voice = {
        **presets()["twilio_voice"].terms,
        "attempts": 2,
        "receipt": {**hook, "status_at": "digits|status", "kinds": {"1": "key_pressed", "none": "no_answer"}},
    }
    save_gateway(desk, ChannelName.VOICE, voice, is_on=True, by="anna")
    launched(desk, [NUMBER])
    with desk.session() as session:
        session.execute(update(Message).values(channel=ChannelName.VOICE, state=MessageState.SENT))
        session.execute(update(Campaign).values(state=CampaignState.FINISHED))
    message = message_to(desk, NUMBER)
    first = posted(desk, receipt(message, "none", id="CA1", at="2026-11-03T09:00:00Z"))
    taken(desk, "voice", first)
    assert message_to(desk, NUMBER).state == MessageState.QUEUED
    with desk.session() as session:
        assert get(session, "autumn").state == CampaignState.RUNNING
        session.execute(update(Message).values(state=MessageState.SENT))
        session.execute(update(Campaign).values(state=CampaignState.CANCELLED))
    assert call_again(desk, [message.id], most=5) == 0  # a cancelled campaign calls nobody
    taken(desk, "voice", first)  # the same call reported again
    assert message_to(desk, NUMBER).state == MessageState.SENT
    taken(desk, "voice", posted(desk, receipt(message, "none", id="CA2", at="2026-11-03T09:30:00Z")))
    assert message_to(desk, NUMBER).state == MessageState.SENT  # two attempts were all of them
    taken(desk, "voice", posted(desk, {**receipt(message, "none"), "digits": "1"}))
    assert kinds(desk, message)[-1] == DeliveryKind.KEY_PRESSED
    [call] = [each for each in entries(desk).to_dict("records") if each["what"] == "key"]
    assert (call["kind"], call["customer_id"], call["address"]) == ("call", message.customer_id, NUMBER)


def test_moments_are_read_in_every_usual_form(desk: Desk) -> None:
    now = desk.now()
    assert moment("1793700000", now).isoformat() == "2026-11-03T10:00:00+00:00"
    assert moment("1793699000000", now).isoformat() == "2026-11-03T09:43:20+00:00"
    assert moment("Tue, 03 Nov 2026 09:00:00 +0000", now).hour == 9
    for nonsense in ("", "soon", "9e99", "2031-01-01", "1970-01-01"):
        assert moment(nonsense, now) == now


def test_no_page_or_export_can_show_a_secret(desk: Desk) -> None:
    sms(desk)
    kept = gateway_of(desk, ChannelName.SMS)
    assert kept is not None
    assert TOKEN not in json.dumps(kept.terms.to_dict())
    assert HOOK_KEY not in json.dumps(kept.terms.to_dict())


def _outgoing(message: Message) -> Outgoing:
    return Outgoing(key=message.id, sender="", recipient=NUMBER, content=b"Hello")
