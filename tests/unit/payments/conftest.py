"""Fixtures: a desk, and a payment provider on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.desks import clock, desk, desk_url
from tests.payment_server import payment_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.payment_server import PaymentServer

__all__ = ["clock", "desk", "desk_url"]


@pytest.fixture
def server() -> Iterator[PaymentServer]:
    with payment_server() as running:
        yield running
