"""Where models live: one JSON file each, with its hash on the desk, so that a file nobody trained here is never read."""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.behaviour.prediction.model import Model, UnreadableModelError
from core.behaviour.prediction.signals import NAMES
from core.desk.model_tables import ModelRun

if TYPE_CHECKING:
    from datetime import date, datetime
    from pathlib import Path

    from core.desk.engine import Desk


@dataclass(frozen=True, kw_only=True)
class Run:
    """One training as the desk remembers it; ``number`` is also that of its model, kept or refused."""

    number: int
    trained_by: str
    trained_at: datetime
    book_version: str
    as_of: date
    first_on: date | None
    split_on: date
    invoices: int
    payments: int
    scores: dict[str, Any]
    verdicts: tuple[dict[str, Any], ...]
    is_kept: bool
    why: str
    forecast: dict[str, Any]


def file_of(folder: Path, number: int) -> Path:
    """Return where the model of training ``number`` lies."""
    return folder / f"m{number:06d}.json"


@permitted(Action.MODEL)
def save(desk: Desk, folder: Path, model: Model, *, by: str, book_version: str, is_kept: bool, why: str) -> Run:
    """Write down a training and, when ``is_kept``, its model, which serves from then on; return the row.

    The file is complete before the row that names its hash is committed: a crash leaves the older model serving.
    """
    folder.mkdir(parents=True, exist_ok=True)
    row = ModelRun(
        trained_by=by,
        trained_at=desk.now(),
        book_version=book_version,
        as_of=model.trained_on,
        first_on=model.first_on,
        split_on=model.split_on,
        invoices=model.invoices,
        payments=model.payments,
        signals=list(NAMES),
        scores=dict(model.scores),
        verdicts=[asdict(each) for each in (model.overall, *model.verdicts.values())],
        is_kept=is_kept,
        why=why,
        forecast={},
        sha256=None,
    )
    with desk.session() as session:
        session.add(row)
        session.flush()
        if is_kept:
            row.sha256 = _write(file_of(folder, row.id), replace(model, number=row.id))
    return _run(row)


def load(desk: Desk, folder: Path) -> Model | None:
    """Return the model that serves, None when none was trained; ``UnreadableModelError`` when its file is not what was kept."""
    kept = select(ModelRun).where(ModelRun.is_kept).order_by(ModelRun.id.desc()).limit(1)
    with desk.reading() as session:
        row = session.scalars(kept).first()
    if row is None:
        return None
    file = file_of(folder, row.id)
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise UnreadableModelError(file.name, "its file is gone") from None
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise UnreadableModelError(file.name, "its file was changed after the training")
    return Model.from_dict(json.loads(content), file=file.name)


def serving_number(desk: Desk) -> int:
    """Return the number of the model that serves, 0 when none was trained: what screens keep their answers by."""
    with desk.reading() as session:
        return session.scalar(select(ModelRun.id).where(ModelRun.is_kept).order_by(ModelRun.id.desc()).limit(1)) or 0


def runs(desk: Desk, *, most: int = 50) -> list[Run]:
    """Return the latest trainings, the newest first."""
    with desk.reading() as session:
        return [_run(row) for row in session.scalars(select(ModelRun).order_by(ModelRun.id.desc()).limit(most))]


def serving_run(desk: Desk) -> Run | None:
    """Return the training whose model serves, None when none was trained."""
    number = serving_number(desk)
    with desk.reading() as session:
        row = session.get(ModelRun, number)
        return None if row is None else _run(row)


@permitted(Action.MODEL)
def note_forecast(desk: Desk, number: int, told: dict[str, Any]) -> None:
    """Write down with training ``number`` how cash forecasts of past days did."""
    with desk.session() as session:
        session.execute(update(ModelRun).where(ModelRun.id == number).values(forecast=told))


def _write(file: Path, model: Model) -> str:
    """Write the model beside its place and move it there; return the hash of its content."""
    content = json.dumps(model.as_dict(), allow_nan=False).encode()
    beside = file.with_suffix(f".{os.getpid()}.part")
    with beside.open("wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    beside.replace(file)
    return hashlib.sha256(content).hexdigest()


def _run(row: ModelRun) -> Run:
    return Run(
        number=row.id,
        trained_by=row.trained_by,
        trained_at=row.trained_at,
        book_version=row.book_version,
        as_of=row.as_of,
        first_on=row.first_on,
        split_on=row.split_on,
        invoices=row.invoices,
        payments=row.payments,
        scores=dict(row.scores),
        verdicts=tuple(row.verdicts),
        is_kept=row.is_kept,
        why=row.why,
        forecast=dict(row.forecast),
    )
