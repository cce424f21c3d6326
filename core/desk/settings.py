"""What a team sets once: by name, for one entity or (scope '') for all of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from core.acting import permitted
from core.actions import Action
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.desk.tables import Setting as SettingRow
from core.errors import SaldoError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.desk.engine import Desk


class SettingMovedError(SaldoError):
    """Somebody else changed the setting between reading and saving."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "The setting {name!r} changed while you were working on it: reload, and make your change again.", name=name
        )


@dataclass(frozen=True, kw_only=True)
class Setting:
    """One setting; ``revision`` goes back with a change, so that nobody overwrites what he has not seen."""

    name: str
    scope: str
    body: Mapping[str, Any]
    revision: int
    changed_by: str
    changed_at: datetime


def get(desk: Desk, name: str, scope: str = "") -> Setting | None:
    """Return the setting of ``scope``, else that of all scopes, else None."""
    return every(desk, name, scope).get(scope) or every(desk, name, "").get("")


def every(desk: Desk, name: str, scope: str | None = None) -> dict[str, Setting]:
    """Return the setting called ``name`` by scope."""
    statement = select(SettingRow).where(SettingRow.name == name)
    if scope is not None:
        statement = statement.where(SettingRow.scope == scope)
    with desk.reading() as session:
        return {
            row.scope: Setting(
                name=row.name,
                scope=row.scope,
                body=row.body,
                revision=row.revision,
                changed_by=row.changed_by,
                changed_at=row.changed_at,
            )
            for row in session.scalars(statement)
        }


@permitted(Action.SETTING)
def save(
    desk: Desk,
    name: str,
    body: Mapping[str, Any],
    *,
    by: str,
    scope: str = "",
    based_on: int | None = None,
) -> None:
    """Save a setting; with ``based_on`` (the revision seen, 0 for none) SettingMovedError when it is another by now."""
    values = {"body": dict(body), "changed_by": by, "changed_at": desk.now()}
    with desk.session() as session:
        changed(session, Topic.SETTINGS)  # first, for it makes writers wait for each other
        statement = update(SettingRow).where(SettingRow.name == name, SettingRow.scope == scope)
        if based_on is not None:
            statement = statement.where(SettingRow.revision == based_on)
        if rows_changed(session, statement.values(**values, revision=SettingRow.revision + 1)) == 0:
            if based_on:
                raise SettingMovedError(name)
            session.execute(insert(SettingRow).values(**values, name=name, scope=scope, revision=1))
