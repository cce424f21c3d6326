"""Everything of a campaign as one download: made beside the pages, for a large campaign takes a while."""

from __future__ import annotations

from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

import streamlit as st

from core.actions import Action
from core.campaigns import campaign_file
from dashboard import jobs, reads
from dashboard.exports import taken
from dashboard.session import may, person, reader_token
from dashboard.texts import later

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.jobs import Progress

MADE = "campaign_file_made"


@dataclass(frozen=True, kw_only=True)
class Made:
    """A file that is ready, and of which campaign at which moment; it has no name on the disk and goes with its reader."""

    campaign: str
    revision: int
    file: IO[bytes]
    length: int


def whole_file(name: str, revision: int, words: Words) -> None:
    """Draw the button that makes the file of campaign ``name`` at its ``revision``, and the file once it is there."""
    _ = words
    if not may(Action.EXPORT):
        return
    key = f"campaign_file_{reader_token()}"
    with st.container(border=True, key="campaign_file"):
        st.markdown(
            _(
                "**The whole file**: who was in or out and why, every text with its hash, approvals, receipts and the audit trail, as one ZIP."
            )
        )
        jobs.keep(key, MADE)
        made = st.session_state.get(MADE)
        if isinstance(made, Made) and (made.campaign, made.revision) == (name, revision):
            _download(made, _)
        elif st.button(
            _("Make the file"),
            icon=":material/folder_zip:",
            key="campaign_file_make",
            disabled=jobs.is_running(key),
        ):
            by = person()
            jobs.start(key, later("Making your file."), lambda progress: _make(name, revision, by, progress))
            st.rerun()
        jobs.follow(key, _)


def _make(name: str, revision: int, by: str, progress: Progress) -> Made:
    app = reads.application()
    app.settings.spill_folder.mkdir(parents=True, exist_ok=True)
    file = TemporaryFile(dir=app.settings.spill_folder)  # noqa: SIM115 - it is closed with the session that holds it
    campaign_file.write(app.desk, name, file, by=by, progress=progress)
    return Made(campaign=name, revision=revision, file=file, length=file.tell())


def _download(made: Made, words: Words) -> None:
    name = f"saldo-campaign-{''.join(letter if letter.isalnum() else '-' for letter in made.campaign)}.zip"
    size = words.number(made.length / 1e6, 1)
    st.download_button(
        words("Download {file} ({n} MB)", file=name, n=size),
        taken(name, lambda: _whole(made)),
        file_name=name,
        mime="application/zip",
        type="primary",
        icon=":material/download:",
        on_click="ignore",
        key="campaign_file_download",
    )


def _whole(made: Made) -> bytes:
    made.file.seek(0)
    return made.file.read()
