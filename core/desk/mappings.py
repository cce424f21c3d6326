"""Mappings of source files, saved by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select

from core.acting import permitted
from core.actions import Action
from core.desk.revisions import Topic, changed
from core.desk.tables import SavedMapping
from core.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.desk.engine import Desk


@permitted(Action.IMPORT)
def save(desk: Desk, name: str, body: Mapping[str, Any], *, by: str) -> None:
    """Save ``body`` under ``name``; a mapping of that name is replaced."""
    with desk.session() as session:
        session.merge(SavedMapping(name=name, body=dict(body), saved_by=by, saved_at=desk.now()))
        changed(session, Topic.MAPPINGS)


def get(desk: Desk, name: str) -> dict[str, Any]:
    """Return the mapping called ``name``; UnknownNameError when there is none."""
    with desk.reading() as session:
        row = session.get(SavedMapping, name)
    if row is None:
        raise UnknownNameError("mapping", name, names(desk))
    return row.body


def names(desk: Desk) -> list[str]:
    """Return the names of all saved mappings, in alphabetical order."""
    with desk.reading() as session:
        return list(session.scalars(select(SavedMapping.name).order_by(SavedMapping.name)))


@permitted(Action.IMPORT)
def forget(desk: Desk, name: str) -> None:
    """Remove the mapping called ``name``, if there is one."""
    with desk.session() as session:
        session.execute(delete(SavedMapping).where(SavedMapping.name == name))
        changed(session, Topic.MAPPINGS)
