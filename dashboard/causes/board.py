"""By cause and by owner, its course over a year, and the invoices behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.money import to_decimal
from core.vocabulary import DisputeCause
from dashboard import reads, tables
from dashboard.causes import reads as read
from dashboard.charts.trend import month_lines
from dashboard.doors import go
from dashboard.drawn import draw
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.session import words
from dashboard.texts import CAUSES

if TYPE_CHECKING:
    from datetime import date

    from core.company.late import Late
    from dashboard.i18n import Words
    from dashboard.reads import Edition


@st.fragment
def board(of: Edition, as_of: date, currency: str) -> None:
    """Draw causes and owners side by side; a click on one shows its invoices, and a click there the customer."""
    _ = words()
    at = read.turn()
    known = read.late(of, at, as_of)
    if known.items.empty:
        nothing(
            _("Nothing is late because of us"),
            _(
                "Complaints come in by file (Settings, Data) or on a customer's page; the ledger's own disputes count too."
            ),
            icon=":material/thumb_up:",
        )
        return
    one, two = st.columns(2, gap="small")
    with one:
        cause = _group(known, "cause", _("Cause"), currency, _)
    with two:
        owner = _group(known, "owner", _("Owner"), currency, _)
    _course(read.course(of, at, as_of), currency, _)
    _items(known, currency, cause, owner, _)


def _group(known: Late, name: str, label: str, currency: str, words: Words) -> str | None:
    """Draw one split and return the group that was clicked."""
    _ = words
    rows = known.by(name, currency=currency)
    shown = rows.assign(
        group=[_said(name, each, _) for each in rows[name]],
        late=[float(to_decimal(int(minor), currency)) for minor in rows["late_minor"]],
    )
    columns = {
        "group": st.column_config.TextColumn(label, width=190),
        "late": tables.money_column(_("Late"), currency, words, width=110),
        "items": tables.number_column(_("Invoices"), words, width=80),
        "days_lost": st.column_config.NumberColumn(
            _("Days lost"), format="%.0f", width=90, help=_("Since it was both past due and ours, weighted by amount.")
        ),
    }
    place = tables.table(shown, columns, alt=label, key=f"causes_{name}", most=8)
    return None if place is None else str(rows[name].iloc[place])


def _course(rows: pd.DataFrame, currency: str, words: Words) -> None:
    _ = words
    chosen = rows[rows["currency"] == currency]
    if len(chosen) < 2:  # noqa: PLR2004 - one point is no course
        return
    with st.expander(_("How it went over the last year"), icon=":material/show_chart:"):
        days = [day.date() for day in pd.to_datetime(chosen["on_day"])]
        values = [float(to_decimal(int(minor), currency)) for minor in chosen["late_minor"]]
        figure = month_lines(
            days,
            {_("Late because of us"): values},
            said=lambda value: _.round_money(round(value * 100), currency),
            words=words,
            height=240,
        )
        draw(figure, _("Late because of us, by month"), key="causes_course")


def _items(known: Late, currency: str, cause: str | None, owner: str | None, words: Words) -> None:
    _ = words
    rows = known.items[known.items["currency"] == currency]
    rows = rows if cause is None else rows[rows["cause"] == cause]
    rows = rows if owner is None else rows[rows["owner"] == owner]
    rows = rows.sort_values("late_minor", ascending=False, ignore_index=True)
    shown = listed(rows, words)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(_("Invoices"), anchor=False, width="stretch")
        export_menu(lambda: shown, name="late-because-of-us", words=words, key="causes_out")
    columns: dict[str, Any] = {
        "name": st.column_config.TextColumn(_("Customer"), width=200),
        "number": st.column_config.TextColumn(_("Number"), width=120),
        "late": tables.money_column(_("Late because of us"), currency, words, width=120),
        "days_lost": tables.number_column(_("Days lost"), words, width=90),
        "cause": st.column_config.TextColumn(_("Cause"), width=170),
        "owner": st.column_config.TextColumn(_("Owner"), width=120),
        "due_on": tables.day_column(_("Due"), words, width=100),
        "opened_on": tables.day_column(_("Open since"), words, width=110),
        "from": st.column_config.TextColumn(_("From"), width=110),
    }
    place = tables.table(shown, columns, alt=_("Invoices late because of us"), key="causes_items", most=12)
    st.caption(_("Click a cause or an owner for its invoices, and an invoice for its customer."))
    if place is not None:
        go("customer", id=str(int(rows["customer_key"].iloc[place])))


def listed(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return items as a reader takes them away."""
    _ = words
    return pd.DataFrame(
        {
            "entity": rows["entity"],
            "customer_id": rows["customer_id"],
            "name": rows["name"],
            "number": tables.numbered(rows["number"], rows["part_no"], words),
            "currency": rows["currency"],
            "balance": tables.in_units(rows["balance_minor"], rows["currency"]),
            "late": tables.in_units(rows["late_minor"], rows["currency"]),
            "days_lost": rows["days_lost"],
            "cause": [_said("cause", each, words) for each in rows["cause"]],
            "owner": [_said("owner", each, words) for each in rows["owner"]],
            "due_on": rows["due_on"],
            "opened_on": pd.to_datetime(rows["opened_on"]),
            "from": [_("ledger") if each == "ledger" else _("noted here") for each in rows["source"]],
        }
    )


def _said(name: str, value: object, words: Words) -> str:
    if name == "cause":
        return words(CAUSES[DisputeCause(str(value))])
    return str(value) or words("nobody yet")


def currency_of(of: Edition) -> str:
    """Return the busiest currency of the book."""
    known = reads.choices(of).currencies
    return known[0] if known else "EUR"
