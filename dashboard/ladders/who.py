"""Who climbs which ladder: the rules in their order, and how many customers each ladder has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.strategy.strategy import LadderRule
from dashboard import reads, tables
from dashboard.ladders import draft as drafts
from dashboard.ladders.texts import TYPES, labels, values_of
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from core.strategy.strategy import Strategy
    from dashboard.i18n import Words
    from dashboard.ladders.draft import Draft
    from dashboard.ladders.reads import Climbing
    from dashboard.reads import Edition

CENTS = 100


def rules_board(of: Edition, draft: Draft, who: Mapping[str, Climbing], words: Words) -> None:
    """Draw the rules to be changed, and who climbs what by them."""
    _ = words
    strategy = draft.proposed
    names = {_(ladder.label): name for name, ladder in strategy.ladders.items()}
    with st.container(border=True, key="ladder_rules"):
        st.caption(_("The first rule that fits a customer gives the ladder; an empty cell fits everybody."))
        changed = _edited(of, strategy, names, draft.turn, words)
        otherwise = st.selectbox(
            _("Everybody else climbs"),
            list(strategy.ladders),
            index=list(strategy.ladders).index(strategy.otherwise) if strategy.otherwise in strategy.ladders else 0,
            format_func=lambda name: plain(_(strategy.ladders[name].label)),
            key=f"ladder_otherwise_{draft.turn}",
            width=320,
        )
        changed = replace(changed, otherwise=otherwise)
    if changed != strategy:
        drafts.propose(changed, is_typed=True)
        st.rerun()
    frame = pd.DataFrame(
        [
            {"ladder": _(ladder.label), "customers": who[name].customers, "open": who[name].open_eur}
            for name, ladder in strategy.ladders.items()
            if name in who
        ],
        columns=["ladder", "customers", "open"],
    )
    columns = {
        "ladder": st.column_config.TextColumn(_("Ladder"), width=240),
        "customers": tables.number_column(_("Customers"), words, width=110),
        "open": tables.money_column(_("Open, EUR"), "EUR", words, width=150),
    }
    tables.table(frame, columns, alt=_("Customers on each ladder"))


def _edited(of: Edition, strategy: Strategy, names: Mapping[str, str], turn: int, words: Words) -> Strategy:
    _ = words
    segments = {_(label): name for name, label in reads.segment_labels(of).items()}
    begun, key = f"ladder_rules_rows_{turn}", f"ladder_rules_{turn}"
    if key not in st.session_state:
        st.session_state[begun] = pd.DataFrame(
            [_row(place, rule, strategy, segments, words) for place, rule in enumerate(strategy.rules, start=1)],
            columns=["place", "label", "types", "countries", "segments", "below", "ladder"],
        )
    column = st.column_config
    edited = st.data_editor(
        st.session_state[begun],
        column_config={
            "place": column.NumberColumn(_("Order"), width=85, help=_("Lower numbers are asked first.")),
            "label": column.TextColumn(_("Rule"), width=180, required=True, max_chars=60),
            "types": column.MultiselectColumn(_("Customers"), options=list(labels(TYPES, words)), width=150),
            "countries": column.MultiselectColumn(
                _("Countries"), options=sorted({*reads.choices(of).countries, "NL", "BE"}), width=120
            ),
            "segments": column.MultiselectColumn(_("Segments"), options=list(segments), width=190),
            "below": column.NumberColumn(
                _("Open below"),
                help=_("A small claim: all that is open was originally less than this together."),
                width=100,
                min_value=0,
                format="euro",
            ),
            "ladder": column.SelectboxColumn(_("Climbs"), options=list(names), width=180, required=True),
        },
        num_rows="dynamic",
        hide_index=True,
        key=key,
        row_height=tables.ROW_PIXELS,
        width="stretch",
        placeholder="",
    )
    ordered = edited.sort_values("place", kind="stable", na_position="last")
    known = {_(rule.label): rule.label for rule in strategy.rules}
    rules = tuple(
        _rule(row, names, segments, known, words)
        for row in ordered.to_dict("records")
        if isinstance(row["label"], str) and isinstance(row["ladder"], str)
    )
    return replace(strategy, rules=rules)


def _row(place: int, rule: LadderRule, strategy: Strategy, segments: Mapping[str, str], words: Words) -> dict[str, Any]:
    by_name = {name: label for label, name in segments.items()}
    ladder = strategy.ladders.get(rule.ladder)
    return {
        "place": place,
        "label": words(rule.label),
        "types": [words(TYPES[each]) for each in rule.customer_types],
        "countries": list(rule.countries),
        "segments": [by_name.get(each, each) for each in rule.segments],
        "below": None if rule.below_minor is None else rule.below_minor / CENTS,
        "ladder": rule.ladder if ladder is None else words(ladder.label),
    }


def _rule(
    row: Mapping[Hashable, Any],
    names: Mapping[str, str],
    segments: Mapping[str, str],
    known: Mapping[str, str],
    words: Words,
) -> LadderRule:
    chosen = row["segments"] if isinstance(row["segments"], list) else []
    countries = row["countries"] if isinstance(row["countries"], list) else []
    return LadderRule(
        ladder=names.get(row["ladder"], row["ladder"]),
        label=known.get(row["label"], row["label"]),
        customer_types=values_of(TYPES, row["types"], words),
        countries=tuple(str(each) for each in countries),
        segments=tuple(segments.get(each, each) for each in chosen),
        below_minor=None if pd.isna(row["below"]) else round(float(row["below"]) * CENTS),
    )
