"""What it is worth: the gap to best possible and to the target, and a scenario of earlier payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.metrics.review import scenario as scenarios
from core.metrics.review.finding import name as named
from core.metrics.review.gap import FORMULA as GAP_FORMULA
from core.metrics.review.gap import gap, gap_finding
from core.metrics.review.labels import group_slot
from core.metrics.review.scenario import FORMULA, Payer, if_sooner, payers, scenario_finding
from core.metrics.scope import GroupBy
from dashboard.plain import plain
from dashboard.review import reads
from dashboard.review.names import group_name
from dashboard.review.sentence import said
from dashboard.session import words

if TYPE_CHECKING:
    from core.metrics.review.bridge import Bridge
    from core.metrics.review.finding import Slot
    from dashboard.reads import Edition
    from dashboard.review.ask import Review

MOST_SOONER = 30
CUSTOMER = "customer:"
WHO, SOONER = "who", "sooner"


def cash(of: Edition, review: Review, *, target: float | None) -> None:
    """Draw the gap and the scenario beside each other, for the second date."""
    left, right = st.columns(2, gap="small")
    with left:
        _gap(of, review, target)
    with right:
        _scenario(of, review)


def _gap(of: Edition, review: Review, target: float | None) -> None:
    _ = words()
    found = reads.bridge(of, review)
    assert found is not None  # noqa: S101  # the page stops before, without one
    told = gap(found.end, target=target)
    with st.container(border=True, gap="small", height="stretch", key="review_gap"):
        st.header(_("Gap to best possible"), anchor=False)
        st.markdown(said(gap_finding(told, found.currency), of, _))
        with st.container(horizontal=True, gap="medium"):
            st.metric(_("Days"), _("n/a") if told.days is None else _("{n} days", n=_.number(float(told.days), 1)))
            st.metric(_("Cash"), _.round_money(told.cash_minor, found.currency))
            if told.day_minor is not None:
                st.metric(_("One day is worth"), _.round_money(round(told.day_minor), found.currency))
        if told.target_days is not None and told.target_minor is not None and target is not None:
            pattern = (
                _("{days} days above the target of {target}: {cash} to bring in.")
                if told.target_days > 0
                else _("{days} days below the target of {target}.")
            )
            st.markdown(
                pattern.format(
                    days=_.number(abs(float(told.target_days)), 1),
                    target=_.number(target, 1),
                    cash=plain(_.round_money(told.target_minor, found.currency)),
                )
            )
        st.caption(f"{_('Formula')}: {plain(_(GAP_FORMULA))}")


@st.fragment
def _scenario(of: Edition, review: Review) -> None:
    _ = words()
    found = reads.bridge(of, review)
    assert found is not None  # noqa: S101  # the page stops before, without one
    choices = _choices(of, review, found)
    with st.container(border=True, gap="small", height="stretch", key="review_scenario"):
        st.header(_("If they paid sooner"), anchor=False)
        if not choices:
            st.caption(_("Nobody owes anything here."))
            return
        asked = st.query_params.get(WHO)
        options = list(choices)

        def remember() -> None:
            st.query_params[WHO] = st.session_state["review_who"]
            st.query_params[SOONER] = str(st.session_state["review_sooner"])

        who = st.selectbox(
            _("Who"),
            options,
            index=options.index(asked) if asked in options else 0,
            format_func=lambda key: choices[key][0],
            key="review_who",
            on_change=remember,
        )
        sooner = st.slider(
            _("Days sooner"),
            0,
            MOST_SOONER,
            value=_sooner_asked(),
            key="review_sooner",
            on_change=remember,
        )
        _label, slot, payer = choices[who]
        told = if_sooner(found.end, {who: sooner}, of={who: payer})
        st.markdown(said(scenario_finding(told, who=slot, sooner_days=sooner, currency=found.currency), of, _))
        if told is not None:
            with st.container(horizontal=True, gap="medium"):
                st.metric(_("Days lower"), _("{n} days", n=_.number(float(told.days), 1)))
                st.metric(_("Cash sooner"), _.round_money(told.cash_minor, found.currency))
        st.caption(f"{_('Formula')}: {plain(_(FORMULA))}")


def _sooner_asked() -> int:
    asked = st.query_params.get(SOONER, "")
    return min(int(asked), MOST_SOONER) if asked.isdigit() else 5


def _choices(of: Edition, review: Review, found: Bridge) -> dict[str, tuple[str, Slot, Payer]]:
    """Return who can pay sooner: everybody, each group, and the customers that moved the figure most."""
    _ = words()
    by_name = {name: each for name, each in payers(found.end).items() if each.open_minor > 0}
    if not by_name:
        return {}
    everybody = Payer(
        sales_minor=found.end.sales_minor,
        open_minor=sum(each.open_minor for each in by_name.values()),
    )
    choices = {"everybody": (_("Everybody"), scenarios.everybody(), everybody)}
    for name, each in sorted(by_name.items(), key=lambda one: -one[1].open_minor):
        if review.group is not GroupBy.ALL:
            choices[name] = (group_name(review.group, name, of, _), group_slot(review.group, name), each)
    told = reads.customers(of, review, None)
    for row in [] if told is None else told.rows.to_dict("records"):
        if row["to_minor"] > 0 and row["sales_minor"] > 0:
            payer = Payer(sales_minor=int(row["sales_minor"]), open_minor=int(row["to_minor"]))
            choices[f"{CUSTOMER}{row['customer_key']}"] = (str(row["name"]), named(str(row["name"])), payer)
    return choices
