"""The file at hand: what was dropped here, kept beside the other sources until it is imported."""

from __future__ import annotations

import shutil
from pathlib import PurePath
from typing import TYPE_CHECKING

import streamlit as st

from dashboard import reads

if TYPE_CHECKING:
    from pathlib import Path

    from dashboard.i18n import Words

FOLDER = "uploads"
KEPT_SECONDS = 24 * 3600
KINDS = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls"]
AT_HAND = "import_file"
TURN = "upload_turn"


def uploaded(words: Words) -> Path | None:
    """Draw the place to drop a file, and return where the file at hand is kept; None when there is none."""
    _ = words
    file = st.file_uploader(
        _("Ledger, payments, customers, disputes or rates (CSV or Excel)"), type=KINDS, key="upload"
    )
    if file is None:
        st.session_state.pop(AT_HAND, None)
        return None
    held = st.session_state.get(AT_HAND)
    if held is None or held[0] != file.file_id:
        # The name may say the date of the list, so it is kept; a folder per upload keeps equal names apart.
        folder = reads.application().settings.home / FOLDER / file.file_id
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / PurePath(file.name).name
        path.write_bytes(file.getbuffer())
        held = st.session_state[AT_HAND] = (file.file_id, path)
    kept: Path = held[1]
    return kept


def sweep(home: Path, now: float) -> int:
    """Remove what was dropped here more than a day before ``now`` (seconds since 1970); return how many files' folders.

    What was imported is kept with the sources; the rest was never asked for again.
    """
    old = [folder for folder in (home / FOLDER).glob("*") if now - folder.stat().st_mtime > KEPT_SECONDS]
    for folder in old:
        shutil.rmtree(folder)
    return len(old)


def drop() -> None:
    """Let go of the file at hand; a new key empties the place to drop one."""
    st.session_state.pop(AT_HAND, None)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
