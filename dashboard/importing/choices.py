"""How to read the file at hand: what was found in it, the preset or own mapping, the mode, the day; then import it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from core.actions import Action
from core.book.errors import AbnormalSettlementError
from core.desk import mappings
from core.desk.side_errors import MappingsDisagreeError
from core.errors import SaldoError
from core.intake.field_types import SIDE_KINDS
from core.intake.fields import ImportKind
from core.intake.inspection import Inspection, inspect_file
from core.intake.mapping import Mapping
from core.intake.presets import PRESETS
from core.vocabulary import ImportMode
from dashboard import jobs, reads, tables
from dashboard.importing.mapping import ORDERS, own_mapping
from dashboard.importing.side import side_mode
from dashboard.plain import plain
from dashboard.session import may, person
from dashboard.texts import MODE_HELP, MODES, later

if TYPE_CHECKING:
    from datetime import date

    from core.intake.report import ImportReport
    from dashboard.i18n import Words

OWN = "own mapping"
ASKED = "import_asked"
FIRST_ROWS = 8


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Everything the import needs besides the file."""

    preset: str | None
    mapping: Mapping | None
    sheet: str | None
    mode: ImportMode
    list_on: date | None
    entity: str | None


def importing(path: Path, key: str, words: Words) -> None:
    """Draw what was found in the file and the choices, and start the import under ``key``."""
    _ = words
    sheet = st.session_state.get("import_sheet")
    try:
        found = _look(str(path), sheet, None)
    except SaldoError as problem:
        jobs.tell(problem, words)
        return
    _found(found, words)
    asked, missing = _choices(path, found, words)
    if missing:
        st.warning(
            _("Nothing gives: {fields}. Choose their columns.", fields=", ".join(_(name) for name in missing)),
            icon=":material/rule:",
        )
    running = jobs.find(key)
    if st.button(
        _("Import"),
        type="primary",
        icon=":material/upload_file:",
        key="import_now",
        disabled=bool(missing) or (running is not None and not running.is_done) or not may(Action.IMPORT),
    ):
        _start(path, asked, key, is_confirmed=False)
    _underway(path, asked, key, words)


def _underway(path: Path, asked: Asked, key: str, words: Words) -> None:
    """Show how far the import is or what stopped it, and offer to confirm a list that is much shorter than the last."""
    done = jobs.watch(key, words)
    if done is None:
        return
    if done.problem is None:
        st.rerun()  # it was done while this page was drawn: the report takes the place of the form
    jobs.tell(done.problem, words)
    # Only the very file and mode the question was about: another file must be asked about again.
    is_asked = st.session_state.get(ASKED) == (str(path), asked.mode)
    if is_asked and isinstance(done.problem, AbnormalSettlementError):
        label = words("The file is complete: import it anyway")
        if st.button(label, icon=":material/done_all:", key="import_anyway"):
            _start(path, asked, key, is_confirmed=True)
    if is_asked and isinstance(done.problem, MappingsDisagreeError):
        label = words("The new mapping is right: import it")
        if st.button(label, icon=":material/done_all:", key="mapping_anyway"):
            _start(path, asked, key, is_confirmed=True)


def _start(path: Path, asked: Asked, key: str, *, is_confirmed: bool) -> None:
    app, who = reads.application(), person()
    st.session_state[ASKED] = (str(path), asked.mode)

    def work(progress: jobs.Progress) -> ImportReport:
        return app.import_file(
            path,
            by=who,
            preset=asked.preset,
            mapping=asked.mapping,
            sheet=asked.sheet,
            mode=asked.mode,
            list_on=asked.list_on,
            entity=asked.entity,
            is_confirmed=is_confirmed,
            progress=progress,
        )

    jobs.start(key, later("Importing."), work)
    st.rerun()


@st.cache_resource(show_spinner=False, max_entries=8)
def _look(path: str, sheet: str | None, preset: str | None) -> Inspection:
    return inspect_file(Path(path), sheet=sheet, preset=preset)


