"""Mollie's payment links, against a local server that behaves like it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from core.payments.mollie import Mollie
from core.payments.provider import Order, PayProviderError, PayState
from tests.payment_server import KEY

if TYPE_CHECKING:
    from tests.payment_server import PaymentServer

NOW = datetime(2026, 11, 3, 10, 0, tzinfo=UTC)
ORDER = Order(
    amount_minor=12_550,
    currency="EUR",
    description="2026-0012",
    return_url="https://saldo.example/pay/abc",
    expires_at=datetime(2026, 11, 17, 10, 0, tzinfo=UTC),
    key="k-1",
)


def _mollie(server: PaymentServer, key: str = KEY) -> Mollie:
    return Mollie(key=key, clock=lambda: NOW, api=server.address)


def test_an_order_becomes_a_link_with_its_amount_as_a_decimal_text(server: PaymentServer) -> None:
    made = _mollie(server).create(ORDER)
    assert made.url == f"{server.address}/p/{made.provider_id}"
    assert server.asked == [
        (
            "POST",
            "/v2/payment-links",
            {
                "amount": {"currency": "EUR", "value": "125.50"},
                "description": "2026-0012",
                "redirectUrl": "https://saldo.example/pay/abc",
                "expiresAt": "2026-11-17T10:00:00+00:00",
                "reusable": False,
            },
        )
    ]


def test_an_order_asked_for_twice_is_one_link(server: PaymentServer) -> None:
    mollie = _mollie(server)
    assert mollie.create(ORDER) == mollie.create(ORDER)
    assert len(server.links) == 1


def test_a_link_is_open_paid_or_expired(server: PaymentServer) -> None:
    mollie = _mollie(server)
    made = mollie.create(ORDER)
    assert mollie.look(made.provider_id).state is PayState.OPEN
    server.links[made.provider_id]["expiresAt"] = "2026-11-03T09:59:00Z"
    assert mollie.look(made.provider_id).state is PayState.EXPIRED
    server.pay(made.provider_id)
    assert mollie.look(made.provider_id).state is PayState.PAID


def test_a_link_taken_away_at_the_provider_is_over(server: PaymentServer) -> None:
    mollie = _mollie(server)
    made = mollie.create(ORDER)
    server.links[made.provider_id]["archived"] = True
    assert mollie.look(made.provider_id).state is PayState.EXPIRED


@pytest.mark.parametrize(
    ("status", "content", "why"),
    [
        (500, b"", "500 Internal Server Error"),
        (520, b"<html>", "it answers 520"),
        (422, b'{"detail": "The amount is lower than the minimum"}', "The amount is lower than the minimum"),
        (201, b"not json", "does not answer"),
        (201, b"[]", "cannot be read"),
        (201, b'{"id": "pl_1"}', "has no link"),
        (201, b'{"id": "pl_1", "_links": {"paymentLink": {"href": "http://elsewhere.example/p"}}}', "not safe"),
    ],
)
def test_an_answer_that_is_none_is_said(server: PaymentServer, status: int, content: bytes, why: str) -> None:
    server.answers.append((status, content))
    with pytest.raises(PayProviderError, match=why) as caught:
        _mollie(server).create(ORDER)
    assert KEY not in str(caught.value)


def test_a_wrong_key_an_unknown_link_and_a_deaf_provider_are_said(server: PaymentServer) -> None:
    with pytest.raises(PayProviderError, match="Missing authentication"):
        _mollie(server, "another").create(ORDER)
    with pytest.raises(PayProviderError, match="No payment link exists"):
        _mollie(server).look("pl_9999")
    with pytest.raises(PayProviderError, match="does not answer"):
        Mollie(key=KEY, clock=lambda: NOW, api="http://127.0.0.1:9").create(ORDER)


def test_a_date_without_its_zone_is_an_answer_that_cannot_be_read(server: PaymentServer) -> None:
    server.answers.append((200, b'{"id": "pl_1", "expiresAt": "2026-11-03T09:59:00"}'))
    with pytest.raises(PayProviderError, match="no date"):
        _mollie(server).look("pl_1")
