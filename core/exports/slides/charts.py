"""Native charts: PowerPoint draws them from their own small workbook, which holds no cell that runs."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import xlsxwriter
from lxml.etree import SubElement
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.util import Pt

from core.exports import look
from core.exports.text import plain

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.slide import Slide

SHEET: Final = "Sheet1"
"""The name that the library's references to the workbook use."""
TEXT: Final = Pt(12)
LABEL: Final = Pt(11)
DARK: Final = (look.NAVY,)
"""Colours that take white letters."""


@dataclass(frozen=True, kw_only=True)
class Series:
    """One series; ``colour`` None draws nothing: the base of a waterfall."""

    name: str
    values: tuple[float | None, ...]
    colour: str | None
    has_labels: bool = False
    label_code: str | None = None


@dataclass(frozen=True, kw_only=True)
class Plot:
    """What a chart shows: names or months along one axis, series along the other, values in ``code``.

    ``every`` is how many categories share one label; ``lowest`` and ``axis_title`` tell of an axis that starts above zero.
    """

    categories: tuple[str, ...]
    series: tuple[Series, ...]
    code: str
    label_code: str | None = None
    has_legend: bool = True
    every: int = 1
    lowest: float | None = None
    axis_title: str = ""


@dataclass(frozen=True, kw_only=True)
class Box:
    """A place on a slide, in EMU."""

    left: int
    top: int
    width: int
    height: int


def stacked_bars(slide: Slide, plot: Plot, box: Box) -> Chart:
    """Draw horizontal stacked bars, the first category on top."""
    chart = _chart(slide, XL_CHART_TYPE.BAR_STACKED, plot, box)
    chart.category_axis.reverse_order = True
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    return chart


def stacked_columns(slide: Slide, plot: Plot, box: Box) -> Chart:
    """Draw stacked columns."""
    return _chart(slide, XL_CHART_TYPE.COLUMN_STACKED, plot, box)


def lines(slide: Slide, plot: Plot, box: Box) -> Chart:
    """Draw lines over months; a value that is missing is a gap."""
    return _chart(slide, XL_CHART_TYPE.LINE, plot, box)


def bars(slide: Slide, plot: Plot, box: Box) -> Chart:
    """Draw horizontal bars, the first category on top."""
    chart = _chart(slide, XL_CHART_TYPE.BAR_CLUSTERED, plot, box)
    chart.category_axis.reverse_order = True
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
    return chart


def _chart(slide: Slide, kind: Any, plot: Plot, box: Box) -> Chart:  # noqa: ANN401  # the library's enumeration has no one type
    """Add the chart, its own workbook in the place of the library's, and the looks all share."""
    told = CategoryChartData(number_format=plot.code)
    told.categories = [plain(each) for each in plot.categories]
    for series in plot.series:
        told.add_series(plain(series.name), series.values)
    frame = slide.shapes.add_chart(kind, box.left, box.top, box.width, box.height, told)
    chart = frame.chart
    chart.part.chart_workbook.update_from_xlsx_blob(_workbook(plot))
    chart.font.size = TEXT
    chart.font.color.rgb = RGBColor.from_string(look.GREY)
    chart.has_title = False
    chart.has_legend = plot.has_legend
    if plot.has_legend:
        chart.legend.position = XL_LEGEND_POSITION.BOTTOM
        chart.legend.include_in_layout = False
    _axes(chart, plot)
    if kind is not XL_CHART_TYPE.LINE:
        chart.plots[0].gap_width = 45
    for drawn, series in zip(chart.plots[0].series, plot.series, strict=True):
        _paint(drawn, series, plot, is_line=kind is XL_CHART_TYPE.LINE)
    return chart


def _axes(chart: Chart, plot: Plot) -> None:
    chart.value_axis.major_gridlines.format.line.color.rgb = RGBColor.from_string(look.LINE)
    chart.value_axis.format.line.fill.background()
    chart.value_axis.tick_labels.number_format = plot.label_code or plot.code
    chart.value_axis.tick_labels.number_format_is_linked = False
    chart.category_axis.format.line.color.rgb = RGBColor.from_string(look.LINE)
    chart.category_axis.major_tick_mark = XL_TICK_MARK.NONE
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if plot.every > 1:
        # The library has no word for this one.
        skip = SubElement(chart.category_axis._element, qn("c:tickLblSkip"))  # noqa: SLF001
        skip.set("val", str(plot.every))
        chart.category_axis._element.find(qn("c:noMultiLvlLbl")).addprevious(skip)  # noqa: SLF001
    if plot.lowest is not None:
        chart.value_axis.minimum_scale = plot.lowest
    if plot.axis_title:
        chart.value_axis.has_title = True
        title = chart.value_axis.axis_title.text_frame
        title.text = plot.axis_title
        title.paragraphs[0].runs[0].font.size, title.paragraphs[0].runs[0].font.bold = LABEL, False


def _paint(drawn: Any, series: Series, plot: Plot, *, is_line: bool) -> None:  # noqa: ANN401  # one class per kind of plot
    """Give one series its colour and, where it has any, its labels."""
    if is_line:
        drawn.smooth = False
        drawn.format.line.width = Pt(2.5)
        drawn.format.line.color.rgb = RGBColor.from_string(series.colour or look.GREY)
    elif series.colour is None:
        drawn.format.fill.background()
    else:
        drawn.format.fill.solid()
        drawn.format.fill.fore_color.rgb = RGBColor.from_string(series.colour)
    if series.has_labels:
        labels = drawn.data_labels
        labels.show_value = True
        labels.number_format = series.label_code or plot.label_code or plot.code
        labels.number_format_is_linked = False
        labels.font.size = LABEL
        labels.font.color.rgb = RGBColor.from_string("FFFFFF" if series.colour in DARK else look.INK)
        if not is_line and len(plot.series) == 1:
            labels.position = XL_LABEL_POSITION.OUTSIDE_END


def _workbook(plot: Plot) -> bytes:
    """Return the numbers behind the chart as people get them under *Edit data*; text in it is only ever text."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as book:
        page, code = book.add_worksheet(SHEET), book.add_format({"num_format": plot.code})
        text = book.add_format({"quote_prefix": True})
        page.set_column(0, 0, 30)
        for row, category in enumerate(plot.categories, start=1):
            page.write_string(row, 0, plain(category), text)
        for column, series in enumerate(plot.series, start=1):
            page.write_string(0, column, plain(series.name), text)
            for row, value in enumerate(series.values, start=1):
                if value is not None:
                    page.write_number(row, column, value, code)
    return target.getvalue()
