"""Replies that wait for a person, and those that were dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.desk import replies
from core.vocabulary import ReplyOutcome
from dashboard import reads, tables
from dashboard.doors import go
from dashboard.empty import nothing
from dashboard.replies.card import card
from dashboard.replies.texts import OUTCOMES

if TYPE_CHECKING:
    from dashboard.bank.reads import Names
    from dashboard.i18n import Words

SHOWN: Final = 10


def queue(waiting: pd.DataFrame, names: Names, words: Words) -> None:
    """Draw the replies that wait, the oldest first."""
    _ = words
    if waiting.empty:
        nothing(
            _("Nobody waits for an answer"),
            _(
                "Mails that customers write back appear here, and hold the next step until somebody has dealt with them."
            ),
            icon=":material/task_alt:",
        )
        return
    for reply in waiting.head(SHOWN).to_dict("records"):
        card(reply, names, words)
    if len(waiting) > SHOWN:
        st.caption(_("{n} more come up as you go.", n=words.number(len(waiting) - SHOWN)))


def dealt_with(names: Names, words: Words) -> None:
    """Draw the latest replies that were handled; a click opens the customer."""
    _ = words
    found = replies.latest_replies(reads.application().desk)
    found = found[found["handled_at"].notna()].reset_index(drop=True)
    if found.empty:
        nothing(_("Nothing was dealt with yet"), _("What was made of replies stands here."), icon=":material/history:")
        return
    known = [
        names.name(entity, customer) if isinstance(customer, str) else _("nobody")
        for entity, customer in zip(found["entity"], found["customer_id"], strict=True)
    ]
    shown = found[["subject", "from_address"]].assign(
        at=pd.Series([tables.local(each.to_pydatetime()) for each in found["handled_at"]], index=found.index),
        customer=known,
        outcome=[
            _("automatic answer") if kind == "away" else _(OUTCOMES[ReplyOutcome(outcome)])
            for kind, outcome in zip(found["kind"], found["outcome"], strict=True)
        ],
        by=found["handled_by"],
    )[["at", "customer", "subject", "outcome", "by", "from_address"]]
    text = st.column_config.TextColumn
    columns = {
        "at": tables.moment_column(_("When"), _, width=150),
        "customer": text(_("Customer"), width=220),
        "subject": text(_("Subject"), width=240),
        "outcome": text(_("What was made of it"), width=170),
        "by": text(_("By"), width=110),
        "from_address": text(_("From"), width=220),
    }
    row = tables.table(shown, columns, alt=_("Replies dealt with"), key="replies_done_table")
    if row is not None and isinstance(found["customer_id"].iloc[row], str):
        key = names.key(found["entity"].iloc[row], found["customer_id"].iloc[row])
        if key is not None:
            go("customer", id=str(key))
