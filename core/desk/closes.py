"""Months closed on the desk: what was reported, by whom, when and why; and reopened, with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, update

from core.acting import permitted
from core.actions import Action
from core.desk.close_tables import MonthClose
from core.desk.revisions import Topic, changed
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk


class AlreadyClosedError(SaldoError):
    """The month was closed before."""

    def __init__(self, entity: str, ends_on: date, closed: Closed) -> None:
        super().__init__(
            "{ends_on:%Y-%m} of {entity} was closed by {closed_by} on {closed_at:%Y-%m-%d}: reopen it first, with "
            "the reason.",
            ends_on=ends_on,
            entity=entity or Sentence("all companies"),
            closed_by=closed.closed_by,
            closed_at=closed.closed_at,
        )


class NotClosedError(SaldoError):
    """There is nothing to reopen."""

    def __init__(self, entity: str, ends_on: date) -> None:
        super().__init__(
            "{ends_on:%Y-%m} of {entity} is not closed: there is nothing to reopen.",
            ends_on=ends_on,
            entity=entity or Sentence("all companies"),
        )


class NoReasonError(SaldoError):
    """Closing or reopening without a reason."""

    def __init__(self) -> None:
        super().__init__("Say why: a month is closed or reopened with a reason, which stays beside the figures.")


@dataclass(frozen=True, kw_only=True)
class Report:
    """What was reported of one entity ('' for all together) at a month-end: ``body`` holds the figures."""

    entity: str
    ends_on: date
    book_version: str
    import_id: int
    imported_at: datetime
    body: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Closed:
    """One closing of a month, in force until it was reopened."""

    id: int
    report: Report
    closed_by: str
    closed_at: datetime
    why: str
    reopened_by: str | None = None
    reopened_at: datetime | None = None
    reopened_why: str | None = None

    @property
    def is_closed(self) -> bool:
        """Return whether the month still is closed by this."""
        return self.reopened_at is None


@permitted(Action.CLOSE)
def close(desk: Desk, reports: Sequence[Report], *, by: str, why: str) -> None:
    """Keep ``reports`` as what was reported: all of them or none.

    Raises
    ------
    AlreadyClosedError
        One of the months is closed already.
    NoReasonError
        ``why`` is empty.

    """
    _require_reason(why)
    with desk.session() as session:
        changed(session, Topic.CLOSES)  # first, for it makes writers wait for each other
        for report in reports:
            known = _in_force(session, report.entity, report.ends_on)
            if known is not None:
                raise AlreadyClosedError(report.entity, report.ends_on, _closed(known))
            session.add(
                MonthClose(
                    entity=report.entity,
                    ends_on=report.ends_on,
                    book_version=report.book_version,
                    import_id=report.import_id,
                    imported_at=report.imported_at,
                    body=dict(report.body),
                    closed_by=by,
                    closed_at=desk.now(),
                    why=why.strip(),
                ),
            )


@permitted(Action.CLOSE)
def reopen(desk: Desk, *, entity: str, ends_on: date, by: str, why: str) -> None:
    """Open a closed month again; what was reported stays in the history.

    Raises
    ------
    NotClosedError
        The month is not closed.
    NoReasonError
        ``why`` is empty.

    """
    _require_reason(why)
    with desk.session() as session:
        changed(session, Topic.CLOSES)
        known = _in_force(session, entity, ends_on)
        if known is None:
            raise NotClosedError(entity, ends_on)
        session.execute(
            update(MonthClose)
            .where(MonthClose.id == known.id)
            .values(reopened_by=by, reopened_at=desk.now(), reopened_why=why.strip()),
        )


def closings(desk: Desk, *, is_closed: bool | None = None) -> list[Closed]:
    """Return every closing, the latest month first, those in force or reopened only where asked."""
    statement = select(MonthClose).order_by(MonthClose.ends_on.desc(), MonthClose.entity, MonthClose.id.desc())
    if is_closed is not None:
        statement = statement.where(
            MonthClose.reopened_at.is_(None) if is_closed else MonthClose.reopened_at.is_not(None)
        )
    with desk.reading() as session:
        return [_closed(row) for row in session.scalars(statement)]


def closing(desk: Desk, *, entity: str, ends_on: date) -> Closed:
    """Return the closing in force of a month; NotClosedError when there is none."""
    with desk.reading() as session:
        row = _in_force(session, entity, ends_on)
    if row is None:
        raise NotClosedError(entity, ends_on)
    return _closed(row)


def _in_force(session: Session, entity: str, ends_on: date) -> MonthClose | None:
    statement = select(MonthClose).where(
        MonthClose.entity == entity, MonthClose.ends_on == ends_on, MonthClose.reopened_at.is_(None)
    )
    return session.scalars(statement).one_or_none()


def _require_reason(why: str) -> None:
    if not why.strip():
        raise NoReasonError


def _closed(row: MonthClose) -> Closed:
    return Closed(
        id=row.id,
        report=Report(
            entity=row.entity,
            ends_on=row.ends_on,
            book_version=row.book_version,
            import_id=row.import_id,
            imported_at=row.imported_at,
            body=row.body,
        ),
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        why=row.why,
        reopened_by=row.reopened_by,
        reopened_at=row.reopened_at,
        reopened_why=row.reopened_why,
    )
