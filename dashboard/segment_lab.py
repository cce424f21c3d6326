"""Segment lab: move a threshold and see who moves, before anything is saved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk.policies import PolicyMovedError
from core.money import to_decimal
from core.segments import versions
from core.segments.whatif import compare, lever_table, lever_values
from dashboard import reads, tables
from dashboard.components.levers import Lever, Standing, levers
from dashboard.doors import go
from dashboard.plain import plain
from dashboard.session import person, words

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import pandas as pd

    from core.segments.policy import Policy, Threshold
    from core.segments.whatif import LeverTable, WhatIf
    from dashboard.i18n import Words
    from dashboard.reads import Edition

TURN = "lab_turn"
MOST_MOVERS = 500

Values = tuple[tuple[str, float], ...]


@st.fragment
def segment_lab(of: Edition, as_of: date, currency: str) -> None:
    """Draw the levers, what they would change, and the way to save it; a release reruns only this."""
    _ = words()
    saved = reads.policy(of)
    with st.container(border=True, key="lab"):
        proposed = _levers(of, as_of, currency, saved, _)
    changes = [change for each in saved.thresholds for change in _moved(each, proposed.threshold(each.name), _)]
    if not changes:
        st.caption(_("Drag a lever: the counts follow your hand. Nothing changes until you save."))
        return
    found = compare(reads.features(of, as_of), saved, proposed)
    left, right = st.columns([2, 1], gap="small")
    with left, st.container(border=True):
        _movers(found, proposed, _)
    with right, st.container(border=True):
        _flow(found, proposed, _)
        _save(of, proposed, changes, _)


def _levers(of: Edition, as_of: date, currency: str, saved: Policy, words: Words) -> Policy:
    """Draw the levers and return the policy with the thresholds where they were released."""
    key = f"levers_{st.session_state.get(TURN, 0)}"
    marks = {each.name: lever_values(saved, each.name) for each in saved.thresholds}
    places = (st.session_state.get(key) or {}).get("places") or {}
    values = tuple((name, marks[name][int(place)]) for name, place in sorted(places.items()) if name in marks)
    proposed = saved.with_values(**dict(values))
    now = reads.assignment(of, as_of).totals()
    levers(
        [
            _lever(of, _table(of, as_of, name, values), proposed.threshold(name).value, currency, words)
            for name in marks
        ],
        [
            Standing(
                label=words(segment.label),
                count=now[segment.name].customers,
                amount=float(to_decimal(now[segment.name].balance_minor.get(currency, 0), currency)),
            )
            for segment in saved.segments
        ],
        currency=currency,
        words=words,
        key=key,
    )
    return proposed


def _lever(of: Edition, table: LeverTable, at: float, currency: str, words: Words) -> Lever:
    """Return the slider of one threshold: what each of its marks would give, in the currency on the screen."""
    saved = reads.policy(of).threshold(table.threshold)
    marks = table.values  # noqa: PD011  # a tuple, not a frame
    place = table.currencies.index(currency) if currency in table.currencies else None
    return Lever(
        name=saved.name,
        label=words(saved.label),
        help=words("The other thresholds stay where they are."),
        shown=[mark_in_words(saved, mark, words) for mark in marks],
        at=marks.index(at),
        saved=marks.index(saved.value),
        counts=table.customers.tolist(),
        amounts=[
            [0.0 if place is None else float(to_decimal(cells[place], currency)) for cells in row]
            for row in table.balance_minor.tolist()
        ],
    )


def mark_in_words(threshold: Threshold, value: float, words: Words) -> str:
    """Return ``value`` of a threshold in its unit."""
    if threshold.unit == "EUR":
        return words.round_money(round(value * 100), "EUR")
    if threshold.unit == "days":
        return words.count("{n} day", "{n} days", round(value))
    return words.share(value) if threshold.unit == "share" else words.number(value)


def _moved(before: Threshold, after: Threshold, words: Words) -> Iterator[str]:
    """Yield the sentence that tells how far a lever was moved, if it was."""
    if before.value != after.value:
        yield words(
            "“{label}” goes from {before} to {after}.",
            label=words(before.label),
            before=mark_in_words(before, before.value, words),
            after=mark_in_words(after, after.value, words),
        )


@st.cache_resource(show_spinner=False, max_entries=128)
def _table(of: Edition, as_of: date, name: str, values: Values) -> LeverTable:
    saved = reads.policy(of)
    return lever_table(reads.features(of, as_of), saved.with_values(**dict(values)), name, lever_values(saved, name))


def _movers(found: WhatIf, proposed: Policy, words: Words) -> None:
    _ = words
    movers = found.movers(MOST_MOVERS)
    st.header(_.count("{n} customer moves", "{n} customers move", len(found.moved)), anchor=False)
    if movers.empty:
        st.caption(_("This change moves nobody today."))
        return
    labels = {segment.name: _(segment.label) for segment in (*found.before.policy.segments, *proposed.segments)}
    shown = movers.assign(
        segment_from=movers["segment_from"].map(labels),
        segment_to=movers["segment_to"].map(labels),
        why=_reasons(found, movers, words),
    )
    columns = {
        "name": st.column_config.TextColumn(_("Customer"), width=190),
        "segment_from": st.column_config.TextColumn(_("From"), width=120),
        "segment_to": st.column_config.TextColumn(_("To"), width=120),
        "past_due_eur": tables.money_column(_("Past due"), "EUR", words, width=110),
        "why": st.column_config.TextColumn(_("Why"), width=320),
    }
    row = tables.table(shown, columns, alt=_("Customers that move"), key="movers", most=10)
    if row is not None:
        go("customer", id=str(movers["customer_key"].iloc[row]))


def _reasons(found: WhatIf, movers: pd.DataFrame, words: Words) -> list[str]:
    positions = found.after.features.positions(movers["customer_key"].to_numpy())
    return found.after.reasons(positions.tolist(), words)


def _flow(found: WhatIf, proposed: Policy, words: Words) -> None:
    labels = {segment.name: words(segment.label) for segment in (*found.before.policy.segments, *proposed.segments)}
    for start, source in enumerate(found.segments):
        for end, target in enumerate(found.segments):
            number = int(found.flow[start, end])
            if start != end and number:
                st.markdown(f"**{words.number(number)}** · {plain(labels[source])} → {plain(labels[target])}")


def _save(of: Edition, proposed: Policy, changes: list[str], words: Words) -> None:
    _ = words
    # What the reader began from, kept while the levers stand: a page drawn anew knows only what is in force by now.
    began_from = st.session_state.setdefault(f"lab_base_{st.session_state.get(TURN, 0)}", of.policy)
    st.divider()
    for change in changes:
        st.markdown(plain(change))
    comment = st.text_input(
        _("Why this change?"), key="lab_comment", max_chars=300, placeholder=_("Kept with the version")
    )
    with st.container(horizontal=True):
        is_saved = st.button(_("Save as a version"), type="primary", icon=":material/save:", key="lab_save")
        if st.button(_("Reset"), icon=":material/restart_alt:", key="lab_reset"):
            _start_again()
            st.rerun()
    if is_saved:
        desk = reads.application().desk
        try:
            versions.save(desk, proposed, by=person(), comment=comment.strip(), based_on=began_from)
        except PolicyMovedError as problem:
            st.error(str(problem), icon=":material/error:")
            return
        _start_again()
        st.rerun()


def _start_again() -> None:
    """Give the levers a new key: what they held belongs to a proposal that is gone."""
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
