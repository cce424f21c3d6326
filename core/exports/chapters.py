"""The chapters of an export: each a title, one finding computed from the figures, and the definition behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from core.exports.labels import NAME, change, group_label, in_words
from core.exports.text import plain
from core.exports.words import later
from core.metrics.metric import Unit
from core.metrics.registry import METRICS

if TYPE_CHECKING:
    from core.exports.pack import Pack
    from core.exports.words import Words
    from core.metrics.metric import Metric

YEAR: Final = 12
NAMED_CUSTOMERS: Final = 10


class Chapter(StrEnum):
    """What an export tells, in this order; a chapter without figures is left out."""

    SUMMARY = "summary"
    AGING = "aging"
    TREND = "trend"
    BALANCES = "balances"
    BRIDGE = "bridge"
    SEGMENTS = "segments"
    CUSTOMERS = "customers"
    PROVISIONS = "provisions"


TITLES: Final = {
    Chapter.SUMMARY: later("Accounts receivable"),
    Chapter.AGING: later("How old is what is open?"),
    Chapter.TREND: later("How long do we wait for our money?"),
    Chapter.BALANCES: later("How much is open, and how much of it late?"),
    Chapter.BRIDGE: later("What moved the DSO?"),
    Chapter.SEGMENTS: later("Where do the days sit?"),
    Chapter.CUSTOMERS: later("Who owes most?"),
    Chapter.PROVISIONS: later("What may be lost?"),
}
AGING_MEANS: Final = later(
    "Open invoices by the days they are past due on the day asked; current is due on that day or later. Credit notes and payments that no invoice has used are apart, under unallocated, in no bucket."
)
SHARE_OF_DAYS: Final = later(
    "Each segment's open balance put in days of all sales of the period: the days of all segments add up to the DSO."
)
CUSTOMERS_MEAN: Final = later(
    "Open balance of invoices per customer of an own company, the largest first; unallocated payments are not taken off. Usual days late is the mean of invoices settled in the last twelve months, negative is early."
)
PROVISIONS_MEAN: Final = later(
    "IFRS 9 provision matrix: each bucket's balance times the share of it that the portfolio's own roll rates expect to be lost."
)


@dataclass(frozen=True, kw_only=True)
class Told:
    """One chapter in words."""

    chapter: Chapter
    title: str
    finding: str
    definition: str


def chapters(pack: Pack, words: Words) -> tuple[Told, ...]:
    """Return the chapters that ``pack`` has figures for."""
    return tuple(tell(pack, chapter, words) for chapter in Chapter if _has(pack, chapter))


def tell(pack: Pack, chapter: Chapter, words: Words) -> Told:
    """Return one chapter in words."""
    return Told(
        chapter=chapter,
        title=words(TITLES[chapter]),
        finding=_FINDINGS[chapter](pack, words),
        definition=definition(pack, chapter, words),
    )


def definition(pack: Pack, chapter: Chapter, words: Words) -> str:
    """Return what the figures of a chapter mean: definition, formula and what to mind."""
    if chapter is Chapter.TREND:
        return meaning(METRICS[pack.courses[0]], words)
    if chapter is Chapter.SUMMARY:
        return meaning(pack.house_metric, words)
    if chapter is Chapter.BALANCES:
        return " ".join(meaning(card.metric, words) for card in pack.cards[:2])
    if chapter is Chapter.BRIDGE and pack.bridge is not None:
        causes = (f"{words(step.label)}: {words(step.meaning)}" for step in pack.bridge.steps)
        return " ".join((words(pack.bridge.method), *causes))
    fixed = {
        Chapter.AGING: AGING_MEANS,
        Chapter.SEGMENTS: SHARE_OF_DAYS,
        Chapter.CUSTOMERS: CUSTOMERS_MEAN,
        Chapter.PROVISIONS: PROVISIONS_MEAN,
    }
    return words(fixed.get(chapter, ""))


def meaning(metric: Metric, words: Words) -> str:
    """Return definition, formula and warning of a metric in a paragraph."""
    parts = [words(metric.definition), f"{words('Formula')}: {words(metric.formula)}."]
    if metric.warning:
        parts.append(f"{words('Mind')}: {words(metric.warning)}")
    return " ".join(parts)


def _has(pack: Pack, chapter: Chapter) -> bool:
    known = {
        Chapter.BRIDGE: pack.bridge is not None,
        Chapter.PROVISIONS: bool(pack.provisions),
        Chapter.TREND: bool(pack.course),
        Chapter.BALANCES: bool(pack.course),
        Chapter.SEGMENTS: pack.measures.sales_minor > 0 and bool(pack.open_minor),
        Chapter.CUSTOMERS: bool(pack.customers.lines),
    }
    return known.get(chapter, True)


def _summary(pack: Pack, words: Words) -> str:
    house = pack.value(pack.house)
    if house.value is None:
        return words(house.why) if house.why else words("n/a")
    share = pack.aging.total.past_due_minor / pack.open_minor if pack.open_minor else 0.0
    told = words(
        "{open} is open, of which {share} past due; {dso} stands at {days}.",
        open=words.round_money(pack.open_minor, pack.currency),
        share=words.share(share),
        dso=words(pack.house_metric.label),
        days=in_words(house.value, Unit.DAYS, pack.currency, words),
    )
    return f"{told} {words(house.why)}" if house.why else told


def _aging(pack: Pack, words: Words) -> str:
    total = pack.aging.total
    if not total.open_minor:
        return words("No invoice is open.")
    if not total.past_due_minor:
        return words("Nothing is past due.")
    oldest = max(pack.aging.rows, key=lambda row: (row.minor[-1], row.name))
    told = words(
        "{amount} is past due: {share} of what is open.",
        share=words.share(total.past_due_minor / total.open_minor),
        amount=words.round_money(total.past_due_minor, pack.currency),
    )
    if oldest.minor[-1] <= 0 or len(pack.aging.rows) == 1:
        return told
    return f"{told} " + words(
        "Of the oldest bucket, {amount}, {share} sits with {group}.",
        amount=words.round_money(total.minor[-1], pack.currency),
        share=words.share(oldest.minor[-1] / total.minor[-1]),
        group=plain(group_label(pack, pack.aging.group, oldest.name, words), NAME),
    )


def _trend(pack: Pack, words: Words) -> str:
    leading = pack.courses[0]
    known = [month for month in pack.course if month.figures.get(leading) is not None]
    if len(known) <= 1:
        return words("There is one month-end or none yet: a course needs two.")
    now, then = known[-1], known[-1 - YEAR] if len(known) > YEAR else known[0]
    after, before = now.figures[leading], then.figures[leading]
    if after is None or before is None:
        return ""
    return words(
        "{dso} was {now} at the end of {month}, {change} since {then}.",
        dso=words(METRICS[leading].label),
        now=in_words(after, Unit.DAYS, pack.currency, words),
        month=words.month(now.ends_on),
        change=change(after, before, Unit.DAYS, words) or words("unchanged"),
        then=words.month(then.ends_on),
    )


def _balances(pack: Pack, words: Words) -> str:
    first, last = pack.course[0], pack.course[-1]
    return words(
        "{open} was open at the end of {month}, against {before} at the end of {then}; past due went from {late} to {late_now} over that time.",
        month=words.month(last.ends_on),
        open=in_words(last.figures["open_balance"], Unit.AMOUNT, pack.currency, words),
        then=words.month(first.ends_on),
        before=in_words(first.figures["open_balance"], Unit.AMOUNT, pack.currency, words),
        late=in_words(first.figures["past_due"], Unit.AMOUNT, pack.currency, words),
        late_now=in_words(last.figures["past_due"], Unit.AMOUNT, pack.currency, words),
    )


def _bridge(pack: Pack, words: Words) -> str:
    bridge = pack.bridge
    if bridge is None or not bridge.steps:
        return ""
    largest = max(bridge.steps, key=lambda step: abs(step.days))
    return words(
        "From {before} to {after}; the largest part is {part}: {days}.",
        before=in_words(bridge.from_days, Unit.DAYS, pack.currency, words),
        after=in_words(bridge.to_days, Unit.DAYS, pack.currency, words),
        part=words(largest.label),
        days=change(largest.shown_days, 0.0, Unit.DAYS, words) or words("unchanged"),
    )


def _segments(pack: Pack, words: Words) -> str:
    largest = max(pack.aging.rows, key=lambda row: (row.open_minor, row.name))
    share = largest.open_minor / pack.open_minor
    past_due = pack.aging.total.past_due_minor
    return words(
        "{group} holds {share} of what is open and {late} of what is past due.",
        group=plain(group_label(pack, pack.aging.group, largest.name, words), NAME),
        share=words.share(share),
        late=words.share(largest.past_due_minor / past_due if past_due else 0.0),
    )


def _customers(pack: Pack, words: Words) -> str:
    named = pack.customers.lines[:NAMED_CUSTOMERS]
    owed = sum(line.open_minor for line in named)
    return words(
        "The {n} largest of {all} customers owe {amount}: {share} of what is open.",
        n=words.number(len(named)),
        all=words.number(pack.customers.total),
        amount=words.round_money(owed, pack.currency),
        share=words.share(owed / pack.open_minor if pack.open_minor else 0.0),
    )


def _provisions(pack: Pack, words: Words) -> str:
    provision = sum(line.provision_minor for line in pack.provisions)
    return words(
        "The portfolio's own roll rates ask for a provision of {amount}: {share} of what is open.",
        amount=words.round_money(provision, pack.currency),
        share=words.share(provision / pack.open_minor if pack.open_minor else 0.0),
    )


_FINDINGS: Final = {
    Chapter.SUMMARY: _summary,
    Chapter.AGING: _aging,
    Chapter.TREND: _trend,
    Chapter.BALANCES: _balances,
    Chapter.BRIDGE: _bridge,
    Chapter.SEGMENTS: _segments,
    Chapter.CUSTOMERS: _customers,
    Chapter.PROVISIONS: _provisions,
}
