"""Letters as typst sets them: pages, archive format, and a print run that shows what was previewed."""

from __future__ import annotations

import csv
import io
from typing import Any, cast

import numpy as np
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from core.messages.bytes import content_for
from core.messages.letters.batch import ToPrint, batch, index
from core.messages.letters.glyphs import UNPRINTABLE, printable
from core.messages.letters.press import Setting, pages, pdf
from core.messages.letters.source import BrokenLetterError
from core.messages.render import render
from core.messages.transfer import transfer_in
from core.vocabulary import ChannelName, MessageName
from tests.unit.messages.conftest import about, bill

ADDRESS = "Dorpsstraat 12; 1012 AB Amsterdam; NL"


def _letter(language: str = "nl", address: str = ADDRESS, *, is_registered: bool = False, **changes: Any) -> bytes:
    channel = ChannelName.REGISTERED_LETTER if is_registered else ChannelName.LETTER
    context = about(channel=channel, **changes)
    return content_for(channel, render(MessageName.SECOND_REMINDER, language, context), context, address)


def _texts(document: bytes) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(document)).pages]


def test_a_letter_is_an_archive_document_tagged_in_its_language() -> None:
    document = PdfReader(io.BytesIO(pdf(_letter())))
    about_it = document.xmp_metadata
    assert about_it is not None
    said = about_it.stream.get_data()
    assert b"pdfaid:part>2<" in said
    assert b"pdfaid:conformance>B<" in said
    root = cast("Any", document.trailer["/Root"])
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "nl"


def test_a_letter_names_its_pages_its_reference_and_whom_to_call() -> None:
    (text,) = _texts(pdf(_letter(reference="RF18539007547034")))
    assert "Anna de Vries Dorpsstraat 12 1012 AB Amsterdam" in text
    assert "RF18 5390 0754 7034" in text
    assert "Karin de Boer" in text
    assert "020 123 45 67" in text
    assert "1 van 1" in text


def test_a_banking_app_reads_the_code_from_the_printed_page() -> None:
    context = about()
    (page,) = pages(_letter(), dpi=200)
    with Image.open(io.BytesIO(page)) as opened:
        found = zxingcpp.read_barcode(np.asarray(opened.convert("L")))
    assert found is not None
    assert transfer_in(found.bytes.decode()) == context.transfer


def test_four_hundred_invoices_stand_in_one_letter_with_numbered_pages() -> None:
    texts = _texts(pdf(_letter(items=tuple(bill(f"2026/{number:05d}", 1) for number in range(400)))))
    assert len(texts) > 5
    assert all(f"{number} van {len(texts)}" in text for number, text in enumerate(texts, start=1))
    everything = " ".join(texts)
    assert all(f"2026/{number:05d}" in everything for number in range(400))


@pytest.mark.parametrize(
    "changes",
    [
        {"customer_name": "x" * 200},
        {"customer_name": "🙂", "person": None},
        {"customer_name": "מרים \u202eאברהם 東京"},
        {"country": "XX"},
        {"country": ""},
        {"items": (bill("A/B\\C#1_[2]*$", 1),)},
        {"items": (bill(balance_minor=100_000_000), bill("C", -500))},
        {"items": (bill(balance_minor=1), bill(currency="USD"))},
    ],
)
def test_awkward_customers_get_a_letter(changes: dict[str, Any]) -> None:
    assert _texts(pdf(_letter(**changes)))


def test_a_million_and_one_cent_are_written_out() -> None:
    assert "€ 1.000.000,00" in _texts(pdf(_letter(items=(bill(balance_minor=100_000_000),))))[0]
    assert "€ 0,01" in _texts(pdf(_letter(items=(bill(balance_minor=1),))))[0]


def test_no_language_on_file_is_the_countrys_own_or_english() -> None:
    assert "Voorbeeld" in _texts(pdf(_letter("", country="NL")))[0]
    assert "page 1 of 1" in _texts(pdf(_letter("", country="XX")))[0].casefold()


