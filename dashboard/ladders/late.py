"""Late entries and items of several ages: the two rules, each with what it would send today."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.strategy.strategy import LateEntry, MixedAges
from core.strategy.strategy_check import problems
from core.strategy.strategy_words import ENTRIES, MIXTURES
from dashboard import tables
from dashboard.ladders import draft as drafts
from dashboard.ladders import reads as ladders

if TYPE_CHECKING:
    from core.strategy.late_entry import EntryPreview
    from core.strategy.strategy import Strategy
    from dashboard.i18n import Words
    from dashboard.ladders.draft import Draft
    from dashboard.reads import Edition

CENTS = 100


def late_board(of: Edition, draft: Draft, words: Words) -> None:
    """Draw the rules and what each rule for late entries would send on the book's latest day."""
    _ = words
    strategy, turn = draft.proposed, draft.turn
    with st.container(border=True, key="late_rules"):
        entry = st.radio(
            _("Somebody comes in late, past several steps, and was never reminded: begin"),
            list(LateEntry),
            index=list(LateEntry).index(strategy.entry),
            format_func=lambda each: _(ENTRIES[each]),
            key=f"late_entry_{turn}",
            help=_("Nobody begins past a notice that the law wants first."),
        )
        mixed = st.radio(
            _("Items of several ages stand in a message"),
            list(MixedAges),
            index=list(MixedAges).index(strategy.mixed),
            format_func=lambda each: _(MIXTURES[each]),
            key=f"late_mixed_{turn}",
            help=_("A letter that the law prescribes always lists only its own invoices."),
        )
        with st.container(horizontal=True):
            large = st.number_input(
                _("A large claim, EUR"),
                0.0,
                10_000_000.0,
                strategy.large_claim_minor / CENTS,
                step=500.0,
                key=f"late_large_{turn}",
                width=220,
            )
            agency = st.number_input(
                _("Days from the last step to the agency"),
                0,
                365,
                strategy.agency_after_days,
                key=f"late_agency_{turn}",
                width=300,
            )
    changed = replace(
        strategy,
        entry=entry or strategy.entry,
        mixed=mixed or strategy.mixed,
        large_claim_minor=round(large * CENTS),
        agency_after_days=int(agency),
    )
    if changed != strategy:
        drafts.propose(changed, is_typed=True)
        st.rerun()
    if problems(strategy):
        st.caption(_("Put right first what is refused; then you see here what each rule would send."))
        return
    _preview(strategy, ladders.late(of, strategy), words)


def _preview(strategy: Strategy, found: EntryPreview, words: Words) -> None:
    _ = words
    with st.container(border=True, key="late_preview"):
        st.header(
            _.count(
                "{n} customer would get another step by the other rule today",
                "{n} customers would get another step by the other rule today",
                found.moved,
            ),
            anchor=False,
        )
        places = [
            (name, step) for name, ladder in strategy.ladders.items() for step in ladder.steps
            if any((name, step.number) in each for each in found.by_rule.values())
        ]  # fmt: skip
        rows = []
        for name, step in places:
            row: dict[str, Any] = {
                "ladder": _(strategy.ladders[name].label),
                "step": f"{step.number} · {_(step.label)}",
            }
            for rule in LateEntry:
                told = found.by_rule[rule].get((name, step.number))
                row |= {
                    f"{rule}_customers": 0 if told is None else told.customers,
                    f"{rule}_eur": 0.0 if told is None else told.asked_eur,
                }
            rows.append(row)
        if not rows:
            st.caption(_("Nobody would get a message today."))
            return
        columns = {
            "ladder": st.column_config.TextColumn(_("Ladder"), width=190),
            "step": st.column_config.TextColumn(_("Step"), width=230),
            f"{LateEntry.FIRST}_customers": tables.number_column(_("First step: customers"), words, width=150),
            f"{LateEntry.FIRST}_eur": tables.money_column(_("EUR"), "EUR", words, width=120),
            f"{LateEntry.HIGHEST}_customers": tables.number_column(_("Highest step: customers"), words, width=160),
            f"{LateEntry.HIGHEST}_eur": tables.money_column(_("EUR"), "EUR", words, width=120),
        }
        tables.table(pd.DataFrame(rows), columns, alt=_("What each rule would send today"), most=24)
