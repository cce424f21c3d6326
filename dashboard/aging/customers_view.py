"""The customers with the most open, each by age: a click on a bar keeps only that customer, one on a row opens its page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.metrics.scope import GroupBy
from dashboard import tables
from dashboard.aging import reads as asks
from dashboard.aging.finding import largest_finding
from dashboard.aging.labels import bucket_labels
from dashboard.aging.overview import clickable
from dashboard.aging.url import keep_only
from dashboard.charts.aging import age_bars
from dashboard.doors import go
from dashboard.empty import nothing
from dashboard.exports import export_menu

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.aging.question import Question
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST = 50
IN_CHART = 12


def customers_view(of: Edition, asked: Asked, question: Question, words: Words) -> None:
    """Draw the largest customers as bars and as a table."""
    _ = words
    orders = {"open": _("Most open"), "past_due": _("Most past due")}
    order = st.segmented_control(
        _("Order"),
        list(orders),
        default="open",
        required=True,
        format_func=lambda name: orders[name],
        key="aging_customers_order",
        label_visibility="collapsed",
    )
    found = asks.largest(of, asked, question, sort=order or "open", most=MOST)
    if not len(found.rows):
        nothing(_("Nothing is open here."), _("Take a filter off, or choose another day."))
        return
    st.markdown(largest_finding(found, asked.currency, words))
    labels = bucket_labels(question, words)
    top = found.rows.head(IN_CHART)
    figure = age_bars(
        [(str(row["customer_key"]), str(row["name"])) for _place, row in top.iterrows()],
        list(labels.items()),
        {str(row["customer_key"]): {key: int(row[key]) for key in labels} for _place, row in top.iterrows()},
        currency=asked.currency,
        words=words,
        as_share=question.is_share,
    )

    def pick(customer: str, _bucket: str) -> None:
        keep_only(GroupBy.CUSTOMER, customer)

    clickable(figure, f"aging_top_{hash((question, asked, order))}", pick, alt=_("Largest customers by age"))
    st.caption(_("Click a bar to keep only that customer, a row to open its page."))
    table = _readable(found.rows, labels, asked.currency)
    columns = _columns(labels, asked.currency, words)
    row = tables.table(
        table, columns, alt=_("Largest customers"), key=f"aging_customers_{hash((question, asked, order))}"
    )
    headings = {name: config["label"] for name, config in columns.items()}
    export_menu(
        lambda: table[list(columns)].rename(columns=headings), name="customers", words=words, key="aging_customers"
    )
    if row is not None:
        go("customer", id=str(found.rows["customer_key"].iloc[row]))


def _readable(rows: pd.DataFrame, labels: dict[str, str], currency: str) -> pd.DataFrame:
    """Return the rows with money in units."""
    held = rows["name"].map(lambda _name: currency)
    money = ("open_minor", "past_due_minor", "unallocated_minor", *labels)
    return rows.assign(**{name: tables.in_units(rows[name], held) for name in money})


def _columns(labels: dict[str, str], currency: str, words: Words) -> dict[str, Any]:
    _ = words
    text = st.column_config.TextColumn
    return {
        "name": text(_("Customer"), width=210),
        "customer_id": text(_("Number")),
        "entity": text(_("Own company")),
        "open_minor": tables.money_column(_("Open"), currency, words),
        "past_due_minor": tables.money_column(_("Past due"), currency, words),
        **{key: tables.money_column(label, currency, words) for key, label in labels.items()},
        "unallocated_minor": tables.money_column(_("Unallocated"), currency, words),
    }
