"""The sheet of the month-ends: what the DSO family is worked out from, and the figures as formulas over it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.exports import look
from core.exports.workbook.sheet import HEAD_ROW, Sheet, cell, span
from core.metrics.metric import Unit
from core.metrics.period import window
from core.metrics.registry import METRICS
from core.metrics.trend import TREND_METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.exports.pack import MonthEnd

DAY, OPEN, PAST_DUE, UNALLOCATED, MONTH, SALES, DAYS, FIGURES = range(8)
"""Columns: the inputs, and the first of the figures."""
INPUTS: Final = {"open_balance": OPEN, "past_due": PAST_DUE, "unallocated": UNALLOCATED}

FORMULAS: Final[dict[str, str]] = {
    "past_due_share": "={past_due}/{open}",
    "percent_current": "=({open}-{past_due})/{open}",
    "net_balance": "={open}-{unallocated}",
    "dso": "=MAX({open},0)/{sales}*{days}",
    "dso_net": "=MAX({open}-{unallocated},0)/{sales}*{days}",
    "best_possible_dso": "=MAX({open}-{past_due},0)/{sales}*{days}",
    "average_days_delinquent": "=MAX({open},0)/{sales}*{days}-MAX({open}-{past_due},0)/{sales}*{days}",
}
"""Figures that follow from the inputs of their own row; the others stand as values."""


@dataclass(frozen=True, kw_only=True)
class TrendPlace:
    """Where the month-ends stand: the row of each, the column of each figure, and the first and last row of the course."""

    rows: Mapping[date, int]
    columns: Mapping[str, int]
    first: int
    last: int


def write_trend(sheet: Sheet) -> TrendPlace:
    """Write the month-ends and the chart of the DSO family, and return where they stand."""
    _, pack = sheet.words, sheet.pack
    # What a trend shows stands next to its inputs; everything else follows.
    shown = dict.fromkeys((*pack.courses, *TREND_METRICS))
    slugs = [slug for slug in shown if slug not in INPUTS]
    columns = INPUTS | {slug: FIGURES + place for place, slug in enumerate(slugs)}
    months = pack.measures.months
    heads = [
        _("Month-end"),
        *(_(METRICS[slug].label) for slug in INPUTS),
        _("Sales of the month"),
        _.count("Sales of {n} month", "Sales of {n} months", months),
        _("Days in them"),
        *(_(METRICS[slug].label) for slug in slugs),
    ]
    sheet.head(HEAD_ROW, heads)
    sheet.page.set_row(HEAD_ROW, 42)
    sheet.widths([14, 17, 17, 16, 16, 17, 9, *([13] * len(slugs))])
    sheet.page.freeze_panes(HEAD_ROW + 1, 1)
    sheet.page.repeat_rows(HEAD_ROW)
    sheet.page.repeat_columns(DAY)
    sheet.page.fit_to_pages(3, 1)  # forty columns on one page nobody can read
    first = HEAD_ROW + 1 + len(pack.lead_months)
    for row, month in enumerate(pack.lead_months, start=HEAD_ROW + 1):
        sheet.day(row, DAY, month.ends_on)
        sheet.money(row, MONTH, month.sales_minor)
    rolling = (*pack.lead_months, *pack.months)
    rows = {}
    for at, month in enumerate(pack.months, start=len(pack.lead_months)):
        row = HEAD_ROW + 1 + at
        rows[month.ends_on] = row
        _month(sheet, month, row, columns, sold=rolling[max(at - months + 1, 0) : at + 1])
    place = TrendPlace(rows=rows, columns=columns, first=first, last=first + len(pack.months) - 1)
    if len(pack.course) > 1:
        _chart(sheet, place)
    return place


def _month(sheet: Sheet, month: MonthEnd, row: int, columns: Mapping[str, int], *, sold: tuple[MonthEnd, ...]) -> None:
    """Write one month-end; ``sold`` are the months of its period, itself last."""
    months, sales = sheet.pack.measures.months, sum(each.sales_minor for each in sold)
    days = window(month.ends_on, months).days
    sheet.day(row, DAY, month.ends_on)
    for slug, column in INPUTS.items():
        sheet.figure(row, column, month.figures.get(slug), Unit.AMOUNT)
    sheet.money(row, MONTH, month.sales_minor)
    sheet.formula(row, SALES, f"=SUM({span(MONTH, row - len(sold) + 1, row)})", sheet.units(sales))
    sheet.formula(row, DAYS, f"={cell(row, DAY)}-EOMONTH({cell(row, DAY)},-{months})", days, sheet.formats.count)
    named = {
        "open": cell(row, OPEN),
        "past_due": cell(row, PAST_DUE),
        "unallocated": cell(row, UNALLOCATED),
        "sales": cell(row, SALES),
        "days": cell(row, DAYS),
    }
    for slug in columns.keys() - INPUTS.keys():
        value, unit = month.figures.get(slug), METRICS[slug].unit
        if slug in FORMULAS and value is not None:
            formula = FORMULAS[slug].format(**named)
            sheet.formula(row, columns[slug], formula, sheet.shown(value, unit), sheet.formats.of(unit))
        else:
            sheet.figure(row, columns[slug], value, unit)


def _chart(sheet: Sheet, place: TrendPlace) -> None:
    """Draw the DSO family as lines that read the cells."""
    chart = sheet.book.add_chart({"type": "line"})
    first = place.last + 1 - len(sheet.pack.course)
    shown = [slug for slug in sheet.pack.courses if slug in place.columns]
    for slug, colour in zip(shown, look.LINES, strict=False):
        column = place.columns[slug]
        chart.add_series(
            {
                "name": [sheet.name, HEAD_ROW, column],
                "categories": [sheet.name, first, DAY, place.last, DAY],
                "values": [sheet.name, first, column, place.last, column],
                "line": {"color": f"#{colour}", "width": 2.25},
            }
        )
    chart.set_title({"name": sheet.words("24 month-ends"), "name_font": {"size": 12, "bold": True}})
    chart.set_x_axis({"date_axis": True, "num_format": "mmm yy", "major_unit": 3, "major_unit_type": "months"})
    chart.set_y_axis({"num_format": "0", "major_gridlines": {"visible": True, "line": {"color": f"#{look.LINE}"}}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 980, "height": 340})
    sheet.page.insert_chart(place.last + 2, 1, chart, {"description": sheet.words("24 month-ends")})
