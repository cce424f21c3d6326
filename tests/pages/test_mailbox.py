"""Mailbox: mail, and what went out by every other channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.channels.base import Outgoing
from core.channels.outbox import Outbox
from core.channels.print_run import PrintRuns
from core.vocabulary import ChannelName
from tests.pages.conftest import PORTFOLIO, texts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from streamlit.testing.v1 import AppTest

    from core.book.book import Book
    from core.wiring import Application

INDEX = b"reference,document,first_page,pages,name,address_1,address_2,country,registered\r\n7,1,1,2,De Wit,Kade 1,1011 AA Amsterdam,NL,no\r\n"


def sent(channel: Outbox | PrintRuns, to: str, content: bytes) -> None:
    list(channel.send([Outgoing(key=7, sender="", recipient=to, content=content)], lambda _: True))


def test_a_text_message_is_shown_as_it_went(
    book: Callable[[str], Book], screen: Callable[..., AppTest], app: Application
) -> None:
    book(PORTFOLIO)
    folder = app.settings.outbox_folder / ChannelName.SMS
    sent(Outbox(ChannelName.SMS, folder), "+31612345678", b"Kunt u 100 euro betalen?")
    at = screen("mailbox", channel="sms")
    assert [each.value for each in at.code] == ["Kunt u 100 euro betalen?"]
    assert "+31612345678" in texts(at)


def test_a_print_run_is_shown_with_its_letters(
    book: Callable[[str], Book], screen: Callable[..., AppTest], app: Application
) -> None:
    def press(_letters: Sequence[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        yield "letters-001.pdf", b"%PDF"
        yield "index.csv", INDEX

    book(PORTFOLIO)
    sent(PrintRuns(ChannelName.LETTER, app.settings.outbox_folder / ChannelName.LETTER, press), "Kade 1", b"letter")
    said = texts(screen("mailbox", channel="letter"))
    assert "1 letter" in said
