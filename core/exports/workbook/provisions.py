"""The sheet of the provision matrix: balances from the aging, loss rates, and the provision as a formula."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.exports.labels import bucket_label
from core.exports.workbook.sheet import HEAD_ROW, Sheet, cell, span
from core.money import precision

if TYPE_CHECKING:
    from core.exports.workbook.aging import AgingPlace

AGE, OPEN, RATE, PROVISION = range(4)


def write_provisions(sheet: Sheet, aging: AgingPlace, aging_sheet: Sheet) -> None:
    """Write one row a bucket: change a rate, and the provision follows."""
    _, pack = sheet.words, sheet.pack
    sheet.widths([30, 18, 13, 18])
    sheet.head(HEAD_ROW, [_("Age"), _("Open"), _("Loss rate"), _("Provision")])
    first, places = HEAD_ROW + 1, precision(pack.currency)
    for place, line in enumerate(pack.provisions):
        row, minor = first + place, pack.aging.total.minor[place]
        sheet.text(row, AGE, bucket_label(line.label, _))
        sheet.formula(row, OPEN, f"={aging_sheet.ref(aging.row, place + 1)}", sheet.units(minor))
        sheet.number(row, RATE, line.loss_share, sheet.formats.fine_share)
        formula = f"=ROUND({cell(row, OPEN)}*{cell(row, RATE)},{places})"
        sheet.formula(row, PROVISION, formula, sheet.units(line.provision_minor))
    total, last = first + len(pack.provisions), first + len(pack.provisions) - 1
    sheet.text(total, AGE, _("Total"), sheet.formats.text_total)
    whole = sum(line.provision_minor for line in pack.provisions)
    for column, minor in ((OPEN, pack.open_minor), (PROVISION, whole)):
        formula = f"=SUM({span(column, first, last)})"
        sheet.formula(total, column, formula, sheet.units(minor), sheet.formats.money_total)
    share = whole / pack.open_minor if pack.open_minor else 0.0
    formula = f"=IF({cell(total, OPEN)}=0,0,{cell(total, PROVISION)}/{cell(total, OPEN)})"
    sheet.formula(total, RATE, formula, share, sheet.formats.share_total)
    sheet.page.freeze_panes(first, 1)
