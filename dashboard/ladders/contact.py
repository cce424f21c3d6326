"""The contact policy: how often, from which amount, at which hours, and on which days nobody is reminded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.strategy.contact_policy import (
    ANYWHERE,
    LONGEST_CAP_DAYS,
    LONGEST_WAIT_DAYS,
    Cap,
    ContactPolicy,
    Hours,
    QuietPeriod,
)
from dashboard import reads, tables
from dashboard.ladders import draft as drafts

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from dashboard.i18n import Words
    from dashboard.ladders.draft import Draft
    from dashboard.reads import Edition

CENTS = 100
COMMON = "EUR"


def contact_board(of: Edition, draft: Draft, words: Words) -> None:
    """Draw every limit of the contact policy to be changed."""
    _ = words
    policy, turn = draft.proposed.contact, draft.turn
    left, right = st.columns([1, 1.5], gap="small")
    with left, st.container(border=True, key="contact_often"):
        st.header(_("How often"), anchor=False)
        policy = _often(policy, turn, words)
        caps = _rows(
            f"contact_caps_{turn}",
            [{"messages": each.messages, "days": each.days} for each in policy.caps],
            {
                "messages": st.column_config.NumberColumn(_("At most this many messages"), min_value=1, required=True),
                "days": st.column_config.NumberColumn(
                    _("In so many days"), min_value=1, max_value=LONGEST_CAP_DAYS, required=True
                ),
            },
        )
        st.caption(
            _("Caps count every message to a customer, of whatever campaign, and the source system's reminders.")
        )
        policy = replace(policy, caps=tuple(_cap(row) for row in caps if _is_full(row, "messages", "days")))
    with right, st.container(border=True, key="contact_when"):
        st.header(_("When"), anchor=False)
        policy = replace(policy, hours=_hours(of, policy, turn, words), quiet=_quiet(of, policy, turn, words))
    if policy != draft.proposed.contact:
        drafts.propose(replace(draft.proposed, contact=policy), is_typed=True)
        st.rerun()


def _often(policy: ContactPolicy, turn: int, words: Words) -> ContactPolicy:
    _ = words
    number = st.number_input
    between = number(
        _("Days between two messages to a customer"), 0, 60, policy.minimum_days_between, key=f"contact_between_{turn}"
    )
    least = number(
        _("A message asks for at least, EUR"),
        0.0,
        10_000.0,
        policy.minimum_minor(COMMON) / CENTS,
        step=1.0,
        key=f"contact_least_{turn}",
    )
    grace = number(
        _("Banking days of grace after a promise"), 0, 30, policy.promise_grace_days, key=f"contact_grace_{turn}"
    )
    wait = number(
        _("Longest wait for a habitual pay day, days"),
        0,
        LONGEST_WAIT_DAYS,
        policy.pay_day_wait_days,
        key=f"contact_wait_{turn}",
        help=_("Who pays on a fixed day is not chased before it. 0 switches that off."),
    )
    minor = round(least * CENTS)
    amounts = dict(policy.minimum_amount_minor)
    if minor != policy.minimum_minor(COMMON):
        amounts[COMMON] = minor
    return replace(
        policy,
        minimum_days_between=int(between),
        minimum_amount_minor=amounts,
        promise_grace_days=int(grace),
        pay_day_wait_days=int(wait),
    )


def _hours(of: Edition, policy: ContactPolicy, turn: int, words: Words) -> dict[str, Hours]:
    _ = words
    everywhere = _("all countries")
    rows = _rows(
        f"contact_hours_{turn}",
        [
            {
                "country": country or everywhere,
                "opens": each.opens,
                "closes": each.closes,
                "saturday": each.is_saturday_open,
            }
            for country, each in policy.hours.items()
        ],
        {
            "country": st.column_config.SelectboxColumn(
                _("Contact hours in"), options=[everywhere, *_countries(of)], required=True
            ),
            "opens": st.column_config.TimeColumn(_("From"), format="HH:mm", required=True, default=time(8)),
            "closes": st.column_config.TimeColumn(_("To"), format="HH:mm", required=True, default=time(20)),
            "saturday": st.column_config.CheckboxColumn(_("Saturdays"), default=True),
        },
    )
    st.caption(
        _("Without a line: from 8 to 20. The law's own hours, Sundays and public holidays hold besides, by country.")
    )
    return {
        ANYWHERE if row["country"] == everywhere else str(row["country"]): Hours(
            opens=row["opens"], closes=row["closes"], is_saturday_open=bool(row["saturday"])
        )
        for row in rows
        if _is_full(row, "country", "opens", "closes")
    }


def _quiet(of: Edition, policy: ContactPolicy, turn: int, words: Words) -> tuple[QuietPeriod, ...]:
    _ = words
    column = st.column_config
    rows = _rows(
        f"contact_quiet_{turn}",
        [
            {
                "label": each.label,
                "first": each.first_on,
                "last": each.last_on,
                "yearly": each.is_yearly,
                "countries": list(each.countries),
            }
            for each in policy.quiet
        ],
        {
            "label": column.TextColumn(_("Quiet period"), required=True, max_chars=60),
            "first": column.DateColumn(_("From"), format="DD-MM-YYYY", required=True),
            "last": column.DateColumn(_("Up to and including"), format="DD-MM-YYYY", required=True),
            "yearly": column.CheckboxColumn(_("Every year"), default=False),
            "countries": column.MultiselectColumn(_("Countries"), options=_countries(of)),
        },
    )
    return tuple(
        QuietPeriod(
            label=str(row["label"]),
            first_on=_day(row["first"]),
            last_on=_day(row["last"]),
            is_yearly=bool(row["yearly"]),
            countries=tuple(row["countries"]) if isinstance(row["countries"], list) else (),
        )
        for row in rows
        if _is_full(row, "label", "first", "last")
    )


def _countries(of: Edition) -> list[str]:
    return sorted({*reads.choices(of).countries, "NL", "BE"})


def _rows(key: str, rows: list[dict[str, Any]], columns: dict[str, Any]) -> list[dict[Hashable, Any]]:
    """Draw ``rows`` as a table to be changed and return them as they are now."""
    begun = f"{key}_rows"
    if key not in st.session_state:
        # Objects, so that an empty table takes times, dates and lists as well.
        st.session_state[begun] = pd.DataFrame(rows, columns=list(columns), dtype=object if not rows else None)
    edited = st.data_editor(
        st.session_state[begun],
        column_config=columns,
        num_rows="dynamic",
        hide_index=True,
        key=key,
        row_height=tables.ROW_PIXELS,
        width="stretch",
        placeholder="",
    )
    found: list[dict[Hashable, Any]] = edited.to_dict("records")
    return found


def _is_full(row: Mapping[Hashable, Any], *names: str) -> bool:
    return all(row[name] is not None and row[name] == row[name] and row[name] != "" for name in names)


def _cap(row: Mapping[Hashable, Any]) -> Cap:
    return Cap(messages=int(row["messages"]), days=int(row["days"]))


def _day(value: Any) -> date:  # noqa: ANN401 - as the editor gives it
    found: date = pd.Timestamp(value).date()
    return found
