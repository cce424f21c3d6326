"""From a message to the bytes of each channel."""

from __future__ import annotations

import json
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from core.messages.bytes import content_for, picture_in, transfer_read
from core.messages.facts import InvoiceCopy
from core.messages.letters.address import NoPostalAddressError, postal_address
from core.messages.letters.source import BrokenLetterError, parted, posted
from core.messages.qr import read_png
from core.messages.render import Rendered, render
from core.messages.spoken import KEY, spoken
from core.vocabulary import ChannelName, CustomerType, MessageName
from tests.unit.messages.conftest import about, bill

ADDRESS = "Dorpsstraat 12; 1012 AB Amsterdam; NL"
CHANNELS = {
    ChannelName.EMAIL: "anna@example.org",
    ChannelName.REGISTERED_EMAIL: "anna@example.org",
    ChannelName.SMS: "+31612345678",
    ChannelName.WHATSAPP: "+31612345678",
    ChannelName.VOICE: "+31612345678",
    ChannelName.PHONE: "+31201234567",
    ChannelName.LETTER: ADDRESS,
    ChannelName.REGISTERED_LETTER: ADDRESS,
}


def _content(channel: ChannelName, **changes: Any) -> bytes:
    context = about(channel=channel, **changes)
    return content_for(channel, render(MessageName.SECOND_REMINDER, "nl", context), context, CHANNELS[channel])


