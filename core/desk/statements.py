"""How many rows a statement changed: the desk decides by it who came first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

if TYPE_CHECKING:
    from sqlalchemy import Connection, Delete, Update


def rows_changed(within: Session | Connection, statement: Update | Delete) -> int:
    """Run ``statement`` and return the number of rows it changed."""
    connection = within.connection() if isinstance(within, Session) else within
    return connection.execute(statement).rowcount
