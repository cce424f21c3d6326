"""The dots behind a pattern: one mark per payment or invoice, full where it keeps to the pattern, hollow where not."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.style import EARLY, LATE, finish

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.behaviour.patterns import Dot
    from dashboard.i18n import Words

PIXELS = 74
KEEPS, KEEPS_NOT = 1.0, 0.0


def dots(evidence: Sequence[Dot], *, as_of: date, words: Words) -> go.Figure:
    """Return the dots of one pattern over time: kept above, not kept below."""
    figure = go.Figure()
    for keeps, colour, symbol in ((True, EARLY, "circle"), (False, LATE, "circle-open")):
        chosen = [each for each in evidence if each.keeps is keeps]
        figure.add_scatter(
            x=[each.on.isoformat() for each in chosen],
            y=[KEEPS if keeps else KEEPS_NOT] * len(chosen),
            mode="markers",
            marker={"size": 10, "color": colour, "symbol": symbol},
            hovertext=[_said(each, words) for each in chosen],
            hovertemplate="%{hovertext}<extra></extra>",
            showlegend=False,
        )
    figure.update_yaxes(
        tickvals=[KEEPS_NOT, KEEPS],
        ticktext=[words("otherwise"), words("as usual")],
        range=[-0.5, 1.5],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(showgrid=False, range=[min(each.on for each in evidence).isoformat(), as_of.isoformat()])
    last = max(evidence, key=lambda each: each.on)
    kept, day = sum(each.keeps for each in evidence), words.short_day(last.on)
    says = (
        words("{kept} of {all} keep to it, the latest ({day}) among them.", kept=kept, all=len(evidence), day=day)
        if last.keeps
        else words("{kept} of {all} keep to it; the latest ({day}) does not.", kept=kept, all=len(evidence), day=day)
    )
    return finish(figure, words, height=PIXELS, says=says, margin={"l": 4, "r": 12, "t": 4, "b": 18})


def _said(dot: Dot, words: Words) -> str:
    day = words.short_day(dot.on)
    if dot.after is not None:
        day = words("between {first} and {last}", first=words.short_day(dot.after), last=day)
    amount = "" if dot.amount_minor is None or dot.currency is None else words.money(dot.amount_minor, dot.currency)
    return "<br>".join(html.escape(each) for each in (day, dot.number or "", amount) if each)
