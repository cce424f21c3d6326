"""What a customer reads: one amount, one action, a person to call; and names that try to be more than names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from core.messages.render import render
from core.vocabulary import CustomerType, MessageName
from tests.unit.messages.conftest import Page, about, bill

if TYPE_CHECKING:
    from core.messages.context import MessageContext

ASKING = [MessageName.FRIENDLY_REMINDER, MessageName.SECOND_REMINDER, MessageName.LAST_LETTER]
EVERY = pytest.mark.parametrize("message", ASKING)
BOTH = pytest.mark.parametrize("language", ["nl", "en"])


@EVERY
@BOTH
def test_amount_and_action_stand_in_the_first_three_lines(
    message: MessageName, language: str, consumer: MessageContext
) -> None:
    lines = [line for line in render(message, language, consumer).text.splitlines() if line][1:4]
    opening = " ".join(lines)
    assert len(re.findall(r"125[.,]00", opening)) == 1
    assert len(re.findall(r"binnen \d+ dagen|within \d+ days", opening)) == 1


@EVERY
@BOTH
def test_both_forms_name_every_item_the_total_the_person_and_the_account(message: MessageName, language: str) -> None:
    context = about(bill("F/7", 10_000), bill("F-8", 2_550), customer_type=CustomerType.BUSINESS, person="mevrouw Wit")
    rendered = render(message, language, context)
    page = Page(rendered.html).text
    for text in (page, rendered.text):
        assert all(number in text for number in ("F/7", "F-8"))
        assert re.search(r"125[.,]50", text)
        assert "Karin de Boer" in text
        assert "020 123 45 67" in text
        assert "NL91 ABNA 0417 1643 00" in text
        assert "26 " in text
        assert "31 " in text


@EVERY
def test_two_currencies_get_two_totals_never_one(message: MessageName) -> None:
    context = about(bill(balance_minor=10_000), bill(balance_minor=2_550, currency="USD"), bill(balance_minor=450))
    rendered = render(message, "nl", context)
    assert rendered.subject.count("€\xa0104,50 en US$\xa025,50") == 1
    assert "130,00" not in rendered.text
    assert "deze bedragen" in rendered.text


def test_only_the_last_letter_speaks_of_an_agency_and_none_speaks_of_costs(consumer: MessageContext) -> None:
    texts = {message: render(message, "nl", consumer).text for message in ASKING}
    assert [message for message in ASKING if "incassobureau" in texts[message]] == [MessageName.LAST_LETTER]
    assert not [text for text in texts.values() if re.search(r"kosten|rente|rechter|deurwaarder", text)]


def test_the_tone_follows_the_step_and_the_kind_of_customer(consumer: MessageContext) -> None:
    firm = about(customer_type=CustomerType.BUSINESS, customer_name="Bakkerij Zon")
    assert "vergeten" in render(MessageName.FRIENDLY_REMINDER, "nl", consumer).text
    assert "vergeten" not in render(MessageName.FRIENDLY_REMINDER, "nl", firm).text
    assert "tweede herinnering" in render(MessageName.SECOND_REMINDER, "nl", consumer).text


def test_a_sender_without_account_gets_no_empty_line(consumer: MessageContext) -> None:
    sender = type(consumer.sender).from_dict(consumer.sender.to_dict() | {"iban": "", "address": ""})
    rendered = render(MessageName.FRIENDLY_REMINDER, "nl", about(sender=sender))
    assert "Naar" not in rendered.text
    assert "Naar" not in rendered.html


@BOTH
def test_a_name_cannot_be_markup_template_or_second_line(language: str) -> None:
    nasty = '<script>alert("x")</script> {{ 7*7 }} & O\'Brien "quoted" **bold**\r\nBcc: all@x.example'
    rendered = render(MessageName.LAST_LETTER, language, about(customer_name=nasty))
    assert "<script" not in rendered.html
    assert "49" not in rendered.html
    one_line = '<script>alert("x")</script> {{ 7*7 }} & O\'Brien "quoted" **bold** Bcc: all@x.example'
    assert one_line in Page(rendered.html).text
    assert one_line in rendered.text
    assert not [line for line in rendered.text.splitlines() if line.startswith("Bcc")]


def test_a_subject_is_one_line_whatever_the_sender_is_called(consumer: MessageContext) -> None:
    sender = type(consumer.sender).from_dict(consumer.sender.to_dict() | {"name": "Zon\r\nBcc: x@y.example\u2028\x00"})
    assert render(MessageName.LAST_LETTER, "nl", about(sender=sender)).subject.splitlines() == [
        "Laatste bericht: betaal €\xa0125,00 aan Zon Bcc: x@y.example",
    ]


def test_a_right_to_left_name_is_isolated_and_cannot_turn_the_line() -> None:
    rendered = render(MessageName.FRIENDLY_REMINDER, "nl", about(customer_name="מרים \u202eאברהם"))
    assert "Beste \u2068מרים אברהם\u2069," in rendered.text
    assert "\u202e" not in rendered.html


@pytest.mark.parametrize("name", ["🙂", "x" * 200, "Łukasz Żółć", "👩‍💻 Jo"])
def test_odd_names_stay_whole(name: str) -> None:
    rendered = render(MessageName.FRIENDLY_REMINDER, "nl", about(customer_name=name))
    assert name in rendered.text
    assert name in rendered.html


@pytest.mark.parametrize(
    ("minor", "written"), [(1, "€\xa00,01"), (100_000_000, "€\xa01.000.000,00"), (-500, "€\xa0-5,00")]
)
def test_a_cent_a_million_and_a_credit_are_written_out(minor: int, written: str) -> None:
    context = about(bill(balance_minor=minor))
    assert written in render(MessageName.FRIENDLY_REMINDER, "nl", context).text


def test_the_html_calls_nobody_and_keeps_its_classes_for_the_device(consumer: MessageContext) -> None:
    page = Page(render(MessageName.LAST_LETTER, "en", consumer).html)
    links = [values["href"] for _, values in page.elements if "href" in values]
    assert {link.split(":")[0] for link in links} == {"tel", "mailto"}
    assert {values["src"] for _, values in page.elements if "src" in values} == {"cid:qr"}
    assert not [values for _, values in page.elements if "background" in values]
    assert "prefers-color-scheme: dark" in page.style
    kept = {name for _, values in page.elements for name in values.get("class", "").split()}
    assert kept <= set(re.findall(r"\.([a-z-]+)", page.style))
    assert "box" in kept
