"""Who left its habit: another pay day than always, or other days late, the largest balance first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import streamlit as st

from core.behaviour.patterns.pattern import PatternName
from core.behaviour.patterns.pay_day import telling
from core.behaviour.patterns.portfolio import latest_days
from core.behaviour.patterns.words import day_label, lateness_label
from dashboard.behaviour.listing import customers_behind
from dashboard.behaviour.reads import behaviour, chosen
from dashboard.session import words
from dashboard.tables import day_column

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from typing import Any

    from dashboard.filters import Asked
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def changes(of: Edition, asked: Asked) -> None:
    """Draw the list of customers whose recent past differs from their own habit."""
    _ = words()
    known = behaviour(of, asked.as_of)
    keys = known.records.keys[chosen(of, asked.as_of, asked.scope)]
    drift = known.patterns[known.patterns["pattern"] == PatternName.DRIFT]
    drift = drift[drift["customer_key"].isin(keys)]
    st.caption(
        _(
            "The recent past against the customer's own habit: the latest pay days are all away from the old one, or invoices due "
            "in the last four months are paid other days late than before."
        )
    )
    days, kept = telling(known.records), _kept(known.patterns)
    owners = np.searchsorted(known.records.keys, drift["customer_key"].to_numpy())
    latest = [latest_days(days, int(owner), int(n)) for owner, n in zip(owners, drift["n"], strict=True)]
    told = zip(drift.to_dict("records"), latest, strict=True)
    rows = pd.DataFrame(
        {
            "customer_key": drift["customer_key"].to_numpy(),
            "story": [story(row, last, kept.get(row["customer_key"]), _) for row, last in told],
            "days": drift["value"].to_numpy(),
            "since": drift["since"].to_numpy(),
        },
    ).sort_values("days", ascending=False, na_position="last", kind="stable", ignore_index=True)
    customers_behind(
        of,
        asked,
        rows,
        {
            "story": st.column_config.TextColumn(_("What changed"), width=390),
            "days": st.column_config.NumberColumn(
                _("Days later"), format="%+d", width=90, help=_("Median days late, lately less before.")
            ),
            "since": day_column(_("Since"), _, width=100),
        },
        title=_("Left their habit"),
        key="changes",
        words=_,
    )


def story(row: Mapping[Any, Any], last: list[date], kept: int | None, words_: Words) -> str:
    """Return one change in words: "14 pay days on the 25th, the last 2 on the 9th and 12th".

    ``last`` are the latest pay days, ``kept`` how many pay days keep to the old habit where it still is one.
    """
    _ = words_
    if row["text"] != "pay_day":
        return _(
            "was {before}, of late {now}",
            before=lateness_label(row["low"], _),
            now=lateness_label(row["high"], _),
        )
    habit = day_label(int(row["low"]), _)
    days = _listed([day_label(day.day, _) if day.day < 31 else _("the 31st") for day in last], _)  # noqa: PLR2004 (here a day of its own, not the last of any month)
    if kept is not None:
        return _.count(
            "{n} pay day on {habit}, the last {number} on {days}",
            "{n} pay days on {habit}, the last {number} on {days}",
            kept,
            habit=habit,
            number=_.number(len(last)),
            days=days,
        )
    return _("always on {habit}, the last {number} on {days}", habit=habit, number=_.number(len(last)), days=days)


def _kept(patterns: pd.DataFrame) -> dict[int, int]:
    """Return how many pay days keep to the day of the month, per customer that has one."""
    habits = patterns[patterns["pattern"] == PatternName.PAY_DAY]
    return dict(zip(habits["customer_key"].tolist(), habits["n"].tolist(), strict=True))


def _listed(names: list[str], words_: Words) -> str:
    """Return "the 9th, the 10th and the 12th"."""
    _ = words_
    if len(names) < 2:  # noqa: PLR2004 (one needs no "and")
        return "".join(names)
    return _("{first} and {last}", first=", ".join(names[:-1]), last=names[-1])
