"""The webhook of payments and what follows from it: told twice, late, about nothing, by a liar; paid otherwise; gone back."""

from __future__ import annotations

import asyncio
import hmac
import json
import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

import dashboard.reads
from core.desk import customer_requests, holds
from core.online_payments import close_withdrawn
from core.pace import Pace
from core.payments import links_kept
from core.payments.provider import PayState, Seen
from core.payments.webhook import MOST_BYTES, WebhookError, read
from core.signed import SignatureError
from core.vocabulary import HoldKind
from dashboard.pay import hook
from dashboard.pay.hook import answered
from tests.own_page import LEDGER, Town, town
from tests.payment_server import PaymentServer, payment_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAID_ONE = LEDGER.replace("100.00 EUR", "100.00 EUR paid 100.00 on 2026-11-02", 1)
PAID_BOTH = PAID_ONE.replace("50.01 EUR", "50.01 EUR paid 50.01 on 2026-11-02", 1)
SECRET = "whsec_now"  # noqa: S105 (of this test alone)


@pytest.fixture
def server() -> Iterator[PaymentServer]:
    with payment_server() as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, server: PaymentServer) -> Town:
    return town(tmp_path, server, pay_hook_secrets=f"{SECRET}, whsec_before")


def _clicked(place: Town, currency: str = "EUR") -> str:
    """Let customer A go to the provider; return the id of the link there."""
    answer = place.send(place.token("A"), "pay", currency=currency)
    assert answer.status_code == 303
    return answer.headers["location"].rpartition("/")[2]


def _post(place: Town, body: bytes, *, key: str = "", signature: str | None = None) -> int:
    return answered(place.app, "mollie", body, key=key, signature=signature).status_code


def _held(place: Town) -> list[int]:
    rows = holds.standing(place.desk, date(2026, 11, 3), entity="NL01", customer_id="A")
    return [int(minor) for minor in rows.loc[rows["kind"] == HoldKind.REPORTED_PAYMENT, "amount_minor"]]


