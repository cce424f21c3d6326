"""Two strategies side by side: the choice of versions, the figures of each, and by name who is treated differently."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
import streamlit as st

from core.strategy.audience import label_of
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard import tables
from dashboard.doors import go
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.mix.compare_reads import active, beside, known
from dashboard.mix.names import names
from dashboard.session import words as session_words
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.strategy.mix_compare import SideBySide
    from dashboard.i18n import Words
    from dashboard.mix.compare_reads import Numbers
    from dashboard.reads import Edition

CENTS: Final = 100
EURO: Final = "EUR"
MOST_SHOWN: Final = 500
FIGURES: Final = {
    "customers_in": later("Customers in today"),
    "cost_today_minor": later("Cost today"),
    "contacts": later("Contacts in the days ahead"),
    "calls": later("of which calls"),
    "cost_minor": later("Cost in the days ahead"),
    "waiting_at_end": later("Waiting at the end"),
    "legal_steps": later("Legal steps"),
    "expected_minor": later("Expected cash"),
    "gain_minor": later("Cash against the first"),
    "overruled": later("Overruled"),
    "unreached": later("Reached by no channel"),
}
PARTS: Final = {"segments": later("Segments"), "ladders": later("Ladders"), "mix": later("Channel mix")}


@st.fragment
def compare(of: Edition, as_of: date) -> None:
    """Draw the choice and the comparison."""
    _ = session_words()
    left, right = st.columns(2, gap="small")
    with left:
        first = _choice("first", _("First"), _)
    with right:
        second = _choice("second", _("Second"), _)
    if first == second:
        nothing(
            _("Both sides are the same"),
            _("Choose another version on one side; save a proposal as a version first to see it here."),
            icon=":material/compare:",
        )
        return
    with st.spinner(_("Finding out what the days ahead bring.")):
        found = beside(of, as_of, first, second)
    if first != active():
        st.caption(_("The forecast learnt from what is in force; here it stands for the first side."))
    _figures(found, _)
    _segments(found, of, _)
    _different(found, of, _)


def _choice(side: str, title: str, words: Words) -> Numbers:
    """Draw the three versions of one side; which ones stands in the URL."""
    _ = words
    versions, numbers = known(), active()
    chosen: list[int] = []
    with st.container(border=True, gap="small", key=f"compare_{side}"):
        st.header(title, anchor=False)
        for place, (part, label) in enumerate(PARTS.items()):
            options = list(versions[part])
            key = f"{side}_{part}"
            asked = st.query_params.get(key, "")
            start = int(asked) if asked.isdigit() and int(asked) in options else numbers[place]
            number: int = st.selectbox(
                _(label),
                options,
                index=options.index(start),
                format_func=partial(_called, versions[part], numbers[place], _),
                key=f"compare_{key}",
                on_change=_remember,
                args=(key,),
            )
            chosen.append(number)
    return chosen[0], chosen[1], chosen[2]


def _remember(key: str) -> None:
    st.query_params[key] = str(st.session_state[f"compare_{key}"])


def _called(comments: Mapping[int, str], in_force: int, words: Words, number: int) -> str:
    """Return a version as people call it: its number, its reason, and whether it is in force."""
    _ = words
    name, comment, told = _("Version {n}", n=number), _(comments[number]), _("in force")
    return f"{name} ({told}): {comment}" if number == in_force else f"{name}: {comment}"


def _figures(found: SideBySide, words: Words) -> None:
    _ = words
    told = found.figures.set_index("figure").to_dict("index")
    rows = [
        {"figure": _(label), **{side: _said(name, told[name][side], _) for side in ("first", "second", "change")}}
        for name, label in FIGURES.items()
    ]
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_("Side by side"), anchor=False, width="stretch")
            export_menu(
                lambda: _as_file(found, _),
                name=f"saldo-compare-{found.as_of}",
                words=_,
                key="compare_figures",
                is_headed=True,
            )
        text = st.column_config.TextColumn
        columns: dict[str, Any] = {
            "figure": text(_("Figure"), width=165),
            "first": text(_("First"), width=105, alignment="right"),
            "second": text(_("Second"), width=105, alignment="right"),
            "change": text(_("Change"), width=105, alignment="right"),
        }
        tables.table(pd.DataFrame(rows), columns, alt=_("Side by side"))
        cash = found.second.cash
        st.caption(
            _(
                "Expected cash of the second: {low} to {high} (80 %). Its change against the first is assumed for {assumed}, measured for the rest.",
                low=_.round_money(cash.low_minor, EURO),
                high=_.round_money(cash.high_minor, EURO),
                assumed=_.share(1 - (cash.measured_share or 0.0), 0) if cash.measured_share is not None else _("n/a"),
            )
        )


def _said(name: str, value: float, words: Words) -> str:
    if name.endswith("_minor"):
        return words.money(round(value), EURO)
    return words.number(value, 0 if abs(value) >= 1 or round(value, 1) == 0 else 1)


def _as_file(found: SideBySide, words: Words) -> pd.DataFrame:
    _ = words
    told = found.figures
    unit = told["figure"].str.endswith("_minor").map({True: CENTS, False: 1})
    numbers = {side: (told[side] / unit).round(2) for side in ("first", "second", "change")}
    return pd.DataFrame(
        {
            _("Figure"): [_(FIGURES[each]) for each in told["figure"]],
            _("First"): numbers["first"],
            _("Second"): numbers["second"],
            _("Change"): numbers["change"],
        }
    )


def _segments(found: SideBySide, of: Edition, words: Words) -> None:
    """Draw contacts, cost and cash per segment of either side."""
    _ = words
    called = {**names(of, found.first.proposal.strategy, _), **names(of, found.second.proposal.strategy, _)}
    sides = []
    for side in (found.first, found.second):
        counted = side.ahead.by_place.groupby("segment")[["contacts", "cost_minor"]].sum()
        sides.append(
            counted.join(side.cash.by_segment.set_index("segment")[["expected_minor"]], how="outer").fillna(0.0)
        )
    both = sides[0].add_suffix("_first").join(sides[1].add_suffix("_second"), how="outer").fillna(0.0).reset_index()
    both = both.assign(segment=both["segment"].map(lambda name: called.get(name, name)))
    for which in ("first", "second"):
        for name in ("cost_minor", "expected_minor"):
            both[f"{name}_{which}"] = (both[f"{name}_{which}"] / CENTS).round()
        both[f"contacts_{which}"] = both[f"contacts_{which}"].round()
    columns = {
        "segment": st.column_config.TextColumn(_("Segment"), width=150, pinned=True),
        "contacts_first": tables.number_column(_("Contacts, first"), _),
        "contacts_second": tables.number_column(_("Contacts, second"), _),
        "cost_minor_first": tables.number_column(_("Cost, first"), _),
        "cost_minor_second": tables.number_column(_("Cost, second"), _),
        "expected_minor_first": tables.number_column(_("Cash, first"), _),
        "expected_minor_second": tables.number_column(_("Cash, second"), _),
    }
    with st.container(border=True):
        st.header(_("By segment, in euros"), anchor=False)
        tables.table(both, columns, alt=_("By segment, in euros"))


def _different(found: SideBySide, of: Edition, words: Words) -> None:
    """Draw by name who gets another treatment today; a click opens the customer."""
    _ = words
    rows = found.different
    with st.container(border=True, key="compare_different"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_("Who is treated differently today"), anchor=False, width="stretch")
            export_menu(
                lambda: _told(rows, found, of, _),
                name=f"saldo-compare-customers-{found.as_of}",
                words=_,
                key="compare_who",
            )
        if rows.empty:
            nothing(_("Nobody"), _("Today both strategies write to the same people in the same way."))
            return
        st.caption(
            _.count("{n} customer. Click it to open it.", "{n} customers. Click one to open it.", len(rows))
            if len(rows) <= MOST_SHOWN
            else _(
                "The first {shown} of {all} customers; the export has all of them.",
                shown=_.number(MOST_SHOWN),
                all=_.number(len(rows)),
            )
        )
        text = st.column_config.TextColumn
        columns = {
            "name": text(_("Customer"), width=170),
            "first": text(_("First"), width=290),
            "second": text(_("Second"), width=290),
            "customer_id": text(_("Number"), width=90),
        }
        shown = rows.head(MOST_SHOWN)
        row = tables.table(
            _told(shown, found, of, _), columns, alt=_("Who is treated differently today"), key="compare_rows"
        )
        if row is not None:
            go("customer", id=str(shown["customer_key"].iloc[row]))


def _told(rows: pd.DataFrame, found: SideBySide, of: Edition, words: Words) -> pd.DataFrame:
    """Return name and number of each, and in one text how either side treats it."""
    called = [names(of, side.proposal.strategy, words) for side in (found.first, found.second)]
    return pd.DataFrame(
        {
            "name": rows["name"],
            "first": [_treatment(each, "first", called[0], words) for each in rows.to_dict("records")],
            "second": [_treatment(each, "second", called[1], words) for each in rows.to_dict("records")],
            "entity": rows["entity"],
            "customer_id": rows["customer_id"],
        }
    )


def _treatment(row: dict[Any, Any], side: str, called: dict[str, str], words: Words) -> str:
    _ = words
    segment = called.get(row[f"segment_{side}"], row[f"segment_{side}"])
    reason, channel = row[f"reason_{side}"], row[f"channel_{side}"]
    if isinstance(reason, str):
        return _("out: {reason} ({segment})", reason=_(label_of(reason)), segment=segment)
    way = _(CHANNELS[ChannelName(channel)]) if isinstance(channel, str) else _("no channel")
    return _(
        "step {step} of {ladder} by {channel} ({segment})",
        step=row[f"step_{side}"],
        ladder=called.get(row[f"ladder_{side}"], row[f"ladder_{side}"]),
        channel=way,
        segment=segment,
    )
