"""The flow from one day to another: where what was open went, as a matrix whose cells open their invoices."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.metrics.flow import CREDITED, PAID
from core.money import to_decimal
from dashboard import tables
from dashboard.aging import reads as asks
from dashboard.aging.finding import flow_finding
from dashboard.aging.labels import end_label
from dashboard.aging.overview import clickable, matrix
from dashboard.aging.question import Cell, Versus
from dashboard.aging.url import open_cell
from dashboard.charts.heat import Heat, heat_map, scaled
from dashboard.empty import nothing
from dashboard.exports import export_menu

if TYPE_CHECKING:
    from core.metrics.flow import Flow
    from dashboard.aging.question import Question
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def flow_view(of: Edition, asked: Asked, question: Question, words: Words) -> None:
    """Draw the flow since the earlier day, a month when none is chosen."""
    _ = words
    from_on = question.earlier_on(asked.as_of, or_else=Versus.MONTH)
    if from_on is None:
        return
    found = asks.flow(of, asked, question, from_on)
    if not found.cells:
        nothing(_("Nothing was open and nothing came."), _("Take a filter off, or choose another day."))
        return
    st.markdown(flow_finding(found, asked.currency, words))
    origins = {name: end_label(name, question, _) for name in found.origins}
    fates = {name: end_label(name, question, _) for name in found.fates}
    figure = heat_map(
        list(origins.items()), list(fates.items()), scaled(_cells(found, question, asked.currency, words)), words=words
    )

    def pick(origin: str, fate: str) -> None:
        open_cell(Cell(origin=origin, fate=fate))

    with matrix():
        clickable(figure, f"aging_flow_{hash((question, asked))}", pick, alt=_("Flow between the buckets"))
    st.caption(
        _(
            "From each row, as it was on {first}, to each column, as it is on {last}: invoices only. The fuller "
            "the colour, the larger a part of its row that became late. Click a cell to see which invoices these are.",
            first=_.day(found.from_on),
            last=_.day(found.until_on),
        )
    )
    table = flow_numbers(found, origins, fates, asked.currency, words)
    columns = {
        "origin": st.column_config.TextColumn(_("Was")),
        "opening": tables.money_column(_("Was open"), asked.currency, _),
    }
    columns |= {name: tables.money_column(label, asked.currency, _) for name, label in fates.items()}
    with st.expander(_("In numbers"), icon=":material/table:"):
        tables.table(table, columns, alt=_("Flow in numbers"))
        headings = {"origin": _("Was"), "opening": _("Was open"), **fates}
        export_menu(lambda: table.rename(columns=headings), name="aging-flow", words=words, key="aging_flow")


def flow_numbers(
    found: Flow, origins: dict[str, str], fates: dict[str, str], currency: str, words: Words
) -> pd.DataFrame:
    """Return one row an origin and one for all of them: what was open, and how much of it went where."""
    rows = [
        {
            "origin": label,
            "opening": float(to_decimal(found.opening_minor(origin), currency)),
            **{fate: float(to_decimal(found.cell(origin, fate).minor, currency)) for fate in fates},
        }
        for origin, label in origins.items()
    ]
    opening = sum(found.opening_minor(origin) for origin in origins)
    rows.append(
        {
            "origin": words("Total"),
            "opening": float(to_decimal(opening, currency)),
            **{fate: float(to_decimal(found.closing_minor(fate), currency)) for fate in fates},
        }
    )
    return pd.DataFrame(rows, columns=["origin", "opening", *fates])


def _cells(found: Flow, question: Question, currency: str, words: Words) -> dict[tuple[str, str], Heat]:
    """Return a cell for everything that flowed; what was paid, credited or is not late stays pale."""
    cells = {}
    for (origin, fate), cell in found.cells.items():
        opening = found.opening_minor(origin)
        share = cell.minor / opening if opening > 0 else 0.0
        cells[origin, fate] = Heat(
            level=0.0 if fate in (PAID, CREDITED, found.buckets[0].key) else share,
            text=words.share(share, 0)
            if question.is_share and opening > 0
            else words.round_money(cell.minor, currency),
            said=f"{words.money(cell.minor, currency)} · {words.share(share)} · "
            + words.count("{n} invoice", "{n} invoices", cell.count),
        )
    return cells
