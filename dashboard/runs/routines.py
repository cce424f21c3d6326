"""The routines: what each does, when it runs next, how the last run went, and run now, pause, change and end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.runs import routines as kept
from core.runs.routines import RunOutcome
from core.runs.works import run_now
from dashboard import reads
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.runs.form import edit_form, new_form
from dashboard.runs.history import one_run
from dashboard.runs.texts import COLOURS, DAYS, KINDS, OUTCOMES, moment
from dashboard.session import may, person, words

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.runs.routines import Routine, Run
    from dashboard.i18n import Words


@st.fragment(run_every=5.0)
def routines() -> None:
    """Draw every routine with its last run; seen anew every few seconds, for a worker may be at it."""
    _ = words()
    desk = reads.application().desk
    known = kept.routines(desk)
    last: dict[int, Run] = {}
    for run in kept.runs(desk, limit=200):
        last.setdefault(run.routine_id, run)
    for routine in known:
        _one(routine, last.get(routine.id), _)
    if not known:
        st.caption(_("Nothing is scheduled yet. The watched folder is looked at every fifteen seconds all the same."))


def set_one() -> None:
    """Draw the button that sets a new routine."""
    _ = words()
    with st.popover(
        _("Schedule something"), icon=":material/add_alarm:", width="content", disabled=not may(Action.SETTING)
    ):
        new_form(_)


def _one(routine: Routine, last: Run | None, words: Words) -> None:
    _ = words
    with st.container(border=True, key=f"routine_{routine.id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch", gap=None):
                badge, colour = _badge(routine, last, _)
                st.markdown(f":{colour}-badge[{badge}] **{plain(routine.name)}** · {_(KINDS[routine.kind])}")
                st.caption(plain(f"{when(routine, _)} · {_next(routine, _)}"))
            if st.button(
                _("Run now"),
                key=f"run_now_{routine.id}",
                icon=":material/play_arrow:",
                disabled=routine.is_running or not may(Action.IMPORT),
            ):
                _run(routine, _)
            if routine.is_paused:
                _act(routine, _("Resume"), ":material/play_circle:", kept.resume)
            else:
                _act(routine, _("Pause"), ":material/pause:", kept.pause)
            with st.popover(_("Adjust"), icon=":material/edit:", disabled=not may(Action.SETTING)):
                edit_form(routine, _)
        if last is not None:
            one_run(last, _)


def when(routine: Routine, words: Words) -> str:
    """Return the times of a routine in words."""
    _ = words
    times = routine.times
    if times.every_minutes is not None:
        return _.count("every {n} minute", "every {n} minutes", times.every_minutes)
    days = _("every day") if len(times.weekdays) == len(DAYS) else ", ".join(_(DAYS[day]) for day in times.weekdays)
    return _("{days} at {times}, {zone}", days=days, times=", ".join(times.at), zone=times.zone)


def _badge(routine: Routine, last: Run | None, words: Words) -> tuple[str, str]:
    if routine.is_running:
        return words(OUTCOMES[RunOutcome.RUNNING]), COLOURS[RunOutcome.RUNNING]
    if routine.is_paused:
        return words("paused"), "gray"
    return (words("waits"), "gray") if last is None else (words(OUTCOMES[last.outcome]), COLOURS[last.outcome])


def _next(routine: Routine, words: Words) -> str:
    if routine.next_at is None:
        return words("not again until somebody resumes it")
    told = words("next {moment}", moment=moment(routine.next_at, words, routine.times.zone))
    return told + (" " + words("(tried again after a failure)") if routine.failures else "")


def _run(routine: Routine, words: Words) -> None:
    try:
        with st.spinner(words("It runs")):
            run_now(reads.application(), routine, by=person())
    except SaldoError as problem:
        refuse(problem)
        return
    st.rerun()


def _act(routine: Routine, label: str, icon: str, act: Callable[..., None]) -> None:
    if st.button(label, key=f"{act.__name__}_{routine.id}", icon=icon, disabled=not may(Action.SETTING)):
        try:
            act(reads.application().desk, routine, by=person())
        except SaldoError as problem:
            refuse(problem)
            return
        st.rerun()
