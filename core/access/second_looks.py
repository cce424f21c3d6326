"""Second looks: approvals that one person of a small team gave alone, looked at afterwards, by date."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.access.four_eyes import is_same
from core.acting import permitted
from core.actions import Action
from core.clock import local_day
from core.desk.people_tables import SecondLook
from core.desk.revisions import Topic, changed
from core.errors import SaldoError, UnknownNameError

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.desk.engine import Desk


class TooSoonError(SaldoError):
    """A second look by who approved, on the same day."""

    def __init__(self, by: str) -> None:
        super().__init__(
            "{by} approved this today: look again tomorrow with fresh eyes, or let a colleague look now.", by=by
        )


class LookedAtError(SaldoError):
    """A second look that somebody took already."""

    def __init__(self) -> None:
        super().__init__("Somebody looked at this already: reload the page.")


class NothingSeenError(SaldoError):
    """A second look of which nobody says what was seen."""

    def __init__(self) -> None:
        super().__init__("Say what you looked at and whether it was right: it is kept with the approval.")


@dataclass(frozen=True, kw_only=True)
class Look:
    """One approval given alone; ``kind`` and ``because`` are words of core.access.four_eyes."""

    id: int
    kind: str
    what: str
    because: tuple[str, ...]
    approved_by: str
    approved_at: datetime
    due_on: date
    looked_by: str | None
    looked_at: datetime | None
    said: str

    def is_too_soon(self, by: str, at: datetime) -> bool:
        """Return whether ``by`` approved this on the day of ``at``, and so looks again on another day, or lets a colleague."""
        is_own = is_same(self.approved_by, by)
        return is_own and local_day(at) <= local_day(self.approved_at)


def waiting(desk: Desk) -> list[Look]:
    """Return the approvals that wait for a second look, the one that is due first at the top."""
    with desk.reading() as session:
        open_ = select(SecondLook).where(SecondLook.looked_at.is_(None))
        return [_value(row) for row in session.scalars(open_.order_by(SecondLook.due_on, SecondLook.id))]


def taken(desk: Desk, *, limit: int = 50) -> list[Look]:
    """Return the latest second looks that somebody took, the newest first."""
    with desk.reading() as session:
        done = select(SecondLook).where(SecondLook.looked_at.is_not(None))
        return [_value(row) for row in session.scalars(done.order_by(SecondLook.looked_at.desc()).limit(limit))]


@permitted(Action.APPROVE)
def look(desk: Desk, look_id: int, *, by: str, said: str) -> None:
    """Write down that ``by`` looked again and what was seen.

    Whoever approved may do so from the next day on, anybody else at once (``TooSoonError``). Raises ``LookedAtError`` and ``NothingSeenError``.
    """
    if not said.strip():
        raise NothingSeenError
    with desk.session() as session:
        changed(session, Topic.PEOPLE)
        row = session.get(SecondLook, look_id)
        if row is None:
            open_ = session.scalars(select(SecondLook.id).where(SecondLook.looked_at.is_(None)))
            raise UnknownNameError("approval that waits", str(look_id), [str(each) for each in open_])
        if row.looked_at is not None:
            raise LookedAtError
        if _value(row).is_too_soon(by, desk.now()):
            raise TooSoonError(by)
        row.looked_by, row.looked_at, row.said = by, desk.now(), said.strip()


def _value(row: SecondLook) -> Look:
    return Look(
        id=row.id,
        kind=row.kind,
        what=row.what,
        because=tuple(str(each) for each in row.because),
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        due_on=row.due_on,
        looked_by=row.looked_by,
        looked_at=row.looked_at,
        said=row.said,
    )
