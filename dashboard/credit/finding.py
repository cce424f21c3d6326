"""What stands out first: cover about to be lost, what nobody insures, and who is over a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.credit.deadlines import ClockState
from dashboard.plain import plain

if TYPE_CHECKING:
    import pandas as pd

    from core.credit.board import Board
    from dashboard.i18n import Words


def finding(board: Board, watched: pd.DataFrame, words: Words) -> None:
    """Draw the sentence that matters most, and four figures; the open balance is the ledger's net balance in euros."""
    _ = words
    clock, exposure = board.clock, board.exposure
    due = clock[clock["state"] == ClockState.DUE]
    missed = clock[clock["state"] == ClockState.MISSED]
    over = watched[[bool({"over_own", "over_insured"} & set(each)) for each in watched["reasons"]]]
    st.header(_sentence(due, missed, over, words), anchor=False)
    with st.grid(4, min_column_width=170, gap="small"):
        st.metric(
            _("Open balance, net"),
            _.round_money(int(exposure["open_cents"].sum()), "EUR"),
            border=True,
            height="stretch",
            help=_(
                "Invoices less credits and cash not yet matched, in euros at the book's rate: the ledger's own total."
            ),
        )
        orders = exposure["orders_cents"].sum()
        st.metric(
            _("Exposure"),
            _.round_money(int(exposure["exposure_cents"].sum()), "EUR"),
            border=True,
            height="stretch",
            help=_(
                "What customers owe, those with a credit balance at zero, and {orders} on order.",
                orders=_.money(int(orders), "EUR"),
            ),
        )
        st.metric(
            _("Insured"), _.round_money(int(exposure["insured_cents"].sum()), "EUR"), border=True, height="stretch",
            help=_("The open balance as far as limits of insurers reach, times the share they cover."),
        )  # fmt: skip
        st.metric(
            _("Over a limit"),
            _.number(len(over)),
            border=True,
            height="stretch",
            help=_("Customers that owe and have ordered more than our own limit, or owe more than an insurer covers."),
        )


def _sentence(due: pd.DataFrame, missed: pd.DataFrame, over: pd.DataFrame, words: Words) -> str:
    _ = words
    if len(due):
        at_stake = _.round_money(int(due["at_stake_cents"].sum()), "EUR")
        first = due.iloc[0]
        return plain(
            _(
                "{amount} of cover is at stake within 14 days; the first deadline is {day}.",
                amount=at_stake,
                day=_.day(first["deadline_on"]),
            )
        )
    if len(missed):
        return plain(
            _(
                "{n} deadlines of insurers were missed: {amount} may no longer be covered.",
                n=_.number(len(missed)),
                amount=_.round_money(int(missed["at_stake_cents"].sum()), "EUR"),
            )
        )
    if len(over):
        beyond = (over["exposure_cents"] - over["own_limit_cents"]).clip(lower=0).sum()
        return plain(
            _(
                "{n} customers are over a limit, {amount} beyond our own.",
                n=_.number(len(over)),
                amount=_.round_money(int(beyond), "EUR"),
            )
        )
    return plain(_("Nobody is over a limit, and no deadline of an insurer is near."))
