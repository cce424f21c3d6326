"""The form of a routine: what, when, where from, and how to read what comes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from core.actions import Action
from core.clock import HOUSE_ZONE
from core.desk import mappings
from core.errors import SaldoError
from core.intake.presets import PRESETS
from core.language import LANGUAGES, SOURCE_LANGUAGE
from core.runs import routines as kept
from core.runs.imports import check
from core.runs.routines import IMPORTS, RoutineKind
from core.runs.sources.query import MOST_ROWS
from core.runs.times import EVERY_DAY, WORKING_DAYS, Times
from dashboard import reads
from dashboard.refusals import refuse
from dashboard.runs.texts import DAYS, HELP, KINDS
from dashboard.session import may, person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.runs.routines import Routine
    from dashboard.i18n import Words

USUAL = Times(at=("07:00",), weekdays=WORKING_DAYS)


def new_form(words: Words) -> None:
    """Draw the form of a new routine, and set it."""
    _ = words
    kind = RoutineKind(
        st.selectbox(
            _("What"),
            [*map(str, RoutineKind)],
            format_func=lambda each: _(KINDS[RoutineKind(each)]),
            key="routine_kind",
        )
    )
    st.caption(_(HELP[kind]))
    name = st.text_input(_("Name"), _(KINDS[kind]), key=f"routine_name_{kind}", max_chars=kept.LONGEST_NAME)
    body = _body(kind, {}, f"new_{kind}", words)
    asked = _times(USUAL, f"new_{kind}", words)
    if st.button(
        _("Schedule"),
        type="primary",
        key="routine_add",
        icon=":material/add_alarm:",
        disabled=not name.strip() or not may(Action.SETTING),
    ):
        try:
            check(kind, body)
            kept.add(reads.application().desk, name, kind, body=body, times=Times(**asked), by=person())
        except SaldoError as problem:
            refuse(problem)
            return
        st.rerun()


def edit_form(routine: Routine, words: Words) -> None:
    """Draw the form of a routine that stands, and change or end it."""
    _ = words
    key = f"{routine.id}_{routine.revision}"
    body = _body(routine.kind, routine.body, key, words)
    asked = _times(routine.times, key, words)
    desk = reads.application().desk
    with st.container(horizontal=True):
        is_saved = st.button(
            _("Save"),
            type="primary",
            key=f"routine_save_{key}",
            icon=":material/check:",
            disabled=not may(Action.SETTING),
        )
        is_ended = st.button(
            _("End it"), key=f"routine_end_{key}", icon=":material/delete:", disabled=not may(Action.SETTING)
        )
    if not (is_saved or is_ended):
        return
    try:
        if is_ended:
            kept.end(desk, routine, by=person())
        else:
            check(routine.kind, body)
            kept.edit(desk, routine, body=body, times=Times(**asked), by=person())
    except SaldoError as problem:
        refuse(problem)
        return
    st.rerun()


def _body(kind: RoutineKind, known: Mapping[str, Any], key: str, words: Words) -> dict[str, Any]:
    """Ask where from and how to read it; a secret is only ever named."""
    _ = words

    def asked(name: str, label: str, *, hint: str = "", told: str | None = None) -> str:
        value = st.text_input(
            label, str(known.get(name, "")), key=f"routine_{name}_{key}", placeholder=hint, help=told, max_chars=2000
        )
        return value.strip()

    secret = _("The name of the place that holds it, never the secret itself: env:NAME or file:/path/to/it")
    body: dict[str, Any] = {}
    if kind is RoutineKind.FOLDER:
        body["path"] = asked("path", _("Folder"), hint="/srv/erp/export")
    if kind is RoutineKind.SFTP:
        body["address"] = asked("address", _("Address"), hint="sftp://user@host:22/folder")
        body["host_key"] = asked("host_key", _("Host key"), hint="ssh-ed25519 AAAA...")
        body["secret"] = asked("secret", _("Password or private key"), hint="env:SALDO_ERP_SFTP", told=secret)
    if kind in {RoutineKind.FOLDER, RoutineKind.SFTP}:
        body["pattern"] = asked("pattern", _("Only files named"), hint="*.csv") or "*"
    if kind is RoutineKind.SQL:
        body["url"] = asked("url", _("Address of the database (SQLAlchemy URL)"), hint="env:SALDO_ERP_URL", told=secret)
        body["statement"] = st.text_area(
            _("One SELECT"), str(known.get("statement", "")), key=f"routine_statement_{key}", height=120
        )
        body["most_rows"] = int(
            st.number_input(
                _("Most rows"),
                1,
                MOST_ROWS,
                int(known.get("most_rows") or 1_000_000),
                step=100_000,
                key=f"routine_rows_{key}",
            )
        )
    if kind in IMPORTS:
        body |= _how_to_read(known, key, words)
    if kind is RoutineKind.DIGEST:
        body["to"] = asked("to", _("Mail it to"), hint=_("nobody: it is only written to a file"))
        languages = list(LANGUAGES)
        body["language"] = st.selectbox(
            _("Language"), languages, index=languages.index(str(known.get("language", SOURCE_LANGUAGE))),
            format_func=lambda each: LANGUAGES[each], key=f"routine_language_{key}",
        )  # fmt: skip
    return body


def _how_to_read(known: Mapping[str, Any], key: str, words: Words) -> dict[str, Any]:
    _ = words
    names = ["", *mappings.names(reads.application().desk), *PRESETS]
    chosen = str(known.get("mapping", ""))
    mapping = st.selectbox(
        _("Read as"), names, index=names.index(chosen) if chosen in names else 0, key=f"routine_mapping_{key}",
        format_func=lambda each: _label(each, words),
    )  # fmt: skip
    entity = st.text_input(
        _("Company, where the file names none"), str(known.get("entity", "")), key=f"routine_entity_{key}", max_chars=40
    )
    return {"mapping": mapping, "entity": entity.strip()}


def _label(name: str, words: Words) -> str:
    if not name:
        return words("as its header says")
    return PRESETS[name].label if name in PRESETS else words("own mapping: {name}", name=name)


def _times(known: Times, key: str, words: Words) -> dict[str, Any]:
    _ = words
    is_interval = st.toggle(_("Every so many minutes"), known.every_minutes is not None, key=f"routine_interval_{key}")
    if is_interval:
        minutes = st.number_input(_("Minutes"), 5, 10_080, known.every_minutes or 60, key=f"routine_minutes_{key}")
        return {"every_minutes": int(minutes), "zone": known.zone}
    at = st.text_input(
        _("At"), ", ".join(known.at or USUAL.at), key=f"routine_at_{key}", help=_("Times of the day, as 07:00, 16:30")
    )
    days = st.pills(
        _("Days"), list(EVERY_DAY), default=list(known.weekdays), selection_mode="multi",
        format_func=lambda day: _(DAYS[day]), key=f"routine_days_{key}",
    )  # fmt: skip
    zone = st.text_input(_("Time zone"), known.zone or HOUSE_ZONE, key=f"routine_zone_{key}")
    return {
        "at": tuple(each.strip() for each in at.split(",") if each.strip()),
        "weekdays": tuple(sorted(days)),
        "zone": zone.strip(),
    }
