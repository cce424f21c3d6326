"""Data: import a file step by step, and every version of the book with the way back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboard import jobs, reads
from dashboard.doors import link
from dashboard.importing.choices import importing
from dashboard.importing.report import report
from dashboard.importing.upload import drop, uploaded
from dashboard.importing.versions import book_versions, imports
from dashboard.session import reader_token
from dashboard.settings.freshness import freshness_limit

if TYPE_CHECKING:
    from core.intake.report import ImportReport
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def data(of: Edition | None, words: Words) -> None:
    """Draw the import or its outcome, what came in so far, the versions, and the watched folder."""
    _ = words
    key = f"import-{reader_token()}"
    with st.container(border=True, key="import"):
        st.header(_("Import a file"), anchor=False)
        # The form stays while the import runs: an answer such as "import it anyway" needs its file and its choices.
        if not _is_told(key, words):
            path = uploaded(words)
            if path is not None:
                importing(path, key, words)
            else:
                _left_behind(key, words)
                st.caption(
                    _(
                        "Drop an export of your accounting system here. You see how it was read before anything is imported."
                    )
                )
    if of is None:
        return
    with st.expander(_("Files in this book"), icon=":material/description:", expanded=True):
        imports(of, words)
    with st.expander(_("Versions of the book"), icon=":material/history:"):
        st.caption(
            _("The last three versions are kept. Making an earlier one current changes what everybody sees, at once.")
        )
        book_versions(words)
    with st.expander(_("How old may it be?"), icon=":material/update:"):
        freshness_limit(words)
    with st.expander(_("Import by itself"), icon=":material/folder_open:"):
        st.markdown(_("A file put in this folder is imported by itself; what fails stands beside it with the reason."))
        st.code(str(reads.application().settings.inbox_folder), language=None)
        link("runs", _("Scheduled runs: other folders, SFTP, databases, and the daily run"), icon=":material/alarm:")


def _left_behind(key: str, words: Words) -> None:
    """Show how far an import is, or what stopped it, to a reader who came back to the page."""
    done = jobs.watch(key, words)
    if done is None:
        return
    if done.problem is None:
        st.rerun()  # it was done while this page was drawn
    jobs.tell(done.problem, words)


def _is_told(key: str, words: Words) -> bool:
    """Show the report of an import that is done, and return whether there was one."""
    done = jobs.find(key)
    if done is None or not done.is_done or done.problem is not None:
        return False
    told: ImportReport = done.result  # type: ignore[assignment]  # what the import's work returns
    report(told, words)
    if st.button(words("Import another file"), icon=":material/upload_file:", key="import_again"):
        jobs.forget(key)
        drop()
        st.rerun()
    return True
