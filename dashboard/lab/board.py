"""The levers of a proposal, each above the customers it cuts, with the totals that follow the hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.money import to_decimal
from core.segments.fields import FIELDS
from dashboard import reads
from dashboard.components.levers import Bars, Lever, Standing, levers, released
from dashboard.lab import draft as drafts
from dashboard.lab.reads import lever_tables
from dashboard.lab.texts import mark_in_words

if TYPE_CHECKING:
    from datetime import date

    from core.segments.lever_groups import Spread
    from core.segments.levers import LeverTable
    from core.segments.policy import Policy
    from dashboard.i18n import Words
    from dashboard.lab.draft import Draft
    from dashboard.reads import Edition

LEVERS = "levers"
TAKEN = "lab_taken"


def taken_up(draft: Draft) -> Draft:
    """Return ``draft`` with the levers that were let go since, each its next step; the session keeps it."""
    found = draft
    # The component keeps what it told: no release may count twice.
    for told in released(LEVERS, _taken()):
        st.session_state[TAKEN] = told.moment
        known = {each.name: each for each in found.proposed.thresholds}
        if told.name in known and known[told.name].minimum <= told.value <= known[told.name].maximum:
            found = found.with_step(found.proposed.with_values(**{told.name: told.value}))
    drafts.keep(found)
    return found


def _taken() -> int:
    return int(st.session_state.get(TAKEN, 0))


def board(of: Edition, as_of: date, draft: Draft, currency: str, words: Words) -> None:
    """Draw the levers of ``draft`` and the totals of every segment in ``currency``, now and then."""
    proposed, now = draft.proposed, reads.assignment(of, as_of).totals()
    saved = {each.name: each.value for each in reads.policy(of).thresholds}
    standing = [
        Standing(
            label=words(segment.label),
            count=now[segment.name].customers if segment.name in now else 0,
            amount=_units(now[segment.name].balance_minor.get(currency, 0) if segment.name in now else 0, currency),
        )
        for segment in proposed.segments
    ]
    told = [
        _lever(table, proposed, saved.get(table.threshold), currency, words)
        for table in lever_tables(of, as_of, proposed)
    ]
    levers(told, standing, taken=_taken(), currency=currency, words=words, key=LEVERS)


def _lever(table: LeverTable, proposed: Policy, saved: float | None, currency: str, words: Words) -> Lever:
    """Return the slider of one threshold: what each of its marks would give, in the currency on the screen."""
    threshold, marks = proposed.threshold(table.threshold), table.values  # a tuple, not a frame
    place = table.currencies.index(currency) if currency in table.currencies else None
    field = "" if table.spread is None else words(FIELDS[table.spread.field].help) + " "
    return Lever(
        name=threshold.name,
        label=words(threshold.label),
        help=field + words("The other thresholds stay where they are."),
        marks=list(marks),
        shown=[mark_in_words(threshold, mark, words) for mark in marks],
        at=marks.index(threshold.value),
        saved=marks.index(saved) if saved in marks else None,
        saved_shown="" if saved is None else mark_in_words(threshold, saved, words),
        counts=table.customers.tolist(),
        amounts=[
            [0 if place is None else _units(cells[place], currency) for cells in row]
            for row in table.balance_minor.tolist()
        ],
        moved=table.moved.tolist(),
        bars=None if table.spread is None else _bars(table.spread, words),
    )


def _bars(spread: Spread, words: Words) -> Bars:
    _ = words
    outside = [
        (_("{n} below", n=_.number(spread.below)), spread.below),
        (_("{n} beyond", n=_.number(spread.beyond)), spread.beyond),
        (_("{n} not known", n=_.number(spread.unknown)), spread.unknown),
    ]
    return Bars(
        customers=spread.customers.tolist(),
        movable=spread.movable.tolist(),
        is_upward=spread.is_upward,
        note=" · ".join(text for text, number in outside if number),
    )


def _units(minor: int, currency: str) -> int:
    return round(to_decimal(minor, currency))
