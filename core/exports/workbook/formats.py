"""How cells look: number formats of the pack's currency in the reader's locale, and the styles of Saldo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from babel.numbers import get_currency_symbol

from core.exports import look
from core.language import LOCALES
from core.metrics.metric import Unit
from core.money import precision

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

FONT: Final = "Arial"
"""A font that every office has: a workbook carries none."""
LOCALE_CODES: Final = {"nl": "413", "en": "809"}
"""Windows codes of Dutch (Netherlands) and English (United Kingdom), as number formats name a locale."""


def money_code(currency: str, language: str, *, decimals: int | None = None) -> str:
    """Return the number format of amounts: the currency's own sign and decimals, placed as the language does."""
    places = precision(currency) if decimals is None else decimals
    digits = "#,##0." + "0" * places if places else "#,##0"
    sign = f"[${get_currency_symbol(currency, locale=LOCALES[language])}-{LOCALE_CODES[language]}]"
    return f"{sign} {digits};{sign} -{digits}" if language == "nl" else f"{sign}{digits};-{sign}{digits}"


def day_code(language: str) -> str:
    """Return the number format of dates: day before month, the month named in the language."""
    return f"[$-{LOCALE_CODES[language]}]d mmm yyyy"


@dataclass(frozen=True, kw_only=True)
class Formats:
    """The formats of one workbook, by what a cell holds."""

    title: Format
    line: Format
    head: Format
    head_right: Format
    text: Format
    guarded: Format
    wrapped: Format
    quiet: Format
    undefined: Format
    money: Format
    money_total: Format
    text_total: Format
    days: Format
    days_change: Format
    share: Format
    share_total: Format
    fine_share: Format
    share_change: Format
    points_change: Format
    ratio: Format
    ratio_change: Format
    count: Format
    count_change: Format
    day: Format

    def of(self, unit: Unit) -> Format:
        """Return the format of a figure of ``unit``."""
        return {
            Unit.AMOUNT: self.money,
            Unit.DAYS: self.days,
            Unit.RATIO: self.ratio,
            Unit.COUNT: self.count,
        }.get(unit, self.share)

    def of_change(self, unit: Unit) -> Format:
        """Return the format of the change of a figure: money as a share, shares in points."""
        return {
            Unit.AMOUNT: self.share_change,
            Unit.DAYS: self.days_change,
            Unit.RATIO: self.ratio_change,
            Unit.COUNT: self.count_change,
        }.get(unit, self.points_change)


def formats(workbook: Workbook, currency: str, language: str, points: str) -> Formats:
    """Return the formats of ``workbook``; ``points`` is the short word for percentage points."""

    def made(**looks: Any) -> Format:  # noqa: ANN401  # xlsxwriter's own properties
        return workbook.add_format({"font_name": FONT, "font_size": 10, "valign": "top", **looks})

    money = money_code(currency, language)
    total = {"bold": True, "top": 1, "top_color": f"#{look.GREY}"}
    head = {
        "bold": True,
        "font_color": f"#{look.GREY}",
        "bg_color": f"#{look.PALE}",
        "bottom": 1,
        "bottom_color": f"#{look.LINE}",
        "text_wrap": True,
        "valign": "vcenter",
    }
    return Formats(
        title=made(bold=True, font_size=16, font_color=f"#{look.NAVY}"),
        line=made(font_color=f"#{look.GREY}"),
        head=made(**head),
        head_right=made(**head, align="right"),
        text=made(),
        # The mark by which Excel takes a cell as text even after somebody edits it.
        guarded=made(quote_prefix=True),
        wrapped=made(text_wrap=True),
        quiet=made(font_color=f"#{look.GREY}", text_wrap=True, indent=1),
        undefined=made(font_color=f"#{look.GREY}", align="right"),
        money=made(num_format=money),
        money_total=made(num_format=money, **total),
        text_total=made(**total),
        days=made(num_format="0.0"),
        days_change=made(num_format="+0.0;-0.0;0.0"),
        share=made(num_format="0.0%"),
        share_total=made(num_format="0.0%", **total),
        fine_share=made(num_format="0.00%"),
        share_change=made(num_format="+0.0%;-0.0%;0.0%"),
        points_change=made(num_format=f'+0.0" {points}";-0.0" {points}";0.0" {points}"'),
        ratio=made(num_format="0.00"),
        ratio_change=made(num_format="+0.00;-0.00;0.00"),
        count=made(num_format="#,##0"),
        count_change=made(num_format="+#,##0;-#,##0;0"),
        day=made(num_format=day_code(language), align="left"),
    )
