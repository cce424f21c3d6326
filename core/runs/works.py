"""What each kind of routine does, and the job that lets the routines that are due run."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.acting import by_itself, permitted, require_all
from core.actions import Action
from core.runs import imports, turn
from core.runs.daily import daily
from core.runs.digest import send_digest
from core.runs.routines import Routine, RoutineKind, Run

if TYPE_CHECKING:
    from core.wiring import Application

JOB: Final = "routines"
SECONDS: Final = 10


def works(app: Application, routine: Routine) -> turn.Work:
    """Return what ``routine`` does."""
    if routine.kind is RoutineKind.DAILY:
        return lambda each, notes: daily(app, each, notes)
    if routine.kind is RoutineKind.DIGEST:
        return lambda each, notes: send_digest(app, each, notes)
    return imports.work(app, routine)


@by_itself
def job(app: Application) -> str:
    """Let every routine run whose time has come; return in a few words what came of it."""
    ran = turn.run_due(app.desk, lambda each: works(app, each))
    return ", ".join(f"{each.name} {each.outcome}" for each in ran) or "nothing due"


@permitted(Action.IMPORT)
def run_now(app: Application, routine: Routine, *, by: str) -> Run:
    """Run one routine at once; see ``core.runs.turn.run_now``."""
    require_all()
    return turn.run_now(app.desk, routine.id, lambda each: works(app, each), by=by)
