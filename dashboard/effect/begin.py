"""Start an experiment: whether this portfolio can answer comes first, and only then the choice."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.campaigns import studio
from core.campaigns.studio_trial import problems
from core.experiments import kept
from core.experiments.design import (
    DELAY_DAYS,
    MOST_HELD_OUT,
    Arm,
    Design,
    DesignRefusedError,
    Kind,
    Measure,
    delay,
    holdout,
)
from core.experiments.kept import ExperimentNameError, ExperimentOverlapError, NoReasonError
from core.experiments.said import KINDS, verdict
from core.strategy.mix_words import CHANNELS
from core.vocabulary import ChannelName
from dashboard import reads
from dashboard.effect import reads as effects
from dashboard.effect.texts import measure_name, rung_name
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.experiments.feasible import Feasible
    from core.experiments.terms import Terms
    from core.strategy.mix import Rung
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MEANINGS: Final = {
    Kind.HOLDOUT: later("A small group gets no gentle reminder until the window is over. Shows what reminders do."),
    Kind.DELAY: later("A small group is reminded some days later instead of not at all. Gentler, and shows less."),
    Kind.TEST: later(
        "Everybody is reminded, in two or more ways: another text, channel or hour. Shows which does better."
    ),
}
SUBJECTS: Final = {"template": later("Text"), "channel": later("Channel"), "time": later("Hour")}
MOST_ARMS: Final = 4
ARMS: Final = "ABCD"
HUNDRED: Final = 100
SMALLEST: Final = {Measure.PAID: 0.05, Measure.DAYS: 2.0, Measure.EUROS: 5.0}


def begin(of: Edition, words: Words) -> None:
    """Draw the choice of kind, the answer whether it can be told, and the form."""
    _ = words
    kind: Kind = st.segmented_control(
        _("Kind"),
        list(KINDS),
        default=Kind.HOLDOUT,
        required=True,
        format_func=lambda each: _(KINDS[each]),
        key="effect_kind",
        label_visibility="collapsed",
    )
    st.caption(_(MEANINGS[kind]))
    decided = effects.decided()
    with st.container(border=True, gap="small", key="effect_begin"):
        rungs = _rungs(_)
        left, right = st.columns(2, gap="medium")
        with left:
            name = st.text_input(_("Name"), max_chars=120, key="effect_name", placeholder=_("Gentle reminders, winter"))
            measure, window = _reading(decided, kind, _)
        with right:
            arms, days = _arms(kind, decided, _)
        share = arms[0].share if kind is Kind.TEST and arms else days[0]
        found = effects.feasible(of, effects.Question(rungs=tuple(rungs), share=share, window_days=window))
        can = answer(found, _)
        why = st.text_input(_("Why?"), max_chars=300, key="effect_why")
        if st.button(
            _("Start"),
            type="primary",
            icon=":material/science:",
            key="effect_start",
            disabled=(kind is not Kind.TEST and not can) or not may(Action.CAMPAIGN),
        ):
            _start(_design(kind, name or "", rungs, measure, window, arms, days, decided), why or "")


def answer(found: Feasible, words: Words) -> bool:
    """Draw whether the portfolio can answer; return that."""
    _ = words
    if found.can_answer:
        st.success(verdict(found, _), icon=":material/check_circle:")
        return True
    st.info(verdict(found, _), icon=":material/block:")
    if found.baseline is not None and found.seen != float("inf"):
        st.caption(
            _(
                "In {n} months only a difference of {seen} points or more would show.",
                n=_.number(found.terms.months),
                seen=_.number(found.seen * HUNDRED, 1),
            )
        )
    return False


def _rungs(words: Words) -> list[Rung]:
    _ = words
    known, found = effects.gentle_rungs(), effects.strategy()
    chosen = st.pills(
        _("Steps"),
        list(known),
        selection_mode="multi",
        default=[each for each in known if each.step == 1],
        format_func=lambda each: rung_name(found, each, _),
        key="effect_rungs",
        help=_("Only gentle steps: what the law requires, and firmer letters, go to everybody."),
    )
    return list(chosen)


def _reading(decided: Terms, kind: Kind, words: Words) -> tuple[Measure, int]:
    """Draw what it is decided by, and within how many days."""
    _ = words
    measure: Measure = st.selectbox(
        _("Decided by"),
        list(SMALLEST),
        format_func=lambda each: measure_name(each, _),
        key="effect_measure",
        help=_("Fixed at the first launch. The other measures are shown beside it."),
    )
    usual = DELAY_DAYS - 1 if kind is Kind.DELAY else decided.window_days
    window = st.number_input(_("Days after the launch that count"), 1, 180, usual, 1, key=f"effect_window_{kind}")
    return measure, int(window)


def _arms(kind: Kind, decided: Terms, words: Words) -> tuple[list[Arm], tuple[float, int]]:
    """Draw the groups; return those of a test, and the share and days of another kind."""
    _ = words
    if kind is Kind.TEST:
        return _test(words), (0.5, 0)
    label = _("Group that is left alone, %") if kind is Kind.HOLDOUT else _("Group that is reminded later, %")
    percent = st.number_input(
        label,
        1.0,
        MOST_HELD_OUT * HUNDRED,
        decided.holdout_share * HUNDRED,
        1.0,
        format="%.0f",
        key=f"effect_share_{kind}",
    )
    days = 0
    if kind is Kind.DELAY:
        days = int(st.number_input(_("Reminded later by days"), 1, 30, DELAY_DAYS, 1, key="effect_delay"))
    st.caption(
        _(
            "Drawn per customer. Never: what the law requires, marks of hardship or vulnerability, claims above {amount}.",
            amount=_.money(decided.cap_minor, "EUR"),
        )
    )
    return [], (percent / HUNDRED, days)


def _test(words: Words) -> list[Arm]:
    """Draw the arms of a test: what differs, and the share of each."""
    _ = words
    subject = st.segmented_control(
        _("What differs"),
        list(SUBJECTS),
        default="template",
        required=True,
        format_func=lambda each: _(SUBJECTS[each]),
        key="effect_subject",
    )
    count = int(st.number_input(_("Ways"), 2, MOST_ARMS, 2, 1, key="effect_arms"))
    folder = _folder(_) if subject == "template" else ""
    arms = []
    for place in range(count):
        left, right = st.columns([1.6, 1], vertical_alignment="bottom", gap="small")
        with left:
            arm = _arm(str(subject), place, folder, words)
        with right:
            rest = round(HUNDRED / count) if place < count - 1 else HUNDRED - round(HUNDRED / count) * (count - 1)
            percent = st.number_input(
                _("Share, %"), 0.0, 100.0, float(rest), 1.0, format="%.0f", key=f"effect_arm_share_{count}_{place}"
            )
        arms.append(
            Arm(
                name=f"{ARMS[place]}: {arm.name}",
                share=percent / HUNDRED,
                channel=arm.channel,
                versions=arm.versions,
                minute=arm.minute,
            )
        )
    return arms


def _folder(words: Words) -> str:
    _ = words
    changed = studio.changed_templates(reads.application().desk)
    folders = sorted(f"{message}/{language}" for message, language in changed if message != "_base")
    if not folders:
        st.caption(_("There is only the text that comes with Saldo: save another version under Templates first."))
        return ""
    return str(st.selectbox(_("Message"), folders, key="effect_folder"))


def _arm(subject: str, place: int, folder: str, words: Words) -> Arm:
    _ = words
    label = _("Way {letter}", letter=ARMS[place])
    if subject == "channel":
        known = [ChannelName.EMAIL, ChannelName.SMS, ChannelName.LETTER, ChannelName.WHATSAPP]
        channel: ChannelName = st.selectbox(
            label,
            known,
            index=min(place, len(known) - 1),
            format_func=lambda each: _(CHANNELS[each]),
            key=f"effect_channel_{place}",
        )
        return Arm(name=_(CHANNELS[channel]), share=0, channel=channel)
    if subject == "time":
        at = st.time_input(label, value=time(9 + 3 * place), key=f"effect_time_{place}")
        minute = (at or time(9)).hour * 60 + (at or time(9)).minute
        return Arm(name=f"{minute // 60:02}:{minute % 60:02}", share=0, minute=minute)
    if not folder:
        return Arm(name="", share=0)
    message, _slash, language = folder.partition("/")
    numbers = [each.number for each in studio.history(reads.application().desk, message, language)]
    number: int = st.selectbox(
        label,
        numbers,
        index=min(place, len(numbers) - 1),
        format_func=lambda each: _("version {n}", n=str(each)) if each else _("as it comes with Saldo"),
        key=f"effect_version_{folder}_{place}",
    )
    return Arm(name=_("version {n}", n=str(number)), share=0, versions={folder: number})


def _design(  # noqa: PLR0917 (everything that the form asks)
    kind: Kind,
    name: str,
    rungs: Sequence[Rung],
    measure: Measure,
    window: int,
    arms: list[Arm],
    group: tuple[float, int],
    decided: Terms,
) -> Design:
    smallest = decided.smallest_effect if measure is Measure.PAID else SMALLEST[measure]
    if kind is Kind.TEST:
        return Design(
            name=name.strip(),
            kind=kind,
            arms=tuple(arms),
            rungs=tuple(sorted(rungs)),
            measure=measure,
            window_days=window,
            cap_minor=None,
            smallest_effect=smallest,
        )
    share, days = group
    if kind is Kind.DELAY:
        return delay(
            name.strip(),
            rungs,
            share=share,
            days=days,
            window_days=window,
            cap_minor=decided.cap_minor,
            smallest_effect=smallest,
            measure=measure,
        )
    return holdout(
        name.strip(),
        rungs,
        share=share,
        window_days=window,
        cap_minor=decided.cap_minor,
        smallest_effect=smallest,
        measure=measure,
    )


def _start(design: Design, why: str) -> None:
    wrong = _wrong(design)
    if wrong:
        st.error(plain(" ".join(wrong)), icon=":material/error:")
        return
    try:
        kept.start(reads.application().desk, effects.strategy(), design, by=person(), why=why)
    except (DesignRefusedError, ExperimentOverlapError, ExperimentNameError, NoReasonError) as problem:
        refuse(problem)
        return
    st.query_params["view"] = "experiments"
    st.query_params["name"] = design.name
    st.rerun()


def _wrong(design: Design) -> list[str]:
    """Return what is wrong with the texts of a test: a version nobody approved must be as good as one that goes out."""
    desk, found = reads.application().desk, []
    for folder, number in sorted({pair for arm in design.arms for pair in arm.versions.items() if pair[1]}):
        message, _slash, language = folder.partition("/")
        found += problems(desk, message, language, studio.version(desk, message, language, number).forms)
    return found
