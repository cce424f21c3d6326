"""Cached reads of campaigns: a preview is opened for searching once, however often it is asked."""

from __future__ import annotations

import streamlit as st

from core.acting import current
from core.campaigns import search
from dashboard import reads


def listing(name: str) -> search.Listing:
    """Return the preview of campaign ``name``, opened; what people change in it is asked anew with ``now()``."""
    app = reads.application()
    index_id = search.index_id(app.desk, name)
    if index_id is None:
        return search.listing(app.desk, name)  # of before there was an index, and small
    return _opened(str(app.desk.engine.url), name, index_id, current().limits.key)


@st.cache_resource(show_spinner=False, max_entries=8)
def _opened(desk_url: str, name: str, index_id: int, limits: str) -> search.Listing:  # noqa: ARG001 - part of the key
    return search.listing(reads.application().desk, name)
