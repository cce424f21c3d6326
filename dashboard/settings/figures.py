"""The house figures: which DSO leads, targets, and what is taken to be lost of the oldest balance."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.errors import SaldoError
from core.house import house, house_revision, save_house
from core.metrics.house import HOUSE_DSOS, House
from core.metrics.metric import Unit
from core.metrics.registry import METRICS
from dashboard import reads
from dashboard.refusals import refuse
from dashboard.session import may, person

if TYPE_CHECKING:
    from core.metrics.metric import Metric
    from dashboard.i18n import Words

# What a team steers by; a target in money would be of one currency.
AIMED = (
    "average_days_delinquent",
    "average_days_late",
    "past_due_share",
    "over_90_share",
    "collection_effectiveness",
    "cure_rate",
    "promise_kept_rate",
    "dispute_cycle_days",
)
SHOWN_IN_PERCENT = frozenset({Unit.PERCENT, Unit.SHARE})


def figures(words: Words) -> None:
    """Draw the choice of the house figures and save what is changed."""
    _ = words
    desk = reads.application().desk
    known, revision = house(desk), house_revision(desk)
    with st.form("house_figures", enter_to_submit=False):
        dso = st.selectbox(
            _("House DSO"),
            HOUSE_DSOS,
            index=HOUSE_DSOS.index(known.dso),
            format_func=lambda slug: _(METRICS[slug].label),
            help=_("This one leads on every screen and in every export; the others stand under All figures."),
            width=420,
        )
        st.caption(_("Each way of counting is explained under Numbers, All figures."))
        st.header(_("Targets"), anchor=False)
        st.caption(_("Leave empty for no target. A target is drawn as a level line in the course of its figure."))
        targets: dict[str, float] = {}
        columns = st.columns(3)
        with columns[0]:
            aim = _aim(_("House DSO, days"), known.targets.get(known.dso), "house", most=None)
        if aim is not None:
            targets[dso] = aim
        for place, slug in enumerate(AIMED, start=1):
            with columns[place % len(columns)]:
                target = _target(METRICS[slug], known.targets.get(slug), words)
            if target is not None:
                targets[slug] = target
        st.header(_("Provision matrix"), anchor=False)
        lost = st.number_input(
            _("Lost in the end of what is over 90 days late, %"),
            min_value=0.0,
            max_value=100.0,
            value=known.lost_share * 100,
            step=1.0,
            help=_(
                "An assumption: Saldo cannot see what is lost after 90 days. Everything before follows from roll rates."
            ),
            width=420,
        )
        if st.form_submit_button(_("Save"), type="primary", icon=":material/save:", disabled=not may(Action.SETTING)):
            try:
                chosen = House(dso=dso, targets={**_others(known), **targets}, lost_share=lost / 100)
                save_house(desk, chosen, by=person(), based_on=revision)
            except SaldoError as problem:
                refuse(problem)
            else:
                st.toast(_("Saved. Every screen follows it."), icon=":material/check:")


def _target(metric: Metric, known: float | None, words: Words) -> float | None:
    """Draw one target and return it in the metric's own unit, None for none."""
    _ = words
    factor = 100.0 if metric.unit is Unit.SHARE else 1.0
    unit = "%" if metric.unit in SHOWN_IN_PERCENT else _("days")
    most = 100.0 if metric.unit in SHOWN_IN_PERCENT else None
    value = _aim(f"{_(metric.label)}, {unit}", None if known is None else known * factor, metric.slug, most=most)
    return None if value is None else value / factor


def _aim(label: str, known: float | None, key: str, *, most: float | None) -> float | None:
    return st.number_input(label, min_value=0.0, max_value=most, value=known, step=1.0, key=f"target_{key}")


def _others(known: House) -> dict[str, float]:
    """Return the targets that this form does not show: those of DSOs that led before."""
    return {slug: target for slug, target in known.targets.items() if slug not in {*AIMED, known.dso}}
