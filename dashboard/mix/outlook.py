"""The thirty days ahead under a mix: contacts, cost, queue and cash beside those of now, and what they rest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.strategy.mix_words import CHANNELS
from dashboard import tables
from dashboard.charts.mix_days import mix_days
from dashboard.drawn import draw
from dashboard.exports import export_menu
from dashboard.kpi import CARD_PIXELS
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.strategy.contacts_ahead import Ahead
    from dashboard.i18n import Words
    from dashboard.mix.reads import Answer

CENTS: Final = 100
EURO: Final = "EUR"
LEAST: Final = 0.5  # of a contact: less is none


def outlook(told: Answer, words: Words) -> None:
    """Draw what the mix makes of the days ahead."""
    _ = words
    st.header(_("The next {n} days", n=len(told.then.days)), anchor=False)
    _cards(told, _)
    left, right = st.columns([1.5, 1], gap="small")
    with left, st.container(border=True, height="stretch"):
        _channels(told, _)
    with right, st.container(border=True, height="stretch"):
        _waits(told.then, _)
        _rests_on(told, _)


def _cards(told: Answer, words: Words) -> None:
    _ = words
    was, then, cash = told.was, told.then, told.cash_then
    with st.grid(5, min_column_width=CARD_PIXELS, gap="small"):
        _card(
            _("Contacts"),
            _.number(then.contacts),
            _signed(_.number(abs(then.contacts - was.contacts)), then.contacts - was.contacts),
        )
        change = then.cost_minor - was.cost_minor
        _card(
            _("Cost"),
            _.round_money(then.cost_minor, EURO),
            _signed(_.round_money(abs(change), EURO), change),
            colour="inverse",
        )
        _card(
            _("Cost per euro expected"),
            per_euro(then.cost_minor, cash.expected_minor, _),
            None,
            note=_("of all that is expected"),
        )
        _card(
            _("Expected cash"),
            _.round_money(cash.expected_minor, EURO),
            _signed(_.round_money(abs(cash.gain_minor), EURO), cash.gain_minor),
            note=_(
                "{low} to {high}", low=_.round_money(cash.low_minor, EURO), high=_.round_money(cash.high_minor, EURO)
            ),
            colour="normal",
        )
        _card(
            _("Overruled"),
            _.number(then.overruled),
            None,
            note=_("by law, a customer's wish, a call the step asks for, or for want of an address"),
        )


def per_euro(cost_minor: int, expected_minor: int, words: Words) -> str:
    """Return what a euro of expected cash costs, in cents; n/a where none is expected."""
    _ = words
    if expected_minor <= 0:
        return _("n/a")
    return _("{n} cents", n=_.number(cost_minor / expected_minor * CENTS, 3))


def _card(label: str, value: str, change: str | int | None, *, note: str = "", colour: str = "off") -> None:
    with st.container(border=True, height="stretch", gap="xxsmall"):
        st.metric(label, value, change, delta_color=colour)  # type: ignore[arg-type]  # one of Streamlit's own words
        if note:
            st.caption(note)


def _signed(text: str, amount: float) -> str | int:
    """Return a change in words with an ASCII sign, 0 where nothing shows."""
    if not any(digit in "123456789" for digit in text):
        return 0
    return ("+" if amount > 0 else "-") + text


def _channels(told: Answer, words: Words) -> None:
    _ = words
    frame = channels_beside(told, words)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(_("By channel"), anchor=False, width="stretch")
        export_menu(lambda: _headed(told, _), name="saldo-mix-contacts", words=_, key="mix_contacts", is_headed=True)
    if frame.empty:
        st.caption(_("Nothing is coming in these days."))
        return
    draw(
        mix_days(_by_day(told), {str(name): _(label) for name, label in CHANNELS.items()}, _),
        _("Messages per channel and day"),
        key="mix_by_day",
    )
    columns = {
        "channel": st.column_config.TextColumn(_("Channel"), width=110),
        "was": tables.number_column(_("Now"), _, width=62),
        "then": tables.number_column(_("Then"), _, width=62),
        "cost": tables.money_column(_("Cost"), EURO, _, width=82),
        "capacity": tables.number_column(_("Fits a day"), _, width=80),
        "waiting": tables.number_column(_("Most waiting"), _, width=95),
        "last_on": tables.day_column(_("Last one goes"), _, width=102),
    }
    tables.table(frame, columns, alt=_("Messages per channel"))


def channels_beside(told: Answer, words: Words) -> pd.DataFrame:
    """Return one row per channel with contacts now or then: what goes by it, what it costs, and who waits."""
    was = told.was.by_channel.set_index("channel")["contacts"]
    then = told.then.by_channel.set_index("channel")
    used = [str(each) for each in CHANNELS if str(each) in then.index or str(each) in was.index]
    found = then.reindex(used)
    return pd.DataFrame(
        {
            "channel": [words(CHANNELS[each]) for each in CHANNELS if str(each) in used],
            "was": was.reindex(used).fillna(0.0).round().to_numpy(),
            "then": found["contacts"].fillna(0.0).round().to_numpy(),
            "cost": found["cost_minor"].fillna(0).to_numpy() / CENTS,
            "capacity": found["capacity"].to_numpy(),
            "waiting": found["waiting_most"].fillna(0.0).round().to_numpy(),
            "last_on": pd.to_datetime(found["last_on"]).to_numpy(),
        }
    )


def _by_day(told: Answer) -> pd.DataFrame:
    """Return contacts per day and channel, now and then, as the figure wants them: only days and channels that have any."""
    parts = []
    for name, side in (("was", told.was), ("then", told.then)):
        frame = pd.DataFrame(side.wanted.T, columns=[str(each) for each in CHANNELS])
        frame.insert(0, "day", pd.to_datetime(list(side.days)))
        open_days = frame[side.grouped.coming.is_open]
        parts.append(open_days.melt(id_vars="day", var_name="channel", value_name=f"contacts_{name}"))
    both = parts[0].merge(parts[1], on=["day", "channel"])
    used = both.groupby("channel")[["contacts_was", "contacts_then"]].sum().sum(axis=1)
    return both[both["channel"].isin(used[used > LEAST].index)]


def _headed(told: Answer, words: Words) -> pd.DataFrame:
    """Return the contacts of each day, as a reader's file: one row per day, channel, segment and step."""
    _ = words
    counted = told.then.counted
    return pd.DataFrame(
        {
            _("Day"): counted["day"],
            _("Channel"): [_(CHANNELS[each]) for each in counted["channel"]],
            _("Segment"): counted["segment"],
            _("Ladder"): counted["ladder"],
            _("Step"): counted["step"],
            _("Contacts"): counted["contacts"].round(3),
            _("Cost"): (counted["cost_minor"] / CENTS).round(4),
        }
    )


