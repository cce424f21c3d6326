"""Whose days they are: the groups of the review, and the customers that moved one of them, or all, most."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.metrics.review.bridge import LABELS
from core.metrics.review.contribution import contribution_finding
from core.metrics.review.rounded import rounded
from dashboard import tables
from dashboard.charts.contribution import contribution_bars
from dashboard.doors import go
from dashboard.drawn import draw
from dashboard.exports import export_menu
from dashboard.i18n import Words
from dashboard.plain import plain
from dashboard.review import reads
from dashboard.review.behind import GROUP, PAGE, PART, days_column
from dashboard.review.names import group_name
from dashboard.review.sentence import said
from dashboard.session import words

if TYPE_CHECKING:
    import plotly.graph_objects as go_

    from core.metrics.review.bridge import Bridge
    from dashboard.reads import Edition
    from dashboard.review.ask import Review

CHOSEN = "review_group_chosen"
MOST_BARS = 12
"""Groups drawn as bars; the table has them all."""


@st.fragment
def whose(of: Edition, review: Review) -> None:
    """Draw the groups as bars and as a table, and the customers of the one that was clicked."""
    _ = words()
    found = reads.bridge(of, review)
    if found is None or found.why is not None:
        return
    key = f"review_groups_{review.from_on}_{review.to_on}_{review.metric}_{review.group}"

    def pick() -> None:
        points = st.session_state[key].selection.points
        if points:
            st.query_params[GROUP] = points[0]["customdata"][0]
        else:
            st.query_params.pop(GROUP, None)
        st.query_params.pop(PAGE, None)
        st.session_state[CHOSEN] = True

    if st.session_state.pop(CHOSEN, False) and PART in st.query_params:
        st.rerun()  # the items behind the open part stand outside this fragment, and narrow with it
    with st.container(border=True, gap="small", key="review_whose"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(_("Whose days they are"), anchor=False, width="stretch")
            export_menu(
                lambda: _headed(_rows(of, found, _), found, _), name="contribution", words=_, key="review_groups"
            )
        told = contribution_finding(found)
        if told is not None:
            st.markdown(said(told, of, _))
        draw(_figure(of, review, _.language), _("Days by group at both dates"), key=key, on_select=pick)
        _table(of, found, _)
    _customers(of, review, found)


@st.cache_resource(show_spinner=False, max_entries=64)
def _figure(of: Edition, review: Review, language: str) -> go_.Figure:
    _ = Words(language=language)
    found = reads.bridge(of, review)
    assert found is not None  # noqa: S101  # drawn with one only
    largest = sorted(found.groups.items(), key=lambda each: -max(each[1].from_days, each[1].to_days))[:MOST_BARS]
    # Rounded as the table is, over all groups: a bar and its cell say the same.
    from_days = rounded({name: each.from_days for name, each in found.groups.items()})
    to_days = rounded({name: each.to_days for name, each in found.groups.items()})
    return contribution_bars(
        [(name, group_name(found.group, name, of, _)) for name, _each in largest],
        [from_days[name] for name, _each in largest],
        [to_days[name] for name, _each in largest],
        names=(_.short_day(review.from_on), _.short_day(review.to_on)),
        said=lambda days: _.number(days, 1),
        words=_,
    )


def _rows(of: Edition, found: Bridge, words: Words) -> pd.DataFrame:
    """Return one row a group, those that moved furthest first, and one for all; every column adds up as shown."""
    order = sorted(found.groups, key=lambda name: (-abs(found.groups[name].change), name))
    shown = pd.DataFrame({"group": [group_name(found.group, name, of, words) for name in order]})
    columns = {
        "from": {name: found.groups[name].from_days for name in order},
        "to": {name: found.groups[name].to_days for name in order},
        "change": {name: found.groups[name].change for name in order},
        **{str(part): {name: found.groups[name].parts[part] for name in order} for part in found.parts},
    }
    for column, days in columns.items():
        told = rounded(days)
        shown[column] = [told[name] for name in order]
    total = {
        "group": words("Total"),
        **{column: round(float(sum(days.values())), 1) for column, days in columns.items()},
    }
    return pd.concat([shown, pd.DataFrame([total])], ignore_index=True)


def _headings(found: Bridge, words: Words) -> dict[str, str]:
    return {
        "group": words("Group"),
        "from": words.short_day(found.start.as_of),
        "to": words.short_day(found.end.as_of),
        "change": words("Change"),
        **{str(part): words(LABELS[part]) for part in found.parts},
    }


def _headed(rows: pd.DataFrame, found: Bridge, words: Words) -> pd.DataFrame:
    return rows.rename(columns=_headings(found, words))


def _table(of: Edition, found: Bridge, words: Words) -> None:
    headings = _headings(found, words)
    columns = {
        name: st.column_config.TextColumn(label)
        if name == "group"
        else days_column(label, words, is_change=name not in {"from", "to"})
        for name, label in headings.items()
    }
    tables.table(_rows(of, found, words), columns, alt=words("Days by group and part"))


def _customers(of: Edition, review: Review, found: Bridge) -> None:
    """Draw the customers that moved most, in the group that was clicked or in all; a click opens one."""
    _ = words()
    asked = st.query_params.get(GROUP)
    name = asked if asked in found.groups else None
    told = reads.customers(of, review, name)
    if told is None:
        return
    with st.container(border=True, gap="small", key="review_customers"):
        where = _("all groups") if name is None else group_name(found.group, name, of, _)
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.header(_("Customers · {group}", group=plain(where)), anchor=False, width="stretch")
            export_menu(lambda: told.rows, name="customers", words=_, key="review_customers")
        count, from_days, to_days = told.rest
        row = tables.table(
            told.rows.round({"from_days": 2, "to_days": 2, "change_days": 2}),
            {
                "name": st.column_config.TextColumn(_("Customer")),
                "entity": st.column_config.TextColumn(_("Own company")),
                "from_days": days_column(_.short_day(review.from_on), _, decimals=2),
                "to_days": days_column(_.short_day(review.to_on), _, decimals=2),
                "change_days": days_column(_("Change"), _, is_change=True, decimals=2),
            },
            alt=_("Customers that moved the figure most"),
            key=f"review_customers_{name}_{review.to_on}_{review.from_on}",
            most=10,
        )
        st.caption(
            _.count(
                "{n} other customer: {before} days then, {now} now.",
                "{n} other customers: {before} days then, {now} now.",
                count,
                before=_.number(float(from_days), 1),
                now=_.number(float(to_days), 1),
            )
        )
        if row is not None:
            go("customer", id=str(told.rows["customer_key"].iloc[row]))
