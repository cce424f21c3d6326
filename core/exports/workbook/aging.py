"""The sheet of the aging: split every way, with totals and shares as formulas, and its chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.exports import look
from core.exports.labels import SPLITS, bucket_label, group_label
from core.exports.workbook.formats import money_code
from core.exports.workbook.sheet import HEAD_ROW, Sheet, cell, span

if TYPE_CHECKING:
    from core.exports.pack import AgedGroup, AgedTable


@dataclass(frozen=True, kw_only=True)
class AgingPlace:
    """Where the total of the first aging stands: its row, and the columns of buckets, open, past due and unallocated."""

    row: int
    buckets: int

    @property
    def open(self) -> int:
        """Column of the open balance."""
        return self.buckets + 1

    @property
    def past_due(self) -> int:
        """Column of what is past due."""
        return self.buckets + 2

    @property
    def unallocated(self) -> int:
        """Column of what is unallocated."""
        return self.buckets + 4


def write_aging(sheet: Sheet) -> AgingPlace:
    """Write every split below the one before, a chart of the first beside it, and return where its total stands."""
    first = sheet.pack.aging
    width = len(first.buckets)
    sheet.widths([30, *([15] * width), 16, 16, 11, 15, 16])
    place, row = None, HEAD_ROW
    for table in sheet.pack.agings:
        total_row = _table(sheet, table, row)
        place = place or AgingPlace(row=total_row, buckets=width)
        row = total_row + 4
    sheet.page.freeze_panes(HEAD_ROW + 1, 1)
    _chart(sheet, first, row)
    return place or AgingPlace(row=HEAD_ROW, buckets=width)


def _table(sheet: Sheet, table: AgedTable, top: int) -> int:
    """Write one split from row ``top`` on, and return the row of its total."""
    _, width = sheet.words, len(table.buckets)
    labels = [bucket_label(bucket.label, _) for bucket in table.buckets]
    sheet.head(
        top,
        [_(SPLITS[table.group]), *labels, _("Open"), _("Past due"), _("Share late"), _("Unallocated"), _("Net")],
    )
    for row, group in enumerate(table.rows, start=top + 1):
        sheet.text(row, 0, group_label(sheet.pack, table.group, group.name, _))
        for column, minor in enumerate(group.minor, start=1):
            sheet.money(row, column, minor)
        _sums(sheet, group, row, width)
        sheet.money(row, width + 4, group.unallocated_minor)
    return _totals(sheet, table, top + 1, top + len(table.rows))


def _sums(sheet: Sheet, group: AgedGroup, row: int, width: int, *, is_total: bool = False) -> None:
    """Write what follows from the buckets of one row."""
    style = sheet.formats.money_total if is_total else sheet.formats.money
    share = sheet.formats.share_total if is_total else sheet.formats.share
    net = group.open_minor + group.unallocated_minor
    buckets, late = f"{cell(row, 1)}:{cell(row, width)}", f"{cell(row, 2)}:{cell(row, width)}"
    sheet.formula(row, width + 1, f"=SUM({buckets})", sheet.units(group.open_minor), style)
    sheet.formula(row, width + 2, f"=SUM({late})", sheet.units(group.past_due_minor), style)
    late_share = group.past_due_minor / group.open_minor if group.open_minor else 0.0
    open_, past_due = cell(row, width + 1), cell(row, width + 2)
    sheet.formula(row, width + 3, f"=IF({open_}=0,0,{past_due}/{open_})", late_share, share)
    sheet.formula(row, width + 5, f"={open_}+{cell(row, width + 4)}", sheet.units(net), style)


def _totals(sheet: Sheet, table: AgedTable, first: int, last: int) -> int:
    """Write the total and each bucket's share of it, and return the row of the total."""
    row, width, total = last + 1, len(table.buckets), table.total
    sheet.text(row, 0, sheet.words("Total"), sheet.formats.text_total)
    for column, minor in [*enumerate(total.minor, start=1), (width + 4, total.unallocated_minor)]:
        sheet.formula(row, column, f"=SUM({span(column, first, last)})", sheet.units(minor), sheet.formats.money_total)
    _sums(sheet, total, row, width, is_total=True)
    sheet.text(row + 1, 0, sheet.words("Share"), sheet.formats.line)
    open_ = cell(row, width + 1)
    for column, minor in enumerate(total.minor, start=1):
        share = minor / total.open_minor if total.open_minor else 0.0
        sheet.formula(row + 1, column, f"=IF({open_}=0,0,{cell(row, column)}/{open_})", share, sheet.formats.share)
    return row


def _chart(sheet: Sheet, table: AgedTable, row: int) -> None:
    """Draw the first split as stacked bars that read the cells."""
    first, last = HEAD_ROW + 1, HEAD_ROW + len(table.rows)
    chart = sheet.book.add_chart({"type": "bar", "subtype": "stacked"})
    for place in range(len(table.buckets)):
        chart.add_series(
            {
                "name": [sheet.name, HEAD_ROW, place + 1],
                "categories": [sheet.name, first, 0, last, 0],
                "values": [sheet.name, first, place + 1, last, place + 1],
                "fill": {"color": f"#{look.age(place)}"},
                "gap": 45,
            }
        )
    chart.set_title({"name": sheet.words("Open balance by age"), "name_font": {"size": 12, "bold": True}})
    chart.set_y_axis({"reverse": True, "line": {"none": True}, "major_tick_mark": "none"})
    chart.set_x_axis(
        {
            "num_format": money_code(sheet.pack.currency, sheet.words.language, decimals=0),
            "label_position": "high",  # the axis follows the reversed names to the top; its labels go below
            "major_gridlines": {"visible": True, "line": {"color": f"#{look.LINE}"}},
            "line": {"none": True},
        }
    )
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 980, "height": max(320, 60 + 44 * len(table.rows))})
    sheet.page.insert_chart(row, 0, chart, {"description": sheet.words("Open balance by age")})
