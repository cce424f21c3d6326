"""What a gateway may answer, and what becomes of the message then."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.channels.answers import retry_after
from core.channels.base import ChannelDownError, Outcome, Outgoing
from core.channels.gateway import SAFE, UNSAFE, Gateway
from core.channels.gateway_terms import GatewayTerms, GatewayTermsError
from core.gateways.writing import Particulars, Requests
from core.secret import SecretError
from core.vocabulary import ChannelName
from tests.gateway_server import CUT, HANG, TAKE_AND_CUT, TOKEN, GatewayServer, gateway_server, terms

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from core.channels.base import Receipt
    from core.channels.http_line import HttpRequest

NAMED = "env:SALDO_TEST_TOKEN"
NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[GatewayServer]:
    with gateway_server() as serving:
        yield serving


def messages(*keys: int) -> list[Outgoing]:
    return [
        Outgoing(key=key, sender="", recipient="06 1234 5678", content=f'Betaal "{key}" & klaar'.encode())
        for key in keys
    ]


def channel(server: GatewayServer, **changed: Any) -> Gateway:
    declared = terms(server.port, **changed)

    def known(_: object) -> Mapping[int, Particulars]:
        return {key: Particulars(reference=f"1.{key}.ab@saldo.example", country="NL") for key in range(20)}

    write = Requests(ChannelName.SMS, lambda: declared, known, lambda: "")
    return Gateway(ChannelName.SMS, lambda: declared, write, pauses=(0.0, 0.0), clock=lambda: NOW)


def sent(gateway: Gateway, *keys: int) -> list[Receipt]:
    return list(gateway.send(messages(*keys), lambda _: True))


def outcomes(receipts: list[Receipt]) -> list[Outcome]:
    return [receipt.outcome for receipt in receipts]


def test_it_says_the_gateways_own_id(server: GatewayServer) -> None:
    [receipt] = sent(channel(server), 1)
    assert (receipt.outcome, receipt.code, receipt.text) == (Outcome.ACCEPTED, 201, "accepted as SM0001")
    assert server.taken == [{"to": "+31612345678", "text": 'Betaal "1" & klaar', "reference": "1.1.ab@saldo.example"}]
    assert server.asked[0]["idempotency-key"] == "1.1.ab@saldo.example"


@pytest.mark.parametrize(
    ("code", "body", "expected"),
    [
        (200, {"message": {}}, Outcome.ACCEPTED),
        (200, b"<html>not json", Outcome.ACCEPTED),
        (200, b"[" * 100_000, Outcome.ACCEPTED),
        (400, {"error": {"detail": "no such number"}}, Outcome.REFUSED),
        (422, b"", Outcome.REFUSED),
        (503, {"error": {"detail": "busy"}}, Outcome.DEFERRED),
        (429, {}, Outcome.DEFERRED),
        (301, b"", Outcome.UNSENT),
        (401, {"error": {"detail": "who are you"}}, Outcome.UNSENT),
        (404, b"", Outcome.UNSENT),
    ],
)
def test_each_code_has_its_outcome(server: GatewayServer, code: int, body: Any, expected: Outcome) -> None:
    server.says(code, body)
    [receipt] = sent(channel(server), 1)
    assert receipt.outcome is expected
    assert receipt.code == code


def test_its_words_stand_in_the_receipt_without_the_secret(
    server: GatewayServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SALDO_TEST_TOKEN", TOKEN)
    server.says(400, {"error": {"detail": f"refused\r\nfor {TOKEN}\x00 " + "x" * 900}})
    [receipt] = sent(channel(server, secret=NAMED), 1)
    assert receipt.text.startswith("HTTP 400: refused for ***")
    assert TOKEN not in receipt.text
    assert len(receipt.text) < 320
    assert server.asked[0]["authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("how", [HANG, CUT, 500, 502])
def test_without_a_key_an_open_answer_is_uncertain_and_asked_once(server: GatewayServer, how: int) -> None:
    server.says(how, {})
    gateway = channel(server, idempotency_header="")
    receipts = sent(gateway, 1, 2)
    assert outcomes(receipts) == [Outcome.UNCERTAIN, Outcome.UNSENT]
    assert receipts[0].text.endswith(UNSAFE)
    assert len(server.asked) == 1
    with pytest.raises(ChannelDownError, match="asked again in 30 seconds"):
        sent(gateway, 2)


@pytest.mark.parametrize("how", [TAKE_AND_CUT, CUT, 500])
def test_with_a_key_the_same_question_sends_once(server: GatewayServer, how: int) -> None:
    server.says(how, {})
    receipts = sent(channel(server), 1, 2)
    assert outcomes(receipts) == [Outcome.ACCEPTED, Outcome.ACCEPTED]
    assert [each["reference"] for each in server.taken] == ["1.1.ab@saldo.example", "1.2.ab@saldo.example"]
    assert receipts[0].text == "accepted as SM0001"


def test_with_a_key_and_no_answer_at_all_it_is_uncertain_and_safe_to_send_again(server: GatewayServer) -> None:
    for _ in range(3):
        server.says(HANG)
    [receipt] = sent(channel(server, answer_seconds=0.1), 1)
    assert receipt.outcome is Outcome.UNCERTAIN
    assert receipt.text.endswith(SAFE)
    assert len(server.asked) == 3


def test_a_gateway_that_asks_for_a_pause_gets_it(server: GatewayServer) -> None:
    server.says(429, {"error": {"detail": "slower"}}, Retry_After="40")
    gateway = channel(server)
    assert outcomes(sent(gateway, 1, 2, 3)) == [Outcome.DEFERRED, Outcome.UNSENT, Outcome.UNSENT]
    with pytest.raises(ChannelDownError, match=r"slower.*asked again in (40|39) seconds"):
        sent(gateway, 2)
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("30", 30.0),
        ("Tue, 03 Nov 2026 10:02:00 GMT", 120.0),
        ("Tue, 03 Nov 2026 09:00:00 GMT", 0.0),
        ("soon", 0.0),
        ("-5", 0.0),
        ("", 0.0),
        (None, 0.0),
    ],
)
def test_both_forms_of_retry_after_are_read(said: str | None, seconds: float) -> None:
    assert retry_after(said, NOW) == seconds


def test_an_answer_in_the_body_counts_where_one_is_declared(server: GatewayServer) -> None:
    declared = {
        "code_at": "messages.0.status",
        "accepted_values": ["0"],
        "deferred_values": ["1"],
        "idempotency_header": "",
    }
    said = [{"messages": [{"status": "0"}]}, {"messages": [{"status": 1}]}, {"messages": [{"status": "6"}]}, b"?"]
    expected = [Outcome.ACCEPTED, Outcome.DEFERRED, Outcome.REFUSED, Outcome.UNCERTAIN]
    for body, outcome in zip(said, expected, strict=True):
        server.says(200, body)
        assert outcomes(sent(channel(server, **declared), 1)) == [outcome]


def test_an_endless_answer_is_cut(server: GatewayServer) -> None:
    server.says(200, b"x" * 200_000)
    gateway = channel(server, largest_answer=1_000)
    assert sent(gateway, 1)[0].text == "accepted; its answer is too long to read"
    assert outcomes(sent(gateway, 2)) == [Outcome.ACCEPTED]


def test_a_server_that_hung_up_meanwhile_is_called_anew(server: GatewayServer) -> None:
    server.says(200, {"message": {"id": "x"}}, Connection="close")
    gateway = channel(server, idempotency_header="")
    assert outcomes(sent(gateway, 1)) == [Outcome.ACCEPTED]
    assert outcomes(sent(gateway, 2)) == [Outcome.ACCEPTED]


def test_what_cannot_be_dialled_is_refused_unsent(server: GatewayServer) -> None:
    gateway = channel(server)
    wrong = Outgoing(key=30, sender="", recipient="not a number", content=b"x")
    receipts = list(gateway.send([wrong, *messages(1)], lambda _: True))
    assert outcomes(receipts) == [Outcome.REFUSED, Outcome.ACCEPTED]
    assert "no telephone number" in receipts[0].text


def test_without_its_secret_nothing_is_asked(server: GatewayServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SALDO_TEST_TOKEN", raising=False)
    with pytest.raises(ChannelDownError, match="SALDO_TEST_TOKEN is empty or not set"):
        sent(channel(server, secret=NAMED), 1)
    assert server.asked == []


def test_a_certificate_that_nobody_knows_is_not_talked_to() -> None:
    with socket.create_server(("127.0.0.1", 0)) as plain:
        port = plain.getsockname()[1]
        declared = GatewayTerms.from_dict(
            {"label": "x", "address": f"https://127.0.0.1:{port}/", "connect_seconds": 0.3}
        )

        def write(_: object) -> Mapping[int, HttpRequest | str]:
            raise AssertionError("asked for a request without a connection")

        with pytest.raises(ChannelDownError, match="cannot be reached"):
            list(Gateway(ChannelName.SMS, lambda: declared, write).send(messages(1), lambda _: True))


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"address": "http://gateway.example/"}, "not https"),
        ({"address": "https://user:pass@gateway.example/"}, "holds a password"),
        ({"address": "https://{{ own.host }}/"}, "its address"),
        ({"address": "file:///etc/passwd"}, "its address"),
        ({"address": "https://gateway.example:99999/"}, "its address"),
        ({"method": "GET"}, "POST or PUT"),
        ({"headers": {"Host": "x"}}, "no header that can be set"),
        ({"headers": {"X\r\nY": "x"}}, "no header that can be set"),
        ({"accepted": ["all"]}, "no HTTP code"),
        ({"answer_seconds": 0}, "time-out"),
        ({"answer_seconds": "soon"}, "cannot be 'soon'"),
        ({"largest_answer": 10**12}, "largest answer"),
        ({"attempts": 99}, "attempts"),
        ({"id_at": "a b"}, "no place"),
        ({"colour": "red"}, "no setting"),
        ({"receipt": {"signature": "signed", "secret": "env:X"}}, "its receipts"),
        ({"receipt": {"kinds": {"ok": "fine"}}}, "no kind of delivery"),
        ({"receipt": "yes"}, "no table"),
        ({"encoding": "pdf"}, "cannot be 'pdf'"),
    ],
)
def test_a_declaration_that_cannot_be_used_is_refused_in_a_sentence(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(GatewayTermsError, match=said):
        terms(1, **changed)


@pytest.mark.parametrize("pasted", ["sk_live_123", "env:a b", "file:relative", "env:"])
def test_a_secret_that_is_pasted_is_refused_and_not_repeated(pasted: str) -> None:
    with pytest.raises(SecretError) as refused:
        terms(1, secret=pasted)
    assert "never the secret itself" in str(refused.value)
    assert "sk_live" not in str(refused.value)


def test_two_hours_is_no_pause_anybody_waits_for(server: GatewayServer) -> None:
    server.says(503, {}, Retry_After=str(int(timedelta(days=3).total_seconds())))
    gateway = channel(server)
    sent(gateway, 1)
    with pytest.raises(ChannelDownError, match="in 3600 seconds"):
        sent(gateway, 1)
