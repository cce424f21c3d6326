"""The file back to the ERP: per customer reminder level, block and promise, written to a folder when something changed."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import select

from core.acting import permitted
from core.actions import Action
from core.campaigns.plan import find_audience
from core.company.deliveries import decisions, deliveries
from core.company.erp_layouts import FIELDS, ErpFormat, Line, content_of, preset_of
from core.desk.case_frames import promises
from core.desk.company_tables import ErpFile
from core.desk.revisions import Topic, changed
from core.errors import SaldoError
from core.intake.export import csv_safe
from core.sentence import Sentence
from core.vocabulary import CaseState

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from core.book.book import Book
    from core.desk.engine import Desk

Customer = tuple[str, str]


class ErpFolderError(SaldoError):
    """A folder that cannot be written to."""

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(
            "The file for the ERP cannot be written to {folder}: {why}. Check the folder and its rights.",
            folder=folder,
            why=Sentence(why),
        )


@dataclass(frozen=True, kw_only=True)
class Written:
    """What became of a file: ``is_new`` False when nothing changed since the last one, which then still stands."""

    path: Path
    lines: int
    changes: int
    is_new: bool


def lines(desk: Desk, book: Book, as_of: date, *, entity: str | None = None) -> list[Line]:
    """Return a line for everybody with an open invoice past due, an order under way, a decision or a promise.

    The level is the highest step done about an open item. The block is what a person decided, else how the ERP's own orders
    stand: an advice alone blocks nobody.
    """
    levels = _levels(desk, book, as_of)
    told = promises(desk)
    told = told[told["state"] == CaseState.OPEN].sort_values(["promised_on", "case_id"])
    promised: dict[Customer, Mapping[Hashable, Any]] = {}
    for row in told.to_dict("records"):
        promised.setdefault((row["entity"], row["customer_id"]), row)
    blocked = {(each.entity, each.customer_id): each.is_blocked for each in deliveries(desk, book, as_of)}
    decided = decisions(desk)
    names = {*levels, *promised, *blocked, *decided}
    return [
        _line(name, levels, promised.get(name), blocked, decided)
        for name in sorted(names)
        if entity is None or name[0] == entity
    ]


def differences(before: Iterable[Mapping[str, Any]], now: Sequence[Line]) -> pd.DataFrame:
    """Return what changed since the last file: entity, customer_id, field, before and now; a customer that is gone has field ``gone``."""
    known = {(row["entity"], row["customer_id"]): row for row in before}
    rows = []
    for line in now:
        was = known.pop(line.name, None)
        told = asdict(line)
        rows += [
            (*line.name, name, None if was is None else was.get(name), told[name])
            for name in FIELDS[2:]
            if was is None or was.get(name) != told[name]
        ]
    rows += [(*name, "gone", None, None) for name in known]
    return pd.DataFrame(rows, columns=["entity", "customer_id", "field", "before", "now"])


@permitted(Action.COMPANY)
def write(
    desk: Desk,
    told: Sequence[Line],
    folder: Path,
    *,
    as_of: date,
    by: str,
    preset: str = "saldo",
    format_: ErpFormat = ErpFormat.CSV,
    entity: str = "",
) -> Written:
    """Write the file into ``folder``, and beside it what changed since the one before; nothing when nothing changed.

    Equal lines give equal bytes. The file is there whole or not at all.
    """
    layout = preset_of(preset)
    last = latest(desk, preset=preset, entity=entity)
    listed = [asdict(each) for each in told]
    changes = differences(last.lines if last is not None else [], told)
    if last is not None and changes.empty and last.name.endswith(f".{format_}") and (folder / last.name).exists():
        return Written(path=folder / last.name, lines=len(told), changes=0, is_new=False)
    content = content_of(told, layout, format_)
    sha256 = hashlib.sha256(content).hexdigest()
    stem = "-".join(part for part in ("saldo", "erp", entity.casefold(), as_of.isoformat(), sha256[:8]) if part)
    path = folder / f"{stem}.{format_}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _put(path, content)
        _put(folder / f"{stem}-changes.csv", csv_safe(changes).encode())
    except OSError as error:
        raise ErpFolderError(folder, error.strerror or str(error)) from error
    row = ErpFile(
        preset=preset,
        entity=entity,
        name=path.name,
        sha256=sha256,
        as_of=as_of,
        lines=listed,
        changes=len(changes),
        written_by=by,
        written_at=desk.now(),
    )
    with desk.session() as session:
        changed(session, Topic.ADVICE)
        session.add(row)
    return Written(path=path, lines=len(told), changes=len(changes), is_new=True)


def latest(desk: Desk, *, preset: str, entity: str = "") -> ErpFile | None:
    """Return the last file written in this layout, None before the first."""
    chosen = select(ErpFile).where(ErpFile.preset == preset, ErpFile.entity == entity)
    with desk.reading() as session:
        return session.scalars(chosen.order_by(ErpFile.id.desc()).limit(1)).first()


def _levels(desk: Desk, book: Book, as_of: date) -> dict[Customer, int]:
    """Return the highest step done about an open item that is past due, 0 for a customer that was not reminded yet."""
    items = find_audience(desk, book, as_of=as_of).candidates
    customers = items.customers.iloc[items.position]
    frame = pd.DataFrame(
        {
            "entity": customers["entity"].array,
            "customer_id": customers["customer_id"].array,
            "level": items.done.number,
            "is_late": (items.days_past_due > 0) & (items.balance_minor > 0),
        }
    )
    late = frame[frame["is_late"]]
    found: dict[Customer, int] = {}
    for entity, customer_id, level in zip(late["entity"], late["customer_id"], late["level"], strict=True):
        found[entity, customer_id] = max(found.get((entity, customer_id), 0), int(level))
    return found


def _line(
    name: Customer,
    levels: Mapping[Customer, int],
    promise: Mapping[Hashable, Any] | None,
    blocked: Mapping[Customer, bool],
    decided: Mapping[Customer, Any],
) -> Line:
    decision = decided.get(name)
    return Line(
        entity=name[0],
        customer_id=name[1],
        reminder_level=levels.get(name, 0),
        is_blocked=decision.is_blocked if decision is not None else blocked.get(name, False),
        promised_on=None if promise is None else promise["promised_on"].date().isoformat(),
        promised_minor=None if promise is None else int(promise["amount_minor"]) - int(promise["paid_minor"]),
        currency="" if promise is None else str(promise["currency"]),
        decided_by="" if decision is None else decision.by,
    )


def _put(path: Path, content: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(content)
    part.replace(path)
