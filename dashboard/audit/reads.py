"""What the audit page reads of the trail, kept until the trail grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.desk import audit_reading
from dashboard import reads

if TYPE_CHECKING:
    from core.desk.audit_reading import Asked, Told

KEPT = 64


def found(asked: Asked, limit: int) -> list[Told]:
    """Return up to ``limit`` entries that match, the newest first."""
    return _found(reads.desk_key(), audit_reading.newest(reads.application().desk), asked, limit)


def people() -> list[str]:
    """Return every name in the trail."""
    return _people(reads.desk_key(), audit_reading.newest(reads.application().desk))


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _found(desk: str, newest: int, asked: Asked, limit: int) -> list[Told]:  # noqa: ARG001 - what it is kept by
    return audit_reading.found(reads.application().desk, asked, limit=limit)


@st.cache_data(max_entries=KEPT, show_spinner=False)
def _people(desk: str, newest: int) -> list[str]:  # noqa: ARG001 - as above
    return audit_reading.people(reads.application().desk)
