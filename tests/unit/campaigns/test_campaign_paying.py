"""How a message asks to be paid, from the settings to a click on its pay link."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, update

from core.campaigns import reading
from core.campaigns.approve import approve
from core.campaigns.kept_contents import content_of
from core.campaigns.launch import launch
from core.campaigns.payment_codes import prove
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.campaigns.senders import save_sender, sender_of
from core.desk.campaign_tables import Message, PreviewMessage
from core.messages.bytes import transfer_read
from core.messages.iban import BadIbanError
from core.messages.references import ReferenceKind
from core.messages.transfer import PaymentCodeError
from core.payments.click import Stand, follow, look_again, standing
from core.payments.habit import habits, habitual_send_at
from core.payments.links import keys, save_public_address
from core.payments.mollie import Mollie
from core.payments.provider import PayProviderError, PayState
from core.payments.terms import PaymentTerms, save_payment_terms
from core.payments.token import read
from core.vocabulary import ChannelName, MessageState
from tests.payment_server import KEY, PaymentServer, payment_server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.desks import TestClock
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(2)

NAME, ENTITY = "autumn", "NL01"
LEDGER = """
A is business NL nl a@example.org name "Bakkerij de Zon"
A 2026000042 issued 2026-09-01 due 2026-10-01 100.00 EUR
B is business BE nl b@example.org name "Café Één"
B B-1 issued 2026-09-01 due 2026-10-01 70.00 EUR paid 20.00 on 2026-10-20
B B-2 issued 2026-09-01 due 2026-10-02 30.00 EUR
C is business DE en c@example.org
C 7 issued 2026-09-01 due 2026-10-01 80.00 USD
"""


def _previewed(desk: Desk, book: Book) -> None:
    plan(desk, book, NAME, as_of=date(2026, 10, 31), by="Els")
    write_preview(desk, NAME, by="Els")


def _text(desk: Desk, customer_id: str) -> str:
    return reading.mail(desk, NAME, entity=ENTITY, customer_id=customer_id).text


def _message(desk: Desk, customer_id: str) -> tuple[PreviewMessage, bytes]:
    with desk.reading() as session:
        message = session.scalars(select(PreviewMessage).where(PreviewMessage.customer_id == customer_id)).one()
        content = content_of(session, message)
        session.expunge_all()
        return message, content


def _token(desk: Desk, customer_id: str) -> str:
    found = re.search(r"https://saldo\.example\.org/pay/(\S+)", _text(desk, customer_id))
    assert found is not None
    return found[1]


@pytest.fixture
def server() -> Iterator[PaymentServer]:
    with payment_server() as running:
        yield running


@pytest.fixture
def provider(server: PaymentServer, desk: Desk) -> Mollie:
    return Mollie(key=KEY, clock=desk.now, api=server.address)


def _sent(desk: Desk, book: Book) -> None:
    approve(desk, NAME, by="Els")
    launch(desk, book, NAME, by="Els")
    with desk.session() as session:
        session.execute(update(Message).values(state=MessageState.SENT))


def test_as_shipped_a_message_has_a_code_and_no_link(desk: Desk, ledger: Ledger) -> None:
    _previewed(desk, ledger(LEDGER))
    assert "/pay/" not in _text(desk, "A")
    assert "2026000042" in _text(desk, "A")
    with desk.reading() as session:
        approve(desk, NAME, by="Els")
        assert session.scalars(select(PreviewMessage.sha256)).all()


def test_an_entity_chooses_its_reference_and_where_copies_are(desk: Desk, ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "2026000042.pdf").write_bytes(b"%PDF")
    save_payment_terms(
        desk,
        ENTITY,
        PaymentTerms(
            reference=ReferenceKind.BELGIAN,
            copies_folder=str(tmp_path),
            copies_address="https://x.example/{number}.pdf",
        ),
        by="Els",
    )
    _previewed(desk, ledger(LEDGER))
    assert "+++202/6000/04236+++" in _text(desk, "A")
    assert "+++" not in _text(desk, "B")  # two invoices of a customer whose number has a letter
    _, content = _message(desk, "A")
    assert b'filename="2026000042.pdf"' in content
    transfer = transfer_read(ChannelName.EMAIL, content)
    assert transfer is not None
    assert transfer.reference == "202600004236"


def test_what_was_paid_already_is_named(desk: Desk, ledger: Ledger) -> None:
    _previewed(desk, ledger(LEDGER))
    assert "20,00" in _text(desk, "B")
    assert "80,00" in _text(desk, "B")


def test_a_link_asks_what_the_message_asks_and_equal_previews_have_equal_links(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    save_public_address(desk, "https://saldo.example.org", by="Els")
    _previewed(desk, book)
    token = _token(desk, "B")
    asked = read(token, keys(desk))
    assert (asked.entity, asked.customer_id, asked.amount_minor, asked.currency) == (ENTITY, "B", 80_00, "EUR")
    assert asked.reference == "B"
    _previewed(desk, book)
    assert _token(desk, "B") == token


def test_a_link_in_a_preview_calls_nobody(desk: Desk, ledger: Ledger, server: PaymentServer) -> None:
    book = ledger(LEDGER)
    save_public_address(desk, "https://saldo.example.org", by="Els")
    _previewed(desk, book)
    token = _token(desk, "A")
    assert standing(desk, book, read(token, keys(desk)), token).stand is Stand.PREVIEW
    approve(desk, NAME, by="Els")
    launch(desk, book, NAME, by="Els")
    assert standing(desk, book, read(token, keys(desk)), token).stand is Stand.PREVIEW  # queued, not sent yet
    assert server.asked == []


def test_a_click_makes_one_page_at_the_provider_and_a_second_click_finds_it(
    desk: Desk, ledger: Ledger, server: PaymentServer, provider: Mollie, clock: TestClock
) -> None:
    book = ledger(LEDGER)
    save_public_address(desk, "https://saldo.example.org", by="Els")
    _previewed(desk, book)
    token = _token(desk, "A")
    asked = read(token, keys(desk))
    _sent(desk, book)
    now = standing(desk, book, asked, token)
    assert (now.stand, now.amount_minor, now.numbers) == (Stand.OPEN, 100_00, ("2026000042",))
    back = f"https://saldo.example.org/pay/{token}"
    first = follow(desk, provider, asked, token, now, return_url=back)
    assert first == follow(desk, provider, asked, token, now, return_url=back)
    assert [body["amount"]["value"] for _, _, body in server.asked] == ["100.00"]
    clock.forward(days=14)
    assert follow(desk, provider, asked, token, now, return_url=back) != first  # the old page is over by now


def test_money_at_the_provider_is_noticed_once(
    desk: Desk, ledger: Ledger, server: PaymentServer, provider: Mollie
) -> None:
    book = ledger(LEDGER)
    save_public_address(desk, "https://saldo.example.org", by="Els")
    _previewed(desk, book)
    token = _token(desk, "A")
    asked = read(token, keys(desk))
    _sent(desk, book)
    assert look_again(desk, provider, token) is None
    follow(desk, provider, asked, token, standing(desk, book, asked, token), return_url="https://saldo.example.org/")
    assert look_again(desk, provider, token) is None
    server.pay("pl_0001")
    paid = look_again(desk, provider, token)
    assert paid is not None
    assert (paid.state, paid.amount_minor, paid.paid_at) == (PayState.PAID, 100_00, desk.now())
    assert look_again(desk, provider, token) is None
    assert standing(desk, book, asked, token).stand is Stand.REPORTED


def test_only_what_is_still_open_can_be_paid(desk: Desk, ledger: Ledger) -> None:
    book = ledger(LEDGER)
    save_public_address(desk, "https://saldo.example.org", by="Els")
    _previewed(desk, book)
    token = _token(desk, "B")
    asked = read(token, keys(desk))
    _sent(desk, book)
    partly = ledger(LEDGER + "B cash 2026-11-01 50.00 EUR for B-1\n")
    now = standing(desk, partly, asked, token)
    assert (now.stand, now.amount_minor) == (Stand.OPEN, 30_00)
    fully = ledger(LEDGER + "B cash 2026-11-01 50.00 EUR for B-1\nB cash 2026-11-01 30.00 EUR for B-2\n")
    assert standing(desk, fully, asked, token).stand is Stand.PAID


def test_a_provider_that_does_not_answer_makes_no_link(
    desk: Desk, ledger: Ledger, server: PaymentServer, provider: Mollie
) -> None:
    book = ledger(LEDGER)
    save_public_address(desk, "https://saldo.example.org", by="Els")
    _previewed(desk, book)
    token = _token(desk, "A")
    asked = read(token, keys(desk))
    _sent(desk, book)
    server.answers.append((503, b""))
    with pytest.raises(PayProviderError, match="503"):
        follow(desk, provider, asked, token, standing(desk, book, asked, token), return_url="https://x.example/")
    assert look_again(desk, provider, token) is None


def test_a_code_that_says_something_else_than_its_words_stops_the_approval(desk: Desk, ledger: Ledger) -> None:
    _previewed(desk, ledger(LEDGER))
    message, content = _message(desk, "A")
    prove(message, content)
    for said, other, why in (
        (b"100,00", b"100,01", "another amount"),
        (b"NL91 ABNA", b"NL92 ABNA", "another account"),
        (b"2026000042", b"2026000043", "another reference"),
    ):
        assert said in content
        with pytest.raises(PaymentCodeError, match=f"{why} than the text, in the message to customer A"):
            prove(message, content.replace(said, other))


def test_an_account_number_that_fails_its_check_is_refused_at_set_up(desk: Desk) -> None:
    with pytest.raises(BadIbanError):
        save_sender(desk, ENTITY, replace(sender_of(desk, ENTITY), iban="NL91ABNA0417164301"), by="Els")
    save_sender(desk, ENTITY, replace(sender_of(desk, ENTITY), iban="nl91 abna 0417 1643 00"), by="Els")
    assert sender_of(desk, ENTITY).iban == "NL91ABNA0417164300"


EVENINGS = "\n".join(
    f"A H{month} issued 2026-{month:02d}-01 due 2026-{month:02d}-15 10.00 EUR "
    f"paid 10.00 on 2026-{month:02d}-{10 + month} by ideal at 20:{10 + month}"
    for month in range(1, 10)
)


def test_habits_are_read_for_many_at_once(ledger: Ledger) -> None:
    book = ledger(
        f"A is consumer NL nl\n{EVENINGS}\nB B1 issued 2026-01-01 due 2026-02-01 5.00 EUR paid 5.00 on 2026-02-01 by transfer\n"
    )
    found = habits(book, date(2026, 10, 31), [2, 1]).to_dict("records")
    assert [row["pay_method"] for row in found] == ["iDEAL", ""]
    assert 20 * 60 + 11 <= found[0]["pay_minute"] <= 20 * 60 + 19
    assert found[1]["pay_minute"] == -1
    assert habits(book, date(2026, 10, 31), []).empty


def test_a_message_comes_a_quarter_before_the_habitual_hour(desk: Desk, ledger: Ledger, clock: TestClock) -> None:
    book = ledger(f"{LEDGER}\n{EVENINGS}")
    _previewed(desk, book)
    with desk.reading() as session:
        planned = {row.customer_id: row.send_at for row in session.scalars(select(PreviewMessage))}
    assert planned["B"] is None
    assert planned["A"] is not None
    assert timedelta() < planned["A"] - clock.now < timedelta(days=1)
    local = planned["A"].astimezone(ZoneInfo("Europe/Amsterdam"))
    assert (local.hour, local.minute) == (20, 0)  # pays at a quarter past eight


def test_the_habitual_hour_is_the_next_one_from_the_start_on() -> None:
    noon = datetime(2026, 11, 3, 12, 0, tzinfo=UTC)
    assert habitual_send_at(20 * 60, noon, UTC) == datetime(2026, 11, 3, 19, 45, tzinfo=UTC)
    assert habitual_send_at(9 * 60, noon, UTC) == datetime(2026, 11, 4, 8, 45, tzinfo=UTC)
    assert habitual_send_at(5, noon, UTC) == datetime(2026, 11, 3, 23, 50, tzinfo=UTC)
    assert habitual_send_at(-1, noon, UTC) is None
