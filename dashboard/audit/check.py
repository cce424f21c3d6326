"""Whether the trail is as it was written, and the file for the auditor."""

from __future__ import annotations

import io
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import streamlit as st

from core.actions import Action
from core.clock import LOCAL
from core.desk import audit_file, audit_heads
from core.desk.audit_verify import SENTENCES, Verdict
from dashboard import jobs, reads
from dashboard.exports import as_reader
from dashboard.session import may, person, reader_token, words
from dashboard.texts import later

if TYPE_CHECKING:
    from datetime import date

    from dashboard.i18n import Words

MOST_SAID: Final = 20


@st.fragment
def check() -> None:
    """Draw the check and the auditor's file."""
    _ = words()
    with st.container(border=True, key="audit_verify"):
        _verify(_)
    with st.container(border=True, key="audit_file"):
        _file(_)


def _verify(words: Words) -> None:
    _ = words
    key = f"audit_check_{reader_token()}"
    st.header(_("Is the trail as it was written?"), anchor=False)
    st.caption(
        _(
            "Every entry is sealed to the one before it. The check reads all of them, and compares with the ends that earlier checks "
            "kept beside the desk."
        )
    )
    running = jobs.find(key)
    is_busy = running is not None and not running.is_done
    if st.button(_("Check now"), icon=":material/verified_user:", type="primary", key="audit_check", disabled=is_busy):
        app = reads.application()
        jobs.forget(key)
        jobs.start(
            key, later("Checking the audit trail."), lambda _: audit_heads.check(app.desk, app.settings.audit_folder)
        )
        st.rerun(scope="fragment")
    finished = jobs.watch(key, _)
    if finished is None:
        return
    if finished.problem is not None:
        jobs.tell(finished.problem, _)
    elif isinstance(finished.result, Verdict):
        _verdict(finished.result, _)


def _verdict(verdict: Verdict, words: Words) -> None:
    _ = words
    if verdict.is_whole:
        st.success(_("The audit trail is as it was written."), icon=":material/verified_user:")
    else:
        st.error(
            _("The audit trail is not as it was written: leave the desk as it is, and keep a copy of it."),
            icon=":material/gpp_bad:",
        )
        sentences = [_(SENTENCES[each.fault], number=each.number) for each in verdict.faults]
        st.markdown("\n".join(f"- {each}" for each in sentences[:MOST_SAID]))
        if len(sentences) > MOST_SAID:
            st.caption(_("and {n} more", n=_.number(len(sentences) - MOST_SAID)))
    counted = [
        _.count("{n} entry", "{n} entries", verdict.entries),
        _.count("{n} part erased, told by the trail", "{n} parts erased, told by the trail", verdict.erased),
    ]
    st.caption(" · ".join(counted))
    if verdict.head.number:
        st.caption(
            _(
                "Newest entry {n}. Write its mark down elsewhere: whoever holds it can tell later.",
                n=_.number(verdict.head.number),
            )
        )
        st.code(verdict.head.digest, language=None, wrap_lines=True)


def _file(words: Words) -> None:
    _ = words
    st.header(_("File for the auditor"), anchor=False)
    st.caption(
        _(
            "Every entry of these days with its values, and a small program that checks it without Saldo. No days: everything."
        )
    )
    days = st.date_input(_("Days"), [], format="DD-MM-YYYY", key="audit_file_days", width=260)
    picked = days if isinstance(days, tuple) else (days,)
    if not may(Action.AUDIT):
        st.caption(_("An administrator can take it away."))
        return
    name = f"saldo-audit-{reads.today():%Y-%m-%d}.zip"
    by = person()
    st.download_button(
        _("Download the trail"),
        as_reader(lambda: _written(picked, by)),
        file_name=name,
        mime="application/zip",
        icon=":material/folder_zip:",
        on_click="ignore",
        key="audit_download",
    )


def _written(picked: tuple[date, ...], by: str) -> bytes:
    target = io.BytesIO()
    first = _midnight(picked[0]) if picked else None
    last = _midnight(picked[-1] + timedelta(days=1)) if picked else None
    audit_file.write(reads.application().desk, target, by=by, from_at=first, until_at=last)
    return target.getvalue()


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), LOCAL)
