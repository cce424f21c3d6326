"""Words of the scheduled runs."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from core.clock import HOUSE_ZONE
from core.runs.routines import RoutineKind, RunOutcome
from dashboard.texts import later

if TYPE_CHECKING:
    from datetime import datetime

    from dashboard.i18n import Words

KINDS = {
    RoutineKind.DAILY: later("Daily run"),
    RoutineKind.FOLDER: later("Import from a folder"),
    RoutineKind.SFTP: later("Import over SFTP"),
    RoutineKind.SQL: later("Import from a database"),
    RoutineKind.DIGEST: later("Digest"),
}
HELP = {
    RoutineKind.DAILY: later(
        "Imports, bank, promises, and the proposal of the day, ready to be read. Nothing is sent."
    ),
    RoutineKind.FOLDER: later("Every new file of a folder or share; its files stay where they are."),
    RoutineKind.SFTP: later("Every new file of a folder on another machine, whose host key is known."),
    RoutineKind.SQL: later("One SELECT, read only; the answer is taken in as a file."),
    RoutineKind.DIGEST: later(
        "What changed and who needs attention, as a file; mailed only where an address is filled in."
    ),
}
OUTCOMES = {
    RunOutcome.RUNNING: later("running"),
    RunOutcome.DONE: later("done"),
    RunOutcome.NOTHING: later("nothing new"),
    RunOutcome.NEEDS_PERSON: later("needs you"),
    RunOutcome.FAILED: later("failed"),
}
COLOURS = {
    RunOutcome.RUNNING: "blue",
    RunOutcome.DONE: "green",
    RunOutcome.NOTHING: "gray",
    RunOutcome.NEEDS_PERSON: "orange",
    RunOutcome.FAILED: "red",
}

DAYS = (later("Mon"), later("Tue"), later("Wed"), later("Thu"), later("Fri"), later("Sat"), later("Sun"))


def moment(at: datetime, words: Words, zone: str = HOUSE_ZONE) -> str:
    """Return an instant by the clock of the house, or of ``zone``: the times of a routine are said in it."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{words.day(local.date())}, {local:%H:%M}"
