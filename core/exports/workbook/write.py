"""Writing a pack as a workbook."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

import xlsxwriter

from core.exports.chapters import TITLES, Chapter, tell
from core.exports.labels import POINTS, subject
from core.exports.words import later
from core.exports.workbook.aging import write_aging
from core.exports.workbook.bridge import write_bridge
from core.exports.workbook.formats import formats
from core.exports.workbook.lists import write_customers, write_definitions, write_items
from core.exports.workbook.provisions import write_provisions
from core.exports.workbook.sheet import Sheet, add_sheet
from core.exports.workbook.summary import write_summary
from core.exports.workbook.trend import write_trend

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.exports.pack import Pack
    from core.exports.words import Words

# Nothing that comes out of a ledger may become a formula, a link or a number by the look of it.
OPTIONS: Final = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}


def write_xlsx(pack: Pack, words: Words, target: IO[bytes], tell_progress: Callable[[float, str], None]) -> None:
    """Write ``pack`` as a workbook to ``target``."""
    _ = words
    with xlsxwriter.Workbook(target, OPTIONS) as book:
        book.set_properties(
            {
                "title": _(TITLES[Chapter.SUMMARY]),
                "subject": subject(pack, _),
                "author": "Saldo",
                "created": pack.made_at.replace(tzinfo=None),
            }
        )
        book.set_calc_mode("auto")
        point = _(POINTS).replace("{n}", "").strip()
        looks = formats(book, pack.currency, _.language, point)

        def sheet(name: str, chapter: Chapter) -> Sheet:
            told = tell(pack, chapter, _)
            return named(name, told.title, told.finding)

        def named(name: str, title: str, finding: str) -> Sheet:
            return add_sheet(book, looks, pack, _, name=name, title=title, finding=finding)

        summary = sheet(_("Summary"), Chapter.SUMMARY)
        aging = sheet(_("Aging"), Chapter.AGING)
        trend = sheet(_("Trend"), Chapter.TREND)
        tell_progress(0.1, later("Aging"))
        aging_place = write_aging(aging)
        tell_progress(0.3, later("Trend"))
        write_summary(summary, aging_place, aging, write_trend(trend), trend)
        if pack.bridge is not None:
            write_bridge(sheet(_("Bridge"), Chapter.BRIDGE), pack.bridge)
        if pack.provisions:
            write_provisions(sheet(_("Provision"), Chapter.PROVISIONS), aging_place, aging)
        tell_progress(0.5, later("Customers"))
        write_customers(sheet(_("Customers"), Chapter.CUSTOMERS))
        if pack.items is not None:
            tell_progress(0.6, later("Open items"))
            listed = _(
                "The {n} largest of {all} open items, by balance.",
                n=_.number(len(pack.items.lines)),
                all=_.number(pack.items.total),
            )
            write_items(named(_("Open items"), _("Open items"), listed), pack.items)
        write_definitions(named(_("Definitions"), _("What every figure means"), ""))
        tell_progress(0.9, later("Writing the file"))
