"""Standing approvals: gentle steps that go by themselves after each import, within caps that a person set."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from core.access import four_eyes
from core.access.four_eyes import Kind
from core.acting import permitted, require_entities
from core.actions import Action
from core.campaigns.errors import NothingSaidError
from core.desk.revisions import Topic, changed
from core.desk.standing_tables import StandingApproval, StandingRun
from core.desk.statements import rows_changed
from core.errors import SaldoError, UnknownNameError
from core.sentence import together
from core.strategy.gentle import gentle as gentle  # noqa: PLC0414 (what may go by itself, for whoever asks here)
from core.strategy.mix import Rung

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk
    from core.strategy.strategy import Strategy

LONGEST_NAME = 120


class Outcome(StrEnum):
    """What became of a run."""

    RUNNING = "running"
    SENT = "sent"
    NOTHING = "nothing"  # nobody was due one of its steps
    PAUSED = "paused"  # something was unusual: nothing went, and a person looks
    FAILED = "failed"
    RESUMED = "resumed"  # stopped, and a person lets it try again


class StandingRefusedError(SaldoError):
    """A standing approval that cannot be given."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__(together(problems))
        self.problems = problems


class StandingMovedError(SaldoError):
    """Somebody else paused, resumed or ended it in between."""

    def __init__(self) -> None:
        super().__init__("Somebody changed this standing approval meanwhile: look at it again before you go on.")


@dataclass(frozen=True, kw_only=True)
class Caps:
    """The most that one run may do: messages, euro cents asked for in all, and euro cents in one message."""

    messages: int
    total_minor: int
    each_minor: int


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A standing approval for ``rungs``, steps of ladders. Empty ``segments`` and ``entities`` mean all."""

    id: int
    name: str
    rungs: tuple[Rung, ...]
    segments: tuple[str, ...]
    entities: tuple[str, ...]
    caps: Caps
    approved_by: str
    approved_at: datetime
    why: str
    paused_at: datetime | None
    paused_by: str | None
    paused_why: str | None


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a standing approval: what it did with one version of the ledger."""

    approval_id: int
    ledger_on: date
    book_version: str
    began_at: datetime
    outcome: Outcome
    campaign: str | None
    messages: int
    asked_minor: int
    cost_minor: int
    left_out: int
    why: str


@permitted(Action.APPROVE)
def give(
    desk: Desk,
    strategy: Strategy,
    name: str,
    *,
    rungs: Sequence[Rung],
    caps: Caps,
    by: str,
    why: str,
    segments: tuple[str, ...] = (),
    entities: tuple[str, ...] = (),
) -> int:
    """Keep a standing approval and return its id.

    Raises ``StandingRefusedError`` naming all that is wrong: no name or reason, a step that is not gentle, a cap of nothing.
    """
    problems = []
    if not 1 <= len(name.strip()) <= LONGEST_NAME:
        problems.append(f"Give it a name of 1 to {LONGEST_NAME} characters.")
    if not why.strip():
        problems.append("Say why: the reason is kept with it.")
    if not rungs:
        problems.append("Choose at least one step.")
    if strict := sorted(set(rungs) - set(gentle(strategy))):
        listed = ", ".join(f"{each.ladder} {each.step}" for each in strict)
        problems.append(f"Only gentle steps go by themselves; for these a person approves each time: {listed}.")
    if min(caps.messages, caps.total_minor, caps.each_minor) <= 0:
        problems.append("Every cap must be more than 0.")
    limits = four_eyes.rule(desk)
    own = [each.caps for each in standing(desk) if each.approved_by == by]  # two halves are as much as the whole
    because = limits.because(
        asked_minor=caps.total_minor + sum(each.total_minor for each in own),
        messages=caps.messages + sum(each.messages for each in own),
        is_legal=False,
    )
    with desk.reading() as session:
        if because and not four_eyes.is_small_team(session):
            problems.append(
                f"One person lets at most {limits.most_messages} messages and {limits.most_minor / 100:,.0f} EUR go at once, all standing "
                "approvals of theirs together: set the caps to that, and two people approve what is more."
            )
    if problems:
        raise StandingRefusedError(problems)
    require_entities(entities)
    with desk.session() as session:
        changed(session, Topic.STANDING)
        four_eyes.note_approval(
            session,
            Kind.STANDING,
            name.strip(),
            by=by,
            at=desk.now(),
            authors={by},
            because=because,
            days=limits.look_again_days,
        )
        row = StandingApproval(
            name=name.strip(),
            rungs=[list(each) for each in sorted(rungs)],
            segments=sorted(segments),
            entities=sorted(entities),
            most_messages=caps.messages,
            most_minor=caps.total_minor,
            most_each_minor=caps.each_minor,
            approved_by=by,
            approved_at=desk.now(),
            why=why.strip(),
        )
        session.add(row)
        session.flush()
        return row.id


