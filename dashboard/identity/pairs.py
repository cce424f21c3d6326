"""Pairs that may be one customer: the evidence side by side, three answers, and the way back from each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.actions import Action
from core.desk import identity
from core.desk.identity import Answer
from core.identity.board import evidence_of
from core.identity.duplicates import Certainty
from dashboard import reads
from dashboard.credit.columns import in_euros
from dashboard.doors import link
from dashboard.empty import nothing
from dashboard.exports import export_menu
from dashboard.identity import reads as read
from dashboard.identity.texts import ANSWERS, CERTAINTY, EVIDENCE
from dashboard.plain import plain
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reads import Edition

SHOWN = 10
COLOURS = {Certainty.STRONG: "green", Certainty.LIKELY: "blue", Certainty.POSSIBLE: "gray"}


@st.fragment
def pairs(of: Edition) -> None:
    """Draw the pairs nobody has answered, the surest first."""
    _ = words()
    rows = read.duplicates(of, read.turn())
    waiting = rows[rows["decision"].isin(("", Answer.LATER))]
    waiting = pd.concat([waiting[waiting["decision"] == ""], waiting[waiting["decision"] != ""]])
    st.caption(
        _(
            "Nothing is merged: the ledger stays as it is. Customers that you say are the same are shown together, so that whoever contacts one sees the other."
        )
    )
    if waiting.empty:
        nothing(
            _("No pair waits for you"),
            _("Customers are compared by numbers, addresses and names."),
            icon=":material/task_alt:",
        )
    counts = waiting["certainty"].value_counts()
    chosen = st.pills(
        _("Certainty"),
        [each for each in Certainty if counts.get(str(each), 0)],
        selection_mode="multi",
        format_func=lambda each: f"{_(CERTAINTY[each])} · {_.number(int(counts[str(each)]))}",
        key="pair_certainty",
        label_visibility="collapsed",
    )
    kept = waiting[waiting["certainty"].isin(chosen)] if chosen else waiting
    for row in kept.head(SHOWN).to_dict("records"):
        _pair(row, _)
    with st.container(horizontal=True, vertical_alignment="center"):
        if len(kept) > SHOWN:
            st.caption(_("{n} more come up as you go.", n=_.number(len(kept) - SHOWN)))
        if len(rows):
            export_menu(lambda: in_euros(rows).drop(columns=["decision_id"]), name="pairs", words=_, key="pairs")
    _answered(_)


def _pair(row: dict[Any, Any], words: Words) -> None:
    _ = words
    key = f"{row['customer_key']}_{row['other_customer_key']}"
    certainty = Certainty(row["certainty"])
    told = evidence_of(pd.Series(row))
    with st.container(border=True, gap="small", key=f"pair_{key}"):
        against = [name for name in ("other_vat", "other_registration") if row[name] == 1]
        speaks = " · ".join(_(EVIDENCE[each]) for each in told)
        line = f":{COLOURS[certainty]}-badge[{_(CERTAINTY[certainty])}] {plain(speaks)}"
        if against:
            line += f" :orange[{plain(' · '.join(_(EVIDENCE[each]) for each in against))}]"
        if row["decision"] == Answer.LATER:
            line += f" :gray-badge[{_(ANSWERS[Answer.LATER])}]"
        st.markdown(line)
        left, right = st.columns(2, gap="small")
        with left:
            _one(row, "", words)
        with right:
            _one(row, "other_", words)
        with st.container(horizontal=True, gap="small"):
            for answer, label, icon in (
                (Answer.SAME, _("The same"), ":material/link:"),
                (Answer.DIFFERENT, _("Different"), ":material/link_off:"),
                (Answer.LATER, _("Later"), ":material/schedule:"),
            ):
                if st.button(label, icon=icon, key=f"{answer}_{key}", disabled=not may(Action.IDENTITY)):
                    one, other = ((row[f"{side}entity"], row[f"{side}customer_id"]) for side in ("", "other_"))
                    identity.decide(reads.application().desk, one, other, answer, by=person(), evidence=told)
                    st.rerun()


def _one(row: dict[Any, Any], side: str, words: Words) -> None:
    _ = words
    link("customer", plain(row[f"{side}name"]), icon=":material/person:", id=str(int(row[f"{side}customer_key"])))
    where = " · ".join(
        plain(str(each))
        for each in (row[f"{side}customer_id"], row[f"{side}entity"], row[f"{side}post"], row[f"{side}email"])
        if each
    )
    st.caption(f"{where} · {_('open')} {_.money(int(row[f'{side}open_cents']), 'EUR')}")


def _answered(words: Words) -> None:
    _ = words
    known = read.decisions(reads.desk_key(), read.turn())
    if known.empty:
        return
    with st.expander(_("What was answered"), icon=":material/history:"):
        for row in known.head(30).to_dict("records"):
            is_standing = row["undone_at"] is None or row["undone_at"] != row["undone_at"]
            line = _(
                "{one} ({one_in}) and {other} ({other_in}): {answer}, said by {who} on {moment}",
                one=row["customer_id"],
                one_in=row["entity"],
                other=row["other_customer_id"],
                other_in=row["other_entity"],
                answer=_(ANSWERS[Answer(row["decision"])]),
                who=row["decided_by"],
                moment=_.moment(row["decided_at"]),
            )
            with st.container(horizontal=True, vertical_alignment="center"):
                if is_standing:
                    st.caption(plain(line))
                    if st.button(
                        _("Undo"),
                        icon=":material/undo:",
                        key=f"undo_pair_{row['decision_id']}",
                        type="tertiary",
                        disabled=not may(Action.IDENTITY),
                    ):
                        identity.undo(reads.application().desk, int(row["decision_id"]), by=person())
                        st.rerun()
                else:
                    st.caption(plain(line + ", " + _("taken back by {who}", who=row["undone_by"])))
