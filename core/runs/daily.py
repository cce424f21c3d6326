"""The daily run: what is new comes in, the bank is matched, promises are judged, and the day's proposal is ready to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.campaigns.proposal import propose
from core.matching.rematch import rematch
from core.runs.imports import inbox, run_one
from core.runs.routines import IMPORTS, Routine, routines
from core.sentence import Sentence, counted
from core.strategy import strategy_versions
from core.strategy.judging import judge

if TYPE_CHECKING:
    from core.runs.turn import Notes
    from core.wiring import Application

BY: Final = "daily run"


def daily(app: Application, routine: Routine, notes: Notes) -> None:
    """Do every step of the day, each told in the log; nothing is sent: that a person decides, or a standing approval.

    A source that fails does not keep the others, nor the rest of the day, from their turn.
    """
    came = inbox(app, by=BY)
    for each in routines(app.desk):
        if each.kind in IMPORTS and not each.is_paused and each.id != routine.id:
            came += run_one(app, each, by=BY)
    notes.came += came
    notes.say(f"imports: {len(came)} outcomes")
    if app.store.current() is None:
        notes.needs.append(Sentence("There is no ledger yet: import one."))
        return
    book = app.book()
    matched = rematch(app.desk, book)
    notes.say(
        f"bank: {matched.in_ledger} lines in the ledger, {matched.booked} matched ahead of it, {matched.proposed} to be looked at"
    )
    if matched.proposed:
        notes.needs.append(counted("{n} bank line needs a look.", "{n} bank lines need a look.", matched.proposed))
    grace_days = strategy_versions.strategy_of(app.desk).contact.promise_grace_days
    judge(app.desk, book, book.latest_on, grace_days=grace_days)
    held = app.follow_book()
    notes.say(f"promises and plans judged by the ledger of {book.latest_on:%d-%m-%Y}; {held} unsent messages held")
    if held:
        notes.changed.append(
            counted(
                "{n} unsent message is held: its facts changed.",
                "{n} unsent messages are held: their facts changed.",
                held,
            )
        )
    assigned = app.segments(book.latest_on)
    notes.say(f"segments of {len(assigned.segments_frame()):,} customers worked out")
    told = propose(app.desk, book, book.latest_on)
    notes.say(f"proposal of the day: {told.customers} customers in {len(told.steps)} steps")
    if told.customers:
        notes.needs.append(
            counted(
                "The proposal of the day has {n} customer: read and approve it.",
                "The proposal of the day has {n} customers: read and approve it.",
                told.customers,
            )
        )
    if told.unreachable:
        notes.needs.append(
            counted("{n} customer has no usable address.", "{n} customers have no usable address.", told.unreachable)
        )
    if len(told.for_agency):
        notes.needs.append(
            counted(
                "{n} invoice ran out of steps: see the page Agency.",
                "{n} invoices ran out of steps: see the page Agency.",
                len(told.for_agency),
            )
        )
