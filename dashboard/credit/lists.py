"""The lists: exposure per customer and group, whom to watch, who has more room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.credit.advice import Watch
from dashboard import tables
from dashboard.credit import reads as read
from dashboard.credit.columns import euros, in_euros, listing, percent, text
from dashboard.credit.texts import ADVICE, NOT_OF_PEOPLE, ROOM, WATCH
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.session import words

if TYPE_CHECKING:
    import pandas as pd

    from dashboard.i18n import Words
    from dashboard.reads import Edition


@st.fragment
def exposure(of: Edition) -> None:
    """Draw what every customer may come to owe beside its limits and cover, the least covered first."""
    _ = words()
    board = read.whole(of, read.turn(), read.today())
    told = board.exposure[(board.exposure["exposure_cents"] > 0) | (board.exposure["open_cents"] != 0)]
    by = st.segmented_control(
        _("By"), ["customer", "group"], default="customer", required=True, key="exposure_by",
        format_func=lambda each: _("Group") if each == "group" else _("Customer"), label_visibility="collapsed",
    )  # fmt: skip
    if by == "group":
        _groups(of, _)
        return
    if told.empty:
        nothing(_("Nobody owes anything"), _("Exposure appears with the first open invoice."))
        return
    rows = told.sort_values("uninsured_cents", ascending=False).reset_index(drop=True)
    listing(rows, _columns(_), alt=_("Exposure"), key="exposure", words=_)
    st.caption(
        _(
            "Together {open} open, the ledger's net balance in euros, of which {insured} insured.",
            open=_.money(int(told["open_cents"].sum()), "EUR"),
            insured=_.money(int(told["insured_cents"].sum()), "EUR"),
        )
    )


def _columns(words: Words) -> dict[str, Any]:
    _ = words
    return {
        "name": text(_("Customer"), 200),
        "entity": text(_("Own company"), 70),
        "open": euros(_("Open"), words),
        "past_due": euros(_("Past due"), words),
        "orders": euros(_("On order"), words, width=100),
        "own_limit": euros(_("Our limit"), words),
        "own_use_share": percent(_("Used"), help=_("Open and on order over our own limit.")),
        "insured_limit": euros(_("Insured limit"), words),
        "insured": euros(_("Insured"), words),
        "uninsured": euros(_("Not insured"), words),
        "band": text(_("Band"), 60),
    }


def _groups(of: Edition, words: Words) -> None:
    _ = words
    rows = read.groups(of, read.turn(), read.today())
    if rows.empty:
        nothing(
            _("No groups"),
            _("Customers are together by the group in the ledger, or once somebody says that they are one."),
        )
        return
    shown = in_euros(rows)
    columns = {
        "group": text(_("Group"), 160),
        "customers": tables.number_column(_("Customers"), words, width=90),
        "open": euros(_("Open"), words),
        "past_due": euros(_("Past due"), words),
        "orders": euros(_("On order"), words),
        "own_limit": euros(_("Our limits together"), words),
        "own_use_share": percent(_("Used")),
        "insured": euros(_("Insured"), words),
        "uninsured": euros(_("Not insured"), words),
    }
    tables.table(shown, columns, alt=_("Groups"))
    export_menu(lambda: shown, name="groups", words=words, key="credit_groups")


@st.fragment
def watch(of: Edition) -> None:
    """Draw whom to watch and why, the largest uncovered exposure first."""
    _ = words()
    rows = read.watched(of, read.turn(), read.today())
    if rows.empty:
        nothing(
            _("Nobody to watch"),
            _("No customer is over a limit, falling, or paying later than before."),
            icon=":material/task_alt:",
        )
        return
    counts = {each: sum(str(each) in reasons for reasons in rows["reasons"]) for each in Watch}
    wanted = st.pills(
        _("Why"),
        [each for each in Watch if counts[each]],
        selection_mode="multi",
        format_func=lambda each: f"{_(WATCH[each])} · {_.number(counts[each])}",
        key="watch_why",
        label_visibility="collapsed",
    )
    kept = rows[[not wanted or any(str(each) in reasons for each in wanted) for reasons in rows["reasons"]]]
    told = kept.assign(
        why=[", ".join(_(WATCH[Watch(each)]) for each in reasons) for reasons in kept["reasons"]],
        bands=_bands(kept),
    ).reset_index(drop=True)
    columns = {
        "name": text(_("Customer"), 190),
        "why": text(_("Why"), 260),
        "uninsured": euros(_("Not insured"), _),
        "exposure": euros(_("Exposure"), _),
        "past_due": euros(_("Past due"), _),
        "own_use_share": percent(_("Limit used")),
        "bands": text(_("Band"), 80),
        "days_later": tables.number_column(
            _("Days later"), _, help=_("How much later it pays than before, in days."), width=85
        ),
    }
    listing(told, columns, alt=_("To watch"), key="watch", words=_)
    st.caption(_(NOT_OF_PEOPLE))


@st.fragment
def room(of: Edition) -> None:
    """Draw who has more room, as advice."""
    _ = words()
    rows = read.with_room(of, read.turn(), read.today())
    if rows.empty:
        nothing(_("Nobody with room"), _("It takes a good score, nothing past due, and a limit that is not used up."))
        return
    told = rows.assign(held_by=[_(ROOM[each]) for each in rows["why"]], bands=_bands(rows))
    columns = {
        "name": text(_("Customer"), 200),
        "room": euros(
            _("Room"), _, help=_("The smallest limit that is told, less what the customer owes and has ordered.")
        ),
        "held_by": text(_("Held by"), 130),
        "exposure": euros(_("Exposure"), _),
        "own_limit": euros(_("Our limit"), _),
        "advised_limit": euros(_("Bureau's advice"), _),
        "insured_limit": euros(_("Insured limit"), _),
        "bands": text(_("Band"), 80),
    }
    listing(told, columns, alt=_("With room"), key="room", words=_)
    st.caption(f"{_(ADVICE)} {_(NOT_OF_PEOPLE)}")


def _bands(rows: pd.DataFrame) -> list[str]:
    return [
        f"{before} → {now}" if before and now and before != now else now
        for before, now in zip(rows["band_before"], rows["band"], strict=True)
    ]
