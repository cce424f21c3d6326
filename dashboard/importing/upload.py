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

FOLDER = "dropped"
KEPT_SECONDS = 24 * 3600
KINDS = ["csv", "txt", "tsv", "xlsx", "xlsm", "xls"]
AT_HAND = "import_file"


def uploaded(words: Words) -> Path | None:
    """Draw the place to drop a file, and return where the file at hand is kept; None when there is none."""
    return kept_upload(words("Ledger, payments, customers, disputes or rates (CSV or Excel)"), KINDS, key="upload")


def kept_upload(label: str, kinds: list[str], *, key: str) -> Path | None:
    """Draw a place to drop a file of ``kinds``, and return where it is kept; None when there is none."""
    file = st.file_uploader(label, type=kinds, key=key)
    at_hand = f"{AT_HAND}_{key}"
    if file is None:
        st.session_state.pop(at_hand, None)
        return None
    held = st.session_state.get(at_hand)
    if held is None or held[0] != file.file_id:
        # The name may say the date of the list, so it is kept; a folder per upload keeps equal names apart.
        folder = reads.application().settings.home / FOLDER / file.file_id
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / PurePath(file.name).name
        path.write_bytes(file.getbuffer())
        held = st.session_state[at_hand] = (file.file_id, path)
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
    """Let go of the file at hand."""
    st.session_state.pop(f"{AT_HAND}_upload", None)
