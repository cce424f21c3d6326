"""The book's versions: which files they came from, which one is current, and the way back with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.acting import current
from core.actions import Action
from dashboard import reads, tables
from dashboard.exports import export_menu
from dashboard.importing.mapping import KINDS
from dashboard.importing.report import quarantined
from dashboard.plain import plain
from dashboard.session import may, person
from dashboard.texts import MODES

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def book_versions(words: Words) -> None:
    """Draw the versions that are kept, the newest first; to who sees all customers, for going back is done to all of them."""
    _ = words
    if not current().limits.is_all:
        return
    for version in reads.application().store.versions():
        with st.container(horizontal=True, vertical_alignment="center"):
            with st.container(width="stretch", gap=None):
                said = _("current version")
                badge = f" :green-badge[{said}]" if version.is_current else ""
                st.markdown(f"**{plain(version.name)}**{badge} {plain(version.file)}")
                told = [words.moment(version.published_at), plain(version.note)]
                st.caption(" · ".join(filter(None, told)))
            if not version.is_current:
                with st.popover(_("Make current"), icon=":material/undo:", disabled=not may(Action.KEEP)):
                    why = st.text_input(_("Why?"), key=f"version_why_{version.name}", max_chars=300)
                    label = _("Everybody reads this version from now on")
                    if st.button(
                        label,
                        key=f"version_{version.name}",
                        type="primary",
                        disabled=not why.strip() or not may(Action.KEEP),
                    ):
                        reads.application().make_current(version.name, by=person(), reason=why.strip())
                        st.rerun()


def imports(of: Edition, words: Words) -> None:
    """Draw the files of the current version with what each brought; a click offers what was left out."""
    _ = words
    known = reads.imports(of)
    shown = known.assign(
        kind=[_(KINDS.get(kind, kind)) for kind in known["kind"]],
        mode=[_(MODES.get(mode, mode)) for mode in known["mode"]],
    )
    text = st.column_config.TextColumn
    columns = {
        "file_name": text(_("File"), width=250),
        "list_on": tables.day_column(_("Of"), words, width=105),
        "kind": text(_("Kind"), width=160),
        "mode": text(_("Mode"), width=150),
        "preset": text(_("Read as"), width=130),
        "rows_read": tables.number_column(_("Rows"), words, width=80),
        "accepted": tables.number_column(_("Accepted"), words, width=85),
        "quarantined": tables.number_column(_("Left out"), words, width=80),
        "inferred_settled": tables.number_column(_("Settled by absence"), words, width=130),
        "imported_by": text(_("By"), width=110),
    }
    row = tables.table(shown, columns, alt=_("Imports"), key="imports", most=12)
    if row is not None and int(known["quarantined"].iloc[row]):
        number = int(known["import_id"].iloc[row])
        export_menu(
            lambda: quarantined(of, number),
            name=f"quarantine-{number}",
            words=words,
            key=f"quarantine_{number}",
            is_headed=True,
        )
