"""The first sheet: the figures of the day as formulas over named inputs, each with where it comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.exports.words import later
from core.exports.workbook.sheet import HEAD_ROW, Sheet, cell
from core.metrics.metric import Unit
from core.metrics.registry import METRICS

if TYPE_CHECKING:
    from core.exports.workbook.aging import AgingPlace
    from core.exports.workbook.trend import TrendPlace
    from core.metrics.metric import Metric, Value

FIGURE, NOW, BEFORE, CHANGE, NOTE = range(5)

FORMULAS: Final[dict[str, str]] = {
    "open_balance": "=open_balance",
    "past_due": "=past_due_balance",
    "past_due_share": "=past_due_balance/open_balance",
    "over_90_share": "=over_90_balance/open_balance",
    "percent_current": "=(open_balance-past_due_balance)/open_balance",
    "unallocated": "=unallocated_balance",
    "net_balance": "=open_balance-unallocated_balance",
    "dso": "=MAX(open_balance,0)/sales_of_period*days_in_period",
    "dso_net": "=MAX(open_balance-unallocated_balance,0)/sales_of_period*days_in_period",
    "best_possible_dso": "=MAX(open_balance-past_due_balance,0)/sales_of_period*days_in_period",
    "average_days_delinquent": "=MAX(open_balance,0)/sales_of_period*days_in_period-MAX(open_balance-past_due_balance,0)/sales_of_period*days_in_period",
    "collection_effectiveness": "=(opening_balance+sales_of_period/months_in_period-open_balance)/(opening_balance+sales_of_period/months_in_period-(open_balance-past_due_balance))",
}
"""Figures that follow from the named inputs; the others stand as values. Percentages are shares in a cell."""
INPUT_LABELS: Final = {
    "open_balance": later("Open balance of invoices"),
    "past_due_balance": later("Of that, past due"),
    "over_90_balance": later("Of that, in the oldest bucket"),
    "unallocated_balance": later("Unallocated credit notes and payments"),
    "opening_balance": later("Open balance at the start of the period"),
    "sales_of_period": later("Sales of the period"),
    "days_in_period": later("Days in the period"),
    "months_in_period": later("Months in the period"),
}
LIVE: Final = later("Worked out in this workbook.")
STATED: Final = later("Worked out by Saldo from rows that this workbook does not hold.")


def write_summary(sheet: Sheet, aging: AgingPlace, aging_sheet: Sheet, trend: TrendPlace, trend_sheet: Sheet) -> None:
    """Write the leading figures, every other figure, and the inputs under the names that the formulas use."""
    _, pack = sheet.words, sheet.pack
    sheet.widths([34, 20, 20, 13, 70])
    ends_on = max((day for day in trend.rows if day < pack.as_of), default=None)
    before = _("At {day}", day=_.short_day(ends_on)) if ends_on else _("Before")
    sheet.head(HEAD_ROW, [_("Figure"), _.short_day(pack.as_of), before, _("Change"), _("Note")], left=(FIGURE, NOTE))
    leading = [card.metric for card in pack.cards]
    others = [metric for metric in METRICS.values() if metric not in leading]
    row = HEAD_ROW + 1
    for metric in (*leading, *others):
        held = trend.columns.get(metric.slug)
        source = None if ends_on is None or held is None else trend_sheet.ref(trend.rows[ends_on], held)
        past = next((month.figures.get(metric.slug) for month in pack.months if month.ends_on == ends_on), None)
        _figure(sheet, metric, row, past, source)
        row += 1
    _inputs(sheet, row + 1, aging, aging_sheet)
    sheet.page.freeze_panes(HEAD_ROW + 1, 1)
    sheet.page.fit_to_pages(1, 1)


def _figure(sheet: Sheet, metric: Metric, row: int, past: float | None, source: str | None) -> None:
    """Write one figure: its value, the month-end before, the change, and a note."""
    _, value = sheet.words, sheet.pack.value(metric.slug)
    sheet.text(row, FIGURE, _(metric.label))
    style = sheet.formats.of(metric.unit)
    if value.value is not None and metric.slug in FORMULAS:
        sheet.formula(row, NOW, FORMULAS[metric.slug], sheet.shown(value.value, metric.unit), style)
        note = value.why or LIVE
    else:
        sheet.figure(row, NOW, value.value, metric.unit)
        note = value.why or STATED
    sheet.text(row, NOTE, _(note), sheet.formats.quiet)
    if past is not None and source is not None:
        sheet.formula(row, BEFORE, f"={source}", sheet.shown(past, metric.unit), style)
        _change(sheet, metric, row, value, past)


def _change(sheet: Sheet, metric: Metric, row: int, value: Value, past: float) -> None:
    """Write the change as a formula: money as a share, days in days, shares in points."""
    if value.value is None or (metric.unit is Unit.AMOUNT and not past):
        return
    now, then = sheet.shown(value.value, metric.unit), sheet.shown(past, metric.unit)
    here, there = cell(row, NOW), cell(row, BEFORE)
    formula, change = {
        Unit.AMOUNT: (f"={here}/{there}-1", now / then - 1 if then else 0.0),
        Unit.SHARE: (f"=({here}-{there})*100", (now - then) * 100),
        Unit.PERCENT: (f"=({here}-{there})*100", (now - then) * 100),
    }.get(metric.unit, (f"={here}-{there}", now - then))
    sheet.formula(row, CHANGE, formula, change, sheet.formats.of_change(metric.unit))


def _inputs(sheet: Sheet, top: int, aging: AgingPlace, held: Sheet) -> None:
    """Write the inputs and name their cells, so that a formula reads as its definition does."""
    _, measured = sheet.words, sheet.pack.measures
    total = sheet.pack.aging.total
    linked = {
        "open_balance": (f"={held.ref(aging.row, aging.open)}", total.open_minor),
        "past_due_balance": (f"={held.ref(aging.row, aging.past_due)}", total.past_due_minor),
        "over_90_balance": (f"={held.ref(aging.row, aging.buckets)}", total.minor[-1]),
        "unallocated_balance": (f"=-{held.ref(aging.row, aging.unallocated)}", -total.unallocated_minor),
    }
    sheet.head(top, [_("Worked out from"), "", _("Name in formulas")], left=(0, 2))
    for row, (name, label) in enumerate(INPUT_LABELS.items(), start=top + 1):
        sheet.text(row, FIGURE, _(label))
        sheet.text(row, BEFORE, name, sheet.formats.quiet)
        if name in linked:
            formula, minor = linked[name]
            sheet.formula(row, NOW, formula, sheet.units(minor))
        elif name in ("opening_balance", "sales_of_period"):
            sheet.money(row, NOW, measured.opening_minor if name == "opening_balance" else measured.sales_minor)
        else:
            sheet.number(row, NOW, measured.days if name == "days_in_period" else measured.months)
        sheet.book.define_name(name, f"={sheet.ref(row, NOW)}")
