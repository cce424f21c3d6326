"""A heat map of cells that can be clicked: rows by columns, a text in each, the fuller its colour the more it is."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import plotly.graph_objects as go

from dashboard.charts.finding import spoken
from dashboard.charts.style import SEQUENTIAL, finish

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from dashboard.i18n import Words

ROW_PIXELS = 38
LABEL_PIXELS = 28
SMALLEST_TEXT = 9
MOST_SAID = 3
MOST_LEVEL = 10
"""Columns whose labels fit side by side; more are slanted."""


@dataclass(frozen=True, kw_only=True)
class Heat:
    """One cell: ``level`` of 0 to 1 says how full its colour is, ``text`` stands in it, ``said`` is its hover text."""

    level: float
    text: str
    said: str


def heat_map(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], Heat],
    *,
    words: Words,
) -> go.Figure:
    """Return the heat map, rows from top to bottom and columns from left to right, both as (key, label).

    The cells are bars of one unit, because bars can be clicked and a heat map of Plotly cannot. ``customdata`` of a cell
    is [row key, column key]; a pair without a cell is left open.
    """
    order = list(reversed(rows))
    names = [_unique(label, place) for place, (_, label) in enumerate(order)]
    figure = go.Figure()
    for place, (column, label) in enumerate(columns):
        held = [
            (row_name, row, label_, cells[row, column])
            for row_name, (row, label_) in zip(names, order, strict=True)
            if (row, column) in cells
        ]
        figure.add_bar(
            y=[row_name for row_name, _row, _label, _cell in held],
            x=[0.97] * len(held),
            base=[place + 0.015] * len(held),
            name=label,
            orientation="h",
            marker_color=[_colour(cell.level) for *_rest, cell in held],
            customdata=[[row, column] for _name, row, _label, _cell in held],
            text=[cell.text for *_rest, cell in held],
            textposition="inside",
            insidetextanchor="middle",
            textangle=0,
            textfont_size=12,
            hovertext=[
                f"<b>{html.escape(row_label)}</b> · {html.escape(label)}<br>{cell.said}"
                for _name, _row, row_label, cell in held
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    figure.update_traces(marker_line_width=0, selected_marker_opacity=1, unselected_marker_opacity=0.45)
    figure.update_xaxes(
        range=[0, max(len(columns), 1)],
        tickvals=[place + 0.5 for place in range(len(columns))],
        ticktext=[html.escape(label) for _, label in columns],
        side="top",
        showgrid=False,
        zeroline=False,
        tickangle=0 if len(columns) <= MOST_LEVEL else -35,
    )
    figure.update_yaxes(ticksuffix="   ", showgrid=False, categoryorder="array", categoryarray=names)
    return finish(
        figure,
        words,
        says=_says(rows, columns, cells, words),
        height=LABEL_PIXELS + ROW_PIXELS * max(len(rows), 1),
        barmode="overlay",
        bargap=0.06,
        showlegend=False,
        clickmode="event+select",
        # A text that does not fit its cell is left out; the hover text has it.
        uniformtext={"minsize": SMALLEST_TEXT, "mode": "hide"},
        margin={"l": 4, "r": 4, "t": LABEL_PIXELS, "b": 0},
    )


def _says(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    cells: Mapping[tuple[str, str], Heat],
    words: Words,
) -> str:
    """Return the fullest cells with their texts."""
    row_names, column_names = dict(rows), dict(columns)
    shown = {pair: cell for pair, cell in cells.items() if pair[0] in row_names and pair[1] in column_names}
    fullest = sorted(shown.items(), key=lambda each: -each[1].level)[:MOST_SAID]
    told = "; ".join(
        f"{row_names[row]}, {column_names[column]}: {spoken(cell.text)}"
        for (row, column), cell in fullest
        if cell.level > 0
    )
    return words("The fullest cells: {cells}.", cells=told) if told else words("There is nothing in it.")


def _colour(level: float) -> str:
    return SEQUENTIAL[round(min(max(level, 0.0), 1.0) * (len(SEQUENTIAL) - 1))]


def _unique(label: str, place: int) -> str:
    """Return a row's label; two rows of one name stay two rows."""
    return html.escape(label) + "\u200b" * place


def scaled(cells: Mapping[tuple[str, str], Heat], *, least: float = 0.2) -> dict[tuple[str, str], Heat]:
    """Return ``cells`` with their levels as parts of the highest, or of ``least`` where all are lower than that."""
    highest = max([least, *(cell.level for cell in cells.values())])
    return {pair: replace(cell, level=cell.level / highest) for pair, cell in cells.items()}
