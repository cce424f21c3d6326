"""When customers pay: the days of two years as a calendar, and the hours of the week where the ledger has times."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st
from babel.dates import format_skeleton, get_day_names

from core.behaviour.patterns.pattern import PatternName
from core.behaviour.patterns.portfolio import hour_counts, pay_day_counts, payers_at, payers_on
from dashboard.behaviour import pick
from dashboard.behaviour.listing import customers_behind, habits_of
from dashboard.behaviour.reads import behaviour, chosen
from dashboard.charts.squares import squares
from dashboard.i18n import Words
from dashboard.session import words

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from dashboard.filters import Asked
    from dashboard.reads import Edition

MONTHS = 24
_DAYS = 31
_HOURS = 24
_EVERY_FIFTH = 5
_EVERY_THIRD = 3
HABITS = (PatternName.PAY_DAY, PatternName.PAY_WEEKDAY)


def pay_days(of: Edition, asked: Asked) -> None:
    """Draw the calendar of pay days and the week by hour; a click shows who paid then."""
    _ = words()
    known = behaviour(of, asked.as_of).records
    flags = chosen(of, asked.as_of, asked.scope)
    with st.container(border=True, gap="small"):
        st.header(
            _("Customers that paid on each day"),
            anchor=False,
            help=_(
                "The stronger the colour, the more customers paid that day. Direct debits are left out: we choose their day. Days that are "
                "only known to lie between two lists are left out too."
            ),
        )
        counts = pay_day_counts(known, flags)
        if counts.empty:
            st.caption(_("Nobody of this selection paid on a day that is known."))
        else:
            pick.clickable(_calendar(of, asked, _.language), "day", alt=_("Calendar of pay days"))
    with st.container(border=True, gap="small"):
        st.header(
            _("Hour of the week"),
            anchor=False,
            help=_("Payments by weekday and hour, of those whose time of day the ledger knows."),
        )
        if hour_counts(known, flags).any():
            pick.clickable(_week(of, asked, _.language), "hour", alt=_("Payments by weekday and hour"))
        else:
            st.caption(_("The ledger has no times of day for these customers, so no hour can be told."))
    _behind(of, asked, _)


def _behind(of: Edition, asked: Asked, words_: Words) -> None:
    """Draw the customers of the square that was clicked."""
    _ = words_
    known, flags = behaviour(of, asked.as_of).records, chosen(of, asked.as_of, asked.scope)
    day, hour = _day(pick.picked("day")), _cell(pick.picked("hour"))
    if day is not None:
        keys, title = payers_on(known, flags, day), _("Paid on {day}", day=_.day(day))
    elif hour is not None:
        keys = payers_at(known, flags, *hour)
        name = get_day_names("wide", locale=_.locale)[hour[0]]
        title = _("Paid on a {weekday} between {hour}:00 and {next}:00", weekday=name, hour=hour[1], next=hour[1] + 1)
    else:
        st.caption(_("Click a square to see who paid then."))
        return
    habits = habits_of(of, asked, keys, HABITS, _)
    rows = pd.DataFrame({"customer_key": keys, "habit": habits}).sort_values(
        "habit", key=lambda texts: texts == "", kind="stable"
    )
    customers_behind(
        of,
        asked,
        rows,
        {"habit": st.column_config.TextColumn(_("Habit"), width=260)},
        title=title,
        key="paid_then",
        words=_,
        on_close=pick.close,
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _cell(text: str | None) -> tuple[int, int] | None:
    parts = (text or "").split("-")
    if len(parts) != 2 or not all(part.isdecimal() for part in parts):  # noqa: PLR2004 (weekday and hour)
        return None
    weekday, hour = int(parts[0]), int(parts[1])
    return (weekday, hour) if weekday < 7 and hour < _HOURS else None  # noqa: PLR2004 (days of a week)


@st.cache_resource(show_spinner=False, max_entries=32)
def _calendar(of: Edition, asked: Asked, language: str) -> go.Figure:
    _ = Words(language=language)
    counts = pay_day_counts(behaviour(of, asked.as_of).records, chosen(of, asked.as_of, asked.scope))
    last = asked.as_of.year * 12 + asked.as_of.month - 1
    cells, months = [], sorted({day.year * 12 + day.month - 1 for day in counts["day"]})
    first = max(months[0], last - MONTHS)
    for day, customers in zip(counts["day"], counts["customers"], strict=True):
        row = last - (day.year * 12 + day.month - 1)
        if row <= last - first:
            said = _.count("{n} customer", "{n} customers", int(customers))
            cells.append((day.day - 1, row, int(customers), day.isoformat(), f"<b>{_.day(day)}</b><br>{said}"))
    return squares(
        cells,
        columns=[str(number) if number == 1 or number % _EVERY_FIFTH == 0 else "" for number in range(1, _DAYS + 1)],
        rows=[_month(last - place, _, is_first=place == 0) for place in range(last - first + 1)],
        words=_,
        row_pixels=18,
    )


def _month(number: int, words_: Words, *, is_first: bool) -> str:
    """Return the month's name, with the year for January and the newest."""
    month = date(number // 12, number % 12 + 1, 1)
    skeleton = "yMMM" if is_first or month.month == 1 else "MMM"
    return str(format_skeleton(skeleton, month, locale=words_.locale))


@st.cache_resource(show_spinner=False, max_entries=32)
def _week(of: Edition, asked: Asked, language: str) -> go.Figure:
    _ = Words(language=language)
    counts = hour_counts(behaviour(of, asked.as_of).records, chosen(of, asked.as_of, asked.scope))
    names = get_day_names("abbreviated", locale=_.locale)
    monday = date(2024, 1, 1)
    cells = []
    for weekday, hour in zip(*np.nonzero(counts), strict=True):
        number = int(counts[weekday, hour])
        name = get_day_names("wide", locale=_.locale)[int(weekday)]
        said = _.count("{n} payment", "{n} payments", number)
        cells.append(
            (int(hour), int(weekday), number, f"{weekday}-{hour}", f"<b>{name} {hour}:00-{hour + 1}:00</b><br>{said}")
        )
    return squares(
        cells,
        columns=[f"{hour}:00" if hour % _EVERY_THIRD == 0 else "" for hour in range(_HOURS)],
        rows=[names[(monday + timedelta(days=place)).weekday()] for place in range(7)],
        words=_,
    )
