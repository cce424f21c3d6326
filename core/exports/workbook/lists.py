"""The sheets that list: customers, open items, and what every figure means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.exports.labels import DOCUMENTS, segment_label
from core.exports.workbook.sheet import HEAD_ROW, Sheet, cell, span
from core.metrics.registry import METRICS

if TYPE_CHECKING:
    from core.exports.pack import CustomerLine, Item, Items

TOP = HEAD_ROW + 1


def write_customers(sheet: Sheet) -> None:
    """Write the largest customers, the others in one row, and shares of the whole as formulas."""
    _, pack, lines = sheet.words, sheet.pack, sheet.pack.customers.lines
    sheet.widths([6, 36, 14, 12, 16, 20, 17, 10, 11, 17, 10, 10, 11])
    sheet.head(
        HEAD_ROW,
        [
            _("No."),
            _("Customer"),
            _("Customer number"),
            _("Own company"),
            _("Country"),
            _("Segment"),
            _("Open"),
            _("Share"),
            _("Running share"),
            _("Past due"),
            _("Share late"),
            _("Oldest days"),
            _("Usual days late"),
        ],
        left=(0, 1, 2, 3, 4, 5),
    )
    sheet.page.set_row(HEAD_ROW, 30)
    running = 0
    for row, line in enumerate(lines, start=TOP):
        running += line.open_minor
        _customer(sheet, line, row, running)
    last = TOP + len(lines) - 1
    rest, total = last + 1, last + 2
    others = pack.open_minor - running
    sheet.text(rest, 1, _.count("{n} other customer", "{n} other customers", pack.customers.total - len(lines)))
    named = span(6, TOP, last) if lines else "0"
    sheet.formula(rest, 6, f"=open_balance-SUM({named})", sheet.units(others))
    _share(sheet, rest, 7, others)
    sheet.text(total, 1, _("Total"), sheet.formats.text_total)
    sheet.formula(total, 6, f"=SUM({span(6, TOP, rest)})", sheet.units(pack.open_minor), sheet.formats.money_total)
    sheet.page.freeze_panes(TOP, 2)
    sheet.page.repeat_rows(HEAD_ROW)


def _customer(sheet: Sheet, line: CustomerLine, row: int, running: int) -> None:
    sheet.number(row, 0, row - TOP + 1)
    segment = segment_label(sheet.pack, line.segment, sheet.words)
    texts = (line.name, line.customer_id, line.entity, sheet.words.country(line.country), segment)
    for column, text in enumerate(texts, start=1):
        sheet.text(row, column, text)
    sheet.money(row, 6, line.open_minor)
    _share(sheet, row, 7, line.open_minor)
    so_far = running / sheet.pack.open_minor if sheet.pack.open_minor else 0.0
    sheet.formula(row, 8, f"=SUM({cell(TOP, 7)}:{cell(row, 7)})", so_far, sheet.formats.share)
    sheet.money(row, 9, line.past_due_minor)
    late = line.past_due_minor / line.open_minor if line.open_minor else 0.0
    open_, past_due = cell(row, 6), cell(row, 9)
    sheet.formula(row, 10, f"=IF({open_}=0,0,{past_due}/{open_})", late, sheet.formats.share)
    sheet.number(row, 11, line.oldest_days)
    if line.mean_days_late is not None:
        sheet.number(row, 12, line.mean_days_late, sheet.formats.days)


def _share(sheet: Sheet, row: int, column: int, minor: int) -> None:
    """Write the share of the whole open balance that the amount to the left is."""
    share = minor / sheet.pack.open_minor if sheet.pack.open_minor else 0.0
    formula = f"=IF(open_balance=0,0,{cell(row, column - 1)}/open_balance)"
    sheet.formula(row, column, formula, share, sheet.formats.share)


def write_items(sheet: Sheet, items: Items) -> None:
    """Write the largest open items, what is not listed in one row, and their sum."""
    _ = sheet.words
    sheet.widths([32, 14, 12, 14, 18, 14, 18, 12, 12, 10, 16, 16, 10, 34])
    heads = [
        _("Customer"),
        _("Customer number"),
        _("Own company"),
        _("Country"),
        _("Segment"),
        _("Document"),
        _("Number"),
        _("Issued"),
        _("Due"),
        _("Days late"),
        _("Amount"),
        _("Balance"),
        _("In dispute"),
        _("File and line"),
    ]
    sheet.head(HEAD_ROW, heads, left=(0, 1, 2, 3, 4, 5, 6, 7, 8, 12, 13))
    for row, item in enumerate(items.lines, start=TOP):
        _item(sheet, item, row)
    last = TOP + len(items.lines) - 1
    rest, total = last + 1, last + 2
    others = items.total_minor - sum(item.balance_minor for item in items.lines)
    sheet.text(rest, 0, _.count("{n} other item", "{n} other items", items.total - len(items.lines)))
    sheet.money(rest, 11, others)
    sheet.text(total, 0, _("Total"), sheet.formats.text_total)
    sheet.formula(total, 11, f"=SUM({span(11, TOP, rest)})", sheet.units(items.total_minor), sheet.formats.money_total)
    if items.lines:
        sheet.page.autofilter(HEAD_ROW, 0, last, len(heads) - 1)
    sheet.page.freeze_panes(TOP, 1)
    sheet.page.repeat_rows(HEAD_ROW)


def _item(sheet: Sheet, item: Item, row: int) -> None:
    _ = sheet.words
    texts = (
        item.customer,
        item.customer_id,
        item.entity,
        _.country(item.country),
        segment_label(sheet.pack, item.segment, _),
        _(DOCUMENTS[item.document_type]),
        item.number,
    )
    for column, text in enumerate(texts):
        sheet.text(row, column, text)
    sheet.day(row, 7, item.issued_on)
    sheet.day(row, 8, item.due_on)
    sheet.number(row, 9, item.days_past_due)
    sheet.money(row, 10, item.amount_minor)
    sheet.money(row, 11, item.balance_minor)
    sheet.text(row, 12, _("yes") if item.is_disputed else "")
    sheet.text(row, 13, item.source)


def write_definitions(sheet: Sheet) -> None:
    """Write every figure with its definition, formula, what to mind, and where the definition comes from."""
    _ = sheet.words
    sheet.widths([30, 60, 60, 60, 46])
    sheet.head(
        HEAD_ROW,
        [_("Figure"), _("Definition"), _("Formula"), _("Mind"), _("Source")],
        left=(0, 1, 2, 3, 4),
    )
    for row, metric in enumerate(METRICS.values(), start=TOP):
        texts = (_(metric.label), _(metric.definition), _(metric.formula), _(metric.warning), metric.reference)
        for column, text in enumerate(texts):
            sheet.text(row, column, text, sheet.formats.wrapped)
    sheet.page.freeze_panes(TOP, 1)
    sheet.page.repeat_rows(HEAD_ROW)
