"""Whom a rule matches today: how many, who of them an earlier rule takes, and a sample by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.segments.trial import trial
from dashboard import reads, tables
from dashboard.plain import plain

if TYPE_CHECKING:
    from datetime import date

    from core.segments.policy import Policy
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def tried(of: Edition, as_of: date, policy: Policy, place: int, words: Words) -> None:
    """Draw the trial of the rule at ``place`` of ``policy`` on the customers of today."""
    _ = words
    found = trial(reads.features(of, as_of), policy, place)
    parts = [
        _.count("It matches **{n} customer** today.", "It matches **{n} customers** today.", found.matched),
        *(
            _(
                "Rule {place} ({label}) takes {n} of them first.",
                place=each.place,
                label=plain(_(each.rule.label)),
                n=_.number(each.customers),
            )
            for each in found.takers
        ),
        _("It decides about **{n}**.", n=_.number(found.decided)),
    ]
    st.markdown(" ".join(parts))
    if not found.decided:
        return
    sample = found.sample(words=_)
    columns = {
        "name": st.column_config.TextColumn(_("Customer"), width=200),
        "past_due_eur": tables.money_column(_("Past due"), "EUR", _, width=110),
        "why": st.column_config.TextColumn(_("Why"), width=420),
    }
    tables.table(sample, columns, alt=_("Some of the customers this rule decides about"), most=5)