def _found(found: Inspection, words: Words) -> None:
    """Show how the file is written, on which evidence, and its first rows."""
    _ = words
    layout = found.layout
    told = [(_("Kind"), layout.file_kind.upper())]
    if layout.delimiter:  # a workbook has none of these
        told += [
            (_("Encoding"), layout.encoding),
            (_("Separator"), {"\t": _("tab")}.get(layout.delimiter, layout.delimiter)),
            (_("Decimal mark"), layout.decimal_mark or _("not shown")),
        ]
    told += [
        (_("Order of dates"), _(ORDERS[layout.date_order]) if layout.date_order else _("not shown")),
        (_("Header in row"), str(layout.header_row) if layout.header_row else _("none")),
    ]
    st.markdown(" · ".join(f":gray[{name}] **{plain(value)}**" for name, value in told))
    with st.expander(_("Why Saldo thinks so"), icon=":material/quick_reference:"):
        for sentence in layout.evidence:
            st.caption(plain(sentence))
    if len(layout.sheets) > 1:
        st.selectbox(
            _("Sheet"),
            list(layout.sheets),
            index=layout.sheets.index(layout.sheet or layout.sheets[0]),
            key="import_sheet",
            width=260,
        )
    headers = [name or f"({place + 1})" for place, name in enumerate(layout.columns)]
    frame = pd.DataFrame(list(found.rows[:FIRST_ROWS]), columns=_apart(headers))
    columns: dict[str, Any] = {name: st.column_config.TextColumn(name) for name in frame.columns}
    tables.table(frame, columns, alt=_("First rows of the file"), most=FIRST_ROWS)


def _apart(headers: list[str]) -> list[str]:
    """Return headers without doubles: a table needs every column under its own name."""
    seen: dict[str, int] = {}
    named = []
    for header in headers:
        seen[header] = seen.get(header, 0) + 1
        named.append(header if seen[header] == 1 else f"{header} ({seen[header]})")
    return named


def _choices(path: Path, found: Inspection, words: Words) -> tuple[Asked, tuple[str, ...]]:
    _ = words
    layout = found.layout
    desk = reads.application().desk
    saved = mappings.names(desk)
    options = [*PRESETS, *saved, OWN]
    picked = st.selectbox(
        _("Read it as"),
        options,
        index=options.index(found.preset) if found.preset in PRESETS else options.index(OWN),
        format_func=lambda name: _said(name, words),
        key="import_preset",
        width=420,
        help=_("Saldo recognises many exports by their columns. For any other file, say once what each column means."),
    )
    preset = PRESETS.get(picked)
    if preset is not None:
        read = _look(str(path), layout.sheet, picked)
        mapping, missing = None, read.missing
        for problem in read.problems:
            st.warning(plain(problem), icon=":material/rule:")
        mode, kind = preset.mapping.mode, preset.mapping.kind
    else:
        start = Mapping.from_dict(mappings.get(desk, picked)) if picked in saved else found.mapping
        mapping, missing = own_mapping(start, layout.columns, words)
        mode, kind = mapping.mode, mapping.kind
    with st.grid(3, min_column_width=220, gap="small"):
        chosen = _mode(mode, kind, words)
        list_on = st.date_input(
            _("List of"),
            layout.list_on,
            format="DD-MM-YYYY",
            key="import_on",
            help=_("The day the file speaks of. Empty: the latest day in its rows."),
        )
        entity = st.text_input(_("Own company"), key="import_entity", max_chars=40, placeholder=_("as the file says"))
    return (
        Asked(
            preset=picked if preset is not None else None,
            mapping=mapping,
            sheet=layout.sheet if len(layout.sheets) > 1 else None,
            mode=chosen,
            list_on=list_on,
            entity=entity.strip() or None,
        ),
        missing,
    )


def _mode(default: ImportMode, kind: ImportKind, words: Words) -> ImportMode:
    """Ask what the file says about what it does not name; only a ledger or a file of others can be a full list."""
    if kind in SIDE_KINDS:
        return side_mode(default, words)
    if kind is not ImportKind.LEDGER:
        return ImportMode.MOVEMENTS
    modes = list(ImportMode)
    chosen = st.radio(
        words("This file is"),
        modes,
        index=modes.index(default),
        format_func=lambda mode: words(MODES[mode]),
        captions=[words(MODE_HELP[mode]) for mode in modes],
        key="import_mode",
    )
    return ImportMode(chosen)


def _said(name: str, words: Words) -> str:
    if name in PRESETS:
        return words(PRESETS[name].label)
    return words("Own mapping") if name == OWN else name
