"""A campaign under way: the list below follows the counts above once the senders are through."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.vocabulary import MessageState
from dashboard.campaign import progress

if TYPE_CHECKING:
    import pytest


def test_the_list_is_drawn_anew_once_nothing_is_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []
    monkeypatch.setattr(st, "rerun", lambda: drawn.append("anew"))
    monkeypatch.setattr(st, "session_state", {progress.DRAWN: ("A", {"queued": 3})})
    progress.draw_anew("A", {MessageState.CLAIMED: 1, MessageState.SENT: 2})
    progress.draw_anew("A", {MessageState.QUEUED: 3})
    progress.draw_anew("B", {MessageState.SENT: 3})
    assert drawn == []
    progress.draw_anew("A", {MessageState.QUEUED: 1, MessageState.SENT: 2})
    assert drawn == ["anew"]
