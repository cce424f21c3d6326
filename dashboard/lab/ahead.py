"""The thirty days ahead under a proposal: cards, segments, channels by day, and legal steps, each beside now."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.strategy.mix_words import CHANNELS
from dashboard import tables
from dashboard.charts.contacts import contacts_by_day
from dashboard.doors import FOLDER, link
from dashboard.drawn import draw
from dashboard.exports import export_menu
from dashboard.i18n import SOURCE_LANGUAGE
from dashboard.kpi import CARD_PIXELS
from dashboard.lab.reads import told as consequences_of
from dashboard.lab.texts import labels_seen
from dashboard.plain import plain
from dashboard.texts import MESSAGES

if TYPE_CHECKING:
    from datetime import date

    from core.segments.policy import Policy
    from core.strategy.consequences import Consequences
    from dashboard.i18n import Words
    from dashboard.reads import Edition

CENTS = 100
SHOWN = 0.05  # of a contact


def ahead_board(of: Edition, as_of: date, proposed: Policy, words: Words) -> None:
    """Draw what ``proposed`` makes of the days ahead."""
    _ = words
    with st.spinner(_("Finding out what the days ahead bring.")):
        told = consequences_of(of, as_of, proposed)
    st.header(_("The next {n} days", n=told.days), anchor=False)
    _cards(told, _)
    with st.container(border=True):
        _segments(told, _)
    left, right = st.columns([1.3, 1], gap="small")
    with left, st.container(border=True, height="stretch"):
        _channels(told, _)
    with right, st.container(border=True, height="stretch"):
        _legal(told, _)
        _grounds(told, _)


def _cards(told: Consequences, words: Words) -> None:
    """Draw messages, cost, legal steps, cash and DSO then, with the change from now; cash and DSO with their 80 % interval."""
    _ = words
    legal = told.then.legal_steps - told.was.legal_steps
    cash, days, days_was = told.cash_then, told.sales_days[1].whole, told.sales_days[0].whole
    with st.grid(5, min_column_width=CARD_PIXELS, gap="small"):
        _card(_("Messages"), _.number(told.then.contacts), _change(told.then.contacts - told.was.contacts, _))
        _card(
            _("Cost"),
            _.round_money(told.then.cost_minor, "EUR"),
            _money_change(told.then.cost_minor - told.was.cost_minor, _),
            colour="inverse",
        )
        _card(_("Legal steps"), _.number(told.then.legal_steps), _change(legal, _), colour="inverse")
        _card(
            _("Expected cash"),
            _.round_money(cash.expected_minor, "EUR"),
            _money_change(cash.expected_minor - told.cash_was.expected_minor, _),
            note=_(
                "{low} to {high}", low=_.round_money(cash.low_minor, "EUR"), high=_.round_money(cash.high_minor, "EUR")
            ),
            colour="normal",
        )
        if days is None or days_was is None:
            _card(_("DSO then"), _("n/a"), None, note=_("Nothing was sold in a year."))
        else:
            _card(
                _("DSO then"),
                _("{n} days", n=_.number(days[1], 1)),
                _change(days[1] - days_was[1], _, decimals=1),
                note=_("{low} to {high} days", low=_.number(days[2], 1), high=_.number(days[3], 1)),
                colour="inverse",
            )


def _card(label: str, value: str, change: str | int | None, *, note: str = "", colour: str = "off") -> None:
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(label, value, change, delta_color=colour)  # type: ignore[arg-type]  # one of Streamlit's own words
        if note:
            st.caption(note)


def _change(amount: float, words: Words, decimals: int = 0) -> str | int:
    text = words.number(abs(amount), decimals)
    if not any(digit in "123456789" for digit in text):
        return 0
    return ("+" if amount > 0 else "-") + text


def _money_change(minor: int, words: Words) -> str | int:
    if not minor:
        return 0
    return ("+" if minor > 0 else "-") + words.round_money(abs(minor), "EUR")


def _segments(told: Consequences, words: Words) -> None:
    _ = words
    labels, frame = labels_seen(told.seen, _), told.segments
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(_("By segment, now and then"), anchor=False, width="stretch")
        shown = _in_words(frame, labels)
        export_menu(
            lambda: shown,
            name=f"saldo-segments-{told.then.grouped.coming.as_of}",
            words=_,
            key="lab_segments",
            is_headed=True,
        )
    columns = {
        "segment": st.column_config.TextColumn(_("Segment"), width=140, pinned=True),
        "customers_was": tables.number_column(_("Customers now"), _),
        "customers_then": tables.number_column(_("Customers then"), _),
        "past_due_eur_was": tables.number_column(_("Past due now"), _),
        "past_due_eur_then": tables.number_column(_("Past due then"), _),
        "contacts_was": tables.number_column(_("Messages now"), _),
        "contacts_then": tables.number_column(_("Messages then"), _),
        "cash_was": tables.number_column(_("Cash now"), _),
        "cash_then": tables.number_column(_("Cash then"), _),
        "cash_range_then": tables.number_column("±", _, help=_("Half of the 80 % interval of the cash then.")),
        "dso_was": _one_decimal(_("DSO now"), _),
        "dso_then": _one_decimal(_("DSO then"), _),
    }
    tables.table(shown, columns, alt=_("Segments now and then"))
    st.caption(
        _("Amounts in euros at the rate of the day. DSO is the balance of today over the sales of twelve months.")
    )


def _one_decimal(label: str, words: Words) -> object:
    """Return a column of numbers that were rounded to one decimal."""
    return st.column_config.NumberColumn(label, format="%.1f" if words.language == SOURCE_LANGUAGE else "localized")


def _in_words(frame: pd.DataFrame, labels: dict[str, str]) -> pd.DataFrame:
    found = frame.assign(segment=frame["segment"].map(labels))
    for side in ("was", "then"):
        found[f"cash_{side}"] = (frame[f"cash_minor_{side}"] / CENTS).round()
        found[f"cash_range_{side}"] = (
            (frame[f"cash_high_minor_{side}"] - frame[f"cash_low_minor_{side}"]) / 2 / CENTS
        ).round()
        for name in ("contacts", "past_due_eur", "balance_eur"):
            found[f"{name}_{side}"] = frame[f"{name}_{side}"].round()
        for name in ("dso", "dso_ahead", "dso_ahead_low", "dso_ahead_high"):
            found[f"{name}_{side}"] = frame[f"{name}_{side}"].round(1)
    return found.drop(columns=[name for name in found if "minor" in str(name)])


def _channels(told: Consequences, words: Words) -> None:
    _ = words
    st.subheader(_("Messages per channel and day"), anchor=False)
    frame = told.channels
    if frame.empty:
        st.caption(_("Nothing is coming in these days."))
        return
    figure = contacts_by_day(told.by_day, {str(name): _(label) for name, label in CHANNELS.items()}, words=_)
    draw(figure, _("Messages per channel and day"), key="lab_contacts")
    shown = frame.assign(
        channel=[_(CHANNELS[name]) for name in frame["channel"]],
        cost_was=frame["cost_was_minor"] / CENTS,
        cost_then=frame["cost_then_minor"] / CENTS,
        **{name: frame[name].round() for name in ("contacts_was", "contacts_then", "most_then")},
        a_day_then=frame["a_day_then"].round(1),
    )
    columns = {
        "channel": st.column_config.TextColumn(_("Channel"), width=120),
        "contacts_was": tables.number_column(_("Now"), _),
        "contacts_then": tables.number_column(_("Then"), _),
        "a_day_then": _one_decimal(_("A working day"), _),
        "most_then": tables.number_column(_("Busiest day"), _),
        "capacity": tables.number_column(_("Fits a day"), _),
        "cost_was": tables.money_column(_("Cost now"), "EUR", _),
        "cost_then": tables.money_column(_("Cost then"), "EUR", _),
    }
    tables.table(shown, columns, alt=_("Messages per channel"))
    for row in frame.to_dict("records"):
        if not pd.isna(row["capacity"]) and row["most_then"] > row["capacity"]:
            st.markdown(
                ":material/hourglass_top: "
                + plain(
                    _(
                        "On the busiest day {n} are to go by {channel}, and {fits} fit: the rest waits.",
                        channel=_(CHANNELS[row["channel"]]),
                        n=_.number(row["most_then"]),
                        fits=_.number(int(row["capacity"])),
                    )
                )
            )


def _legal(told: Consequences, words: Words) -> None:
    _ = words
    st.subheader(_("Legal steps"), anchor=False)
    frame = told.legal_steps
    if frame.empty:
        st.caption(_("No message that the law prescribes is coming, now or then."))
        return
    for row in frame.to_dict("records"):
        was, then = float(row["steps_was"]), float(row["steps_then"])
        gained = str(_change(then - was, _, 1)) if abs(then - was) >= SHOWN else _("no change")
        label = plain(_(MESSAGES[row["message"]]))
        st.markdown(f"**{label}**: {_.number(was, 1)} → {_.number(then, 1)} ({plain(gained)})")


def _grounds(told: Consequences, words: Words) -> None:
    """Say what the figures rest on: the model or the customers' own habit, what of it is assumed, and what cannot change."""
    _ = words
    st.subheader(_("What this rests on"), anchor=False)
    share = told.cash_then.by_model_share
    if share:
        st.markdown(
            _(
                "The payment model serves {share} of the open amount; the customers' own median the rest.",
                share=_.share(share, 0),
            )
        )
    else:
        st.markdown(_("No payment model serves yet: the cash is each customer's own median, with its kind counted in."))
    if told.cash_then.gain_minor:
        measured = told.cash_then.measured_share or 0.0
        st.markdown(
            _(
                "{gain} of the cash is what other messages are thought to bring ({low} to {high}); {share} of that was measured, the rest is assumed.",
                gain=_.round_money(told.cash_then.gain_minor, "EUR"),
                low=_.round_money(told.cash_then.gain_low_minor, "EUR"),
                high=_.round_money(told.cash_then.gain_high_minor, "EUR"),
                share=_.share(measured, 0),
            )
        )
    elif (
        told.then.contacts
        and abs(told.then.contacts - told.was.contacts) < SHOWN
        and told.then.cost_minor == told.was.cost_minor
    ):
        st.markdown(
            _(
                "The ladders and the channel mix in force treat these segments alike: moving customers between them changes no message."
            )
        )
        if (FOLDER / "mix.py").exists():
            link("mix", _("To the channel mix"), icon=":material/tune:")
    if told.climbers:
        st.markdown(
            _.count(
                "{n} customer also climbs another ladder.", "{n} customers also climb another ladder.", told.climbers
            )
        )
    st.caption(
        _(
            "Intervals hold 80 %. Invoices still to be issued are not in it; sales are taken to go on as in the last year."
        )
    )
