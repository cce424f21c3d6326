"""Views saved by name: what a page was asked, as its URL says it, for everybody to open again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import delete, select, update

from core.acting import permitted
from core.actions import Action
from core.desk.view_tables import SavedView
from core.errors import SaldoError, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

LONGEST_NAME = 60


class NamelessViewError(SaldoError):
    """A view without a name."""

    def __init__(self) -> None:
        super().__init__("Give the view a name, so that it can be found again.")


class LongNameError(SaldoError):
    """A name that no list could show."""

    def __init__(self) -> None:
        super().__init__(
            "The name of a view has at most {longest_name} characters: give it a shorter one.",
            longest_name=LONGEST_NAME,
        )


class TakenNameError(SaldoError):
    """Another view of the page has this name."""

    def __init__(self, name: str) -> None:
        super().__init__("There is already a view called {name!r}: choose another name, or save over it.", name=name)


@dataclass(frozen=True, kw_only=True)
class View:
    """One saved view of a page: the query of its URL."""

    name: str
    query: Mapping[str, str]
    is_default: bool
    saved_by: str
    saved_at: datetime


def views(desk: Desk, page: str) -> list[View]:
    """Return the views of ``page``, in alphabetical order."""
    with desk.reading() as session:
        rows = session.scalars(select(SavedView).where(SavedView.page == page)).all()
        found = [
            View(
                name=row.name,
                query={str(key): str(value) for key, value in row.query.items()},
                is_default=row.is_default,
                saved_by=row.saved_by,
                saved_at=row.saved_at,
            )
            for row in rows
        ]
    return sorted(found, key=lambda view: view.name.casefold())


@permitted(Action.VIEW)
def save_view(desk: Desk, page: str, name: str, query: Mapping[str, str], *, by: str) -> None:
    """Save ``query`` under ``name``; a view of that name is saved over, and stays the default if it was."""
    name = _usable(name)
    with desk.session() as session:
        row = _row(session, page, name)
        if row is None:
            row = SavedView(page=page, name=name, is_default=False)
            session.add(row)
        row.query, row.saved_by, row.saved_at = dict(query), by, desk.now()


@permitted(Action.VIEW)
def rename_view(desk: Desk, page: str, name: str, new_name: str, *, by: str) -> None:
    """Call the view ``name`` ``new_name``; UnknownNameError without such a view, TakenNameError when there is one already."""
    new_name = _usable(new_name)
    with desk.session() as session:
        row = _known(session, page, name)
        if new_name != name and _row(session, page, new_name) is not None:
            raise TakenNameError(new_name)
        row.name, row.saved_by, row.saved_at = new_name, by, desk.now()


@permitted(Action.VIEW)
def forget_view(desk: Desk, page: str, name: str) -> None:
    """Remove the view ``name``, if there is one."""
    with desk.session() as session:
        session.execute(delete(SavedView).where(SavedView.page == page, SavedView.name == name))


@permitted(Action.VIEW)
def make_default(desk: Desk, page: str, name: str | None) -> None:
    """Let ``page`` open with the view ``name``, or with none; UnknownNameError when there is no such view."""
    with desk.session() as session:
        session.execute(update(SavedView).where(SavedView.page == page).values(is_default=False))
        if name is not None:
            _known(session, page, name).is_default = True


def _usable(name: str) -> str:
    cleaned = " ".join(name.split())
    if not cleaned:
        raise NamelessViewError
    if len(cleaned) > LONGEST_NAME:
        raise LongNameError
    return cleaned


def _row(session: Session, page: str, name: str) -> SavedView | None:
    return session.scalars(select(SavedView).where(SavedView.page == page, SavedView.name == name)).one_or_none()


def _known(session: Session, page: str, name: str) -> SavedView:
    row = _row(session, page, name)
    if row is None:
        names = session.scalars(select(SavedView.name).where(SavedView.page == page).order_by(SavedView.name))
        raise UnknownNameError("view", name, list(names))
    return row
