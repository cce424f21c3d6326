"""Heat of a table of counts: one square a cell, stronger where more happens; a click says which cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.finding import spoken
from dashboard.charts.style import finish

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboard.i18n import Words

ROW_PIXELS = 24
FRAME_PIXELS = 44
SIDE = 0.9
BLUE = "58,112,226"
PALEST = 0.06
MOST_SAID = 3


def squares(
    cells: Sequence[tuple[int, int, int, str, str]],
    *,
    columns: Sequence[str],
    rows: Sequence[str],
    words: Words,
    row_pixels: int = ROW_PIXELS,
) -> go.Figure:
    """Return squares in ``rows`` (the first on top) and ``columns``.

    Parameters
    ----------
    cells
        (column, row, count, key, hover text) of every square; places count from 0.
    columns, rows
        Labels; an empty one is left out of the axis.

    Returns
    -------
    go.Figure
        ``customdata`` of each square is [key]. The squares are bars, because a heat map of Plotly cannot be clicked.

    """
    most = max((count for _, _, count, *_ in cells), default=1)
    figure = go.Figure(
        go.Bar(
            x=[column for column, *_ in cells],
            y=[SIDE] * len(cells),
            base=[row - SIDE / 2 for _, row, *_ in cells],
            width=SIDE,
            customdata=[[key] for *_, key, _ in cells],
            marker={"color": [_shade(count / most) for _, _, count, *_ in cells], "line_width": 0},
            hovertext=[hover for *_, hover in cells],
            hovertemplate="%{hovertext}<extra></extra>",
        ),
    )
    figure.update_traces(selected_marker_opacity=1, unselected_marker_opacity=0.3)
    named_columns = [place for place, label in enumerate(columns) if label]
    named_rows = [place for place, label in enumerate(rows) if label]
    figure.update_xaxes(
        tickvals=named_columns,
        ticktext=[columns[place] for place in named_columns],
        range=[-0.6, len(columns) - 0.4],
        side="top",
        showgrid=False,
        zeroline=False,
        tickangle=0,
    )
    figure.update_yaxes(
        tickvals=named_rows,
        ticktext=[f"{rows[place]}  " for place in named_rows],
        range=[len(rows) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    return finish(
        figure,
        words,
        says=_says(cells, words),
        height=FRAME_PIXELS + row_pixels * len(rows),
        barmode="overlay",
        showlegend=False,
        clickmode="event+select",
    )


def _says(cells: Sequence[tuple[int, int, int, str, str]], words: Words) -> str:
    """Return the squares where most happens."""
    fullest = sorted(cells, key=lambda each: -each[2])[:MOST_SAID]
    told = "; ".join(spoken(hover) for _column, _row, count, _key, hover in fullest if count)
    return words("Most of it: {cells}.", cells=told) if told else words("There is nothing in it.")


def _shade(share: float) -> str:
    """Return the blue of a square that holds ``share`` of the most: see-through, so that it fits light and dark alike."""
    return f"rgba({BLUE},{PALEST + (1 - PALEST) * share:.2f})"
