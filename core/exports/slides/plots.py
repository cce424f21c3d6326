"""The chart of each chapter, from the figures of a pack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pptx.util import Inches

from core.exports import look
from core.exports.chapters import Chapter
from core.exports.labels import bucket_label, group_label
from core.exports.shares import days_of_group, leading_rows
from core.exports.slides.charts import Box, Plot, Series, bars, lines, stacked_bars, stacked_columns
from core.exports.slides.theme import WIDTH
from core.exports.steps import axis_start
from core.exports.steps import bars as waterfall
from core.exports.text import plain
from core.exports.workbook.formats import money_code
from core.metrics.registry import METRICS
from core.money import to_decimal

if TYPE_CHECKING:
    from collections.abc import Callable

    from pptx.slide import Slide

    from core.exports.pack import Pack
    from core.exports.words import Words

LEFT: Final = Inches(0.5)
WHOLE: Final = Box(left=LEFT, top=Inches(1.6), width=WIDTH - 2 * LEFT, height=Inches(5.3))
BELOW_CARDS: Final = Box(left=LEFT, top=Inches(3.1), width=WIDTH - 2 * LEFT, height=Inches(3.8))
DAYS_CODE: Final = "0.0"
NAMED: Final = 12
QUARTER: Final = 3
SHORT_NAME: Final = 40


def _units(pack: Pack, minor: float | None) -> float | None:
    return None if minor is None else float(to_decimal(round(minor), pack.currency))


def _money(pack: Pack, words: Words) -> str:
    return money_code(pack.currency, words.language, decimals=0)


def _aging(slide: Slide, pack: Pack, words: Words, box: Box = WHOLE) -> None:
    rows = leading_rows(pack.aging)
    labels = tuple(
        group_label(pack, pack.aging.group, row.name, words) if row.name else words("Others") for row in rows
    )
    series = tuple(
        Series(
            name=bucket_label(bucket.label, words),
            values=tuple(_units(pack, row.minor[place]) for row in rows),
            colour=look.age(place),
        )
        for place, bucket in enumerate(pack.aging.buckets)
    )
    stacked_bars(slide, Plot(categories=labels, series=series, code=_money(pack, words)), box)


def _summary(slide: Slide, pack: Pack, words: Words) -> None:
    total = pack.aging.total
    series = Series(
        name=words("Open balance"),
        values=tuple(_units(pack, minor) for minor in total.minor),
        colour=look.BLUE,
        has_labels=True,
    )
    labels = tuple(bucket_label(bucket.label, words) for bucket in pack.aging.buckets)
    bars(slide, Plot(categories=labels, series=(series,), code=_money(pack, words), has_legend=False), BELOW_CARDS)


def _trend(slide: Slide, pack: Pack, words: Words) -> None:
    series = tuple(
        Series(
            name=words(METRICS[slug].label),
            values=tuple(month.figures.get(slug) for month in pack.course),
            colour=colour,
        )
        for slug, colour in zip(pack.courses, look.LINES, strict=False)
    )
    if pack.target_days is not None:
        aim = Series(name=words("Target"), values=(pack.target_days,) * len(pack.course), colour=look.GREEN)
        series = (*series, aim)
    ends = tuple(words.month(month.ends_on) for month in pack.course)
    lines(slide, Plot(categories=ends, series=series, code=DAYS_CODE, label_code="0", every=QUARTER), WHOLE)


def _balances(slide: Slide, pack: Pack, words: Words) -> None:
    def values(late: bool) -> tuple[float | None, ...]:
        return tuple(
            _units(
                pack,
                (month.figures["past_due"] or 0)
                if late
                else (month.figures["open_balance"] or 0) - (month.figures["past_due"] or 0),
            )
            for month in pack.course
        )

    series = (
        Series(name=bucket_label("current", words), values=values(late=False), colour=look.AGES[0]),
        Series(name=words("Past due"), values=values(late=True), colour=look.AGES[3]),
    )
    ends = tuple(words.month(month.ends_on) for month in pack.course)
    stacked_columns(slide, Plot(categories=ends, series=series, code=_money(pack, words), every=QUARTER), WHOLE)


def _bridge(slide: Slide, pack: Pack, words: Words) -> None:
    if pack.bridge is None:
        return
    drawn = waterfall(pack.bridge, words)
    series = (
        Series(name=words("Base"), values=tuple(bar.base for bar in drawn), colour=None),
        Series(name="DSO", values=tuple(bar.whole or None for bar in drawn), colour=look.NAVY, has_labels=True),
        Series(
            name=words("Longer"),
            values=tuple(bar.shown_days if bar.up else None for bar in drawn),
            colour=look.LONGER,
            has_labels=True,
            label_code=f"+{DAYS_CODE}",
        ),
        Series(
            name=words("Shorter"),
            values=tuple(-bar.shown_days if bar.down else None for bar in drawn),
            colour=look.SHORTER,
            has_labels=True,
            label_code=f"\u2212{DAYS_CODE}",
        ),
    )
    lowest = axis_start(pack.bridge)
    plot = Plot(
        categories=tuple(bar.label for bar in drawn),
        series=series,
        code=DAYS_CODE,
        label_code=None,
        has_legend=False,
        lowest=lowest,
        axis_title=words("days; the axis starts at {n}", n=words.number(lowest)) if lowest else words("days"),
    )
    stacked_columns(slide, plot, WHOLE)


def _segments(slide: Slide, pack: Pack, words: Words) -> None:
    rows = leading_rows(pack.aging)
    labels = tuple(
        group_label(pack, pack.aging.group, row.name, words) if row.name else words("Others") for row in rows
    )
    days = [days_of_group(pack, row) for row in rows]
    series = (
        Series(
            name=bucket_label("current", words),
            values=tuple(each.current for each in days),
            colour=look.AGES[0],
            has_labels=True,
        ),
        Series(
            name=words("Past due"), values=tuple(each.past_due for each in days), colour=look.AGES[3], has_labels=True
        ),
    )
    stacked_bars(slide, Plot(categories=labels, series=series, code=DAYS_CODE), WHOLE)


def _customers(slide: Slide, pack: Pack, words: Words) -> None:
    named = pack.customers.lines[:NAMED]
    series = (
        Series(
            name=bucket_label("current", words),
            values=tuple(_units(pack, line.open_minor - line.past_due_minor) for line in named),
            colour=look.AGES[0],
        ),
        Series(
            name=words("Past due"),
            values=tuple(_units(pack, line.past_due_minor) for line in named),
            colour=look.AGES[3],
        ),
    )
    labels = tuple(plain(line.name, SHORT_NAME) for line in named)
    stacked_bars(slide, Plot(categories=labels, series=series, code=_money(pack, words)), WHOLE)


def _provisions(slide: Slide, pack: Pack, words: Words) -> None:
    series = Series(
        name=words("Provision"),
        values=tuple(_units(pack, line.provision_minor) for line in pack.provisions),
        colour=look.AGES[4],
        has_labels=True,
    )
    labels = tuple(bucket_label(line.label, words) for line in pack.provisions)
    bars(slide, Plot(categories=labels, series=(series,), code=_money(pack, words), has_legend=False), WHOLE)


DRAWN: Final[dict[Chapter, Callable[[Slide, Pack, Words], None]]] = {
    Chapter.SUMMARY: _summary,
    Chapter.AGING: _aging,
    Chapter.TREND: _trend,
    Chapter.BALANCES: _balances,
    Chapter.BRIDGE: _bridge,
    Chapter.SEGMENTS: _segments,
    Chapter.CUSTOMERS: _customers,
    Chapter.PROVISIONS: _provisions,
}