def test_what_no_font_has_is_a_square() -> None:
    assert printable("Zoë Łódź Ω Ж מרים مريم 1.234,50 €") == "Zoë Łódź Ω Ж מרים مريم 1.234,50 €"
    assert printable("a🦄b東") == f"a{UNPRINTABLE}b{UNPRINTABLE}"


@pytest.fixture(scope="module")
def run() -> list[bytes]:
    return [
        _letter(customer_name="Anna de Vries"),
        _letter(customer_name="=Bert", items=tuple(bill(f"F-{number}") for number in range(40)), is_registered=True),
        _letter("en", "Meir 1; 2000 Antwerpen; BE", customer_name="Carl", country="BE"),
        _letter(customer_name="Anna de Vries"),  # the same letter twice is the same pages twice
    ]


def test_pages_in_a_print_run_are_the_pages_of_the_preview(run: list[bytes]) -> None:
    alone = [page for letter in run for page in pages(letter, dpi=50)]
    assert Setting(run).pictures(dpi=50) == alone


def test_a_print_run_says_where_each_letter_is(run: list[bytes]) -> None:
    letters = [ToPrint(reference=f"m{place}", source=source) for place, source in enumerate(run)]
    documents = list(batch(letters, most=3))
    assert [document.number for document in documents] == [1, 2]
    entries = [entry for document in documents for entry in document.entries]
    assert [(entry.reference, entry.document, entry.first_page) for entry in entries] == [
        ("m0", 1, 1),
        ("m1", 1, 2),
        ("m2", 1, 2 + entries[1].pages),
        ("m3", 2, 1),
    ]
    for document in documents:
        texts = _texts(document.pdf)
        assert len(texts) == sum(entry.pages for entry in document.entries)
        for entry in document.entries:
            assert entry.name in texts[entry.first_page - 1]
    assert entries[1].pages > 1


def test_the_index_is_what_a_print_provider_reads(run: list[bytes]) -> None:
    letters = [ToPrint(reference=f"m{place}", source=source) for place, source in enumerate(run)]
    rows = list(csv.DictReader(io.StringIO(index(next(batch(letters)).entries).decode())))
    assert [row["registered"] for row in rows] == ["no", "yes", "no", "no"]
    assert rows[2] | {"first_page": ""} == {
        "reference": "m2",
        "document": "1",
        "first_page": "",
        "pages": "1",
        "name": "Carl",
        "address_1": "Carl",
        "address_2": "Meir 1",
        "address_3": "2000 Antwerpen",
        "address_4": "BELGIUM",
        "address_5": "",
        "address_6": "",
        "country": "BE",
        "registered": "no",
    }
    assert rows[1]["name"] == "'=Bert"  # no formula for a spreadsheet
    assert all(len(row[f"address_{place}"]) <= 51 for row in rows for place in range(1, 7))


def test_letters_of_two_layouts_do_not_share_a_document() -> None:
    first = _letter()
    second = first.replace(b"//> layout\n", b"#let other = 1\n//> layout\n")
    with pytest.raises(BrokenLetterError, match="two layouts"):
        Setting([first, second])


def test_a_letter_that_typst_refuses_is_named() -> None:
    with pytest.raises(BrokenLetterError, match="cannot be printed"):
        pdf(_letter().replace(b"#letter(", b"#no-such-function("))


def test_a_letter_that_does_not_say_where_it_ends_is_named() -> None:
    long = _letter(items=tuple(bill(f"F-{number}") for number in range(40)))
    with pytest.raises(BrokenLetterError, match="where it ends"):
        pdf(long.replace(b"<letter-end>", b""))


def test_letters_of_an_older_layout_stand_in_documents_of_their_own() -> None:
    now = _letter()
    before = now.replace(b"#let ink = ", b"#let ink-before = black\n#let ink = ")
    assert before != now
    run = list(
        batch(
            [
                ToPrint(reference="1", source=now),
                ToPrint(reference="2", source=before),
                ToPrint(reference="3", source=now),
            ]
        )
    )
    assert [(each.number, [entry.reference for entry in each.entries]) for each in run] == [(1, ["1", "3"]), (2, ["2"])]
