"""A KPI over month-ends as one calm line, or several of one unit beside each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.style import EARLY, LATE, MIDDLE, NOT_DUE, VERY_LATE, WORST, finish, legend_above

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from dashboard.i18n import Words

LINES = (EARLY, LATE, VERY_LATE, MIDDLE, WORST, NOT_DUE)
DASHES = ("solid", "dash")


def month_lines(
    months: Sequence[date],
    series: Mapping[str, Sequence[float | None]],
    *,
    said: Callable[[float], str],
    words: Words,
    targets: Mapping[str, float] | None = None,
    height: int = 300,
) -> go.Figure:
    """Return one line a series over month-ends; a month without a value is a gap, not a zero.

    ``said`` writes a value in its unit, for hover texts and axis alike; ``targets`` are drawn as level lines under their
    own names. More series than colours repeat them, dashed.
    """
    figure = go.Figure()
    for place, (name, values) in enumerate(series.items()):
        colour, dash = LINES[place % len(LINES)], DASHES[place // len(LINES) % len(DASHES)]
        figure.add_scatter(
            x=[month.isoformat() for month in months],
            y=list(values),
            name=name,
            mode="lines+markers",
            connectgaps=False,
            line={"width": 2.5, "color": colour, "dash": dash},
            marker={"size": 5, "color": colour},
            hovertext=[
                f"{words.month(month)}<br>{name}: {'n/a' if value is None else said(value)}"
                for month, value in zip(months, values, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    for name, target in (targets or {}).items():
        figure.add_scatter(
            x=[months[0].isoformat(), months[-1].isoformat()],
            y=[target, target],
            name=name,
            mode="lines",
            line={"width": 1.5, "dash": "dot", "color": NOT_DUE},
            hovertemplate=f"{name}: {said(target)}<extra></extra>",
        )
    present = [value for values in series.values() for value in values if value is not None]
    present += (targets or {}).values()
    ticks = _ticks(min(present), max(present)) if present else []
    figure.update_xaxes(
        showgrid=False,
        tickvals=[month.isoformat() for month in months[:: max(len(months) // 6, 1)]],
        ticktext=[words.month(month) for month in months[:: max(len(months) // 6, 1)]],
    )
    figure.update_yaxes(tickvals=ticks, ticktext=[said(tick) for tick in ticks], zeroline=False)
    return finish(
        figure,
        words,
        height=height,
        says=_says(months, series, targets or {}, said, words),
        showlegend=len(series) > 1 or bool(targets),
        legend=legend_above(),
        margin={"l": 4, "r": 8, "t": 16, "b": 4},
    )


def _says(
    months: Sequence[date],
    series: Mapping[str, Sequence[float | None]],
    targets: Mapping[str, float],
    said: Callable[[float], str],
    words: Words,
) -> str:
    """Return where every line begins and ends, its lowest and highest, and the targets."""
    _ = words
    told = []
    for name, values in series.items():
        known = [(month, value) for month, value in zip(months, values, strict=True) if value is not None]
        if not known:
            told.append(_("{figure} has no value.", figure=name))
            continue
        (first_on, first), (last_on, last) = known[0], known[-1]
        low, high = min(known, key=lambda each: each[1]), max(known, key=lambda each: each[1])
        told.append(
            _(
                "{figure}: {first} in {first_on}, {last} in {last_on}; lowest {low} in {low_on}, highest {high} in {high_on}.",
                figure=name,
                first=said(first),
                first_on=_.month(first_on),
                last=said(last),
                last_on=_.month(last_on),
                low=said(low[1]),
                low_on=_.month(low[0]),
                high=said(high[1]),
                high_on=_.month(high[0]),
            )
        )
    told += [f"{name}: {said(target)}." for name, target in targets.items()]
    return " ".join(told)


def _ticks(low: float, high: float) -> list[float]:
    """Return four round marks between ``low`` and ``high``."""
    span = max(high - low, abs(high) * 0.02, 1e-9)
    magnitude = 10.0 ** (len(f"{int(span):d}") - 1) if span >= 1 else 10.0 ** -len(f"{1 / span:.0f}")
    step = next(size * magnitude for size in (0.2, 0.25, 0.5, 1, 2, 2.5, 5, 10) if span / (size * magnitude) <= 4)  # noqa: PLR2004
    first = int(low // step)
    return [step * place for place in range(first, int(high // step) + 2)]
