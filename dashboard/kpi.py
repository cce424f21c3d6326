"""A metric as a card: value, change since the last month-end, its course, and its definition behind the question mark."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.metric import Direction, Unit
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date
    from typing import Literal

    from core.metrics.metric import Metric, Value
    from dashboard.i18n import Words

CARD_PIXELS = 168
DECIMALS = {Unit.DAYS: 1, Unit.RATIO: 2, Unit.COUNT: 0}
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
    if unit is Unit.RATIO:
        return words.number(value, 2)
    if unit is Unit.COUNT:
        return words.number(value, 0)
    return words.share(value / 100 if unit is Unit.PERCENT else value)


def change(now: float | None, before: float | None, unit: Unit, words: Words) -> str | int | None:
    """Return the change in words with an ASCII sign, 0 when nothing shows, None when there is nothing to compare."""
    if now is None or before is None:
        return None
    if unit is Unit.AMOUNT:
        if before == 0:
            return None
        amount, text = now / before - 1, words.share(abs(now / before - 1))
    elif unit in DECIMALS:
        amount, text = now - before, words.number(abs(now - before), DECIMALS[unit])
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
    explain: Callable[[str], None] | None = None,
) -> None:
    """Draw one card a metric of ``as_of``; ``course`` holds the month-ends before that day by slug, oldest first.

    ``explain`` draws the way to a metric's explanation into its card.
    """
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
                explain=explain,
            )
    _reasons(metrics, values, words)


def _reasons(metrics: Sequence[Metric], values: Mapping[str, Value], words: Words) -> None:
    """Write under the cards why one has no value, or what must be said beside it, once for all cards it is true of."""
    said_of: dict[str, list[str]] = {}
    for metric in metrics:
        why = values[metric.slug].why if metric.slug in values else None
        if why:
            said_of.setdefault(why, []).append(words(metric.label))
    for why, labels in said_of.items():
        st.caption(f"**{plain(', '.join(labels))}**: {plain(words(why))}")


def _card(
    metric: Metric,
    value: Value | None,
    course: Sequence[float | None],
    *,
    currency: str,
    beside: str,
    words: Words,
    explain: Callable[[str], None] | None,
) -> None:
    _ = words
    now = None if value is None else value.value
    before = course[-1] if course else None
    line = [point for point in [*course, now] if point is not None]
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(
            _(metric.label),
            said(now, metric.unit, currency, words),
            change(now, before, metric.unit, words),
            delta_color=COLOURS[metric.direction],
            delta_description=beside if before is not None and now is not None else None,
            help=explanation(metric, value, words),
            height="stretch",
            chart_data=line if len(line) > 1 else None,
            chart_type="area",
        )
        if explain is not None:
            explain(metric.slug)
