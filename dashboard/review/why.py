"""Why the figure moved: the waterfall, its finding, its parts as a table, and the rows behind a part."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.metrics.review.bridge import LABELS
from core.metrics.review.rounded import rounded
from core.metrics.review.summary import bridge_finding
from dashboard.charts.waterfall import Step, waterfall
from dashboard.drawn import draw
from dashboard.exports import export_menu
from dashboard.i18n import Words
from dashboard.review import reads
from dashboard.review.behind import behind, open_part
from dashboard.review.names import group_name
from dashboard.review.sentence import said, signed
from dashboard.session import words

if TYPE_CHECKING:
    import plotly.graph_objects as go_

    from core.metrics.review.bridge import Bridge
    from dashboard.reads import Edition
    from dashboard.review.ask import Review


@st.fragment
def why(of: Edition, review: Review) -> None:
    """Draw the bridge; a click on a step or a row of the table opens what is behind it."""
    _ = words()
    found = reads.bridge(of, review)
    assert found is not None  # noqa: S101  # the page stops before, without one
    key = f"review_waterfall_{review.from_on}_{review.to_on}_{review.metric}_{review.group}"

    def pick() -> None:
        points = st.session_state[key].selection.points
        chosen = points[0]["customdata"][0] if points else ""
        if chosen:
            open_part(chosen)

    with st.container(border=True, gap="small", key="review_why"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(_("Why it moved"), anchor=False, width="stretch")
            export_menu(lambda: _in_full(of, found, _), name="bridge", words=_, key="review_bridge")
        st.markdown(said(bridge_finding(found), of, _))
        if found.why is not None:
            return
        draw(_figure(of, review, _.language), _("Change of the figure in parts"), key=key, on_select=pick)
        st.caption(
            _(
                "The parts add up to the change exactly; the grey bars may be cut. Click a part to see what is behind it."
            )
        )
    behind(of, review, found)


@st.cache_resource(show_spinner=False, max_entries=64)
def _figure(of: Edition, review: Review, language: str) -> go_.Figure:
    _ = Words(language=language)
    found = reads.bridge(of, review)
    assert found is not None  # noqa: S101  # drawn with one only
    assert found.from_days is not None  # noqa: S101  # it has parts
    assert found.to_days is not None  # noqa: S101  # it has parts
    shown = rounded(found.parts)
    return waterfall(
        (_.short_day(review.from_on), float(found.from_days), _("{n} days", n=_.number(float(found.from_days), 1))),
        [
            Step(key=str(part), label=_(LABELS[part]), size=float(days), said=signed(shown[part], _))
            for part, days in found.parts.items()
        ],
        (_.short_day(review.to_on), float(found.to_days), _("{n} days", n=_.number(float(found.to_days), 1))),
        words=_,
    )


def _in_full(of: Edition, found: Bridge, words: Words) -> pd.DataFrame:
    """Return the whole bridge: a row a group and one for all, a column a part, unrounded days."""
    _ = words
    rows = [
        {
            _("Group"): group_name(found.group, name, of, _),
            _("From (days)"): float(each.from_days),
            **{_(LABELS[part]): float(days) for part, days in each.parts.items()},
            _("To (days)"): float(each.to_days),
        }
        for name, each in found.groups.items()
    ]
    if found.from_days is not None and found.to_days is not None:
        rows.append(
            {
                _("Group"): _("Total"),
                _("From (days)"): float(found.from_days),
                **{_(LABELS[part]): float(days) for part, days in found.parts.items()},
                _("To (days)"): float(found.to_days),
            }
        )
    return pd.DataFrame(rows)
