"""One experiment: what it found in a sentence, the forest plot, every measure, every part, and the small print."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd
import streamlit as st

from core.actions import Action
from core.experiments import kept as desk_kept
from core.experiments.design import Kind, Measure
from core.experiments.found import Finding
from core.experiments.kept import ExperimentMovedError, NoReasonError
from core.experiments.said import KINDS, arm_name, finding, level
from dashboard import reads, tables
from dashboard.charts.forest import forest
from dashboard.drawn import draw
from dashboard.effect import reads as effects
from dashboard.effect.texts import PARTS, line, measure_name, part_name, rows, rung_name, unit
from dashboard.exports import export_menu
from dashboard.plain import plain
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.experiments.found import Compared, Results
    from dashboard.i18n import Words
    from dashboard.reads import Edition

MOST_LINES: Final = 14
TELLS: Final = {Finding.MORE: ":material/check_circle:", Finding.LESS: ":material/error:"}


def one(of: Edition, name: str, words: Words) -> None:
    """Draw the experiment called ``name``."""
    found = effects.results(of, name)
    show(of, found, words)
    if found.kept.is_running:
        _end(found, words)


def show(of: Edition, found: Results, words: Words, *, is_example: bool = False) -> None:
    """Draw what was found; an example says on every part that nobody is behind it."""
    _ = words
    with st.container(border=True, gap="small", key="effect_finding"):
        if is_example:
            st.warning(
                _("A made-up example: these figures are nobody's, and say nothing about your customers."),
                icon=":material/theater_comedy:",
            )
        else:
            _head(found, _)
        main = found.main[0].finding if found.main else Finding.NOBODY
        st.markdown(f"## {TELLS.get(main, ':material/hourglass_empty:')} {plain(finding(found, _))}")
        _interim(found, _)
        _cards(found, _)
    if any(each.finding not in {Finding.NOBODY, Finding.NOT_OVER, Finding.ONE_ARM} for each in found.main):
        _plot(of, found, _)
        _measures(found, _)
    _small_print(found, _)


def _head(found: Results, words: Words) -> None:
    _ = words
    state = _("runs") if found.kept.is_running else _("ended")
    told = _(
        "{kind}, {state}; started by {who} on {day}: {why}",
        kind=_(KINDS[found.design.kind]),
        state=state,
        who=found.kept.started_by,
        day=_.moment(found.kept.started_at),
        why=found.kept.why,
    )
    st.header(plain(found.kept.name), anchor=False)
    st.caption(plain(told))


def _interim(found: Results, words: Words) -> None:
    """Say when this is a look before the planned size, or before the last window is over."""
    _ = words
    if found.over_on is not None and not found.is_over:
        st.caption(
            ":material/schedule: "
            + _("Counted are customers whose window is over; the last one is over on {day}.", day=_.day(found.over_on))
        )
    if found.main and found.main[0].finding in {Finding.MORE, Finding.LESS} and not found.is_planned_size:
        st.caption(
            ":material/visibility: "
            + _(
                "An interim look, before the planned size: who decides on the first look that pleases errs more often than 5%."
            )
        )


def _cards(found: Results, words: Words) -> None:
    _ = words
    with st.grid(len(found.arms) + 1, min_column_width=160, gap="small"):
        for place, arm in enumerate(found.arms):
            compared = found.main[max(place - 1, 0)] if found.main else None
            shown = _level(compared, place, words)
            st.metric(
                plain(arm_name(found.design.arms[place], words)),
                shown,
                border=True,
                height="stretch",
                help=_(
                    "{drawn} drawn ({share}); {compared} compared, {not_over} not over yet, {before} had paid before, {vanished} no longer in the ledger.",
                    drawn=_.number(arm.drawn),
                    share=_.share(arm.share, 0),
                    compared=_.number(arm.compared),
                    not_over=_.number(arm.not_over),
                    before=_.number(arm.paid_before),
                    vanished=_.number(arm.vanished),
                ),
            )
        st.metric(
            _("Compared"),
            _.number(sum(each.compared for each in found.arms)),
            border=True,
            height="stretch",
            help=_(
                "Of {n} drawn, over {campaigns}.",
                n=_.number(sum(each.drawn for each in found.arms)),
                campaigns=_.count("{n} campaign", "{n} campaigns", found.kept.campaigns),
            ),
        )


def _level(compared: Compared | None, place: int, words: Words) -> str:
    if compared is None:
        return words("n/a")
    return level(compared.measure, compared.first_level if place == 0 else compared.level, words)


def _plot(of: Edition, found: Results, words: Words) -> None:
    """Draw the main measure: all of it, then each part of the kind that was chosen."""
    _ = words
    with st.container(border=True, gap="small", key="effect_forest"):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.header(measure_name(found.design.measure, _), anchor=False, width="stretch")
            by = st.segmented_control(
                _("Divided by"),
                list(PARTS),
                default="segment",
                required=True,
                format_func=lambda each: _(PARTS[each]),
                key="effect_by",
                label_visibility="collapsed",
            )
        wholes = [(_all_of(found, each, _), each) for each in found.main]
        parts = [(part_name(of, each, _), each) for each in found.parts if each.by == by]
        lines = [line(each, label, _, is_whole=True) for label, each in wholes]
        lines += [line(each.compared, label, _) for label, each in parts[:MOST_LINES]]
        drawn = [each for each in lines if each.low == each.low]
        draw(
            forest(drawn, unit=unit(found.design.measure, _), words=_),
            measure_name(found.design.measure, _),
            key="effect_forest_chart",
        )
        _multiplicity(found, _)
        told = rows(found, [*wholes, *((label, each.compared) for label, each in parts)], _)
        with st.expander(_("The same in numbers"), icon=":material/table_rows:"):
            tables.table(told, _columns(found, _(PARTS[str(by)]), _), alt=_("Comparisons"), most=20)
            export_menu(lambda: told, name="effect", words=_, key="effect_parts")


def _all_of(found: Results, compared: Compared, words: Words) -> str:
    if len(found.main) == 1:
        return words("All together")
    return words("All together: {arm}", arm=arm_name(found.design.arms[compared.arm], words))


def _multiplicity(found: Results, words: Words) -> None:
    _ = words
    if not found.parts:
        return
    out = [each for each in found.parts if each.stands_out]
    st.caption(
        _(
            "{n} parts are compared here and in the other views: by chance about {by_chance} of them would seem to differ where nothing does.",
            n=_.number(found.comparisons),
            by_chance=_.number(found.comparisons * found.design.alpha, 1),
        )
        + " "
        + (
            _.count(
                "{n} stands out even when all of them are counted.",
                "{n} stand out even when all of them are counted.",
                len(out),
            )
            if out
            else _("None stands out when all of them are counted.")
        )
    )


def _measures(found: Results, words: Words) -> None:
    """Draw every measure, the one it is decided by first."""
    _ = words
    with st.container(border=True, gap="small", key="effect_measures"):
        st.header(_("Everything that was measured"), anchor=False)
        told = rows(found, [(measure_name(each.measure, _), each) for each in (*found.main, *found.beside)], _)
        tables.table(told, _columns(found, _("Measure"), _), alt=_("Everything that was measured"), most=24)
        export_menu(lambda: told, name="effect-measures", words=_, key="effect_measures")
        st.caption(
            _(
                "It is decided by “{measure}”, fixed before the first launch; the others are read beside it and prove nothing alone.",
                measure=measure_name(found.design.measure, _),
            )
        )


def _columns(found: Results, label: str, words: Words) -> dict[str, object]:
    _ = words
    text = st.column_config.TextColumn
    columns = {
        "label": text(label, width=190, pinned=True),
        "arm": text(_("Group"), width=120),
        "level": text(
            _("Its level") if len(found.design.arms) > 2 else arm_name(found.design.arms[1], _),  # noqa: PLR2004
            width=100,
        ),
        "first_level": text(arm_name(found.design.first, _), width=100),
        "difference": text(_("Difference"), width=105),
        "interval": text(_("Between (95%)"), width=170),
        "finding": text(_("What it says"), width=170),
        "customers": tables.number_column(_("Customers"), _, width=90),
        "first_customers": tables.number_column(_("Compared with"), _, width=105),
    }
    if len(found.design.arms) == 2:  # noqa: PLR2004 (one comparison: its group is in every head)
        del columns["arm"]
    return columns


def _small_print(found: Results, words: Words) -> None:
    _ = words
    design = found.design
    with st.expander(_("Small print"), icon=":material/article:"):
        st.markdown("\n".join(f"- {each}" for each in _printed(found, _)))
        frame = pd.DataFrame(
            [
                {
                    "label": arm_name(arm, _),
                    "share": _.share(arm.share, 0),
                    "drawn": told.drawn,
                    "compared": told.compared,
                    "not_over": told.not_over,
                    "paid_before": told.paid_before,
                    "vanished": told.vanished,
                }
                for arm, told in zip(design.arms, found.arms, strict=True)
            ]
        )
        columns = {
            "label": st.column_config.TextColumn(_("Group"), width=160),
            "share": st.column_config.TextColumn(_("Share"), width=70),
            "drawn": tables.number_column(_("Drawn"), _, width=80),
            "compared": tables.number_column(_("Compared"), _, width=90),
            "not_over": tables.number_column(_("Not over yet"), _, width=100),
            "paid_before": tables.number_column(_("Paid before"), _, width=100),
            "vanished": tables.number_column(_("No longer in the ledger"), _, width=150),
        }
        tables.table(frame, columns, alt=_("Groups"))


def _printed(found: Results, words: Words) -> list[str]:
    _ = words
    design, strategy = found.design, effects.strategy()
    known = [each for each in design.rungs if each.ladder in strategy.ladders]
    steps = ", ".join(plain(rung_name(strategy, each, _)) for each in known)
    cap = (
        ""
        if design.cap_minor is None
        else _("Who is asked for more than {amount} is always reminded.", amount=_.money(design.cap_minor, "EUR"))
    )
    told = [
        _("Steps: {steps}. Only gentle ones; what the law requires is never left out.", steps=steps),
        _(
            "Window: {n} days after the launch; smallest difference worth knowing {effect}; fixed on {day}.",
            n=str(design.window_days),
            effect=_.share(design.smallest_effect, 1)
            if design.measure is Measure.PAID
            else _.number(design.smallest_effect, 1),
            day=_.moment(found.kept.started_at),
        ),
        _(
            "Who is in which group is drawn by a hash of the name of the experiment and the customer, and compared by that draw: also who was left out by hand, or whose message was held."
        ),
        _(
            "Money received before the launch does not count. Customers who had paid by then, and those the ledger does not know any more, are left out of both groups."
        ),
        _(
            "Intervals hold 95 times in 100. They compare within segments and campaigns (Mantel-Haenszel weights; Newcombe for shares, Welch for amounts). Euros are set right for what each was asked."
        ),
    ]
    if design.kind is Kind.DELAY:
        told.append(_("The first group is reminded {n} days later.", n=str(design.first.delay_days)))
    return [*told, cap] if cap else told


def _end(found: Results, words: Words) -> None:
    _ = words
    with st.expander(_("End this experiment"), icon=":material/stop_circle:"):
        st.caption(
            _(
                "Nobody is drawn any more, and who is left alone is reminded again from the next campaign on. What was found stays."
            )
        )
        with st.container(horizontal=True, vertical_alignment="bottom"):
            why = st.text_input(_("Why?"), max_chars=300, key="effect_end_why", width=360)
            if st.button(
                _("End it"), icon=":material/stop_circle:", key="effect_end", disabled=not may(Action.CAMPAIGN)
            ):
                try:
                    desk_kept.end(reads.application().desk, found.kept.name, by=person(), why=why or "")
                except (NoReasonError, ExperimentMovedError) as problem:
                    refuse(problem)
                else:
                    st.rerun()
