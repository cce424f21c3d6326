"""The sheet of the bridge: each part as a number, the end as a formula, and a waterfall that reads the cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.exports import look
from core.exports.steps import axis_start, bars
from core.exports.workbook.sheet import HEAD_ROW, Sheet, cell

if TYPE_CHECKING:
    from core.exports.pack import Bridge

PART, DAYS, BASE, UP, DOWN, WHOLE = range(6)
SHOWN = {BASE: None, WHOLE: look.NAVY, UP: look.LONGER, DOWN: look.SHORTER}


def write_bridge(sheet: Sheet, bridge: Bridge) -> None:
    """Write the bridge from its start to its end, and draw it."""
    _ = sheet.words
    sheet.widths([40, 12, 12, 12, 12, 12])
    sheet.head(HEAD_ROW, [_("Part"), _("Days"), _("Base"), _("Longer"), _("Shorter"), _("DSO")])
    first = HEAD_ROW + 1
    drawn = bars(bridge, _)
    for row, bar in enumerate(drawn, start=first):
        sheet.text(row, PART, bar.label)
        is_end = row == first + len(drawn) - 1
        if is_end:
            formula = f"=SUM({cell(first, DAYS)}:{cell(row - 1, DAYS)})"
            sheet.formula(row, DAYS, formula, bridge.to_days, sheet.formats.days)
        else:
            sheet.number(row, DAYS, bar.days, sheet.formats.days)
        for column, value in ((BASE, bar.base), (UP, bar.up), (DOWN, bar.down), (WHOLE, bar.whole)):
            sheet.number(row, column, value, sheet.formats.days)
    sheet.text(first + len(drawn) + 1, PART, _(bridge.method), sheet.formats.line)
    _chart(sheet, bridge, first, first + len(drawn) - 1)
    sheet.page.freeze_panes(first, 1)


def _chart(sheet: Sheet, bridge: Bridge, first: int, last: int) -> None:
    chart = sheet.book.add_chart({"type": "column", "subtype": "stacked"})
    for column, colour in SHOWN.items():
        chart.add_series(
            {
                "name": [sheet.name, HEAD_ROW, column],
                "categories": [sheet.name, first, PART, last, PART],
                "values": [sheet.name, first, column, last, column],
                "fill": {"none": True} if colour is None else {"color": f"#{colour}"},
                "gap": 40,
            }
        )
    chart.set_legend({"none": True})
    chart.set_y_axis(
        {
            "num_format": "0",
            "min": axis_start(bridge),
            "major_gridlines": {"visible": True, "line": {"color": f"#{look.LINE}"}},
        }
    )
    chart.set_size({"width": 980, "height": 360})
    sheet.page.insert_chart(last + 4, 0, chart, {"description": sheet.words("What moved the DSO?")})