def test_a_payment_is_known_at_once_however_often_it_is_told(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    assert server.asked[0][2]["webhookUrl"].startswith("https://saldo.example.org/hook/pay/mollie?link=")
    key = server.asked[0][2]["webhookUrl"].rpartition("=")[2]
    payment = server.pay(link)
    for body in (f"id={link}".encode(), f"id={payment}".encode(), f"id={link}".encode()):
        assert _post(place, body, key=key) == 200
    assert _held(place) == [150_01]
    page = place.look(place.token("A"))[1]
    assert "Uw betaling is onderweg" in page
    assert "Betaal €" not in page


def test_a_message_before_the_payment_or_about_nothing_changes_nothing(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    asked = len(server.asked)
    for named in (link, "pl_unknown1", "tr_unknown1", "pl_unknown1&id=pl_unknown2"):
        assert _post(place, f"id={named}".encode()) == 200
    assert _held(place) == []
    assert len(server.asked) == asked + 1  # only what is ours is asked about
    for body in (b"", b"id=", b"id=../../etc", b"[1]", b"\xff\xfe", b"id=pl_" + b"a" * 100):
        assert _post(place, body) == 400
    for body in (b"{}", b'{"id": 7}', b"{" * 1_000):
        assert _post(place, body) == 401  # an event that nobody signed
    assert answered(place.app, "tikkie", f"id={link}".encode()).status_code == 404


def test_a_liar_is_not_believed(place: Town) -> None:
    link = _clicked(place)
    told = json.dumps({"resource": "event", "type": "payment-link.paid", "entityId": link, "paidAt": "now"}).encode()
    right = f"sha256={hmac.digest(SECRET.encode(), told, 'sha256').hex()}"
    assert _post(place, told) == 401
    assert _post(place, told, signature=right[:-1] + ("0" if right[-1] != "0" else "1")) == 401
    assert _post(place, told, signature=right) == 200
    old = f"sha256={hmac.digest(b'whsec_before', told, 'sha256').hex()}"
    assert _post(place, told, signature=f"{old}, {'0' * 64}") == 200
    assert _held(place) == []  # the provider itself says that nothing was paid
    assert links_kept.by_provider_id(place.desk, "Mollie", link).state == PayState.OPEN  # type: ignore[union-attr]


def test_a_provider_that_does_not_answer_is_to_tell_again(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    server.pay(link)
    server.answers.append((500, b""))
    assert _post(place, f"id={link}".encode()) == 503
    assert _held(place) == []
    assert _post(place, f"id={link}".encode()) == 200
    assert _held(place) == [150_01]


def test_money_that_went_back_is_asked_again_and_a_person_is_told(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    server.pay(link)
    _post(place, f"id={link}".encode())
    server.give_back(link, "50.01")
    _post(place, f"id={link}".encode())
    assert _held(place) == [100_00]
    assert "€\xa050,01" in place.look(place.token("A"))[1].split("Uw rekeningen")[0]
    server.give_back(link, "150.01", name="amountChargedBack")
    _post(place, f"id={link}".encode())
    assert _held(place) == []
    assert "€\xa0150,01" in place.look(place.token("A"))[1]
    waiting = customer_requests.open_requests(place.desk)
    assert list(waiting["kind"]) == ["paid_back", "paid_back"]
    assert [body["amount_minor"] for body in waiting["body"]] == [50_01, 100_00]


def test_an_older_look_never_undoes_a_newer_one(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    before = links_kept.by_provider_id(place.desk, "Mollie", link)
    assert before is not None
    server.pay(link)
    _post(place, f"id={link}".encode())
    server.give_back(link, "150.01")
    _post(place, f"id={link}".encode())
    now = links_kept.by_provider_id(place.desk, "Mollie", link)
    assert now is not None
    stale = links_kept.settle(place.desk, before, Seen(state=PayState.PAID, paid_minor=150_01))
    assert not stale.is_news
    late = links_kept.settle(place.desk, now, Seen(state=PayState.OPEN))
    assert (late.link.state, late.link.returned_minor, late.is_news) == (PayState.PAID, 150_01, False)


def test_an_invoice_paid_otherwise_takes_the_link_back(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    place.ledger(PAID_ONE)
    place.app.follow_book()
    kept = links_kept.by_provider_id(place.desk, "Mollie", link)
    assert kept is not None
    assert kept.state == PayState.WITHDRAWN
    server.answers.append((503, b""))
    assert close_withdrawn(place.app) == "0 closed"
    assert close_withdrawn(place.app) == "1 closed"
    assert server.links[link]["archived"] is True
    assert close_withdrawn(place.app) == "0 closed"
    assert _clicked(place) != link  # for what is left


def test_a_link_paid_in_the_moment_it_was_taken_back_is_told_as_paid_twice(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    place.ledger(PAID_BOTH)
    place.app.follow_book()
    server.pay(link)
    assert close_withdrawn(place.app) == "1 closed"
    assert list(customer_requests.open_requests(place.desk)["kind"]) == ["paid_twice"]


def test_what_waited_for_money_ends_when_the_ledger_has_it(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    server.pay(link)
    _post(place, f"id={link}".encode())
    place.ledger(PAID_BOTH)
    place.app.follow_book()
    assert _held(place) == []
    assert customer_requests.open_requests(place.desk).empty


def test_more_than_was_asked_is_told(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    server.pay(link, "200.00")
    _post(place, f"id={link}".encode())
    waiting = customer_requests.open_requests(place.desk)
    assert [body["amount_minor"] for body in waiting["body"]] == [49_99]


def test_a_part_leaves_the_rest_to_pay(place: Town, server: PaymentServer) -> None:
    link = _clicked(place)
    server.pay(link, "50.00")
    _post(place, f"id={link}".encode())
    assert _held(place) == [50_00]
    assert "€\xa0100,01" in place.look(place.token("A"))[1].split("Uw rekeningen")[0]


@settings(max_examples=30, deadline=None)
@given(body=st.binary(max_size=300), key=st.text(max_size=40), signature=st.none() | st.text(max_size=80))
def test_nothing_that_is_posted_breaks_the_reading(body: bytes, key: str, signature: str | None) -> None:
    try:
        told = read(body, key=key, signature=signature, secrets=[SECRET.encode()])
    except (WebhookError, SignatureError):
        return
    assert all(re.fullmatch(r"(?:pl|tr)_[A-Za-z0-9]+", each) for each in told.ids)


def _asked(body: bytes, **headers: str) -> int:
    """Post ``body`` at the route as the server would."""
    chunks = [body[start : start + 10_000] for start in range(0, len(body), 10_000)] or [b""]
    messages = [{"type": "http.request", "body": each, "more_body": True} for each in chunks]
    messages.append({"type": "http.request", "body": b"", "more_body": False})

    async def receive() -> Any:
        return messages.pop(0)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/hook/pay/mollie",
        "path_params": {"provider": "mollie"},
        "query_string": b"",
        "headers": [(name.replace("_", "-").lower().encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.9", 1),
    }
    return asyncio.run(hook.hook(Request(scope, receive))).status_code


def test_the_route_refuses_what_is_too_large_or_too_often(place: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dashboard.reads, "application", lambda: place.app)
    assert _asked(b"x" * (MOST_BYTES + 1)) == 413
    assert _asked(b"id=pl_none1") == 200
    assert _asked(b"{}", X_Mollie_Signature="sha256=00") == 401
    monkeypatch.setattr(hook, "PACE", Pace(most=2, seconds=60))
    said = [_asked(b"id=pl_none1") for _ in range(4)]
    assert said == [200, 200, 429, 429]
