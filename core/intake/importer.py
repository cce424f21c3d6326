"""Importing a file: read, judge, stage, merge and publish, whole or not at all."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from core.book.erase import leave_out
from core.book.erase_list import digest, erased
from core.book.publish import ImportEntry, merge
from core.clock import utc_now
from core.intake.choose import choose
from core.intake.control import NotForTheBookError, read_control
from core.intake.errors import NothingAcceptedError
from core.intake.fields import ImportKind
from core.intake.files import sniff
from core.intake.scan import scan
from core.intake.side import is_side, read_side
from core.intake.sources import archive
from core.intake.staging import stage
from core.intake.take import take
from core.sentence import Sentence
from core.vocabulary import ImportMode

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime
    from pathlib import Path

    from core.book.draft import Draft
    from core.book.store import BookStore
    from core.clock import Clock
    from core.intake.choose import Reading
    from core.intake.control import ControlRow
    from core.intake.files import Sniffed
    from core.intake.mapping import Mapping
    from core.intake.report import ImportReport
    from core.intake.scan import Scan
    from core.intake.side import SideSheet
    from core.intake.sources import Called
    from core.intake.take import Taken


_NAMING: Final = ("name", "address", "person", "email", "phone", "registration", "vat", "city", "contact")


def _silent(_share: float, _told: str) -> None:
    """Take progress and tell nobody."""


def import_file(
    path: Path,
    *,
    store: BookStore,
    sources: Path,
    by: str,
    preset: str | None = None,
    mapping: Mapping | None = None,
    mode: ImportMode | None = None,
    list_on: date | None = None,
    entity: str | None = None,
    sheet: str | None = None,
    confirmed: bool = False,
    progress: Callable[[float, str], None] | None = None,
    clock: Clock = utc_now,
    control: Callable[[list[ControlRow]], None] | None = None,
    side: Callable[[SideSheet], ImportReport] | None = None,
    allowed: Callable[[tuple[str, ...]], None] | None = None,
) -> ImportReport:
    """Return the report of the import of ``path`` into a new version of the book.

    Without ``preset`` and ``mapping`` the header decides; without ``list_on`` the title or name of the file, else the
    latest day its rows speak of; ``mode`` defaults to that of the preset. The same file again changes nothing. Raises
    a ``SaldoError`` that says what to do, and then nothing has changed; ``confirmed`` takes a list on which an
    abnormal share of the open documents is absent. Balances of the general ledger are no part of the book: they are
    handed to ``control``, and what others say about our customers to ``side``. ``allowed`` raises for entities whose ledger may
    not be changed by who asks.
    """
    tell = progress or _silent
    tell(0.0, "Looking at the file")
    scanned = scan(path)
    sniffed = sniff(path, scanned, sheet=sheet)
    reading = choose(sniffed.layout, preset=preset, mapping=mapping, entity=entity)
    if reading.mapping.kind is ImportKind.CONTROL:
        return _control(path, scanned, sniffed, reading, store=store, control=control)
    if is_side(reading.mapping.kind):
        if side is None:
            raise NotForTheBookError(path)
        tell(0.1, "Reading and checking the rows")
        told = read_side(path, scanned, sniffed, reading, today=clock().date(), list_on=list_on, mode=mode)
        tell(0.7, f"Keeping {told.report.accepted} facts")
        report = side(told)
        archive(path, scanned, sources, without=told.national, called=_called(told, erased(store.folder)))
        return replace(report, version=store.current())
    with store.draft() as draft:
        tell(0.1, "Reading and checking the rows")
        taken = take(draft.connection, path, scanned, sniffed, reading, mode=mode, list_on=list_on)
        if allowed is not None:
            allowed(taken.report.entities)
        known = _known_version(store, taken.report, reading)
        if known is not None:
            tell(1.0, "This file was imported before: nothing changed")
            return replace(taken.report, version=known, unchanged=True)
        entry = _entry(taken.report, reading, by=by, at=clock())
        return _published(
            draft,
            taken,
            entry,
            keep=lambda called: archive(path, scanned, sources, without=taken.loaded.national, called=called),
            gone=erased(store.folder),
            confirmed=confirmed,
            tell=tell,
        )


def _control(
    path: Path,
    scanned: Scan,
    sniffed: Sniffed,
    reading: Reading,
    *,
    store: BookStore,
    control: Callable[[list[ControlRow]], None] | None,
) -> ImportReport:
    """Return the report of a file of control balances after they were handed over."""
    if control is None:
        raise NotForTheBookError(path)
    version = store.current()
    book = store.open()
    entities = [row["entity"] for row in book.rows("entities_known", ends_on=book.latest_on)]
    report, rows = read_control(path, scanned, sniffed, reading, entities=entities)
    control(rows)
    return replace(report, version=version)


def _published(
    draft: Draft,
    taken: Taken,
    entry: ImportEntry,
    *,
    keep: Callable[[Called], Path],
    gone: frozenset[str],
    confirmed: bool,
    tell: Callable[[float, str], None],
) -> ImportReport:
    """Return the report after the rows were merged, the file kept and the new version made current."""
    report = taken.report
    if not report.accepted:
        raise NothingAcceptedError(report.file_name, next(iter(report.reasons), Sentence("the file has no rows")))
    tell(0.5, f"Merging {report.accepted} rows into the book")
    stage(draft.connection, taken.loaded.sheet, is_list=entry.is_list)
    called = leave_out(draft.connection, gone)
    merged = merge(draft.connection, entry, confirmed=confirmed)
    tell(0.9, "Publishing")
    keep(called)
    version = draft.publish()
    tell(1.0, "Published")
    return replace(report, version=version, inferred_settled=merged.inferred_settled)


def _called(told: SideSheet, gone: frozenset[str]) -> dict[str, set[str]]:
    """Return what a file of others calls customers who were erased, by their number."""
    called: dict[str, set[str]] = {}
    for row in told.rows if gone else ():
        if digest(row.entity, row.customer_id) in gone:
            named = {name: value for name, value in row.body.items() if any(part in name for part in _NAMING)}
            called.setdefault(row.customer_id, set()).update(each for each in named.values() if isinstance(each, str))
    return called


def _known_version(store: BookStore, report: ImportReport, reading: Reading) -> str | None:
    """Return the current version when the book has this very file, read in the same way, else None."""
    version = store.current()
    if version is None:
        return None
    for known in store.open(version).rows("book_imports"):
        if known["file_sha256"] != report.file_sha256:
            continue
        same = (
            ImportMode(known["mode"]) is report.mode
            and known["list_on"] == report.list_on
            and tuple(json.loads(known["entities"])) == report.entities
            and json.loads(known["layout"]).get("mapping") == _mapping_told(reading)
        )
        return version if same else None
    return None


def _mapping_told(reading: Reading) -> Any:  # noqa: ANN401 (JSON, compared as a whole)
    return json.loads(json.dumps(reading.mapping.as_dict()))


def _entry(report: ImportReport, reading: Reading, *, by: str, at: datetime) -> ImportEntry:
    return ImportEntry(
        imported_at=at,
        list_on=report.list_on,
        mode=report.mode,
        kind=report.kind.value,
        preset=report.preset,
        file_name=report.file_name,
        file_sha256=report.file_sha256,
        rows_read=report.rows_read,
        accepted=report.accepted,
        quarantined=report.quarantined,
        imported_by=by,
        entities=report.entities,
        layout=report.layout.as_dict() | {"mapping": _mapping_told(reading)},
        totals=report.totals,
        file_totals=report.file_totals,
    )
