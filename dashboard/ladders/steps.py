"""One ladder: a picture of its steps and the table they are changed in; and ladders added, renamed and taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.strategy.ladder import Ladder, Step, Tone, numbered
from core.strategy.strategy_shipped import PRESETS
from core.strategy.strategy_words import channels_in_words, escalations_in_words
from core.vocabulary import ChannelName, MessageName
from dashboard import tables
from dashboard.charts.rungs import Rung, rungs
from dashboard.drawn import draw
from dashboard.ladders import draft as drafts
from dashboard.ladders.texts import CHANNELS, ESCALATIONS, STEP_MESSAGES, TONES, labels, value_of, values_of
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from core.strategy.strategy import Strategy
    from dashboard.i18n import Words
    from dashboard.ladders.draft import Draft
    from dashboard.ladders.reads import Climbing

CENTS = 100
FIRM = (Tone.FIRM, Tone.LEGAL)


def ladder_board(draft: Draft, who: Mapping[str, Climbing], words: Words) -> None:
    """Draw the choice of a ladder, its picture, and its steps to be changed."""
    _ = words
    strategy = draft.proposed
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.pills(
            _("Ladder"),
            list(strategy.ladders),
            default=next(iter(strategy.ladders)),
            required=True,
            format_func=lambda each: plain(_(strategy.ladders[each].label)),
            key=f"ladder_shown_{draft.turn}",
            label_visibility="collapsed",
            width="stretch",
        )
        _add(strategy, words)
    ladder = strategy.ladders[str(name)]
    with st.container(border=True, key="ladder"):
        _head(strategy, str(name), who, words)
        draw(
            rungs([_rung(step, words) for step in ladder.steps], words=words),
            _("The steps of the ladder by days from the due date"),
            key="rungs",
        )
        changed = _edited(ladder, f"steps_{name}_{draft.turn}", words)
        if changed != ladder:
            drafts.propose(replace(strategy, ladders={**strategy.ladders, str(name): changed}), is_typed=True)
            st.rerun()


def _head(strategy: Strategy, name: str, who: Mapping[str, Climbing], words: Words) -> None:
    _ = words
    ladder, climbing = strategy.ladders[name], who.get(name)
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch", gap=None):
            st.header(plain(_(ladder.label)), anchor=False)
            if climbing is not None:
                st.caption(
                    _.count(
                        "{n} customer with something open climbs it, together {amount}",
                        "{n} customers with something open climb it, together {amount}",
                        climbing.customers,
                        amount=_.round_money(round(climbing.open_eur * CENTS), "EUR"),
                    )
                )
        used = [strategy.otherwise, *(rule.ladder for rule in strategy.rules)]
        with st.popover(_("Name"), icon=":material/edit:", type="tertiary"):
            label = st.text_input(_("Name"), value=_(ladder.label), key=f"ladder_label_{name}", max_chars=60)
            if label.strip() and label != _(ladder.label):
                renamed = replace(ladder, label=label.strip())
                drafts.propose(replace(strategy, ladders={**strategy.ladders, name: renamed}), is_typed=False)
                st.rerun()
            if st.button(
                _("Take this ladder away"),
                icon=":material/delete:",
                disabled=name in used,
                help=_("A rule sends customers here: change that first.") if name in used else None,
                key=f"ladder_gone_{name}",
            ):
                left = {each: value for each, value in strategy.ladders.items() if each != name}
                drafts.propose(replace(strategy, ladders=left), is_typed=False)
                st.rerun()


def _add(strategy: Strategy, words: Words) -> None:
    _ = words
    with st.popover(_("Add a ladder"), icon=":material/add:"):
        preset = st.selectbox(
            _("Begin with"), list(PRESETS), format_func=lambda each: _(PRESETS[each].label), key="ladder_preset"
        )
        label = st.text_input(_("Name"), value=_(PRESETS[preset].label), key=f"new_ladder_{preset}", max_chars=60)
        if st.button(_("Add"), type="primary", key="ladder_add", disabled=not label.strip()):
            drafts.propose(with_ladder(strategy, preset, label.strip()), is_typed=False)
            st.rerun()


def with_ladder(strategy: Strategy, preset: str, label: str) -> Strategy:
    """Return ``strategy`` with one more ladder like ``preset``, under a name that is free."""
    tries = (preset, *(f"{preset}_{turn}" for turn in range(2, len(strategy.ladders) + 3)))
    name = next(each for each in tries if each not in strategy.ladders)
    return replace(strategy, ladders={**strategy.ladders, name: replace(PRESETS[preset], label=label)})


def _rung(step: Step, words: Words) -> Rung:
    people = escalations_in_words(step, words)
    parts = [words(step.label), channels_in_words(step, words), *([people] if step.escalations else [])]
    return Rung(day=step.days_past_due, number=str(step.number), said=" · ".join(parts), is_firm=step.tone in FIRM)


def _edited(ladder: Ladder, key: str, words: Words) -> Ladder:
    """Draw the steps as a table to be changed; return the ladder as the table has it now."""
    _ = words
    begun = f"{key}_rows"
    # The editor keeps its own changes against these rows, so they must not move under it while it is on the screen.
    if key not in st.session_state:
        st.session_state[begun] = pd.DataFrame([_row(step, words) for step in ladder.steps])
    edited = st.data_editor(
        st.session_state[begun],
        column_config=_columns(words),
        num_rows="dynamic",
        hide_index=True,
        key=key,
        row_height=tables.ROW_PIXELS,
        width="stretch",
    )
    st.caption(
        _(
            "Days count from the due date; negative is before it. Rows stay in the order you give them: a step that "
            "goes back in time is refused. Who is at step 2 stays at step 2 when you change it."
        )
    )
    # What ships is shown in the reader's language and kept in its own.
    shipped = [step.label for each in (ladder, *PRESETS.values()) for step in each.steps]
    known = {words(label): label for label in reversed(shipped)}
    steps = tuple(_step(row, known, words) for row in edited.to_dict("records") if not pd.isna(row["days"]))
    found = tuple(replace(step, number=number) for step, number in zip(steps, numbered(steps), strict=True))
    return replace(ladder, steps=found)


def _columns(words: Words) -> dict[str, Any]:
    _ = words
    column = st.column_config
    return {
        "days": column.NumberColumn(_("Day"), width=70, min_value=-60, max_value=720, step=1, required=True),
        "message": column.SelectboxColumn(
            _("Message"), options=list(labels(STEP_MESSAGES, words)), width=185, required=True
        ),
        "label": column.TextColumn(_("Name"), width=185, max_chars=60),
        "channels": column.MultiselectColumn(
            _("Channels"),
            options=list(labels(CHANNELS, words)),
            width=180,
            help=_("The first is the usual one, the others are used where it is closed."),
        ),
        "tone": column.SelectboxColumn(_("Tone"), options=list(labels(TONES, words)), width=95),
        "least": column.NumberColumn(
            _("From amount"),
            help=_("Less than this in all waits at the step before."),
            width=115,
            min_value=0,
            format="euro",
        ),
        "wait": column.NumberColumn(_("Wait"), help=_("Least days since the step before."), width=85, min_value=0),
        "people": column.MultiselectColumn(_("People"), options=list(labels(ESCALATIONS, words)), width=260),
    }


def _row(step: Step, words: Words) -> dict[str, Any]:
    return {
        "days": step.days_past_due,
        "message": words(STEP_MESSAGES[step.message]),
        "label": words(step.label),
        "channels": [words(CHANNELS[each]) for each in step.channels],
        "tone": words(TONES[step.tone]),
        "least": step.minimum_amount_minor / CENTS,
        "wait": step.minimum_wait_days,
        "people": [words(ESCALATIONS[each]) for each in step.escalations],
    }


def _step(row: Mapping[Hashable, Any], known: Mapping[str, str], words: Words) -> Step:
    message = value_of(STEP_MESSAGES, row["message"], words, otherwise=MessageName.FRIENDLY_REMINDER)
    label = row["label"] if isinstance(row["label"], str) and row["label"].strip() else words(STEP_MESSAGES[message])
    return Step(
        number=0,
        days_past_due=int(row["days"]),
        message=message,
        label=known.get(label, label),
        channels=values_of(CHANNELS, row["channels"], words) or (ChannelName.EMAIL,),
        tone=value_of(TONES, row["tone"], words, otherwise=Tone.NEUTRAL),
        minimum_amount_minor=0 if pd.isna(row["least"]) else round(float(row["least"]) * CENTS),
        minimum_wait_days=0 if pd.isna(row["wait"]) else int(row["wait"]),
        escalations=values_of(ESCALATIONS, row["people"], words),
    )