def standing(desk: Desk) -> list[Standing]:
    """Return the standing approvals that nobody ended, paused ones among them, the oldest first."""
    with desk.reading() as session:
        rows = session.scalars(
            select(StandingApproval).where(StandingApproval.ended_at.is_(None)).order_by(StandingApproval.id)
        )
        return [_value(row) for row in rows]


def is_going(desk: Desk, approval_id: int) -> bool:
    """Return whether nobody paused or ended ``approval_id``."""
    return any(each.id == approval_id and each.paused_at is None for each in standing(desk))


@permitted(Action.STOP)
def pause(desk: Desk, approval_id: int, *, by: str, why: str) -> None:
    """Let nothing go by ``approval_id`` until somebody resumes; raises ``StandingMovedError`` when it is not running."""
    _said(why, "pause this")
    with desk.session() as session:
        changed(session, Topic.STANDING)
        _one(session, approval_id)
        going = update(StandingApproval).where(
            StandingApproval.id == approval_id,
            StandingApproval.paused_at.is_(None),
            StandingApproval.ended_at.is_(None),
        )
        if rows_changed(session, going.values(paused_at=desk.now(), paused_by=by, paused_why=why.strip())) == 0:
            raise StandingMovedError


@permitted(Action.APPROVE)
def resume(desk: Desk, approval_id: int, *, by: str, why: str) -> None:
    """Let it go on; the ledger that it paused at is looked at again. ``StandingMovedError`` when it is not paused."""
    _said(why, "resume this")
    with desk.session() as session:
        changed(session, Topic.STANDING)
        _one(session, approval_id)
        going = {"paused_at": None, "paused_by": None, "paused_why": None}
        paused = update(StandingApproval).where(
            StandingApproval.id == approval_id,
            StandingApproval.paused_at.is_not(None),
            StandingApproval.ended_at.is_(None),
        )
        if rows_changed(session, paused.values(**going)) == 0:
            raise StandingMovedError
        stopped = StandingRun.approval_id == approval_id, StandingRun.outcome.in_((Outcome.PAUSED, Outcome.FAILED))
        for run in session.scalars(select(StandingRun).where(*stopped)):
            run.outcome, run.why = Outcome.RESUMED, f"{run.why} {by}: {why.strip()}".strip()


@permitted(Action.STOP)
def end(desk: Desk, approval_id: int, *, by: str, why: str) -> None:
    """End a standing approval for good; its runs stay."""
    _said(why, "end this")
    with desk.session() as session:
        changed(session, Topic.STANDING)
        _one(session, approval_id)
        open_ = update(StandingApproval).where(StandingApproval.id == approval_id, StandingApproval.ended_at.is_(None))
        if rows_changed(session, open_.values(ended_at=desk.now(), ended_by=by, ended_why=why.strip())) == 0:
            raise StandingMovedError


def runs(desk: Desk, *, limit: int = 30, approval_id: int | None = None) -> list[Run]:
    """Return the latest runs, the newest first."""
    chosen = select(StandingRun).order_by(StandingRun.id.desc()).limit(limit)
    if approval_id is not None:
        chosen = chosen.where(StandingRun.approval_id == approval_id)
    with desk.reading() as session:
        return [_run(row) for row in session.scalars(chosen)]


def _one(session: Session, approval_id: int) -> StandingApproval:
    row = session.get(StandingApproval, approval_id)
    if row is None:
        known = session.scalars(select(StandingApproval.id).where(StandingApproval.ended_at.is_(None)))
        raise UnknownNameError("standing approval", str(approval_id), [str(each) for each in known])
    require_entities(row.entities)
    return row


def _said(why: str, act: str) -> None:
    if not why.strip():
        raise NothingSaidError(act)


def _run(row: StandingRun) -> Run:
    fields = {name: getattr(row, name) for name in Run.__dataclass_fields__}
    return Run(**{**fields, "outcome": Outcome(row.outcome)})


def _value(row: StandingApproval) -> Standing:
    return Standing(
        id=row.id,
        name=row.name,
        rungs=tuple(Rung(str(ladder), int(step)) for ladder, step in row.rungs),
        segments=tuple(row.segments),
        entities=tuple(row.entities),
        caps=Caps(messages=row.most_messages, total_minor=row.most_minor, each_minor=row.most_each_minor),
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        why=row.why,
        paused_at=row.paused_at,
        paused_by=row.paused_by,
        paused_why=row.paused_why,
    )
