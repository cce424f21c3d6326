"""The pay page: GET asks nobody, a click goes on to the provider, and every state has its sentence in the customer's language."""

from __future__ import annotations

import base64
import re
from datetime import date
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.launch import launch
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.channels.mailbox import Mailbox
from core.desk import holds
from core.desk.campaign_tables import Message
from core.messages.qr import read_png
from core.payments.links import save_public_address
from core.settings import Settings
from core.vocabulary import HoldKind, MessageState
from core.wiring import Application
from dashboard.pay.page import say
from dashboard.pay.route import answered
from tests.desks import clock, desk, desk_url
from tests.payment_server import KEY, PaymentServer, payment_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(2)

__all__ = ["clock", "desk", "desk_url"]

LEDGER = """
A is business NL nl a@example.org name "Bakkerij <b>Zon</b>"
A F/1 issued 2026-09-01 due 2026-10-01 100.00 EUR
B is business FR fr b@example.org name "Boulangerie"
B B1 issued 2026-09-01 due 2026-10-01 80.00 USD
"""


@pytest.fixture
def server() -> Iterator[PaymentServer]:
    with payment_server() as running:
        yield running


@pytest.fixture
def open_app(desk: Desk, ledger: Ledger, clock: TestClock, tmp_path: Path) -> Callable[..., Application]:
    def opened(server: PaymentServer | None = None) -> Application:
        settings = Settings(
            home=tmp_path,
            pay_key=None if server is None else SecretStr(KEY),
            pay_api=None if server is None else server.address,
        )
        mailbox = Mailbox(settings.mailbox_folder, clock=clock)
        return Application(settings=settings, store=ledger.store, desk=desk, mailbox=mailbox, clock=clock)

    return opened


def _sent(desk: Desk, book: Book, customer_id: str = "A") -> str:
    """Send a campaign and return the token in the message of a customer."""
    save_public_address(desk, "https://saldo.example.org", by="Els")
    plan(desk, book, "autumn", as_of=date(2026, 10, 31), by="Els")
    write_preview(desk, "autumn", by="Els")
    found = re.search(r"/pay/(\S+)", reading.mail(desk, "autumn", entity="NL01", customer_id=customer_id).text)
    assert found is not None
    approve(desk, "autumn", by="Els")
    launch(desk, book, "autumn", by="Els")
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.SENT))
    return found[1]


def _page(app: Application, token: str, *, is_click: bool = False) -> tuple[int, str]:
    answer = answered(app, token, is_click=is_click)
    assert answer.headers["cache-control"] == "no-store"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    return answer.status_code, bytes(answer.body).decode()


def test_looking_asks_nobody_and_shows_the_transfer(
    desk: Desk, ledger: Ledger, open_app: Callable[..., Application], server: PaymentServer
) -> None:
    token = _sent(desk, ledger(LEDGER))
    status, page = _page(open_app(server), token)
    assert status == 200
    assert server.asked == []
    for said in (
        "Nog te betalen",
        "€\xa0100,00",
        "F/1",
        "Betaal online",
        "NL91 ABNA 0417 1643 00",
        "Bel Karin de Boer",
    ):
        assert said in page
    assert "Bakkerij" not in page  # who has the link learns no name
    picture = re.search(r"data:image/png;base64,([^\"]+)", page)
    assert picture is not None
    assert read_png(base64.b64decode(picture[1])).amount_minor == 100_00


def test_without_a_provider_the_page_still_says_how_to_pay(
    desk: Desk, ledger: Ledger, open_app: Callable[..., Application]
) -> None:
    token = _sent(desk, ledger(LEDGER))
    status, page = _page(open_app(), token, is_click=True)
    assert status == 200
    assert "Betaal online" not in page
    assert "NL91 ABNA 0417 1643 00" in page


def test_a_click_goes_to_the_provider_and_money_there_keeps_reminders_back(
    desk: Desk, ledger: Ledger, open_app: Callable[..., Application], server: PaymentServer
) -> None:
    token = _sent(desk, ledger(LEDGER))
    app = open_app(server)
    answer = answered(app, token, is_click=True)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{server.address}/p/pl_0001"
    assert server.asked[0][2]["redirectUrl"] == f"https://saldo.example.org/pay/{token}"
    server.pay("pl_0001")
    assert say("nl")["reported"] in _page(app, token)[1]
    assert say("nl")["reported"] in _page(app, token)[1]
    placed = holds.standing(desk, date(2026, 11, 3))
    held = placed[placed["kind"] == HoldKind.REPORTED_PAYMENT]
    assert held[["customer_id", "amount_minor", "currency", "source_reference"]].to_numpy().tolist() == [
        ["A", 100_00, "EUR", "pl_0001"]
    ]


def test_a_provider_that_fails_is_said_and_the_transfer_stays(
    desk: Desk, ledger: Ledger, open_app: Callable[..., Application], server: PaymentServer
) -> None:
    token = _sent(desk, ledger(LEDGER))
    server.answers.append((500, b""))
    status, page = _page(open_app(server), token, is_click=True)
    assert status == 502
    assert say("nl")["failed"] in page
    assert "NL91 ABNA 0417 1643 00" in page


def test_another_currency_has_no_code(desk: Desk, ledger: Ledger, open_app: Callable[..., Application]) -> None:
    token = _sent(desk, ledger(LEDGER), "B")
    status, page = _page(open_app(), token)
    assert status == 200
    assert "Reste à payer" in page
    assert "data:image" not in page


def test_a_link_that_was_changed_is_refused_in_one_sentence(
    desk: Desk, ledger: Ledger, open_app: Callable[..., Application]
) -> None:
    token = _sent(desk, ledger(LEDGER))
    status, page = _page(open_app(), token[:-2] + ("AA" if not token.endswith("AA") else "BB"))
    assert (status, say("en")["broken"] in page) == (404, True)


def test_every_language_says_everything() -> None:
    assert {frozenset(say(language)) for language in ("nl", "fr", "de", "en")} == {frozenset(say("en"))}
    assert say("nl_BE") == say("nl")
    assert say("it") == say("en")
