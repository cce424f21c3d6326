"""What others say about our customers, as frames: what holds now or held then, the history of one thing, the files it came in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import select

from core.acting import current
from core.desk.frames import empty, frame
from core.desk.side_tables import SideFact, SideFile

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Select

    from core.desk.engine import Desk

FACT_COLUMNS: Final = {
    "fact_id": "int64",
    "file_id": "int64",
    "source": "str",
    "key": "str",
    "entity": "str",
    "customer_id": "str",
    "said_on": "object",
    "line": "int64",
    "known_at": "datetime64[us, UTC]",
}
FILE_COLUMNS: Final = {
    "file_id": "int64",
    "kind": "str",
    "sources": "object",
    "file_name": "str",
    "file_sha256": "str",
    "list_on": "object",
    "rows_read": "int64",
    "accepted": "int64",
    "quarantined": "int64",
    "landed": "object",
    "taken_by": "str",
    "taken_at": "datetime64[us, UTC]",
    "taken_back_by": "str",
    "taken_back_at": "datetime64[us, UTC]",
    "taken_back_why": "str",
}


def facts(
    desk: Desk,
    kind: str,
    *,
    columns: Sequence[str] = (),
    known_at: datetime | None = None,
    entity: str | None = None,
    customer_id: str | None = None,
) -> pd.DataFrame:
    """Return what holds now, or held at ``known_at``: FACT_COLUMNS and a column per name in the bodies, None where one is silent.

    ``columns`` are there also when no body has them. With ``customer_id`` only what names that customer by our own number;
    facts that name it by another number are matched by whoever knows those.
    """
    wanted = _chosen().where(SideFact.kind == kind)
    if known_at is None:
        wanted = wanted.where(SideFact.replaced_at.is_(None))
    else:
        wanted = wanted.where(
            SideFact.known_at <= known_at, SideFact.replaced_at.is_(None) | (SideFact.replaced_at > known_at)
        )
    if customer_id is not None:
        wanted = wanted.where(SideFact.customer_id == customer_id, SideFact.entity.in_(("", entity or "")))
    return _with_bodies(desk, wanted.order_by(SideFact.id), columns)


def history(desk: Desk, kind: str, source: str, key: str, *, columns: Sequence[str] = ()) -> pd.DataFrame:
    """Return everything a source ever said about one thing, the newest first, with ``replaced_at`` beside it."""
    wanted = _chosen(SideFact.replaced_at).where(SideFact.kind == kind, SideFact.source == source, SideFact.key == key)
    return _with_bodies(desk, wanted.order_by(SideFact.id.desc()), columns)


def files(desk: Desk, kind: str | None = None) -> pd.DataFrame:
    """Return the files taken in, the newest first, with FILE_COLUMNS; what was written down by hand has no file name."""
    wanted = select(
        SideFile.id.label("file_id"), *(getattr(SideFile, name) for name in FILE_COLUMNS if name != "file_id")
    )
    if kind is not None:
        wanted = wanted.where(SideFile.kind == kind)
    with desk.reading() as session:
        return frame(session, wanted.order_by(SideFile.id.desc()), FILE_COLUMNS)


def refused_rows(desk: Desk, file_id: int) -> pd.DataFrame:
    """Return the rows of a file that could not be taken: line, reason, and the cells as they were read.

    None for who sees a part of the customers: nobody knows whose a row is that could not be read.
    """
    with desk.reading() as session:
        row = session.get(SideFile, file_id)
    told = row.refused if row is not None and current().limits.is_all else []
    cells = pd.DataFrame([each["cells"] for each in told])
    return pd.concat([pd.DataFrame([{"line": each["line"], "reason": each["reason"]} for each in told]), cells], axis=1)


def _chosen(*more: Any) -> Select[*tuple[Any, ...]]:  # noqa: ANN401 (columns of the table)
    names = [name for name in FACT_COLUMNS if name != "fact_id"]
    columns = (SideFact.id.label("fact_id"), *(getattr(SideFact, name) for name in names))
    return select(*columns, *more, SideFact.body)


def _with_bodies(desk: Desk, wanted: Select[*tuple[Any, ...]], columns: Sequence[str]) -> pd.DataFrame:
    with desk.reading() as session:
        rows = session.execute(wanted).all()
    names = [each["name"] for each in wanted.column_descriptions][:-1]
    if not rows:
        return empty(dict.fromkeys((*names, *columns), "object") | FACT_COLUMNS)
    *fixed, bodies = zip(*rows, strict=True)
    told = {
        name: pd.Series(list(values), dtype=FACT_COLUMNS.get(name)) for name, values in zip(names, fixed, strict=True)
    }
    said = dict.fromkeys(columns) | dict.fromkeys(name for body in bodies for name in body)
    for name in said:
        if name not in told:
            told[name] = pd.Series([body.get(name) for body in bodies], dtype="object")
    return pd.DataFrame(told)
