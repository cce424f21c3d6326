"""Who goes from which segment to which: ribbons as wide as the customers they carry."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.style import EARLY, NOT_DUE, finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

Move = tuple[str, str, int]  # from, to, customers
ROW_PIXELS = 46
LEAST_PIXELS = 150


def ribbons(moves: Sequence[Move], *, words: Words) -> go.Figure:
    """Return the flow of ``moves`` from left to right; the segments that lose stand left, those that gain right."""
    sources = list(dict.fromkeys(source for source, _, _ in moves))
    targets = list(dict.fromkeys(target for _, target, _ in moves))
    out = [sum(number for source, _, number in moves if source == each) for each in sources]
    into = [sum(number for _, target, number in moves if target == each) for each in targets]
    told = [*zip(sources, out, strict=True), *zip(targets, into, strict=True)]
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": [f"{html.escape(name)} · {words.number(number)}" for name, number in told],
                "color": [NOT_DUE] * len(sources) + [EARLY] * len(targets),
                "line": {"width": 0},
                "pad": 18,
                "thickness": 10,
                "hovertemplate": "%{label}<extra></extra>",
            },
            link={
                "source": [sources.index(source) for source, _, _ in moves],
                "target": [len(sources) + targets.index(target) for _, target, _ in moves],
                "value": [number for _, _, number in moves],
                "color": ["rgba(128,140,165,0.22)"] * len(moves),
                "hovertemplate": "%{source.label} → %{target.label}<br>%{value:,}<extra></extra>",
            },
            textfont={"size": 12.5},
        )
    )
    rows = max(len(sources), len(targets))
    says = "; ".join(f"{source} → {target}: {words.number(number)}" for source, target, number in moves)
    return finish(
        figure,
        words,
        height=max(LEAST_PIXELS, ROW_PIXELS * rows),
        says=f"{says}." if says else words("There is nothing in it."),
        margin={"l": 4, "r": 4, "t": 10, "b": 10},
    )
