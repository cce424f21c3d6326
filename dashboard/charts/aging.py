"""Aging as stacked bars: one bar a group, one colour a bucket, from not due to oldest."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from core.money import to_decimal
from dashboard.charts.finding import largest
from dashboard.charts.style import CATEGORICAL, legend_above, shared_layout

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.i18n import Words

BAR_PIXELS = 52
FRAME_PIXELS = 60
SMALLEST_TEXT = 10


def age_bars(
    groups: Sequence[tuple[str, str]],
    buckets: Sequence[tuple[str, str]],
    amounts: Mapping[str, Mapping[str, int]],
    *,
    currency: str,
    words: Words,
    as_share: bool = False,
) -> go.Figure:
    """Return the aging as horizontal stacked bars.

    Parameters
    ----------
    groups
        (key, label) from top to bottom.
    buckets
        (key, label) from not due to oldest.
    amounts
        Minor units by group key and bucket key; a missing bucket is zero.
    currency
        Of every amount.
    words
        Language of numbers and hover texts.
    as_share
        Bars as shares of each group's total instead of money.

    Returns
    -------
    go.Figure
        ``customdata`` of each piece is [group key, bucket key], for drilling down on a click.
    """
    order = list(reversed(groups))
    totals = {key: sum(amounts[key].values()) for key, _ in order}
    names = [_name(label, totals[key], currency, words, as_share=as_share) for key, label in order]
    pieces: list[go.Bar] = []
    for place, (bucket, label) in enumerate(buckets):
        minors = [amounts[key].get(bucket, 0) for key, _ in order]
        shares = [minor / totals[key] if totals[key] else 0.0 for minor, (key, _) in zip(minors, order, strict=True)]
        piece = go.Bar(
            y=names,
            x=shares if as_share else [float(to_decimal(minor, currency)) for minor in minors],
            name=label,
            orientation="h",
            marker={"color": CATEGORICAL[place], "line": {"width": 0}},
            selected={"marker": {"opacity": 1}},
            unselected={"marker": {"opacity": 0.3}},
            customdata=[[key, bucket] for key, _ in order],
            text=[
                (words.share(share, 0) if as_share else words.round_money(minor, currency)) if minor else ""
                for minor, share in zip(minors, shares, strict=True)
            ],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont={"size": 11},
            hovertext=[
                f"<b>{html.escape(name)}</b> · {label}<br>{words.money(minor, currency)} · {words.share(share)}"
                for minor, share, (_, name) in zip(minors, shares, order, strict=True)
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
        pieces.append(piece)
    widest = max([1, *totals.values()])
    widest_shown = 1.0 if as_share else float(to_decimal(widest, currency))
    layout = shared_layout(
        words,
        says=_says(groups, buckets, amounts, currency, words),
        xaxis={"visible": False, "fixedrange": True, "range": [0, widest_shown]},
        yaxis={"ticksuffix": "   ", "showgrid": False, "fixedrange": True},
        height=FRAME_PIXELS + BAR_PIXELS * max(len(groups), 1),
        barmode="stack",
        bargap=0.34,
        clickmode="event+select",
        # A number that does not fit its piece is left out; the hover text and the table below have it.
        uniformtext={"minsize": SMALLEST_TEXT, "mode": "hide"},
        legend=legend_above(),
        margin={"l": 4, "r": 8, "t": 10, "b": 0},
    )
    return go.Figure(data=pieces, layout=layout)  # at once: every later change is checked anew, at a cost


def _says(
    groups: Sequence[tuple[str, str]],
    buckets: Sequence[tuple[str, str]],
    amounts: Mapping[str, Mapping[str, int]],
    currency: str,
    words: Words,
) -> str:
    """Return the share of each bucket in all, and which groups hold most outside the first bucket."""
    _ = words
    by_bucket = {key: sum(held.get(key, 0) for held in amounts.values()) for key, _label in buckets}
    total = sum(by_bucket.values())
    if not total:
        return _("There is nothing in it.")
    shares = "; ".join(f"{label}: {_.share(by_bucket[key] / total)}" for key, label in buckets if by_bucket[key])
    told = _("{total} in all, {shares}.", total=_.round_money(total, currency), shares=shares)
    (young, young_label), *_others = buckets
    if len(groups) < 2 or total == by_bucket[young]:  # noqa: PLR2004 - one group is all of it
        return told
    rest = [
        (label, minor, _.round_money(minor, currency))
        for key, label in groups
        if (minor := sum(amounts[key].values()) - amounts[key].get(young, 0))
    ]
    return f"{told} " + _("Not counting {bucket}:", bucket=young_label) + " " + largest(rest, words)


def _name(label: str, total: int, currency: str, words: Words, *, as_share: bool) -> str:
    """Return the group's name with its total under it: beside the bar a phone has no room for it."""
    return html.escape(label) if as_share else f"{html.escape(label)}<br><b>{words.round_money(total, currency)}</b>"
