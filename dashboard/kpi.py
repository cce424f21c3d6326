"""A metric as a card: value, change since the last month-end, its course, and its definition behind the question mark."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.metric import Direction, Unit
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date
    from typing import Literal

    from core.metrics.metric import Metric, Value
    from dashboard.i18n import Words

CARD_PIXELS = 168
# The five that lead: how much, how much of it late and in what part, how many days, how well collected.
HEADLINES = ("open_balance", "past_due", "past_due_share", "dso", "collection_effectiveness")
COLOURS: dict[Direction, Literal["normal", "inverse", "off"]] = {
    Direction.LOWER: "inverse",
    Direction.HIGHER: "normal",
    Direction.NEUTRAL: "off",
}


def said(value: float | None, unit: Unit, currency: str, words: Words) -> str:
    """Return a value in its unit, short enough for a card; undefined is n/a, never zero."""
    _ = words
    if value is None:
        return _("n/a")
    if unit is Unit.AMOUNT:
        return words.round_money(int(value), currency)
    if unit is Unit.DAYS:
        return _("{n} days", n=words.number(value, 1))
    return words.share(value / 100 if unit is Unit.PERCENT else value)


def change(now: float | None, before: float | None, unit: Unit, words: Words) -> str | int | None:
    """Return the change in words with an ASCII sign, 0 when nothing shows, None when there is nothing to compare."""
    if now is None or before is None:
        return None
    if unit is Unit.AMOUNT:
        if before == 0:
            return None
        amount, text = now / before - 1, words.share(abs(now / before - 1))
    elif unit is Unit.DAYS:
        amount, text = now - before, words.number(abs(now - before), 1)
    else:
        points = (now - before) * (1 if unit is Unit.PERCENT else 100)
        amount, text = points, words("{n} pt", n=words.number(abs(points), 1))
    if not any(digit in "123456789" for digit in text):
        return 0
    return ("+" if amount > 0 else "-") + text


def explanation(metric: Metric, value: Value | None, words: Words) -> str:
    """Return definition, formula and warning as Markdown, after the reason when there is no value."""
    _ = words
    formula, mind = _("Formula"), _("Mind")
    lines = [plain(_(metric.definition)), f"**{formula}**: {plain(_(metric.formula))}"]
    if metric.warning:
        lines.append(f"**{mind}**: {plain(_(metric.warning))}")
    if value is not None and value.why:
        lines.insert(0, f"**{plain(_(value.why))}**")
    return "\n\n".join(lines)


def cards(
    metrics: Sequence[Metric],
    values: Mapping[str, Value],
    course: Mapping[str, Sequence[float | None]],
    *,
    currency: str,
    as_of: date,
    words: Words,
) -> None:
    """Draw one card a metric of ``as_of``; ``course`` holds the month-ends before that day by slug, oldest first."""
    month_end = as_of.replace(day=1) - timedelta(days=1)
    beside = words("vs. {day}", day=words.day_of_month(month_end))
    with st.grid(len(metrics), min_column_width=CARD_PIXELS, gap="small"):
        for metric in metrics:
            _card(
                metric,
                values.get(metric.slug),
                course.get(metric.slug, ()),
                currency=currency,
                beside=beside,
                words=words,
            )


def _card(
    metric: Metric, value: Value | None, course: Sequence[float | None], *, currency: str, beside: str, words: Words
) -> None:
    _ = words
    now = None if value is None else value.value
    before = course[-1] if course else None
    line = [point for point in [*course, now] if point is not None]
    st.metric(
        _(metric.label),
        said(now, metric.unit, currency, words),
        change(now, before, metric.unit, words),
        delta_color=COLOURS[metric.direction],
        delta_description=beside if before is not None and now is not None else None,
        help=explanation(metric, value, words),
        border=True,
        height="stretch",
        chart_data=line if len(line) > 1 else None,
        chart_type="area",
    )
