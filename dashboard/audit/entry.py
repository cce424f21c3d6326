"""One entry of the audit trail: who, when, why, what it was asked for, and what was before and after."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.access.words import ROLES
from core.actions import Action, Role
from core.clock import LOCAL
from dashboard import tables
from dashboard.audit.said import field, tally, value, verb_of
from dashboard.audit.said import table as called
from dashboard.audit.texts import ACTIONS, KNOWN_BY, VERBS
from dashboard.doors import link
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.desk.audit_reading import Told
    from dashboard.i18n import Words


def entry(told: Told, words: Words) -> None:
    """Draw one entry."""
    _ = words
    with st.container(border=True, key="audit_entry"):
        at = told.at.astimezone(LOCAL)
        how = ", ".join([_(KNOWN_BY[told.known_by]), *(_(ROLES[Role(each)]) for each in told.roles)])
        st.markdown(
            f"**{plain(told.who)}** · {plain(f'{_.day(at.date())}, {at:%H:%M:%S}')} · {_(ACTIONS[Action(told.action)])}"
        )
        st.caption(plain(f"{how} · {_('entry {n}', n=_.number(told.number))} · {told.what}"))
        if told.why:
            st.markdown(f"{_('Why')}: {plain(told.why)}")
        if told.withheld:
            st.info(
                _("Part of this entry was erased, or is about customers outside of your scope."),
                icon=":material/visibility_off:",
            )
        _pairs(told.given | told.facts, _)
        _changes(told, _)
        with st.container(horizontal=True, vertical_alignment="center"):
            for entity, customer_id in told.customers[:4]:
                link("customers", plain(f"{entity} {customer_id}"), icon=":material/groups:", search=customer_id)
        st.caption(f"SHA-256 {told.digest}")


def _pairs(told: dict[str, Any], words: Words) -> None:
    _ = words
    rows = [{"field": field(name, _), "value": shown} for name, each in told.items() if (shown := value(each, _))]
    if not rows:
        return
    columns = {
        "field": st.column_config.TextColumn(_("Asked and told"), width=180),
        "value": st.column_config.TextColumn(_("Value"), width=640),
    }
    tables.table(pd.DataFrame(rows), columns, alt=_("What was asked, and what the act told of itself"), most=10)


def _changes(told: Told, words: Words) -> None:
    _ = words
    told_rows = [
        {
            "row": f"{called(str(change['table']), _)} {_(VERBS[verb_of(change)])}",
            "key": " ".join(str(each) for each in change.get("key", {}).values() if each is not None),
            "field": field(name, _),
            "before": value(change.get("before", {}).get(name), _),
            "after": value(change.get("after", {}).get(name), _),
        }
        for change in told.changes
        for name in dict.fromkeys([*change.get("before", {}), *change.get("after", {})])
        if name not in change.get("key", {})
    ]
    rows = [each for each in told_rows if each["before"] or each["after"]]
    if rows:
        columns = {
            "row": st.column_config.TextColumn(_("What"), width=250),
            "key": st.column_config.TextColumn(_("Key"), width=90),
            "field": st.column_config.TextColumn(_("Field"), width=140),
            "before": st.column_config.TextColumn(_("Before"), width=240),
            "after": st.column_config.TextColumn(_("After"), width=240),
        }
        tables.table(pd.DataFrame(rows), columns, alt=_("What was before and after"), most=16)
    if told.counts:
        of_many = {name: count for name, count in tally(told).items() if " ".join(name) in told.counts}
        listed = [f"{called(name, _)} {_(VERBS[verb])}: {_.number(count)}" for (name, verb), count in of_many.items()]
        st.caption(plain(_("Told as a number, for there were many:") + " " + "; ".join(listed)))
