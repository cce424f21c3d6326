"""The head of the work list: today's calls in figures, and what of the list is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

import streamlit as st

from core.clock import LOCAL
from core.desk.calls import figures
from core.desk.work import TEAM
from core.vocabulary import WorkKind
from dashboard import reads
from dashboard.plain import plain
from dashboard.session import person
from dashboard.work.texts import ICONS, KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from core.campaigns.work_list import WorkList
    from core.desk.calls import CallFigures
    from dashboard.i18n import Words

PARAM: Final = "kind"
ALL: Final = "all"
MINE: Final = "mine"
NOBODY: Final = "nobody"


@dataclass(frozen=True, kw_only=True)
class Shown:
    """What of the list is shown: the entries that are to be done now, and how many wait for a later day."""

    now: pd.DataFrame
    later: int
    tomorrow: int


def call_figures(found: WorkList, words: Words) -> None:
    """Draw what came of the calls of today and of this month."""
    _ = words
    desk = reads.application().desk
    day = found.capacity.on
    today = figures(desk, _morning(datetime.combine(day, time())))
    month = figures(desk, _morning(datetime.combine(day.replace(day=1), time())))
    most = found.capacity.most
    with st.grid(4, min_column_width=150, gap="small"):
        made = _.number(found.capacity.made)
        st.metric(
            _("Calls today"),
            made if most is None else _("{n} of {most}", n=made, most=_.number(most)),
            border=True,
            height="stretch",
            help=_("How many fit a day stands with the terms of the channels, under Strategy."),
        )
        _share(_("Right party reached"), today.right_party_share, month.right_party_share, _reached(today, month, _), _)
        _share(_("Promises per contact"), today.promise_share, month.promise_share, _promised(month, _), _)
        st.metric(
            _("Expected money"),
            _.round_money(round(float(found.frame["expected"].sum()) * 100), found.currency)
            if len(found.frame)
            else _("n/a"),
            border=True,
            height="stretch",
            help=_(
                "Past due, times the share that is not expected within 30 days by itself, times what one contact brings in. Two acts for one customer both count."
            ),
        )


def filters(found: WorkList, beside: Callable[[], None], words: Words) -> Shown:
    """Draw the choices of kind, person and words, with how many entries each kind has; return what is shown.

    ``beside`` draws what else stands in that row.
    """
    _ = words
    counts = found.counts()
    known = [each for each in KINDS if counts[each]]
    asked = [each for each in known if str(each) in st.query_params.get_all(PARAM)]
    key = f"work_kinds_{'_'.join(map(str, asked))}"  # a link to some kinds must win over what the pills held

    def remember() -> None:
        st.query_params[PARAM] = [str(each) for each in st.session_state[key] or []]

    chosen = st.pills(
        _("Kind"),
        known,
        selection_mode="multi",
        default=asked,
        format_func=lambda kind: f"{ICONS[kind]} {_(KINDS[kind])} {_.number(counts[kind])}",
        key=key,
        on_change=remember,
        label_visibility="collapsed",
    )
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        who = _who(found, words)
        entities = sorted(found.frame["entity"].dropna().unique())
        entity = ""
        if len(entities) > 1:
            picked = st.selectbox(
                _("Own company"), [ALL, *entities], format_func=lambda each: _("All") if each == ALL else each,
                key=f"work_entity_{_.language}", width=140,
            )  # fmt: skip
            entity = "" if picked == ALL else str(picked)
        search = st.text_input(_("Search"), key="work_search", placeholder=_("Name, number, campaign"), width=220)
        beside()
    picked_kinds = frozenset(WorkKind(each) for each in chosen or [])
    of = found.of(kinds=picked_kinds, who=who, entity=entity, search=search or "")
    is_now = ~of["is_later"] & ~of["is_tomorrow"]
    return Shown(now=of[is_now], later=int(of["is_later"].sum()), tomorrow=int(of["is_tomorrow"].sum()))


def _who(found: WorkList, words: Words) -> str | None:
    """Draw whose work is shown; return the person, TEAM for nobody's, None for everybody's."""
    _ = words
    me = person()
    names = [each for each in sorted(found.frame["who"].unique()) if each not in {TEAM, me}]
    said = {ALL: _("Everybody"), MINE: _("Mine"), NOBODY: _("Nobody's yet")}
    picked = st.selectbox(
        _("Whose"),
        [ALL, MINE, NOBODY, *names],
        format_func=lambda each: said.get(each, each),
        key=f"work_who_{_.language}",
        width=180,
    )
    return {ALL: None, MINE: me, NOBODY: TEAM}.get(str(picked), str(picked))


def _share(label: str, today: float | None, month: float | None, told: str, words: Words) -> None:
    beside = words("this month {share}", share=words("n/a") if month is None else words.share(month, 0))
    st.metric(
        label,
        words("n/a") if today is None else words.share(today, 0),
        border=True,
        height="stretch",
        help=plain(told),
        delta=beside,
        delta_color="off",
        delta_arrow="off",
    )


def _reached(today: CallFigures, month: CallFigures, words: Words) -> str:
    return words(
        "Calls that reached somebody who decides, of all calls made: {n} of {all} today, {m} of {most} this month. Of the calls that were answered this month: {share}.",
        n=words.number(today.right_party),
        all=words.number(today.attempts),
        m=words.number(month.right_party),
        most=words.number(month.attempts),
        share=words("n/a") if month.right_party_of_answered is None else words.share(month.right_party_of_answered, 0),
    )


def _promised(month: CallFigures, words: Words) -> str:
    return words(
        "Promises to pay, of the calls that reached somebody who decides: {n} of {all} this month.",
        n=words.number(month.promises),
        all=words.number(month.right_party),
    )


def _morning(local: datetime) -> datetime:
    return local.replace(tzinfo=LOCAL).astimezone(UTC)
