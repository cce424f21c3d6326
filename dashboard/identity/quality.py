"""What is wrong: the score of every company, each fault with its customers and euros, and the way to each of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.identity.faults import FIELD_OF, WEIGHTS, FaultKind
from dashboard import tables
from dashboard.credit.columns import euros, in_euros, listing, text
from dashboard.empty import nothing
from dashboard.identity import reads as read
from dashboard.identity.texts import FAULTS, MISSING
from dashboard.plain import plain
from dashboard.session import words

if TYPE_CHECKING:
    from core.identity.board import Quality
    from dashboard.i18n import Words
    from dashboard.reads import Edition

STOPS = 15  # points: what keeps a message or a payment from its way


def finding(told: Quality, pairs: pd.DataFrame, words: Words) -> None:
    """Draw the sentence that matters most and the score of every company of ours."""
    _ = words
    if len(told.kinds):
        weighty = told.kinds[[WEIGHTS[FaultKind(each)] >= STOPS for each in told.kinds["kind"]]]
        worst = (weighty if len(weighty) else told.kinds).iloc[0]
        st.header(
            plain(
                _(
                    "{amount} is owed by {n} customers with one fault: {fault}.",
                    amount=_.round_money(int(worst["open_cents"]), "EUR"),
                    n=_.number(int(worst["customers"])),
                    fault=_(FAULTS[FaultKind(worst["kind"])]).lower(),
                )
            ),
            anchor=False,
        )
    else:
        st.header(_("Nothing is wrong with what we know of customers."), anchor=False)
    open_pairs = int((pairs["decision"] == "").sum())
    with st.grid(4, min_column_width=170, gap="small"):
        for row in told.entities.to_dict("records"):
            st.metric(
                _("Score of {entity}", entity=row["entity"]),
                _.number(row["score"], 0),
                border=True,
                height="stretch",
                help=_(
                    "Of 100, each customer weighed by what it owes. {n} of {all} customers have a fault; {amount} is behind them.",
                    n=_.number(row["with_faults"]),
                    all=_.number(row["customers"]),
                    amount=_.round_money(int(row["faulty_cents"]), "EUR"),
                ),
            )
        st.metric(
            _("Pairs to look at"),
            _.number(open_pairs),
            border=True,
            height="stretch",
            help=_("Customers that may be one and the same."),
        )


@st.fragment
def faults(of: Edition) -> None:
    """Draw each kind of fault with the euros behind it; a click shows its customers."""
    _ = words()
    told = read.quality(of)
    if told.kinds.empty:
        nothing(
            _("No faults"),
            _("Numbers and addresses are checked by their own rules, without asking anybody."),
            icon=":material/task_alt:",
        )
        return
    shown = in_euros(told.kinds).assign(fault=[_(FAULTS[FaultKind(each)]) for each in told.kinds["kind"]])
    columns = {
        "fault": text(_("Fault"), 320),
        "customers": tables.number_column(_("Customers"), _, width=100),
        "open": euros(_("Open"), _),
        "past_due": euros(_("Past due"), _),
    }
    place = tables.table(shown, columns, alt=_("Faults"), key="faults")
    kind = told.kinds["kind"].iloc[place if place is not None else 0]
    st.header(_(FAULTS[FaultKind(kind)]), anchor=False)
    st.caption(_how_to_mend(FaultKind(kind), _))
    _customers(told.of_kind(kind), _)


def _how_to_mend(kind: FaultKind, words: Words) -> str:
    _ = words
    if FIELD_OF[kind] == "email":
        return _(
            "Click a customer: an e-mail address can be set there and wins until the source system says otherwise."
        )
    return _("Correct it in the source system and import again; click a customer to see what is known.")


def _customers(rows: pd.DataFrame, words: Words) -> None:
    _ = words
    codes, whys = pd.factorize(rows["why"])  # few among many
    said = [", ".join(_(MISSING.get(each, each)) for each in str(why).split(", ")) if why else "" for why in whys]
    told = rows.assign(why=pd.Index(said, dtype="str").take(codes))
    columns: dict[str, Any] = {
        "name": text(_("Customer"), 210),
        "entity": text(_("Own company"), 80),
        "country": text(_("Country"), 70),
        "value": text(_("As known"), 260),
        "why": text(_("What"), 150),
        "open": euros(_("Open"), words),
        "past_due": euros(_("Past due"), words),
    }
    listing(told, columns, alt=_("Customers with this fault"), key="fault_customers", words=words)
