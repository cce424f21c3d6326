"""The cash forecast on the screen: the finding, the weeks with their interval, the split, and how past ones did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from dashboard import reads, tables
from dashboard.charts.cash import cash_by_week
from dashboard.doors import link
from dashboard.drawn import draw
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.prediction.reads import run

if TYPE_CHECKING:
    from core.behaviour.forecast.cash import Forecast
    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition

FIRST_WEEKS = 4
CARD_PIXELS = 168


def finding(told: Forecast, currency: str, words: Words) -> None:
    """Draw the one sentence of the page, and the cards it rests on."""
    _ = words
    weeks, total = told.weeks, told.totals.iloc[0]
    soon = int(weeks["expected_minor"].head(FIRST_WEEKS).sum())
    st.markdown(
        _(
            "**{amount}** is expected in the next {n} weeks: {share} of what is open.",
            amount=_.round_money(soon, currency),
            n=FIRST_WEEKS,
            share=_.share(soon / int(total["open_minor"]), 0) if total["open_minor"] else _("n/a"),
        )
    )
    cards = (
        (_("Open today"), "open_minor"),
        (_("Expected in 13 weeks"), "expected_minor"),
        (_("Later, within a year"), "later_minor"),
        (_("Not within a year"), "never_minor"),
    )
    with st.grid(4, min_column_width=CARD_PIXELS, gap="small"):
        for label, column in cards:
            st.metric(label, _.round_money(int(total[column]), currency), border=True, height="stretch")


def weeks_board(told: Forecast, currency: str, words: Words) -> None:
    """Draw the weeks ahead, and what they hold and leave out."""
    _ = words
    with st.container(border=True, gap="small", key="forecast_weeks"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_("Week by week"), anchor=False, width="stretch")
            export_menu(lambda: _table(told, currency), name=f"saldo-cash-{told.as_of}", words=_, key="cash_export")
        figure = cash_by_week(told.weeks, currency, _)
        draw(figure, _("Cash expected by week"), key="cash_weeks")
        st.caption(_holds(told, currency, _))


def _holds(told: Forecast, currency: str, words: Words) -> str:
    """Return what the forecast is made of, in sentences."""
    _ = words
    share = told.by_model_share
    parts = [
        _("Only invoices that are issued today are in it; sales still to come are not."),
        _(
            "The model serves {share} of the amount, the customers' own habits the rest.",
            share=_.share(share or 0.0, 0),
        ),
    ]
    agreed = int(told.weeks["agreed_minor"].sum())
    if agreed:
        parts.append(
            _("{amount} of it was promised or agreed in a plan.", amount=_.round_money(agreed, currency))
            if told.agreed.kept_share == 1
            else _(
                "{amount} of it was promised or agreed in a plan, counted at the {share} that was kept so far.",
                amount=_.round_money(agreed, currency),
                share=_.share(told.agreed.kept_share, 0),
            )
        )
    if told.spread is None or currency not in told.spread:
        parts.append(_("No past forecast was tried yet, so the interval is a lower bound: train the model."))
    return " ".join(parts)


def _table(told: Forecast, currency: str) -> pd.DataFrame:
    weeks = told.weeks
    columns = {name: weeks[f"{name}_minor"] for name in ("expected", "low", "high", "agreed", "due")}
    units = {name: tables.in_units(minor, weeks["currency"]) for name, minor in columns.items()}
    dates = {"from_on": weeks["from_on"].dt.date, "to_on": weeks["to_on"].dt.date}
    return pd.DataFrame({"week": weeks["week"], **dates, "currency": currency, **units})


def split_board(of: Edition, told: Forecast, asked: Asked, by: str, words: Words) -> None:
    """Draw the expected amounts by ``by`` (segment or entity), the next weeks apart."""
    _ = words
    labels = {name: _(label) for name, label in reads.segment_labels(of).items()} if by == "segment" else {}
    groups = told.groups.assign(name=[labels.get(name, name) for name in told.groups[by]])
    spans = {"first": (1, 4), "second": (5, 8), "third": (9, 13)}
    columns: dict[str, Any] = {
        "name": st.column_config.TextColumn(_("Segment") if by == "segment" else _("Own company"), width=240)
    }
    rows: dict[str, Any] = {}
    for key, (first, last) in spans.items():
        inside = groups[groups["week"].between(first, last)]
        rows[key] = inside.groupby("name")["expected_minor"].sum().round()  # a column drops what it does not show
        columns[key] = tables.money_column(_("Weeks {first} to {last}", first=first, last=last), asked.currency, _)
    summed = pd.DataFrame(rows).fillna(0)
    summed["total"] = summed.sum(axis=1)
    columns["total"] = tables.money_column(_("13 weeks"), asked.currency, _)
    shown = summed.sort_values("total", ascending=False).reset_index()
    for key in (*spans, "total"):
        shown[key] = tables.in_units(shown[key], pd.Series(asked.currency, index=shown.index))
    tables.table(shown, columns, alt=_("Expected cash by group"))
    st.caption(_("Amounts in {currency}; promises and plans are with their customer's group.", currency=asked.currency))


def past_board(asked: Asked, words: Words) -> None:
    """Draw how forecasts of past days did against what came in, beside the naive one."""
    _ = words
    serving = run()
    told = None if serving is None else serving.forecast
    tried = next((each for each in (told or {}).get("tried", ()) if each["currency"] == asked.currency), None)
    if told is None or tried is None or tried["error"] is None:
        st.info(_("No past forecast was tried yet: train the model, which tries them too."), icon=":material/science:")
        link("model", _("To the model"), icon=":material/science:")
        return
    st.markdown(
        _(
            "Over {n} past forecasts the weekly error was **{error}** of what came in; due dates alone missed by **{naive}**.",
            n=tried["forecasts"],
            error=_.share(tried["error"], 0),
            naive=_.share(tried["naive_error"], 0),
        )
    )
    weeks = pd.DataFrame(told["weeks"])
    mine = weeks[weeks["currency"] == asked.currency]
    latest = mine[mine["made_on"] == mine["made_on"].max()].assign(to_on=lambda rows: pd.to_datetime(rows["to_on"]))
    draw(cash_by_week(latest, asked.currency, _), _("A past forecast against what came in"), key="cash_past")
    made_on = pd.Timestamp(str(latest["made_on"].iloc[0])).date()
    st.caption(
        _(
            "The forecast made with what was known on {day}, over the whole portfolio. {coverage} of {weeks} past weeks lay inside the interval, which is meant to hold 80%; its mean width is {width} of a week's cash.",
            day=_.day(made_on),
            coverage=_.share(tried["coverage"], 0) if tried["coverage"] is not None else plain(_("n/a")),
            weeks=tried["weeks"],
            width=_.share(tried["width"], 0),
        )
    )
