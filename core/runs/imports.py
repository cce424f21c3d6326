"""Imports that run by themselves: what is new at a source is brought here and taken in as any other file."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core import secret
from core.acting import permitted, require_all
from core.actions import Action
from core.channels.sftp import SftpPlace
from core.errors import SaldoError
from core.intake.statements.read import is_statement
from core.runs import routines, turn
from core.runs.routines import IMPORTS, Routine, RoutineKind, RunOutcome
from core.runs.sources.folder import open_folder
from core.runs.sources.place import FileTooLargeError, SourceError, new_files, remembered
from core.runs.sources.query import MOST_ROWS, Question, checked, fetch
from core.runs.sources.remote import open_remote
from core.sentence import Sentence, counted

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from core.intake.report import ImportReport
    from core.matching.statements import TakenStatement
    from core.runs.sources.place import Opened
    from core.runs.turn import Notes
    from core.wiring import Application

SETTLED_SECONDS: Final = 5.0
MOST_FILES: Final = 200
"""Files taken in one run: the rest comes with the next, and a person sees that something is odd."""


def take_new(app: Application, routine: Routine, notes: Notes) -> None:
    """Take every new file of the routine's source in; one that cannot be taken is told, and looked at again next time."""
    with _opened(app, routine) as place, tempfile.TemporaryDirectory(prefix="saldo-") as folder:
        offered = place.offered()
        notes.seen = remembered(notes.seen, offered)
        fresh = list(new_files(offered, notes.seen, str(routine.body.get("pattern", "*"))))
        notes.say(f"{len(offered)} files there, {len(fresh)} new")
        for file in fresh[:MOST_FILES]:
            try:
                path = place.fetched(file, Path(folder))
            except FileTooLargeError as error:  # of this file only: the others have their turn
                notes.needs.append(str(error))
                continue
            if _take(app, path, routine, notes):
                notes.seen[file.name] = file.mark
        if len(fresh) > MOST_FILES:
            notes.needs.append(
                counted(
                    "{n} more file waits for the next run: is the folder the right one?",
                    "{n} more files wait for the next run: is the folder the right one?",
                    len(fresh) - MOST_FILES,
                )
            )


def ask(app: Application, routine: Routine, notes: Notes) -> None:
    """Ask the database, and take the answer in as a file; an answer that is as it was changes nothing."""
    body = routine.body
    question = Question(
        url=str(body["url"]), statement=str(body["statement"]), most_rows=int(body.get("most_rows") or MOST_ROWS)
    )
    with tempfile.TemporaryDirectory(prefix="saldo-") as folder:
        path = Path(folder) / f"{_plain(routine.name)}.csv"
        notes.say(f"{fetch(question, path)} rows read from the database")
        _take(app, path, routine, notes)


@permitted(Action.IMPORT)
def import_now(app: Application, *, by: str, progress: Callable[[float, str], None] | None = None) -> list[str]:
    """Import what waits in the watched folder and at every source that is set, now; return what came, in sentences.

    A source that fails or is under way is told and stops none of the others.
    """
    require_all()
    tell = progress or (lambda _share, _told: None)
    sources = [each for each in routines.routines(app.desk) if each.kind in IMPORTS and not each.is_paused]
    tell(0.0, "The watched folder")
    said = inbox(app, by=by)
    for place, routine in enumerate(sources, start=1):
        tell(place / (len(sources) + 1), routine.name)
        said += run_one(app, routine, by=by)
    tell(1.0, "Done")
    return said or [Sentence("Nothing new was there.")]


def run_one(app: Application, routine: Routine, *, by: str) -> list[str]:
    """Run one import and return what came of it, in sentences."""
    try:
        ran = turn.run_now(app.desk, routine.id, lambda each: work(app, each), by=by)
    except turn.RunsAlreadyError as error:
        return [str(error)]
    if ran.outcome is RunOutcome.FAILED:
        return [_of(routine.name, ran.error or "")]
    return [_of(routine.name, each) for each in (*ran.came, *ran.needs)]


def inbox(app: Application, *, by: str) -> list[str]:
    """Import the watched folder and return what came of each file, in sentences."""
    return [
        _of(each.file.name, (each.error or "") if each.report is None else Sentence("taken in"))
        for each in app.import_inbox(by=by)
    ]


def work(app: Application, routine: Routine) -> turn.Work:
    """Return what an import of this kind does."""
    if routine.kind is RoutineKind.SQL:
        return lambda each, notes: ask(app, each, notes)
    return lambda each, notes: take_new(app, each, notes)


def check(kind: RoutineKind, body: Mapping[str, Any]) -> None:
    """Raise the error that says what is wrong with the source as it is set; it is not asked yet."""
    if kind is RoutineKind.SFTP:
        SftpPlace.parse(
            str(body.get("address", "")), host_key=str(body.get("host_key", "")), secret=str(body.get("secret", ""))
        )
    if kind is RoutineKind.SQL:
        secret.checked(str(body.get("url", "")))
        checked(str(body.get("statement", "")))
    if kind is RoutineKind.FOLDER and not Path(str(body.get("path", ""))).is_absolute():
        raise SourceError(
            str(body.get("path", "")) or "The folder", "its whole path is needed", "Write it from the root on."
        )


def _opened(app: Application, routine: Routine) -> Opened:
    body = routine.body
    if routine.kind is RoutineKind.SFTP:
        return open_remote(
            str(body.get("address", "")), host_key=str(body.get("host_key", "")), secret=str(body.get("secret", ""))
        )
    return open_folder(str(body.get("path", "")), settled_before=app.clock().timestamp() - SETTLED_SECONDS)


def _take(app: Application, path: Path, routine: Routine, notes: Notes) -> bool:
    """Take one file in and write down what became of it; return whether it was taken, or is none of ours for good."""
    body: Mapping[str, Any] = routine.body
    try:
        told = _told(path.name, _taken(app, path, body, by=routine.name))
    except SaldoError as error:
        why = str(error)
    except OSError as error:
        why = Sentence(
            "it cannot be read ({error}). Check its rights; it is looked at again next time.",
            error=error.strerror or type(error).__name__,
        )
    else:
        if told:
            notes.say(told[0])
            notes.came += told
        else:
            notes.say(f"{path.name} is as it was: nothing changed")
        return True
    notes.needs.append(_of(path.name, why))
    notes.say(f"{path.name} could not be taken: {why}")
    return False


def _taken(app: Application, path: Path, body: Mapping[str, Any], *, by: str) -> ImportReport | TakenStatement:
    entity = str(body.get("entity") or "") or None
    if is_statement(path):
        return app.import_statement(path, by=by, entity=entity)
    return app.import_file(path, by=by, preset=str(body.get("mapping") or "") or None, entity=entity)


def _told(name: str, report: Any) -> list[str]:  # noqa: ANN401 - of a ledger, or of a bank statement
    if not hasattr(report, "quarantined"):
        return [_of(name, counted("{n} new bank line", "{n} new bank lines", report.added))] if report.added else []
    if report.unchanged:
        return []
    rows = counted("{n} row", "{n} rows", report.accepted)
    if report.quarantined:
        rows = Sentence("{rows} taken, {left:,} left out", rows=rows, left=report.quarantined)
    return [_of(name, rows), *(_of(name, each) for each in report.remarks)]


def _of(name: str, said: str) -> Sentence:
    """Return what is said of one file or routine."""
    return Sentence("{name}: {said}", name=name, said=Sentence(said))


def _plain(name: str) -> str:
    return "".join(each if each.isalnum() else "-" for each in name).strip("-") or "answer"
