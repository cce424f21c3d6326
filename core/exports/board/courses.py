"""What moves on paper: the DSO family, the balances, and the bridge between two days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from core.exports import look
from core.exports.board.parts import figure, head, whole
from core.exports.board.scales import marks
from core.exports.chapters import Chapter
from core.exports.labels import bucket_label, change, in_words
from core.exports.steps import axis_start, bars
from core.metrics.metric import Unit
from core.metrics.registry import METRICS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.exports.pack import Pack
    from core.exports.words import Words

    Told = dict[str, Any]

TABLE_MONTHS: Final = 13


def trend(pack: Pack, words: Words) -> Told:
    """Return the DSO family over the month-ends: lines, their names, and the last months as a table."""
    lines = [
        (words(METRICS[slug].label), colour, 2.2 if place == 0 else 1.4, [m.figures.get(slug) for m in pack.course])
        for place, (slug, colour) in enumerate(zip(pack.courses, look.LINES, strict=False))
    ]
    if pack.target_days is not None:
        lines.append((words("Target"), look.GREEN, 0.9, [pack.target_days] * len(pack.course)))
    scale = marks(0.0, max((value for *_, values in lines for value in values if value is not None), default=1.0))
    latest = in_words(pack.course[-1].figures.get(pack.courses[0]), Unit.DAYS, pack.currency, words)
    return head(pack, Chapter.TREND, words) | {
        "chart": {
            "alt": f"{lines[0][0]}: {latest}",
            "labels": [words.month(month.ends_on) for month in pack.course],
            "first": scale[0],
            "last": scale[-1],
            "marks": [{"value": mark, "text": words.number(mark)} for mark in scale],
            "series": [
                {"values": values, "colour": f"#{colour}", "thickness": thickness}
                for _, colour, thickness, values in lines
            ],
        },
        "legend": [{"label": label, "colour": f"#{colour}"} for label, colour, *_ in lines],
        "table": _month_table(pack, pack.courses, words),
    }


def _month_table(pack: Pack, shown: Sequence[str], words: Words) -> Told:
    slugs = ("open_balance", "past_due", "past_due_share", *shown)
    return {
        "head": [words("Month-end"), words("Sales of the month"), *(words(METRICS[slug].label) for slug in slugs)],
        "rows": [
            [
                words.short_day(month.ends_on),
                whole(pack, month.sales_minor, words),
                *(figure(pack, slug, month.figures.get(slug), words) for slug in slugs),
            ]
            for month in reversed(pack.months[-TABLE_MONTHS:])
        ],
    }


def balances(pack: Pack, words: Words) -> Told:
    """Return what was open at each month-end, not yet due and past due."""
    held = [
        (int(month.figures.get("open_balance") or 0), int(month.figures.get("past_due") or 0)) for month in pack.course
    ]
    scale = marks(
        min(0, *(pack.units(open_) for open_, _late in held)), max(1, *(pack.units(open_) for open_, _late in held))
    )
    columns = [
        {
            "pieces": [
                {"from": 0, "to": pack.units(open_ - late), "colour": f"#{look.AGES[0]}"},
                {"from": pack.units(open_ - late), "to": pack.units(open_), "colour": f"#{look.AGES[3]}"},
            ],
            "text": "",
            "high": pack.units(open_),
        }
        for open_, late in held
    ]
    told = head(pack, Chapter.BALANCES, words)
    return told | {
        "chart": {
            "alt": told["finding"],
            "labels": [words.month(month.ends_on) for month in pack.course],
            "first": scale[0],
            "last": scale[-1],
            "marks": [{"value": mark, "text": words.round_money(pack.minor(mark), pack.currency)} for mark in scale],
            "columns": columns,
        },
        "legend": [
            {"label": bucket_label("current", words), "colour": f"#{look.AGES[0]}"},
            {"label": words("Past due"), "colour": f"#{look.AGES[3]}"},
        ],
    }


def bridge(pack: Pack, words: Words) -> Told | None:
    """Return the steps between two days as columns; None without a bridge."""
    moved = pack.bridge
    if moved is None:
        return None
    drawn, start = bars(moved, words), axis_start(moved)
    highest = max(bar.base + bar.up + bar.down + bar.whole for bar in drawn)
    scale = marks(start, highest)
    columns = []
    for bar in drawn:
        colour = look.NAVY if bar.whole else look.LONGER if bar.up else look.SHORTER
        low, high = (start, bar.whole) if bar.whole else (bar.base, bar.base + bar.up + bar.down)
        said = (
            words.number(bar.shown_days, 1)
            if bar.whole
            else change(bar.shown_days, 0.0, Unit.DAYS, words) or words.number(0, 1)
        )
        columns.append({"pieces": [{"from": low, "to": high, "colour": f"#{colour}"}], "text": said, "high": high})
    return head(pack, Chapter.BRIDGE, words) | {
        "axis": words("days; the axis starts at {n}", n=words.number(scale[0])),
        "chart": {
            "alt": "; ".join(f"{bar.label}: {words.number(bar.shown_days, 1)}" for bar in drawn),
            "labels": [bar.label for bar in drawn],
            "first": scale[0],
            "last": scale[-1],
            "marks": [{"value": mark, "text": words.number(mark)} for mark in scale],
            "columns": columns,
        },
    }
