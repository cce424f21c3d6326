"""The job that keeps the work list's tasks and chances: looked at anew when the ledger or the desk changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.acting import by_itself
from core.campaigns import work_tasks

if TYPE_CHECKING:
    from core.wiring import Application

WORK_LIST: Final = "work list"


@by_itself
def look(app: Application, *, is_forced: bool = False) -> str:
    """Look at the ledger for the work list where something changed since, or in any case; return in words what came of it."""
    if app.store.current() is None:
        return "no ledger yet"
    book = app.book()
    if not is_forced and not work_tasks.is_due(app.desk, book):
        return "nothing changed"
    segments = app.segments(book.latest_on).segments_frame()
    return f"{work_tasks.refresh(app.desk, book, app.model(), segments)} tasks"
