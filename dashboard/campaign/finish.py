"""When messages will have gone, in words: the day and hour, and what it hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.campaigns.hours import moments_of
from core.outlets import at_any_hour
from core.strategy.mix_words import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.campaigns.finish import Finish
    from core.wiring import Application
    from dashboard.i18n import Words


def open_hours(app: Application) -> dict[str, Any]:
    """Return the contact hours, and the channels for which they do not count: what stays on this machine, and post."""
    return {"hours": moments_of(app.desk), "at_any_hour": at_any_hour(app.settings, app.desk, app.clock)}


def tell_finish(finishes: Sequence[Finish], words: Words) -> None:
    """Draw one line for each channel: when it is done, at which pace, with how many a day."""
    for each in finishes:
        st.caption(f":material/schedule: {_said(each, words)}")


def _said(finish: Finish, words: Words) -> str:
    _ = words
    channel = _(CHANNELS[finish.channel])
    if finish.is_paused:
        return _("{channel}: the channel is paused; nobody knows when it goes on.", channel=channel)
    by = []
    if finish.per_second is not None:
        by.append(_("about {n} a minute", n=_.number(finish.per_second * 60, 1 if finish.per_second < 1 else 0)))
    if finish.a_day is not None:
        by.append(_("at most {n} a day", n=_.number(finish.a_day)))
    pace = ", ".join(by)
    if finish.at is None:
        if not pace:
            return _("{channel}: as fast as the other side takes it; the first minute will tell.", channel=channel)
        return _("{channel}: {pace}; it does not end within a year.", channel=channel, pace=pace)
    moment = words.moment(finish.at)
    return _("{channel}: expected to be done {moment} ({pace}).", channel=channel, moment=moment, pace=pace)