def _waits(then: Ahead, words: Words) -> None:
    """Say where capacity is short: how many wait at most, and when the last one goes."""
    _ = words
    st.header(_("Where people wait"), anchor=False)
    short = then.by_channel[then.by_channel["waiting_most"] >= LEAST]
    if short.empty:
        st.markdown(":material/check_circle: " + _("Everything fits: what is asked for on a day goes that day."))
    for row in short.to_dict("records"):
        # Without a limit today, one begins within the days.
        fits = _("fewer later") if pd.isna(row["capacity"]) else _.number(int(row["capacity"]))
        told = _(
            "{channel}: up to {n} wait; {fits} fit a day.",
            channel=_(CHANNELS[row["channel"]]),
            n=_.number(row["waiting_most"]),
            fits=fits,
        )
        end = (
            _("The queue does not end: nothing fits any more.")
            if row["last_on"] is None
            else _("The last one of these days goes on {day}.", day=_.day(row["last_on"]))
        )
        st.markdown(f":material/hourglass_top: {plain(told)} {plain(end)}")
    if then.unreached >= LEAST:
        st.markdown(
            ":material/block: "
            + _.count(
                "{n} contact reaches nobody: no channel of its step has an address.",
                "{n} contacts reach nobody: no channel of their step has an address.",
                round(then.unreached),
            )
        )


def _rests_on(told: Answer, words: Words) -> None:
    """Say what of the cash is forecast, what is assumed about channels, and what is left out."""
    _ = words
    st.header(_("What this rests on"), anchor=False)
    cash = told.cash_then
    if cash.by_model_share:
        st.markdown(
            _(
                "The payment model serves {share} of the open amount; the customers' own median the rest.",
                share=_.share(cash.by_model_share, 0),
            )
        )
    else:
        st.markdown(_("No payment model serves yet: the cash is each customer's own median, with its kind counted in."))
    if cash.measured_share is not None:
        st.markdown(
            _(
                "Against now the mix is thought to bring {gain} ({low} to {high}); {share} of that was measured by a test, the rest is assumed.",
                gain=_.money(cash.gain_minor, EURO),
                low=_.round_money(cash.gain_low_minor, EURO),
                high=_.round_money(cash.gain_high_minor, EURO),
                share=_.share(cash.measured_share, 0),
            )
        )
    st.caption(
        _(
            "Counted by the chance that a contact is still needed, on banking days, for invoices that are open today. Intervals hold 80 %."
        )
    )
