"""What was previewed is what arrives, on every channel: the mail's content, the text, the letter's source and its pages."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from core.campaigns.approve import approve
from core.campaigns.kept_contents import content_of
from core.campaigns.launch import launch
from core.campaigns.plan import plan
from core.campaigns.preview import write_preview
from core.campaigns.states import get
from core.campaigns.worker import Terms, run
from core.channels.outbox import Outbox, list_kept, read_kept
from core.channels.print_run import PrintRuns, print_runs
from core.desk import channel_changes, channel_terms
from core.desk.campaign_tables import Message, PreviewMessage
from core.desk.customers import OverrideField
from core.messages.letters.press import pages
from core.outlets import press
from core.strategy import mix_versions
from core.strategy.mix import Mix, Rung
from core.strategy.overrides import change
from core.vocabulary import MAILED, POSTED, ChannelName, MessageState
from tests.smtp_sink import Sink
from tests.unit.campaigns.test_worker import to

if TYPE_CHECKING:
    from pathlib import Path

    from core.book.book import Book
    from core.desk.engine import Desk
    from tests.ledger import Ledger

pytestmark = pytest.mark.few_on_postgres(2)

NAME = "one channel"
LEDGER = """
    A  is business NL nl {a} mobile +31612345678 phone +31201234567 post "Kade 1, 1011 AA Amsterdam" name "Bakker & Zonen"
    A  INV1  issued 2026-09-10  due 2026-10-27  100.00 EUR
    B  is business NL en {b} mobile +31687654321 phone +31207654321 post "Plein 2, 3511 BB Utrecht" name "Wit"
    B  INV2  issued 2026-09-10  due 2026-10-27  900.00 EUR
    B  INV3  issued 2026-09-11  due 2026-10-27   10.00 USD
    B  cash  2026-10-31  0.01 EUR
"""
AS_OF = date(2026, 10, 31)
TEXTS = sorted(set(ChannelName) - POSTED - {ChannelName.EMAIL})


def text(channel: ChannelName) -> str:
    """The ledger; an e-mail address counts as the customer's own wish, so there is one for mail only."""
    return LEDGER.format(a="a@example.org", b="b@example.org") if channel in MAILED else LEDGER.format(a="", b="")


def previewed(desk: Desk, book: Book, channel: ChannelName) -> dict[str, bytes]:
    """Write a campaign by one channel and return the bytes of each preview by customer."""
    terms = channel_terms.terms(desk)
    if not terms.is_on(channel, AS_OF):
        channel_changes.save_term(
            desk, channel, cost_minor=1, daily_capacity=None, is_on=True, valid_from=AS_OF, by="Els", why="a test"
        )
    everywhere = Mix(usual={Rung(ladder, 1): (channel,) for ladder in ("business", "small_claims")})
    mix_versions.save(desk, everywhere, channel_terms.terms(desk), on=AS_OF, by="Els", comment="a test")
    if channel is ChannelName.WHATSAPP:  # only to who asked for it
        for customer in ("A", "B"):
            change(
                desk,
                book,
                entity="NL01",
                customer_id=customer,
                field=OverrideField.CHANNEL,
                value=str(channel),
                by="Els",
                why="asked for it",
            )
    plan(desk, book, NAME, as_of=AS_OF, by="Els")
    write_preview(desk, NAME, by="Els")
    return contents(desk)


def contents(desk: Desk) -> dict[str, bytes]:
    with desk.reading() as session:
        campaign = get(session, NAME)
        chosen = select(PreviewMessage).where(PreviewMessage.campaign_id == campaign.id)
        return {each.customer_id: content_of(session, each) for each in session.scalars(chosen)}


def launched(desk: Desk, book: Book) -> dict[str, Message]:
    approve(desk, NAME, by="Jan")
    launch(desk, book, NAME, by="Jan")
    with desk.reading() as session:
        return {each.customer_id: each for each in session.scalars(select(Message))}


@pytest.mark.parametrize("channel", TEXTS)
def test_text_arrives_as_it_was_previewed(desk: Desk, ledger: Ledger, tmp_path: Path, channel: ChannelName) -> None:
    book = ledger(text(channel))
    shown = previewed(desk, book, channel)
    assert set(shown) == {"A", "B"}
    messages = launched(desk, book)
    folder = tmp_path / channel
    with Sink() as sink:
        run(desk, to(sink), Terms(until_done=True), others=[lambda: Outbox(channel, folder)])
        assert sink.accepted == []
    arrived = {each.recipient: read_kept(folder, each.kept_id) for each in list_kept(folder)}
    for customer, message in messages.items():
        content = arrived[message.address]
        assert sha256(content).digest() == message.sha256
        # A mail by a trust service gets its Date and Message-ID at approval, like every mail.
        assert content.endswith(shown[customer]) if channel in MAILED else content == shown[customer]
    assert {each.state for each in after(desk)} == {MessageState.SENT}


def test_mail_arrives_as_it_was_approved(desk: Desk, ledger: Ledger) -> None:
    book = ledger(text(ChannelName.EMAIL))
    shown = previewed(desk, book, ChannelName.EMAIL)
    messages = launched(desk, book)
    sealed = contents(desk)
    with Sink() as sink:
        run(desk, to(sink), Terms(until_done=True))
        arrived = {recipient: content for _, recipient, content in sink.accepted}
    for customer, message in messages.items():
        assert arrived[message.address] == sealed[customer]
        assert sha256(arrived[message.address]).digest() == message.sha256
        assert sealed[customer].endswith(shown[customer])


@pytest.mark.parametrize("channel", sorted(POSTED))
def test_a_letter_is_printed_from_the_bytes_that_were_previewed(
    desk: Desk, ledger: Ledger, tmp_path: Path, channel: ChannelName
) -> None:
    book = ledger(text(channel))
    shown = previewed(desk, book, channel)
    messages = launched(desk, book)
    folder = tmp_path / channel
    with Sink() as sink:
        run(desk, to(sink), Terms(until_done=True), others=[lambda: PrintRuns(channel, folder, press)])
    [printed] = print_runs(folder)
    for customer, message in messages.items():
        source = (printed / "sources" / f"{message.id}.typ").read_bytes()
        assert source == shown[customer]
        assert sha256(source).digest() == message.sha256
        assert pages(source) == pages(shown[customer])
    assert (printed / "letters-001.pdf").read_bytes().startswith(b"%PDF")
    rows = (printed / "index.csv").read_text(encoding="utf-8").splitlines()
    assert len(rows) == 1 + len(messages)
    assert all(row.endswith("yes" if channel is ChannelName.REGISTERED_LETTER else "no") for row in rows[1:])


def after(desk: Desk) -> list[Message]:
    with desk.reading() as session:
        return list(session.scalars(select(Message)))
