"""The payment code: its lines to the byte, its picture, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import numpy as np
import pytest
import zxingcpp
from PIL import Image

from core.campaigns.payment_codes import prove
from core.desk.campaign_tables import PreviewMessage
from core.messages.bytes import content_for, transfer_read
from core.messages.facts import Claim, Promise
from core.messages.iban import BadIbanError, checked_iban
from core.messages.qr import code_of, read, read_path, read_png
from core.messages.render import render
from core.messages.transfer import PaymentCodeError, Transfer, transfer_in
from core.vocabulary import ChannelName, MessageName
from tests.unit.messages.conftest import about, bill

ASKED = Transfer(
    name="Voorbeeld B.V.",
    iban="NL91ABNA0417164300",
    amount_minor=12_550,
    reference="RF18539007547034",
    is_structured=True,
)


def test_the_lines_of_a_structured_and_of_a_free_reference() -> None:
    assert ASKED.payload() == ("BCD\n002\n1\nSCT\n\nVoorbeeld B.V.\nNL91ABNA0417164300\nEUR125.50\n\nRF18539007547034")
    # The empty line of the structured reference stays: without it the text would stand in its place.
    assert replace(ASKED, reference="2026-0001", is_structured=False).payload() == (
        "BCD\n002\n1\nSCT\n\nVoorbeeld B.V.\nNL91ABNA0417164300\nEUR125.50\n\n\n2026-0001"
    )


def test_a_belgian_communication_is_structured_and_a_number_that_does_not_add_up_is_not() -> None:
    def asked(reference: str) -> tuple[str, bool]:
        transfer = about(reference=reference).transfer
        assert transfer is not None
        return transfer.reference, transfer.is_structured

    assert asked("+++010/8068/17183+++") == ("010806817183", True)
    assert asked("RF18 5390 0754 7034") == ("RF18539007547034", True)
    assert asked("+++010/8068/17184+++") == ("+++010/8068/17184+++", False)
    assert asked("RF17539007547034") == ("RF17539007547034", False)
    assert asked("5000056789012345") == ("5000056789012345", False)  # the Dutch one goes as text
    assert asked("702026000042") == ("702026000042", False)  # and so do twelve digits without signs


@pytest.mark.parametrize("amount_minor", [1, 99, 100, 12_550, 100_000_000, 99_999_999_999])
def test_a_code_reads_back_as_it_was_meant(amount_minor: int) -> None:
    asked = replace(
        ASKED, name="Café België Één & Co", amount_minor=amount_minor, reference="F/2026-1 \\ #1", is_structured=False
    )
    code = code_of(asked)
    assert read(code.modules) == asked
    assert read_png(code.png()) == asked
    assert read_path(code.path()) == asked
    assert transfer_in(asked.payload()) == asked


def test_the_picture_is_utf_8_of_one_bit_a_pixel_with_a_quiet_zone() -> None:
    picture = code_of(replace(ASKED, name="België")).png()
    with Image.open(BytesIO(picture)) as opened:
        pixels = np.asarray(opened.convert("L"))
        assert opened.mode == "1"
    assert pixels[:16].min() == 255  # four modules of four pixels, all light
    found = zxingcpp.read_barcode(pixels)
    assert found is not None
    assert found.bytes == replace(ASKED, name="België").payload().encode()


def test_equal_transfers_give_equal_bytes() -> None:
    code_of.cache_clear()
    first = code_of(ASKED).png()
    code_of.cache_clear()
    assert code_of(ASKED).png() == first


@pytest.mark.parametrize(
    "payload",
    [
        "BCD\n001\n1\nSCT\n\nX\nNL91ABNA0417164300\nEUR1.00\n\nRF18539007547034",
        "BCD\r\n002\r\n1\r\nSCT\r\n\r\nX\r\nNL91ABNA0417164300\r\nEUR1.00\r\n\r\nRF18539007547034",
        "BCD\n002\n1\nSCT\n\nX\nNL91ABNA0417164300\nEUR1.00\n\nRF18539007547034\nboth",
        "BCD\n002\n1\nSCT\n\nX\nNL91ABNA0417164300\nEUR1.00\n\n\n",
        "BCD\n002\n1\nSCT\n\nX\nNL91ABNA0417164300\nEUR1,00\n\n\nx",
        "BCD\n002\n1\nSCT\n\nX\nNL91ABNA0417164300\nUSD1.00\n\n\nx",
        "BCD\n002\n1\nSCT\n\n\nNL91ABNA0417164300\nEUR1.00\n\n\nx",
        "https://example.org/",
        "",
    ],
)
def test_what_a_bank_might_read_otherwise_is_refused(payload: str) -> None:
    with pytest.raises(PaymentCodeError):
        transfer_in(payload)


def test_a_damaged_code_is_noticed() -> None:
    code = code_of(ASKED)
    broken = code.modules.copy()
    broken[: len(broken) // 2] = False
    with pytest.raises(PaymentCodeError):
        read(broken)
    with pytest.raises(PaymentCodeError, match="picture is broken"):
        read_png(b"no picture")
    with pytest.raises(PaymentCodeError, match="drawing is not complete"):
        read_path("M0 0h7v1h-7zX")


def test_a_message_has_a_code_only_where_it_says_the_whole() -> None:
    assert about().transfer == Transfer(
        name="Voorbeeld B.V.", iban="NL91ABNA0417164300", amount_minor=12_500, reference="2026-0012"
    )
    assert about(bill(), bill(currency="USD")).transfer is None
    assert about(bill(currency="USD")).transfer is None
    assert about(bill(balance_minor=0)).transfer is None
    assert about(has_code=False).transfer is None
    assert about(sender=replace(about().sender, iban="")).transfer is None
    assert about(reference="x" * 141).transfer is None
    one_cent = about(bill(balance_minor=1)).transfer
    assert one_cent is not None
    assert one_cent.amount_minor == 1


@pytest.mark.parametrize("text", ["NL91ABNA0417164301", "NL91ABNA041716430", "XX12", "", "Rekening 1"])
def test_an_account_number_that_fails_its_check_is_refused(text: str) -> None:
    with pytest.raises(BadIbanError, match="is no account number"):
        checked_iban(text)


def test_an_account_number_is_kept_without_its_spaces() -> None:
    assert checked_iban("nl91 abna 0417 1643 00") == "NL91ABNA0417164300"
    assert checked_iban("BE68539007547034") == "BE68539007547034"


def test_a_legal_notice_asks_for_what_it_is_about_and_not_for_what_is_beside_it() -> None:
    announced = Claim(principal_minor=12_500, currency="EUR", costs_minor=4_000)
    context = about(bill("F-1", 12_500), bill("F-2", 5_000, is_beside=True), claim=announced)
    assert context.asked == (12_500, "EUR")
    assert context.transfer is not None
    assert context.transfer.amount_minor == 12_500
    assert replace(context, claim=replace(announced, is_due=True)).asked == (21_500, "EUR")


def test_the_code_of_a_promise_asks_what_was_promised() -> None:
    context = about(bill("F-1", 20_000), promise=Promise(amount_minor=5_000, currency="EUR", on=date(2026, 11, 20)))
    assert context.transfer is not None
    assert context.transfer.amount_minor == 5_000
    assert (
        "\u20ac\u00a050,00" in render(MessageName.PROMISE_CONFIRMATION, "nl", context).text.partition("Bedrag")[2][:20]
    )


@pytest.mark.parametrize("number", ['A"1', "2026\\12", "2026/12"])
def test_the_code_of_a_letter_is_compared_with_what_is_printed(number: str) -> None:
    context = about(bill(number), channel=ChannelName.LETTER)
    source = content_for(
        ChannelName.LETTER, render(MessageName.SECOND_REMINDER, "nl", context), context, "Markt 58; 5686 RP Nuenen"
    )
    message = PreviewMessage(channel=ChannelName.LETTER, language="nl", customer_id="A")
    assert transfer_read(ChannelName.LETTER, source) is not None
    prove(message, source)


def test_what_does_not_fit_a_code_is_a_message_without_one() -> None:
    fits, too_long = about(reference="\u00e9" * 100), about(reference="\u00e9" * 140)
    assert fits.transfer is not None
    assert code_of(fits.transfer).transfer == fits.transfer
    assert too_long.transfer is None
