"""Credit on a customer's own page: exposure beside limits, what bureaus and insurers said and when, and whether it is a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.actions import Action
from core.credit.deadlines import ClockState
from core.desk import identity
from core.vocabulary import CustomerType
from dashboard import reads, tables
from dashboard.credit import reads as read
from dashboard.credit.clock import named
from dashboard.credit.columns import euros, in_euros, text
from dashboard.credit.texts import ADVICE, NOT_OF_PEOPLE
from dashboard.doors import link
from dashboard.empty import nothing
from dashboard.plain import plain
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from collections.abc import Hashable
    from typing import Any

    from core.credit.board import Board
    from dashboard.customer.reads import Who
    from dashboard.i18n import Words
    from dashboard.reads import Edition


@st.fragment
def credit_panel(of: Edition, who: Who) -> None:
    """Draw everything about the credit of one customer."""
    _ = words()
    board = read.whole(of, read.turn(), read.today())
    found = board.exposure[board.exposure["customer_key"] == who.key]
    if found.empty:
        nothing(_("Nothing about credit"), _("The ledger has no such customer now."))
        return
    row = found.iloc[0].to_dict()
    _figures(row, _)
    _said(board, who.key, row, _)
    _clock(board, who.key, _)
    if row["customer_type"] == CustomerType.BUSINESS:
        _person(who, str(row["natural_why"]), _)
    link("credit", _("Credit and insurance"), icon=":material/shield:")


def _figures(row: dict[Hashable, Any], words: Words) -> None:
    _ = words

    def amount(name: str) -> str:
        value = row[name]
        return _("n/a") if value != value else _.round_money(int(value), "EUR")  # noqa: PLR0124 (NaN)

    with st.grid(5, min_column_width=130, gap="small"):
        st.metric(_("Exposure"), amount("exposure_cents"), border=True, help=_("Open and on order."))
        st.metric(_("Our limit"), amount("own_limit_cents"), border=True)
        st.metric(_("Insured limit"), amount("insured_limit_cents"), border=True)
        st.metric(_("Insured"), amount("insured_cents"), border=True)
        st.metric(_("Not insured"), amount("uninsured_cents"), border=True)
    if row["own_use_share"] == row["own_use_share"] and row["own_use_share"] > 1:
        st.markdown(f":material/warning: :orange[{plain(_('Over our own limit.'))}] :gray[{plain(_(ADVICE))}]")


def _said(board: Board, key: int, row: dict[Hashable, Any], words: Words) -> None:
    """Draw what bureaus and insurers said of the customer, unless it is a person: then that it is not used."""
    _ = words
    scores = board.all_scores[board.all_scores["customer_key"] == key]
    limits = board.all_limits[board.all_limits["customer_key"] == key] if len(board.all_limits) else board.all_limits
    if row["natural_why"]:
        st.caption(_(NOT_OF_PEOPLE))
    elif len(scores):
        told = scores.sort_values(["said_on", "fact_id"], ascending=False).assign(
            score=pd.to_numeric(scores["score"], errors="coerce"),
            limit=pd.to_numeric(scores["credit_limit_minor"], errors="coerce") / 100,
            scale=[
                f"{worst:g} – {best:g}" if worst is not None and best is not None else ""
                for worst, best in zip(scores["score_worst"], scores["score_best"], strict=True)
            ],
        )
        columns = {
            "said_on": tables.day_column(_("Of"), words, width=105),
            "source": text(_("Source"), 130),
            "score": tables.number_column(_("Score"), words, width=80),
            "scale": text(_("Scale"), 90),
            "rating": text(_("Rating"), 80),
            "band": text(_("Band"), 60),
            "limit": euros(_("Advised limit"), words),
            "status": text(_("Status"), 150),
            "legal_form": text(_("Legal form"), 150),
        }
        st.header(_("What bureaus said"), anchor=False)
        tables.table(told, columns, alt=_("What bureaus said"), most=6)
    if len(limits):
        told = limits.assign(limit=pd.to_numeric(limits["buyer_limit_minor"], errors="coerce") / 100)
        columns = {
            "source": text(_("Insurer"), 150),
            "policy": text(_("Policy"), 130),
            "limit": tables.number_column(_("Limit"), words, width=100),
            "currency": text(_("Currency"), 70),
            "cover_percent": tables.number_column(_("Covered, percent"), words, width=110),
            "valid_from": text(_("From"), 100),
            "valid_until": text(_("Until"), 100),
            "extension_days": tables.number_column(_("Extension, days"), words, width=110),
            "notify_days": tables.number_column(_("Notify, days"), words, width=100),
            "decision": text(_("Decision"), 110),
        }
        st.header(_("What insurers cover"), anchor=False)
        tables.table(told, columns, alt=_("What insurers cover"), most=6)


def _clock(board: Board, key: int, words: Words) -> None:
    _ = words
    rows = board.clock[(board.clock["customer_key"] == key) & (board.clock["state"] != ClockState.DONE)]
    if rows.empty:
        return
    columns = {
        "deadline_on": tables.day_column(_("Deadline"), words, width=105),
        "how": text(_("State"), 110),
        "what": text(_("What"), 180),
        "at_stake": euros(_("At stake"), words),
        "invoices": tables.number_column(_("Invoices"), words, width=80),
    }
    st.header(_("Deadlines"), anchor=False)
    tables.table(in_euros(named(rows, board, words)), columns, alt=_("Deadlines"), most=6)


def _person(who: Who, why: str, words: Words) -> None:
    """Draw whether a business is the person behind it, and the way to say otherwise."""
    _ = words
    line = _("Taken for a natural person: {why}.", why=why) if why else _("Taken for a company.")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(plain(line))
        label = _("It is a company") if why else _("It is a sole trader or partnership")
        if st.button(
            label, icon=":material/person_edit:", key="say_natural", type="tertiary", disabled=not may(Action.IDENTITY)
        ):
            app = reads.application()
            identity.say_natural(
                app.desk, who.names, is_natural=not why, by=person(), why=_("said here") if not why else ""
            )
            app.keep_standing()
            st.rerun()
