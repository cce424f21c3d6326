"""The aging by one split: bars, table, and what they say; by two: a heat map of how late each pair is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.buckets import UNALLOCATED
from core.metrics.drill import OPEN
from core.metrics.scope import GroupBy
from dashboard.aging import reads as asks
from dashboard.aging.finding import aging_finding, late_minor
from dashboard.aging.labels import bucket_labels, group_label
from dashboard.aging.question import Cell
from dashboard.aging.table import aging_numbers
from dashboard.aging.url import open_cell
from dashboard.charts.aging import age_bars
from dashboard.charts.heat import Heat, heat_map, scaled
from dashboard.drawn import draw
from dashboard.empty import nothing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import plotly.graph_objects as go
    from streamlit.delta_generator import DeltaGenerator

    from core.metrics.aging import Aging
    from dashboard.aging.question import Question
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

# A chart takes the width it is given, and a phone's gives a column of amounts no room.
WIDE_ENOUGH = (
    "<style>@media(max-width:640px){.st-key-aging_matrix{overflow-x:auto}"
    ".st-key-aging_matrix [data-testid=stElementContainer]{min-width:46rem}}</style>"
)
MOST_ROWS = 24
"""Groups drawn in a chart; the table below has them all."""


def overview(of: Edition, asked: Asked, question: Question, words: Words) -> None:
    """Draw the bars and the table of the aging by one split."""
    aged, before = _both(of, asked, question)
    names = group_names(of, aged, asked.currency, words)
    if not names:
        nothing(words("Nothing is open here."), words("Take a filter off, or choose another day."))
        return
    if question.rows is not GroupBy.CURRENCY:
        st.markdown(aging_finding(aged, before, names, asked.currency, words))
    _bars(aged, names, asked, question, words)
    aging_numbers(aged, before=before, names=names, currency=asked.currency, question=question, words=words)


def heat(of: Edition, asked: Asked, question: Question, words: Words) -> None:
    """Draw rows by age, or by a second split coloured by how much of each pair is past due."""
    aged, before = _both(of, asked, question)
    names = group_names(of, aged, asked.currency, words)
    if not names:
        nothing(words("Nothing is open here."), words("Take a filter off, or choose another day."))
        return
    if question.rows is not GroupBy.CURRENCY:
        st.markdown(aging_finding(aged, before, names, asked.currency, words))
    shown = dict(list(names.items())[:MOST_ROWS])
    if question.columns is GroupBy.ALL:
        columns, cells = _by_age(aged, shown, asked.currency, question, words)
        said = words("The fuller the colour, the larger a part of its row; the youngest bucket stays pale.")
    else:
        columns, cells = _by_pair(of, asked, question, shown, words)
        said = words("The fuller the colour, the larger the part that is past due.")
    figure = heat_map(list(shown.items()), list(columns.items()), scaled(cells), words=words)

    def pick(row: str, column: str) -> None:
        if question.columns is GroupBy.ALL:
            open_cell(Cell(row=row, bucket=column))
        else:
            open_cell(Cell(row=row, column=column, bucket=OPEN))

    with matrix():
        clickable(figure, f"aging_heat_{hash((question, asked))}", pick, alt=words("Heat map of what is open"))
    click = words("Click a cell to see the invoices behind it.")
    st.caption(f"{said} {click}")


def group_names(of: Edition, aged: Aging, currency: str, words: Words) -> dict[str, str]:
    """Return the groups with anything open and their labels, the largest first."""
    by_currency = aged.group is GroupBy.CURRENCY
    held = [name for name, balances in aged.groups.items() if (name if by_currency else currency) in balances]
    size = {name: aged.groups[name][name if by_currency else currency].gross_minor for name in held}
    return {name: group_label(of, aged.group, name, words) for name in sorted(held, key=lambda name: -size[name])}


def matrix() -> DeltaGenerator:
    """Return a container whose chart keeps room for its columns: a narrow screen scrolls it sideways."""
    st.html(WIDE_ENOUGH)
    return st.container(key="aging_matrix")


def clickable(figure: go.Figure, key: str, pick: Callable[[str, str], None], *, alt: str) -> None:
    """Draw ``figure``; a click on a piece hands the two names it carries to ``pick``."""

    def clicked() -> None:
        points = st.session_state[key].selection.points
        if points and points[0].get("customdata"):
            pick(*points[0]["customdata"])

    draw(figure, alt, key=key, on_select=clicked)


def _both(of: Edition, asked: Asked, question: Question) -> tuple[Aging, Aging | None]:
    earlier_on = question.earlier_on(asked.as_of)
    before = None if earlier_on is None else asks.by_one(of, asked, question, earlier_on)
    return asks.by_one(of, asked, question, asked.as_of), before


def _bars(aged: Aging, names: Mapping[str, str], asked: Asked, question: Question, words: Words) -> None:
    by_currency = question.rows is GroupBy.CURRENCY
    shown = dict(list(names.items())[:MOST_ROWS])
    amounts = {
        name: {
            key: cell.minor for key, cell in aged.groups[name][name if by_currency else asked.currency].cells.items()
        }
        for name in shown
    }
    figure = age_bars(
        list(shown.items()),
        list(bucket_labels(question, words).items()),
        amounts,
        currency=asked.currency,
        words=words,
        # Amounts of several currencies cannot stand beside each other; their shares can.
        as_share=question.is_share or by_currency,
    )

    def pick(row: str, column: str) -> None:
        open_cell(Cell(row=row, bucket=column))

    clickable(figure, f"aging_bars_{hash((question, asked))}", pick, alt=words("Open balance by age"))
    if len(names) > len(shown):
        st.caption(words("The {n} largest of {all}; the table has them all.", n=len(shown), all=len(names)))


def _by_age(
    aged: Aging, names: Mapping[str, str], currency: str, question: Question, words: Words
) -> tuple[dict[str, str], dict[tuple[str, str], Heat]]:
    """Return the buckets, and a cell for each group and bucket with anything in it; the youngest bucket stays pale."""
    columns = bucket_labels(question, words) | {UNALLOCATED: words("Unallocated")}
    youngest = next(iter(columns))
    cells = {}
    for name in names:
        held = name if question.rows is GroupBy.CURRENCY else currency
        balance = aged.groups[name][held]
        for key, cell in {**balance.cells, UNALLOCATED: balance.unallocated}.items():
            if not cell.count:
                continue
            share = cell.minor / balance.gross_minor if balance.gross_minor > 0 else 0.0
            cells[name, key] = replace(
                _cell(share, cell.minor, held, question, words),
                level=0.0 if key in (UNALLOCATED, youngest) else share,
            )
    return columns, cells


def _by_pair(
    of: Edition, asked: Asked, question: Question, names: Mapping[str, str], words: Words
) -> tuple[dict[str, str], dict[tuple[str, str], Heat]]:
    """Return the groups of the second split, the largest first, and a cell for each pair: how much of it is late."""
    currency = asked.currency
    pairs = {
        pair: balances[pair[0] if question.rows is GroupBy.CURRENCY else currency]
        for pair, balances in asks.by_two(of, asked, question).items()
        if (pair[0] if question.rows is GroupBy.CURRENCY else currency) in balances and pair[0] in names
    }
    size: dict[str, int] = {}
    for (_row, column), balance in pairs.items():
        size[column] = size.get(column, 0) + balance.gross_minor
    columns = {
        name: group_label(of, question.columns, name, words)
        for name in sorted(size, key=lambda name: -size[name])[:MOST_ROWS]
    }
    cells = {}
    for (row, column), balance in pairs.items():
        if column in columns and balance.gross_minor > 0:
            late = late_minor(balance, question.by)
            held = row if question.rows is GroupBy.CURRENCY else currency
            cells[row, column] = replace(
                _cell(late / balance.gross_minor, balance.gross_minor, held, question, words),
                said=words(
                    "{open} open, {late} past due ({share})",
                    open=words.money(balance.gross_minor, held),
                    late=words.money(late, held),
                    share=words.share(late / balance.gross_minor),
                ),
            )
    return columns, cells


def _cell(share: float, minor: int, currency: str, question: Question, words: Words) -> Heat:
    return Heat(
        level=share,
        text=words.share(share, 0) if question.is_share else words.round_money(minor, currency),
        said=f"{words.money(minor, currency)} · {words.share(share)}",
    )
