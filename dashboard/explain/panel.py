"""Explain this number: a dialog with definition, inputs, rows and SQL, opened from a card, a chart point or a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard.explain import reads as explained
from dashboard.explain.body import body
from dashboard.explain.reads import Subject
from dashboard.session import words

if TYPE_CHECKING:
    from datetime import date

    from core.metrics.buckets import AgedBy, Convention
    from core.metrics.scope import GroupBy
    from core.metrics.traits import Wanted
    from dashboard.filters import Asked
    from dashboard.reads import Edition

ICON = ":material/search_insights:"
PICKED = "explain_picked"
OPENINGS = "explain_openings"


def explain_button(
    of: Edition, asked: Asked, slug: str, *, key: str, as_of: date | None = None, label: str | None = None
) -> None:
    """Draw a button that explains the metric ``slug`` of ``asked``; nothing is worked out before it is pressed."""
    _button(of, asked, Subject(slug=slug), key=key, as_of=as_of, label=label)


def explain_cell_button(
    of: Edition,
    asked: Asked,
    bucket: str,
    *,
    key: str,
    by: AgedBy,
    group: GroupBy,
    group_name: str,
    convention: Convention,
    wanted: Wanted = (),
    label: str | None = None,
) -> None:
    """Draw a button that explains a cell of an aging: a bucket's key, ``unallocated`` or ``total``."""
    subject = Subject(bucket=bucket, by=by, group=group, group_name=group_name, wanted=wanted, convention=convention)
    _button(of, asked, subject, key=key, as_of=None, label=label)


def open_explanation(of: Edition, asked: Asked, slug: str, as_of: date) -> None:
    """Open the explanation of a point of a chart: the metric ``slug`` at the month-end ``as_of``."""
    _open(of, asked, Subject(slug=slug), as_of)


def pick(slug: str, as_of: date) -> None:
    """Note in a chart's callback that a point was clicked; ``open_picked`` opens it when the page draws."""
    st.session_state[PICKED] = (slug, as_of)


def open_picked(of: Edition, asked: Asked) -> None:
    """Open the explanation of the point that was clicked, once."""
    picked = st.session_state.pop(PICKED, None)
    if picked is not None:
        open_explanation(of, asked, *picked)


def _button(of: Edition, asked: Asked, subject: Subject, *, key: str, as_of: date | None, label: str | None) -> None:
    _ = words()
    if st.button(label or _("Explain"), icon=ICON, type="tertiary", key=f"explain_{key}"):
        _open(of, asked, subject, as_of or asked.as_of)


def _open(of: Edition, asked: Asked, subject: Subject, as_of: date) -> None:
    _ = words()
    told = explained.explanation(of, asked, subject, as_of)
    title = f"{_(told.label)[:1].upper()}{_(told.label)[1:]} · {_.day(as_of)} · {asked.currency}"
    for name in [name for name in st.session_state if str(name).startswith("explained_")]:
        del st.session_state[name]  # another number: its first page, its first input
    # The browser keeps what a widget showed under its key: a key per opening, or the label of another number stays.
    opening = st.session_state.get(OPENINGS, 0) + 1
    st.session_state[OPENINGS] = opening
    st.dialog(title, width="large", icon=ICON)(body)(of, asked, subject, as_of, opening)
