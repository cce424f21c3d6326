"""Shares for one segment and step: sliders that together stay at 100%, and whether enough is coming to learn from them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.strategy.mix import Cell, Place
from core.strategy.mix_difference import shares_in_words
from core.strategy.mix_enough import ENOUGH, enough
from core.strategy.mix_shares import PARTS, moved
from core.vocabulary import ChannelName
from dashboard import tables
from dashboard.empty import nothing
from dashboard.mix import draft as drafts
from dashboard.mix.names import channel_label, names, step_label
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.strategy.contacts_ahead import Ahead
    from core.strategy.strategy import Strategy
    from dashboard.i18n import Words
    from dashboard.mix.draft import Draft
    from dashboard.mix.reads import Ground
    from dashboard.reads import Edition


def shares(of: Edition, on: Ground, draft: Draft, then: Ahead, words: Words) -> None:
    """Draw the choice of a place, its sliders, and the places that have shares."""
    _ = words
    called, counted = names(of, on.strategy, _), contacts_of(then)
    with st.container(border=True, gap="small", key="mix_shares"):
        place = _place(on, _largest(draft, counted), called, _)
        cell = draft.mix.cells.get(place)
        expected = counted.get(place, 0.0)
        st.toggle(
            _("Divide over several channels"),
            value=cell is not None,
            key=f"mix_divided_{place}_{draft.turn}",
            on_change=_divide,
            args=(place, on.strategy, f"mix_divided_{place}_{draft.turn}"),
        )
        st.caption(
            _.count(
                "{n} contact is expected here in the days ahead.",
                "{n} contacts are expected here in the days ahead.",
                round(expected),
            )
        )
        if cell is not None:
            _sliders(on, draft.turn, place, cell, _)
            _say_enough(cell, expected, _)
    _overview(on, draft, counted, called, _)


def _largest(draft: Draft, counted: dict[Place, float]) -> Place | None:
    """Return the place to begin at: the largest of those that have shares, else the largest of all."""
    shared = [each for each in counted if each in draft.mix.cells]
    return max(shared or counted, key=lambda each: counted[each], default=None)


def _place(on: Ground, start: Place | None, called: dict[str, str], words: Words) -> Place:
    _ = words
    strategy, segments = on.strategy, list(on.given.assignment.segments)
    rungs = [(name, step.number) for name, ladder in strategy.ladders.items() for step in ladder.steps]
    with st.container(horizontal=True, gap="small"):
        segment = st.selectbox(
            _("Segment"),
            segments,
            index=0 if start is None else segments.index(start.segment),
            format_func=lambda name: called.get(name, name),
            key="mix_segment",
        )
        ladder, step = st.selectbox(
            _("Step"),
            rungs,
            index=0 if start is None else rungs.index((start.ladder, start.step)),
            format_func=lambda rung: f"{called.get(rung[0], rung[0])} · {step_label(strategy, rung[0], rung[1], _)}",
            key="mix_rung",
        )
    return Place(segment, ladder, step)


def _sliders(on: Ground, turn: int, place: Place, cell: Cell, words: Words) -> None:
    """Draw one slider per channel; moving one lets the others make room, so that they stay at 100% together."""
    _ = words
    keys = {each: f"mix_share_{place}_{each}_{turn}" for each in ChannelName}
    for each, key in keys.items():
        st.session_state[key] = round(cell.shares.get(each, 0.0) * PARTS)
    with st.grid(4, min_column_width=220, gap="medium"):
        for each in ChannelName:
            with st.container(gap=None):
                st.slider(
                    channel_label(each, on.terms, on.given.as_of, _),
                    0,
                    PARTS,
                    format="%d%%",
                    key=keys[each],
                    disabled=not on.terms.is_on(each, on.given.as_of) and not cell.shares.get(each, 0.0),
                    on_change=_move,
                    args=(place, each, keys[each]),
                )
    key = f"mix_test_{place}_{turn}"
    st.toggle(
        _("This is a test: learn from it, however few there are"),
        value=cell.is_test,
        key=key,
        on_change=_test,
        args=(place, key),
    )


def _say_enough(cell: Cell, expected: float, words: Words) -> None:
    """Say whether what is coming is enough for the smallest share to be told from the others."""
    _ = words
    found = enough(cell, expected)
    if found.is_enough or len(cell.channels) < 2:  # noqa: PLR2004 - shares of one channel divide nothing
        return
    told = _(
        "The smallest share gets {n} contacts in the days ahead. Below {least}, what share of them pays is not known to within ten points.",
        n=_.number(found.smallest),
        least=_.number(ENOUGH),
    )
    if cell.is_test:
        st.info(told, icon=":material/science:")
    else:
        st.warning(told + " " + _("Choose one channel, or call it a test."), icon=":material/groups:")


def _overview(on: Ground, draft: Draft, counted: dict[Place, float], called: dict[str, str], words: Words) -> None:
    """Draw the places that have shares, those first of which the segment or the step is gone."""
    _ = words
    st.header(_("Where shares are set"), anchor=False)
    if not draft.mix.cells:
        nothing(
            _("Every step goes by one channel"),
            _("That is simplest, and best where a segment is small. Divide a step to test, or to spread the cost."),
        )
        return
    known = {(name, step.number) for name, ladder in on.strategy.ladders.items() for step in ladder.steps}
    rows = []
    for place, cell in sorted(draft.mix.cells.items()):
        is_gone = place.segment not in on.given.assignment.segments or (place.ladder, place.step) not in known
        rows.append(
            {
                "segment": called.get(place.segment, place.segment),
                "ladder": called.get(place.ladder, place.ladder),
                "step": place.step,
                "shares": shares_in_words(cell, _),
                "contacts": round(counted.get(place, 0.0)),
                "remark": _("no longer there") if is_gone else "",
            }
        )
    frame = pd.DataFrame(rows)
    text = st.column_config.TextColumn
    columns = {
        "segment": text(_("Segment"), width=150),
        "ladder": text(_("Ladder"), width=120),
        "step": tables.number_column(_("Step"), _, width=60),
        "shares": text(_("Shares"), width=320),
        "contacts": tables.number_column(_("Contacts"), _, width=90),
        "remark": text(_("Remark"), width=130),
    }
    row = tables.table(frame, columns, alt=_("Where shares are set"), key="mix_cells")
    if row is not None:
        place = sorted(draft.mix.cells)[row]
        segment = plain(called.get(place.segment, place.segment))
        label = _("Take away the shares of {segment}, step {step}", segment=segment, step=place.step)
        away = draft.mix.with_cell(place, None)
        st.button(label, icon=":material/delete:", key="mix_cell_away", on_click=drafts.take, args=(away,))


def _divide(place: Place, strategy: Strategy, key: str) -> None:
    """Give a place shares, all to its usual channel at first, or take them away."""
    mix = drafts.current().mix
    usual = mix.usual.get(place.rung, strategy.ladder(place.ladder).step(place.step).channels)
    drafts.propose(mix.with_cell(place, Cell(shares={usual[0]: 1.0}) if st.session_state[key] else None))


def _move(place: Place, channel: ChannelName, key: str) -> None:
    """Move one slider; the channels that have a share make room."""
    mix = drafts.current().mix
    cell = mix.cells[place]
    known = {each: cell.shares.get(each, 0.0) for each in ChannelName if cell.shares.get(each, 0.0) or each == channel}
    if len(known) == 1:  # the only channel cannot give way to nobody: e-mail or, for e-mail, a letter takes the rest
        known[ChannelName.LETTER if channel == ChannelName.EMAIL else ChannelName.EMAIL] = 0.0
    found = moved(known, channel, st.session_state[key] / PARTS)
    kept = {each: share for each, share in found.items() if share > 0}
    drafts.propose(mix.with_cell(place, Cell(shares=kept, is_test=cell.is_test)))


def _test(place: Place, key: str) -> None:
    mix = drafts.current().mix
    drafts.propose(mix.with_cell(place, Cell(shares=mix.cells[place].shares, is_test=st.session_state[key])))


def contacts_of(then: Ahead) -> dict[Place, float]:
    """Return how many contacts each place expects in the days ahead."""
    return dict(zip(then.grouped.places, then.by_place["contacts"].tolist(), strict=True))
