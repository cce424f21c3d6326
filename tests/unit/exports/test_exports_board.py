"""The board paper: at most six pages, Dutch figures, markup that stays text, and a file for the archive."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from pypdf import PdfReader

from core.exports.board.scales import marks
from core.exports.formats import Format, write
from core.exports.pack import Step
from tests.unit.exports.conftest import AS_OF, HOSTILE, LABELS, MADE_AT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.exports.pack import Pack
    from core.language import Words


def written(pack: Pack, words: Words) -> bytes:
    target = io.BytesIO()
    write(pack, Format.PDF, words, target)
    return target.getvalue()


def text_of(content: bytes) -> str:
    """Everything the paper says, on one line, with plain spaces."""
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return " ".join(text.replace("\u00a0", " ").replace("\u202f", " ").split())


@pytest.fixture(scope="module")
def content(pack: Pack, dutch: Words) -> bytes:
    return written(pack, dutch)


def test_it_says_the_figures_in_dutch(content: bytes, pack: Pack, dutch: Words) -> None:
    text = text_of(content)
    house = pack.figures["dso"].value
    assert house is not None
    assert f"{dutch.number(house, 1)} dagen" in text
    assert dutch.round_money(pack.open_minor, "EUR").replace("\u00a0", " ") in text
    for row in pack.aging.rows:
        assert dutch.number(row.open_minor / 100) in text
    for line in pack.customers.lines:
        assert dutch.number(line.open_minor / 100) in text
    assert "Stand van 31 oktober 2026" in text


def test_it_says_the_figures_in_english(pack: Pack, english: Words) -> None:
    text = text_of(written(pack, english))
    assert "As of 31 October 2026" in text
    assert english.number(pack.aging.total.open_minor / 100) in text
    assert "What moved the DSO?" in text


def test_names_that_look_like_markup_are_printed_as_they_are(content: bytes) -> None:
    # A long name may go on in the next line, which the text has as a space.
    text = text_of(content).replace(" ", "")
    for name in (*HOSTILE.values(), *LABELS.values()):
        assert name.replace(" ", "") in text


def test_it_is_at_most_six_pages_of_a4_however_much_there_is(pack: Pack, dutch: Words, english: Words) -> None:
    assert pack.bridge is not None
    long_name = "Wijnhandel & Distilleerderij De Gebroeders Van der Meulen-Hoogendoorn " * 4
    segments = tuple(replace(pack.aging.rows[0], name=f"{long_name}{place}") for place in range(60))
    tables = tuple(
        replace(pack.aging, group=table.group, rows=segments) if place == 0 else table
        for place, table in enumerate((*pack.agings, *pack.agings))
    )
    lines = tuple(replace(pack.customers.lines[0], name=long_name, segment=long_name) for _ in range(25))
    full = replace(
        pack,
        agings=tables,
        customers=replace(pack.customers, lines=lines, total=400_000),
        segment_labels={},
        bridge=replace(
            pack.bridge,
            steps=tuple(
                Step(label=f"Oorzaak {place}", meaning=pack.bridge.method, days=1.0, shown_days=1.0)
                for place in range(6)
            ),
        ),
        courses=tuple(slug for slug in pack.months[-1].figures if "dso" in slug)[:4],
        scope=replace(pack.scope, entity=long_name),
    )
    for words in (dutch, english):
        reader = PdfReader(io.BytesIO(written(full, words)))
        assert len(reader.pages) == 6
        for page in reader.pages:
            assert (float(page.mediabox.width), float(page.mediabox.height)) == pytest.approx((595.28, 841.89), abs=0.1)


def test_a_book_of_a_month_makes_a_shorter_paper(pack: Pack, dutch: Words) -> None:
    young = replace(pack, months=pack.months[-1:], lead_months=(), bridge=None, courses=("dso",))
    assert len(PdfReader(io.BytesIO(written(young, dutch))).pages) <= 5


def test_it_is_an_archive_file_with_its_own_font_a_title_a_language_and_tags(content: bytes) -> None:
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert str(root["/Lang"]).startswith("nl")
    assert reader.metadata is not None
    assert reader.metadata.title == "Debiteuren"
    assert b"pdfaid:part>2" in root["/Metadata"].get_object().get_data()
    pages: Any = reader.pages
    fonts = {str(font.get_object()["/BaseFont"]) for page in pages for font in page["/Resources"]["/Font"].values()}
    assert fonts
    assert all("Inter" in name for name in fonts)


def test_charts_are_lines_not_pictures_and_say_in_words_what_they_show(content: bytes, pack: Pack) -> None:
    reader = PdfReader(io.BytesIO(content))
    root: Any = reader.trailer["/Root"]
    assert not [image for page in reader.pages for image in page.images]
    spoken = [str(each["/Alt"]) for each in elements(root["/StructTreeRoot"]) if "/Alt" in each]
    assert any(LABELS[pack.aging.rows[0].name] in each for each in spoken)


def elements(element: Any) -> Iterator[Any]:
    """The tree of tags, each element once."""
    held = element.get_object()
    if isinstance(held, list):
        for each in held:
            yield from elements(each)
    elif hasattr(held, "keys"):
        yield held
        if "/K" in held:
            yield from elements(held["/K"])


def test_a_letter_that_no_font_has_does_not_stop_the_paper(pack: Pack, dutch: Words) -> None:
    lines = (replace(pack.customers.lines[0], name="北京貿易 \U0010fffd\u202e\x07 Ltd"), *pack.customers.lines[1:])
    odd = replace(pack, customers=replace(pack.customers, lines=lines))
    assert "Ltd" in text_of(written(odd, dutch))


def test_the_same_pack_is_the_same_file(pack: Pack, dutch: Words, content: bytes) -> None:
    assert written(pack, dutch) == content
    later = replace(pack, made_at=MADE_AT + timedelta(minutes=1))
    assert written(later, dutch) != content
    assert pack.as_of == AS_OF


@pytest.mark.parametrize(("low", "high"), [(0.0, 47.3), (0.0, 5_692_455.0), (-12.0, 3.0), (35.0, 47.5), (0.0, 0.0)])
def test_marks_are_few_and_hold_everything(low: float, high: float) -> None:
    found = marks(low, high)
    assert found[0] <= low
    assert found[-1] >= high
    assert 2 <= len(found) <= 8
