"""What goes by itself: the standing approvals, what each did last, and the way to give, pause and end one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.acting import action_of
from core.actions import Action
from core.campaigns import reading, standing
from core.campaigns.standing import Caps, Outcome
from core.errors import SaldoError
from core.strategy import strategy_versions
from dashboard import reads
from dashboard.doors import link
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person, words
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from core.campaigns.standing import Run, Standing
    from core.strategy.mix import Rung
    from core.strategy.strategy import Strategy
    from dashboard.i18n import Words
    from dashboard.reads import Edition

OUTCOMES = {
    Outcome.RUNNING: later("running"),
    Outcome.SENT: later("sent"),
    Outcome.NOTHING: later("nobody was due"),
    Outcome.PAUSED: later("paused"),
    Outcome.FAILED: later("failed"),
    Outcome.RESUMED: later("tries again"),
}
SAMPLE = 3
FIRST_CAPS = Caps(messages=200, total_minor=100_000_00, each_minor=2_500_00)


@st.fragment
def standing_approvals(of: Edition) -> None:
    """Draw every standing approval with its last run, and the button that gives a new one."""
    _ = words()
    desk = reads.application().desk
    known = standing.standing(desk)
    with st.container(border=True, key="standing"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(_("Goes by itself"), anchor=False, width="stretch")
            with st.popover(
                _("Give a standing approval"), icon=":material/verified:", disabled=not may(Action.APPROVE)
            ):
                _give(of, _)
        if not known:
            st.caption(
                _(
                    "Nothing yet. A gentle step may go by itself after each import, within caps that you set; anything"
                    " unusual pauses it and waits for you."
                )
            )
        for approval in known:
            _one(approval, _)


def _one(approval: Standing, words: Words) -> None:
    _ = words
    desk = reads.application().desk
    ran = standing.runs(desk, limit=1, approval_id=approval.id)
    with st.container(horizontal=True, vertical_alignment="center", key=f"standing_{approval.id}"):
        badge = _("paused") if approval.paused_at else _("on")
        colour = "orange" if approval.paused_at else "green"
        steps = _steps(approval.rungs, strategy_versions.strategy_of(desk), words)
        with st.container(width="stretch", gap=None):
            st.markdown(f":{colour}-badge[{badge}] **{plain(approval.name)}** · {plain(', '.join(steps))}")
            if approval.paused_why:
                st.markdown(f":material/front_hand: {plain(approval.paused_why)}")
            st.caption(_caps(approval, words) + (f"  \n{_digest(ran[0], words)}" if ran else ""))
        if ran and ran[0].campaign and ran[0].messages:
            _sample(ran[0].campaign, words)
            link("campaign", _("Read them"), icon=":material/mail:", name=ran[0].campaign)
        if approval.paused_at is None:
            _act(approval, _("Pause"), ":material/pause:", standing.pause, words)
        else:
            _act(approval, _("Resume"), ":material/play_arrow:", standing.resume, words)
        _act(approval, _("End"), ":material/close:", standing.end, words)


def _sample(campaign: str, words: Words) -> None:
    """Offer the first messages of a run to be read where they stand."""
    desk = reads.application().desk
    with st.popover(words("Sample"), icon=":material/visibility:", width="content"):
        for message in reading.previewed(desk, campaign, limit=SAMPLE)[1]:
            shown = reading.opened(desk, message.id)
            st.markdown(f"**{plain(message.name)}** · {plain(message.subject)}")
            st.text(shown.text or shown.letter)


def _caps(approval: Standing, words: Words) -> str:
    caps = approval.caps
    return words(
        "at most {messages} messages and {total} a run, {each} a message · by {person}",
        messages=words.number(caps.messages),
        total=words.round_money(caps.total_minor, "EUR"),
        each=words.round_money(caps.each_minor, "EUR"),
        person=plain(approval.approved_by),
    )


def _digest(run: Run, words: Words) -> str:
    """Return in one line what the last run did."""
    told = words(
        "Ledger of {day}: {outcome}, {messages} messages, {asked} asked for, {cost} in costs",
        day=words.day(run.ledger_on),
        outcome=words(OUTCOMES[run.outcome]),
        messages=words.number(run.messages),
        asked=words.round_money(run.asked_minor, "EUR"),
        cost=words.money(run.cost_minor, "EUR"),
    )
    left = words.count("{n} message is left to you", "{n} messages are left to you", run.left_out)
    return f"{told}; {left}." if run.left_out else f"{told}."


def _act(approval: Standing, label: str, icon: str, act: Callable[..., None], words: Words) -> None:
    """Draw a button that asks why, and then does it."""
    name = act.__name__
    with st.popover(label, icon=icon, disabled=not may(action_of(act))):
        why = st.text_input(words("Why?"), key=f"standing_{name}_why_{approval.id}", max_chars=300)
        if st.button(label, key=f"standing_{name}_{approval.id}", type="primary", disabled=not why.strip()):
            try:
                act(reads.application().desk, approval.id, by=person(), why=why)
            except SaldoError as problem:
                refuse(problem)
                return
            st.rerun()


def _give(of: Edition, words: Words) -> None:
    """Ask for the steps, the caps and the reason, and keep them."""
    _ = words
    desk = reads.application().desk
    strategy, labels = strategy_versions.strategy_of(desk), reads.segment_labels(of)
    gentle = standing.gentle(strategy)
    name = st.text_input(_("Name"), value=_("Gentle reminders"), key="standing_name", max_chars=standing.LONGEST_NAME)
    steps = st.pills(
        _("Steps"),
        gentle,
        default=gentle[:1],
        selection_mode="multi",
        format_func=lambda rung: _steps((rung,), strategy, _)[0],
        key="standing_steps",
        help=_("Only gentle steps: for a firm or legal one a person approves each time."),
    )
    segments = st.pills(
        _("Segments"),
        list(labels),
        selection_mode="multi",
        format_func=lambda segment: _(labels[segment]),
        key="standing_segments",
        help=_("None chosen means all."),
    )
    one, two, three = st.columns(3)
    messages = one.number_input(_("Messages a run"), 1, value=FIRST_CAPS.messages, key="standing_messages")
    total = two.number_input(_("Euros a run"), 1, value=FIRST_CAPS.total_minor // 100, key="standing_total", step=1_000)
    each = three.number_input(
        _("Euros a message"),
        1,
        value=FIRST_CAPS.each_minor // 100,
        key="standing_each",
        step=100,
        help=_("A larger message is left to you; the others go."),
    )
    why = st.text_input(_("Why?"), key="standing_why", max_chars=300, placeholder=_("Kept with the approval"))
    if st.button(
        _("Let it go by itself"),
        type="primary",
        key="standing_save",
        disabled=not (name.strip() and steps) or not may(Action.APPROVE),
    ):
        try:
            standing.give(
                desk,
                strategy,
                name,
                rungs=tuple(steps),
                segments=tuple(segments),
                caps=Caps(messages=int(messages), total_minor=int(total) * 100, each_minor=int(each) * 100),
                by=person(),
                why=why,
            )
        except SaldoError as problem:
            refuse(problem)
            return
        st.rerun()


def _steps(rungs: Sequence[Rung], strategy: Strategy, words: Words) -> list[str]:
    """Return the labels of steps with their ladder and day; a step that is gone is named as it was."""
    said = []
    for rung in rungs:
        ladder = strategy.ladders.get(rung.ladder)
        step = next((each for each in ladder.steps if each.number == rung.step), None) if ladder else None
        if ladder is None or step is None:
            said.append(words("step {n} of {ladder}, which is gone", n=rung.step, ladder=rung.ladder))
        else:
            where = words("{ladder}, day {n}", ladder=words(ladder.label), n=step.days_past_due)
            said.append(f"{words(step.label)} ({where})")
    return said
