"""A pay link after its message: it names the same reference, and an old one never asks what was paid since."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import update

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.launch import launch
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.desk.campaign_tables import Message
from core.messages.references import ReferenceKind
from core.payments.click import Stand, follow, look_again, standing
from core.payments.links import keys, save_public_address
from core.payments.mollie import Mollie
from core.payments.terms import PaymentTerms, save_payment_terms
from core.payments.token import read
from core.vocabulary import MessageState
from tests.payment_server import KEY, payment_server

if TYPE_CHECKING:
    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(1)

ENTITY = "NL01"
LEDGER = """
A is business NL nl a@example.org name "Bakkerij de Zon"
A 2026000042 issued 2026-09-01 due 2026-10-01 100.00 EUR
"""


def _sent(desk: Desk, book: Book, name: str, as_of: date) -> str:
    plan(desk, book, name, as_of=as_of, by="Els")
    write_preview(desk, name, by="Els")
    found = re.search(r"/pay/(\S+)", reading.mail(desk, name, entity=ENTITY, customer_id="A").text)
    assert found is not None
    approve(desk, name, by="Els")
    launch(desk, book, name, by="Els")
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.SENT, settled_at=desk.now()))
    return found[1]


def test_the_link_has_the_reference_of_its_message(desk: Desk, ledger: Ledger) -> None:
    save_public_address(desk, "https://saldo.example.org", by="Els")
    save_payment_terms(desk, ENTITY, PaymentTerms(reference=ReferenceKind.BELGIAN), by="Els")
    token = _sent(desk, ledger(LEDGER), "first", date(2026, 10, 31))
    assert "+++202/6000/04236+++" in reading.mail(desk, "first", entity=ENTITY, customer_id="A").text
    assert read(token, keys(desk)).reference == "+++202/6000/04236+++"


def test_an_old_link_asks_no_more_than_is_left_after_a_later_message(
    desk: Desk, ledger: Ledger, clock: TestClock
) -> None:
    save_public_address(desk, "https://saldo.example.org", by="Els")
    first = _sent(desk, ledger(LEDGER), "first", date(2026, 10, 31))
    clock.forward(days=21)
    partly = ledger(LEDGER + "A cash 2026-11-10 40.00 EUR for 2026000042\n")
    second = _sent(desk, partly, "second", date(2026, 11, 24))
    for token in (first, second):
        assert standing(desk, partly, read(token, keys(desk)), token).amount_minor == 60_00


def test_money_at_an_older_page_of_the_provider_is_noticed_too(desk: Desk, ledger: Ledger, clock: TestClock) -> None:
    save_public_address(desk, "https://saldo.example.org", by="Els")
    book = ledger(LEDGER)
    token = _sent(desk, book, "first", date(2026, 10, 31))
    asked = read(token, keys(desk))
    with payment_server() as server:
        mollie, now = Mollie(key=KEY, clock=desk.now, api=server.address), standing(desk, book, asked, token)
        for _click in range(2):
            follow(desk, mollie, asked, token, now, return_url="https://saldo.example.org/")
            clock.forward(days=13)
        assert len(server.links) == 2
        server.pay("pl_0001")
        paid = look_again(desk, mollie, token)
        assert paid is not None
        assert paid.provider_id == "pl_0001"
        assert look_again(desk, mollie, token) is None
    assert standing(desk, book, asked, token).stand is Stand.REPORTED
