"""Who sends: every process once, however many messages it sends side by side, and when it last gave a sign of life."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from core.campaigns import reading
from core.campaigns.lease import LEASE_SECONDS
from dashboard import reads
from dashboard.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.desk.tables import Worker
    from dashboard.i18n import Words

SILENT: Final = timedelta(seconds=2 * LEASE_SECONDS)
"""Without a beat for so long a sender has lost what it held."""


def senders(words: Words) -> None:
    """Draw the processes that sent last, the newest sign of life first."""
    _ = words
    with st.container(border=True):
        st.header(_("Senders"), anchor=False)
        found = reading.workers(reads.application().desk)
        if not found:
            st.caption(
                _("No sender has reported yet. The app starts one by itself; `python -m core work` adds another.")
            )
        processes: dict[tuple[str, int], list[Worker]] = {}
        for each in found:
            processes.setdefault((each.host, each.pid), []).append(each)
        for threads in processes.values():
            _one(threads, words)


def _one(threads: Sequence[Worker], words: Words) -> None:
    _ = words
    last = max(threads, key=lambda each: each.beat_at)
    if last.stopped_at is not None:
        state = f":gray-badge[{_('stopped')}]"
    elif reads.application().desk.now() - last.beat_at > SILENT:
        state = f":orange-badge[{_('silent')}]"
    else:
        state = f":green-badge[{_('at work')}]"
    st.markdown(f"{state} {_('{host}, process {n}', host=plain(last.host), n=last.pid)}")
    told = [
        _.count("one message at a time", "up to {n} messages at a time", len(threads)),
        _("last sign of life {moment}", moment=_.moment(last.beat_at)),
        *sorted({plain(_(each.remark)) for each in threads if each.remark}),
    ]
    st.caption(" · ".join(told))
