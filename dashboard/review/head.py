"""The head of the review: the figure at both dates, its change, the gap and the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.registry import METRICS
from core.metrics.review.gap import gap
from core.metrics.undefined import Why
from dashboard.doors import link
from dashboard.explain.panel import explain_button
from dashboard.plain import plain
from dashboard.review import reads
from dashboard.review.sentence import signed
from dashboard.session import words

if TYPE_CHECKING:
    from fractions import Fraction

    from dashboard.i18n import Words
    from dashboard.reads import Edition
    from dashboard.review.ask import Review

CARD_PIXELS = 168


def head(of: Edition, review: Review, *, target: float | None) -> None:
    """Draw one card for each number a meeting begins with, and the way to the course of two years."""
    _ = words()
    found = reads.bridge(of, review)
    assert found is not None  # noqa: S101  # the page stops before, without one
    label, told = _(METRICS[review.metric].label), gap(found.end, target=target)
    change = None if found.change is None else signed(float(found.change), _).replace("\u2212", "-")
    with st.grid(4 if target is None else 5, min_column_width=CARD_PIXELS, gap="small"):
        st.metric(f"{label}, {_.short_day(review.from_on)}", _days(found.from_days, _), border=True, height="stretch")
        st.metric(
            f"{label}, {_.short_day(review.to_on)}",
            _days(found.to_days, _),
            change,
            delta_color="inverse",
            border=True,
            height="stretch",
        )
        st.metric(_("Above best possible"), _days(told.days, _), border=True, height="stretch")
        st.metric(_("Cash past due"), _.round_money(told.cash_minor, found.currency), border=True, height="stretch")
        if target is not None:
            above = None if told.target_days is None else signed(float(told.target_days), _).replace("\u2212", "-")
            st.metric(
                _("Target"),
                _("{n} days", n=_.number(target, 1)),
                above,
                delta_color="inverse",
                border=True,
                height="stretch",
            )
    if not (found.start.is_comparable and found.end.is_comparable):
        st.warning(plain(_(Why.NO_VAT)), icon=":material/percent:")
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for end, as_of in (("from", review.from_on), ("to", review.to_on)):
            label = _("Explain {day}", day=_.short_day(as_of))
            explain_button(of, review.asked, review.metric, key=f"review_{end}", as_of=as_of, label=label)
        link("numbers", _("Two years of every variant side by side"), icon=":material/show_chart:", view="course")


def _days(days: Fraction | None, words: Words) -> str:
    return words("n/a") if days is None else words("{n} days", n=words.number(float(days), 1))
