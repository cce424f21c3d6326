"""Evidence of one message: the documents that prove what became of it, each with its hash, to take along."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from core.gateways.evidence import Kept, evidence_of, read
from dashboard import reads
from dashboard.exports import taken
from dashboard.plain import plain

if TYPE_CHECKING:
    from dashboard.i18n import Words


def proofs(message_id: int, words: Words) -> None:
    """Draw a button for each document; nothing where there is none."""
    for kept in evidence_of(reads.application().desk, [message_id]):
        st.download_button(
            words("Evidence of {moment}", moment=words.moment(kept.kept_at)),
            taken(kept.name, partial(_content, kept)),
            file_name=kept.name,
            mime="application/pdf",
            icon=":material/verified:",
            key=f"proof_{kept.evidence_id}",
            on_click="ignore",
        )
        st.caption(f"SHA-256 {kept.sha256[:16]}… · {plain(kept.source)}")


def _content(kept: Kept) -> bytes:
    return read(reads.application().desk, kept.evidence_id)