def _read(mail: bytes) -> EmailMessage:
    found = message_from_bytes(mail, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not [defect for part in found.walk() for defect in part.defects]
    return found


@pytest.mark.parametrize("channel", ChannelName)
def test_equal_input_gives_equal_bytes_on_every_channel(channel: ChannelName) -> None:
    content = _content(channel)
    assert content == _content(channel)
    assert content
    assert content != _content(channel, customer_name="Bert de Boer", person="Bert de Boer", items=(bill("other", 1),))


def test_a_short_text_and_a_script_are_utf_8_and_nothing_else() -> None:
    context = about()
    rendered = render(MessageName.SECOND_REMINDER, "nl", context)
    for channel in (ChannelName.SMS, ChannelName.WHATSAPP):
        assert _content(channel).decode() == rendered.sms
    assert (
        _content(ChannelName.PHONE).decode()
        == render(MessageName.SECOND_REMINDER, "nl", about(channel=ChannelName.PHONE)).call
    )


@pytest.mark.parametrize("language", ["nl", "nl_BE", "fr", "de", "en"])
def test_what_is_spoken_says_who_calls_and_which_key_and_nothing_to_write_down(language: str) -> None:
    context = about(pay_url="https://saldo.example/pay/abc.def-ghi")
    for link in (context, about(pay_url="")):
        said = spoken(render(MessageName.SECOND_REMINDER, language, link), link)
        assert said.index(link.sender.name.rstrip(".")) < 60
        assert KEY in said.rpartition("?")[2]
        assert "http" not in said
        assert link.sender.iban[-6:] not in said
        assert link.sender.phone in said


def test_a_form_that_was_not_made_is_not_made_up() -> None:
    with pytest.raises(ValueError, match="without its form sms"):
        content_for(ChannelName.SMS, Rendered(language="nl", subject="x"), about(), "+31612345678")
    with pytest.raises(TypeError, match="no form fax"):
        Rendered(language="nl", fax="x")


def test_the_code_in_a_mail_is_a_picture_beside_the_html() -> None:
    context = about()
    mail = _content(ChannelName.EMAIL)
    read = _read(mail)
    types = [part.get_content_type() for part in read.walk()]
    assert types == ["multipart/alternative", "text/plain", "multipart/related", "text/html", "image/png"]
    (picture,) = (part for part in read.walk() if part.get_content_type() == "image/png")
    assert (picture["Content-ID"], picture.get_content_disposition()) == ("<qr>", "inline")
    assert picture.get_payload(decode=True) == picture_in(mail)
    assert read_png(picture_in(mail) or b"") == context.transfer
    assert transfer_read(ChannelName.EMAIL, mail) == context.transfer


def test_a_mail_without_a_code_is_as_small_as_ever() -> None:
    mail = _content(ChannelName.EMAIL, items=(bill(), bill(currency="USD")))
    assert [part.get_content_type() for part in _read(mail).walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
    assert transfer_read(ChannelName.EMAIL, mail) is None


def test_copies_go_along_and_come_back_as_they_went() -> None:
    copies = (
        InvoiceCopy(
            number="1", file_name="2026_1.pdf", media_type="application/pdf", content=b"%PDF-1.7 \x00\xff" * 99
        ),
        InvoiceCopy(number="é", file_name='Rechnung "März".pdf', media_type="application/pdf", content=b""),
    )
    read = _read(_content(ChannelName.EMAIL, copies=copies))
    attached = list(read.iter_attachments())
    assert [(each.get_filename(), each.get_payload(decode=True)) for each in attached] == [
        (copy.file_name, copy.content) for copy in copies
    ]
    assert read.get_content_type() == "multipart/mixed"
    assert copies[0].sha256 != copies[1].sha256


def test_a_letter_holds_its_address_its_code_and_its_layout() -> None:
    source = _content(ChannelName.REGISTERED_LETTER)
    assert posted(source).lines == ("Anna de Vries", "Dorpsstraat 12", "1012 AB Amsterdam")
    assert posted(source).is_registered
    assert not posted(_content(ChannelName.LETTER)).is_registered
    assert transfer_read(ChannelName.LETTER, source) == about().transfer
    layout, rest = parted(source)
    assert "#let letter(" in layout
    assert "#let letter(" not in rest


def test_nothing_a_customer_is_called_is_typst() -> None:
    name = '"); #eval("1/0") // \\ #panic() $x$ *b* <l> @r'
    source = _content(ChannelName.LETTER, customer_name=name, person=None).decode()
    head = json.loads(source.splitlines()[0].removeprefix("// saldo-letter "))
    assert head["name"] == name
    assert '\\"); #eval(\\"1/0\\")' in source
    assert '"); #eval("1/0")' not in source.replace('\\"', "")


@pytest.mark.parametrize("address", ["", " ; ;", "\n"])
def test_a_letter_to_nowhere_is_refused(address: str) -> None:
    context = about(country="NL")
    with pytest.raises(NoPostalAddressError, match="1001 has no postal address"):
        content_for(ChannelName.LETTER, render(MessageName.LAST_LETTER, "nl", context), context, address)


def test_bytes_that_are_no_letter_are_refused() -> None:
    with pytest.raises(BrokenLetterError, match="no address line"):
        posted(b"hello")
    with pytest.raises(BrokenLetterError, match="cannot be read"):
        posted(b"// saldo-letter {}\n")
    with pytest.raises(BrokenLetterError, match="no layout"):
        parted(b"// saldo-letter {}\n#let x = 1")


@pytest.mark.parametrize(
    ("address", "country", "lines"),
    [
        (ADDRESS, "NL", ("Dorpsstraat 12", "1012 AB Amsterdam")),
        ("Dorpsstraat 12\n1012 AB Amsterdam", "NL", ("Dorpsstraat 12", "1012 AB Amsterdam")),
        ("Dorpsstraat 12, 1012 AB Amsterdam", "", ("Dorpsstraat 12", "1012 AB Amsterdam")),
        ("Meir 1; 2000 Antwerpen; BE", "BE", ("Meir 1", "2000 Antwerpen", "BELGIË")),
        ("Meir 1; 2000 Antwerpen; Belgique", "", ("Meir 1", "2000 Antwerpen", "BELGIË")),
        ("1 Main St; Springfield", "XX", ("1 Main St", "Springfield", "XX")),
        ("1 Main St; Springfield", "", ("1 Main St", "Springfield")),
    ],
)
def test_the_country_stands_last_and_only_abroad(address: str, country: str, lines: tuple[str, ...]) -> None:
    assert postal_address(about(country=country), address, "nl").lines == ("Anna de Vries", *lines)


def test_no_line_of_a_window_is_too_long_and_the_town_is_never_left_out() -> None:
    context = about(
        customer_name="Stichting " * 20, person="mevrouw Wit", customer_type=CustomerType.BUSINESS, country="BE"
    )
    to = postal_address(context, f"{'Lange Straatnaam ' * 12}; Bus 4; Gebouw C; 2000 Antwerpen", "nl")
    assert len(to.lines) <= 6
    assert max(map(len, to.lines)) <= 50
    assert to.lines[-2:] == ("2000 Antwerpen", "BELGIË")
    nobody = replace(context, customer_name="mevrouw Wit")
    assert postal_address(nobody, ADDRESS, "nl").lines == ("mevrouw Wit", "Dorpsstraat 12", "1012 AB Amsterdam")
    short = postal_address(replace(context, customer_name="Bakkerij"), ADDRESS, "fr")
    assert short.lines == ("Bakkerij", "À l’attention de mevrouw Wit", "Dorpsstraat 12", "1012 AB Amsterdam")
