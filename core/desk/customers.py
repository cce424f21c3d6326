"""What people here know about a customer: remarks, and fields that win over the source until the source changes."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.acting import permitted, require
from core.actions import Action
from core.desk.frames import frame
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.desk.tables import Note, Override
from core.desk.typed import typed

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd
    from sqlalchemy import Update

    from core.desk.engine import Desk


class OverrideField(StrEnum):
    """What people here may know better than the source."""

    EMAIL = "email"
    PERSON = "person"
    LANGUAGE = "language"
    LABEL = "label"
    CHANNEL = "channel"  # the one the customer asked for or agreed to; no source says it


NOTE_COLUMNS = {"note_id": "int64", "body": "str", "written_by": "str", "written_at": "datetime64[us, UTC]"}
OVERRIDE_COLUMNS = {
    "override_id": "int64",
    "entity": "str",
    "customer_id": "str",
    "field": "str",
    "value": "str",
    "source_value": "str",
    "why": "str",
    "created_by": "str",
    "created_at": "datetime64[us, UTC]",
}


@permitted(Action.COMMENT)
def remark(desk: Desk, *, entity: str, customer_id: str, body: str, by: str) -> int:
    """Write a note about a customer and return its id; no topic counts it, for no figure depends on a note."""
    note = Note(entity=entity, customer_id=customer_id, body=typed(body), written_by=by, written_at=desk.now())
    with desk.session() as session:
        session.add(note)
        session.flush()
        return note.id


@permitted(Action.COMMENT)
def take_back_note(desk: Desk, note_id: int, *, by: str) -> bool:
    """Take a note back; return whether it stood until now. It stays on the desk, with who took it back.

    Somebody else's only by who may end agreements, too (``NotAllowedError``).
    """
    ending = update(Note).where(Note.id == note_id, Note.ended_at.is_(None))
    with desk.session() as session:
        if session.scalar(select(Note.written_by).where(Note.id == note_id)) != by:
            require(Action.AGREE)
        return rows_changed(session, ending.values(ended_by=by, ended_at=desk.now())) == 1


def notes(desk: Desk, *, entity: str, customer_id: str) -> pd.DataFrame:
    """Return the notes about one customer that stand, with NOTE_COLUMNS, the newest first."""
    statement = (
        select(Note.id, Note.body, Note.written_by, Note.written_at)
        .where(Note.entity == entity, Note.customer_id == customer_id, Note.ended_at.is_(None))
        .order_by(Note.id.desc())
    )
    with desk.reading() as session:
        return frame(session, statement, NOTE_COLUMNS)


@permitted(Action.CUSTOMER)
def override(
    desk: Desk,
    *,
    entity: str,
    customer_id: str,
    field: OverrideField,
    value: str,
    source_value: str | None,
    by: str,
    why: str,
) -> None:
    """Let ``value`` win over what the source says now (``source_value``); an earlier override of the field ends."""
    with desk.session() as session:
        session.execute(_ending(entity, customer_id, field).values(ended_by=by, ended_at=desk.now()))
        session.add(
            Override(
                entity=entity,
                customer_id=customer_id,
                field=field,
                value=typed(value),
                source_value=source_value,
                why=typed(why),
                created_by=by,
                created_at=desk.now(),
            ),
        )
        changed(session, Topic.CUSTOMERS)


@permitted(Action.CUSTOMER)
def end_override(desk: Desk, *, entity: str, customer_id: str, field: OverrideField, by: str) -> bool:
    """Let the source's own value win again; return whether there was an override."""
    with desk.session() as session:
        ended = rows_changed(session, _ending(entity, customer_id, field).values(ended_by=by, ended_at=desk.now()))
        changed(session, Topic.CUSTOMERS)
        return ended > 0


@permitted(Action.CUSTOMER)
def end_overrides(desk: Desk, override_ids: Iterable[int]) -> int:
    """End the overrides of these ids for good, as the source changed; return how many stood until now."""
    ending = update(Override).where(Override.id.in_(list(override_ids)), Override.ended_at.is_(None))
    with desk.session() as session:
        changed(session, Topic.CUSTOMERS)
        return rows_changed(session, ending.values(ended_at=desk.now()))


def overrides(desk: Desk, *, entity: str | None = None, customer_id: str | None = None) -> pd.DataFrame:
    """Return the overrides nobody ended, with OVERRIDE_COLUMNS, at most one per customer and field.

    The desk does not know the source: whoever applies one leaves out those whose ``source_value`` is no longer what the
    source says.
    """
    statement = select(
        Override.id.label("override_id"),
        *(getattr(Override, name) for name in OVERRIDE_COLUMNS if name != "override_id"),
    ).where(Override.ended_at.is_(None))
    if entity is not None:
        statement = statement.where(Override.entity == entity)
    if customer_id is not None:
        statement = statement.where(Override.customer_id == customer_id)
    with desk.reading() as session:
        return frame(session, statement.order_by(Override.id), OVERRIDE_COLUMNS)


def _ending(entity: str, customer_id: str, field: OverrideField) -> Update:
    return update(Override).where(
        Override.entity == entity,
        Override.customer_id == customer_id,
        Override.field == field,
        Override.ended_at.is_(None),
    )
