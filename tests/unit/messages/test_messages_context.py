"""What a message speaks of."""

from __future__ import annotations

import pytest

from core.messages.context import Sender, demo_sender
from tests.unit.messages.conftest import about, bill


def test_there_is_one_total_per_currency() -> None:
    context = about(bill(balance_minor=100), bill(balance_minor=50, currency="USD"), bill(balance_minor=25))
    assert context.totals == {"EUR": 125, "USD": 50}


def test_a_payment_is_known_by_the_reference_else_the_only_item_else_the_customer() -> None:
    assert about(reference="RF18539007547034").payment_reference == "RF18539007547034"
    assert about(bill("F-7")).payment_reference == "F-7"
    assert about(bill("F-7"), bill("F-8")).payment_reference == "1001"


def test_a_message_about_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="customer 1001 names no items"):
        about(items=())


def test_a_sender_comes_back_from_the_desk_as_it_went() -> None:
    sender = demo_sender("BE01")
    assert Sender.from_dict(sender.to_dict()) == sender
    assert demo_sender("XX9").name == demo_sender("NL01").name
