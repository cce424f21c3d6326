"""The slides: native charts with core's numbers, a finding each, the definition in the notes, nothing on top of anything."""

from __future__ import annotations

import io
import zipfile
from itertools import combinations
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest
from pptx import Presentation

from core.exports.chapters import Chapter, chapters
from core.exports.formats import Format, write
from tests.unit.exports.conftest import HOSTILE, LABELS

if TYPE_CHECKING:
    from core.exports.pack import Pack
    from core.language import Words


def written(pack: Pack, words: Words) -> bytes:
    target = io.BytesIO()
    write(pack, Format.PPTX, words, target)
    return target.getvalue()


@pytest.fixture(scope="module")
def content(pack: Pack, dutch: Words) -> bytes:
    return written(pack, dutch)


@pytest.fixture(scope="module")
def deck(content: bytes) -> Any:
    return Presentation(io.BytesIO(content))


def chart_of(deck: Any, pack: Pack, words: Words, chapter: Chapter) -> Any:
    """The chart on the slide of ``chapter``."""
    title = next(each.title for each in chapters(pack, words) if each.chapter is chapter)
    slide = next(slide for slide in deck.slides if slide.shapes.title.text_frame.text == title)
    return next(shape.chart for shape in slide.shapes if shape.has_chart)


def test_every_slide_has_title_finding_chart_and_definition(deck: Any, pack: Pack, dutch: Words) -> None:
    told = chapters(pack, dutch)
    assert len(deck.slides) == len(told)
    for slide, each in zip(deck.slides, told, strict=True):
        assert slide.shapes.title.text_frame.text == each.title
        assert each.finding in [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        assert [shape.has_chart for shape in slide.shapes].count(True) == 1
        assert each.definition in slide.notes_slide.notes_text_frame.text


def test_the_aging_chart_holds_every_cell(deck: Any, pack: Pack, dutch: Words) -> None:
    plot = chart_of(deck, pack, dutch, Chapter.AGING).plots[0]
    assert list(plot.categories) == [LABELS[row.name] for row in pack.aging.rows]
    for place, series in enumerate(plot.series):
        assert list(series.values) == pytest.approx([row.minor[place] / 100 for row in pack.aging.rows])


def test_the_trend_chart_is_the_course_of_the_house_dso(deck: Any, pack: Pack, dutch: Words) -> None:
    plot = chart_of(deck, pack, dutch, Chapter.TREND).plots[0]
    assert list(plot.categories) == [dutch.month(month.ends_on) for month in pack.course]
    assert list(plot.series[0].values) == pytest.approx([month.figures["dso"] for month in pack.course])


def test_the_waterfall_starts_and_ends_at_the_dso(deck: Any, pack: Pack, dutch: Words) -> None:
    assert pack.bridge is not None
    base, whole, up, down = chart_of(deck, pack, dutch, Chapter.BRIDGE).plots[0].series
    assert (whole.values[0], whole.values[-1]) == pytest.approx((pack.bridge.from_days, pack.bridge.to_days))
    moved = [(rise or 0) - (fall or 0) for rise, fall in zip(up.values, down.values, strict=True)]
    # The labels have one decimal, and add up as they are printed.
    assert round(sum(moved), 1) == round(pack.bridge.to_days - pack.bridge.from_days, 1)
    tops = [
        (low or 0) + (rise or 0) + (fall or 0)
        for low, rise, fall in zip(base.values, up.values, down.values, strict=True)
    ]
    assert min(low for low in base.values[1:-1]) > 0
    assert max(tops) >= max(pack.bridge.from_days, pack.bridge.to_days) - 0.1


def test_behind_every_chart_is_a_workbook_without_formulas(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        held = [name for name in parts.namelist() if name.startswith("ppt/embeddings/")]
        assert len(held) >= 7
        found = set()
        for name in held:
            page = openpyxl.load_workbook(io.BytesIO(parts.read(name))).active
            for row in page.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", f"{name} {cell.coordinate} {cell.value}"
                    found.add(cell.value)
        assert len(parts.namelist()) == len(set(parts.namelist()))
    assert set(HOSTILE.values()) <= found


def test_the_workbook_behind_a_chart_holds_what_the_chart_shows(deck: Any, pack: Pack, dutch: Words) -> None:
    chart = chart_of(deck, pack, dutch, Chapter.CUSTOMERS)
    page = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active
    assert [cell.value for cell in page["A"][1:]] == list(chart.plots[0].categories)
    for column, series in zip("BC", chart.plots[0].series, strict=True):
        assert [cell.value for cell in page[column][1:]] == pytest.approx(list(series.values))
        assert page[f"{column}1"].value == series.name


def test_nothing_lies_outside_the_slide_or_on_something_else(deck: Any) -> None:
    assert deck.slide_width / deck.slide_height == pytest.approx(16 / 9, rel=1e-3)
    for slide in deck.slides:
        boxes = [
            (each.name, each.left, each.top, each.left + each.width, each.top + each.height) for each in slide.shapes
        ]
        for name, left, top, right, bottom in boxes:
            assert left >= 0, name
            assert top >= 0, name
            assert right <= deck.slide_width, name
            assert bottom <= deck.slide_height, name
        for one, other in combinations(boxes, 2):
            apart = one[3] <= other[1] or other[3] <= one[1] or one[4] <= other[2] or other[4] <= one[2]
            assert apart, f"{one[0]} and {other[0]}"


def test_the_deck_has_saldos_colours_and_no_picture(content: bytes, deck: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        theme = parts.read("ppt/theme/theme1.xml").decode()
        assert not [name for name in parts.namelist() if name.startswith("ppt/media/")]
    assert '<a:accent1><a:srgbClr val="1A52E3"/></a:accent1>' in theme
    assert deck.core_properties.language == "nl"


def test_a_deck_in_english_says_so(pack: Pack, english: Words) -> None:
    deck = Presentation(io.BytesIO(written(pack, english)))
    assert deck.slides[0].shapes.title.text_frame.text == "Accounts receivable"
