"""The reminders of a run by name: which were paid, contested or wrong, a click away from the customer, and as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import streamlit as st

from core.strategy.mix_words import CHANNELS
from dashboard import tables
from dashboard.doors import go
from dashboard.exports import export_menu
from dashboard.replay.texts import WRONG

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.i18n import Words

SHOWN: Final = 2_000


def reminder_table(found: pd.DataFrame, words: Words, *, key: str) -> None:
    """Draw the rows of ``found`` that were asked for; a click opens the customer."""
    _ = words
    views = {
        "all": _("All"),
        "wrong": _("Wrong"),
        "disputed": _("In dispute a week later"),
        "paid": _("Paid within 7 days"),
        "unpaid": _("Not paid"),
    }
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.segmented_control(
            _("Which"),
            list(views),
            default="all",
            required=True,
            format_func=lambda name: views[name],
            key=f"{key}_which",
        )
        wanted = st.text_input(_("Customer"), key=f"{key}_search", placeholder=_("Name or number"), width=240)
        rows = _searched(_chosen(found, str(chosen)), wanted)
        export_menu(lambda: _shown(rows, words), name="time-machine", words=words, key=f"{key}_export", is_headed=True)
    if rows.empty:
        st.caption(_("No reminder is like that."))
        return
    if len(rows) > SHOWN:
        st.caption(_("The first {n} of {all}; the export has all of them.", n=_.number(SHOWN), all=_.number(len(rows))))
    shown = _shown(rows.head(SHOWN), words)
    columns: dict[str, Any] = {name: st.column_config.TextColumn(name) for name in shown.columns}
    for head in (_("Day"), _("Since"), _("Told on")):
        if head in columns:
            columns[head] = tables.day_column(head, words)
    row = tables.table(shown, columns, alt=_("Reminders by name"), key=f"{key}_rows", most=12)
    if row is not None:
        go("customer", id=str(int(rows["customer_key"].iloc[row])))


def _chosen(found: pd.DataFrame, name: str) -> pd.DataFrame:
    if name == "wrong":
        return found[found["wrong"].notna()]
    if name == "disputed":
        return found[found["is_disputed_later"]]
    if name == "paid":
        return found[found["is_paid_later"] & found["is_over"]]
    return found[~found["is_paid_later"] & found["is_over"]] if name == "unpaid" else found


def _searched(rows: pd.DataFrame, wanted: str) -> pd.DataFrame:
    text = wanted.strip().casefold()
    if not text:
        return rows
    inside = rows["name"].str.casefold().str.contains(text, regex=False, na=False)
    return rows[inside | (rows["customer_id"].str.casefold() == text)]


def _shown(rows: pd.DataFrame, words: Words) -> pd.DataFrame:
    """Return ``rows`` under the headings a reader reads; what is not in them is left out."""
    _ = words
    yes, no, soon = _("yes"), _("no"), _("too early")
    told = rows.assign(
        wrong=rows["wrong"].map({str(kind): _(label) for kind, label in WRONG.items()}).fillna(""),
        paid=rows["is_paid_later"].map({True: yes, False: no}).where(rows["is_over"], soon),
        disputed=rows["is_disputed_later"].map({True: yes, False: no}).where(rows["is_over"], soon),
    )
    if "asked_minor" in told:
        told = told.assign(
            asked=[
                _("several currencies") if currency != currency or minor is None else words.money(minor, currency)  # noqa: PLR0124 - NaN is unequal to itself
                for minor, currency in zip(_plain(told["asked_minor"]), told["currency"], strict=True)
            ],
            cost=[words.money(minor, "EUR") for minor in told["cost_minor"]],
        )
    told = told.assign(channel=[_(CHANNELS[each]) if each in CHANNELS else each for each in told["channel"]])
    if "was_known" in told:
        known = told["was_known"].map({True: yes, False: no}).fillna(_("before the first file"))
        told = told.assign(was_known=known.where(rows["wrong"].notna(), ""))
    heads = {
        "day": _("Day"),
        "name": _("Customer"),
        "customer_id": _("Customer number"),
        "number": _("Invoice"),
        "step": _("Step"),
        "level": _("Level"),
        "channel": _("Channel"),
        "items": _("Items"),
        "asked": _("Asked"),
        "cost": _("Cost"),
        "wrong": _("Wrong"),
        "since_on": _("Since"),
        "known_on": _("Told on"),
        "was_known": _("Known here that day"),
        "paid": _("Paid within 7 days"),
        "disputed": _("In dispute a week later"),
    }
    kept = {name: head for name, head in heads.items() if name in told}
    return told[list(kept)].rename(columns=kept)


def _plain(minor: pd.Series[int]) -> list[int | None]:
    return [None if is_unknown else int(each) for each, is_unknown in zip(minor, minor.isna(), strict=True)]
