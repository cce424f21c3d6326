"""Experiments on the desk: started with a reason, fixed from the first launch on, ended with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import exists, func, select, update
from sqlalchemy.exc import IntegrityError

from core.acting import permitted, require_entities
from core.actions import Action
from core.desk.experiment_tables import Enrolment, Experiment
from core.desk.revisions import Topic, changed
from core.desk.statements import rows_changed
from core.desk.template_tables import TemplateVersion
from core.errors import SaldoError, UnknownNameError
from core.experiments.design import ENGLISH, DesignRefusedError, from_body, to_body
from core.experiments.design_problems import problems

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk
    from core.experiments.design import Design
    from core.strategy.strategy import Strategy


class ExperimentFixedError(SaldoError):
    """A change of a design after the first launch under it."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "Experiment {name!r} is fixed: a campaign was launched under it, so its arms, window and measure stay as "
            "they are. End it, and start another one.",
            name=name,
        )


class ExperimentOverlapError(SaldoError):
    """A second experiment on the same steps of the same customers."""

    def __init__(self, name: str, other: str) -> None:
        super().__init__(
            "Experiment {name!r} would draw customers that {other!r} draws already: end that one first, or choose "
            "other steps, segments or companies.",
            name=name,
            other=other,
        )


class ExperimentNameError(SaldoError):
    """A name that another experiment has."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "There is an experiment called {name!r} already: its draw goes by the name, so choose another.", name=name
        )


class ExperimentChangedError(SaldoError):
    """A design that is not the one that was fixed."""

    def __init__(self, name: str) -> None:
        super().__init__(
            "The design of experiment {name!r} on the desk is not the one that was fixed: somebody changed it there. "
            "Put it back from a backup, or end the experiment.",
            name=name,
        )


class NoReasonError(SaldoError):
    """A start or an end without a reason."""

    def __init__(self) -> None:
        super().__init__("Say why: the reason is kept with the experiment.")


class ExperimentMovedError(SaldoError):
    """Somebody else ended it in between."""

    def __init__(self, name: str) -> None:
        super().__init__("Experiment {name!r} has ended meanwhile: look at it again.", name=name)


@dataclass(frozen=True, kw_only=True)
class Kept:
    """An experiment as it stands on the desk; ``campaigns`` were launched under it."""

    id: int
    design: Design
    started_by: str
    started_at: datetime
    why: str
    ended_by: str | None
    ended_at: datetime | None
    ended_why: str | None
    campaigns: int
    customers: int  # over all campaigns, so that who was in two of them counts twice

    @property
    def name(self) -> str:
        """The name, by which customers are drawn."""
        return self.design.name

    @property
    def is_running(self) -> bool:
        """Whether campaigns that are planned now are under it."""
        return self.ended_at is None

    @property
    def is_fixed(self) -> bool:
        """Whether a campaign was launched under it."""
        return self.campaigns > 0


@permitted(Action.CAMPAIGN)
def start(desk: Desk, strategy: Strategy, design: Design, *, by: str, why: str) -> int:
    """Keep ``design``: campaigns that are planned from now on are under it; return its id.

    Raises ``DesignRefusedError`` naming all that is wrong, ``ExperimentOverlapError``, ``ExperimentNameError``, ``NoReasonError``.
    """
    _refuse(desk, strategy, design, why)
    require_entities(design.entities)
    try:
        with desk.session() as session:
            changed(session, Topic.EXPERIMENTS)  # first, for it makes writers wait for each other
            _refuse_overlap(session, design)
            row = Experiment(
                name=design.name,
                design=to_body(design),
                sha256=design.sha256,
                started_by=by,
                started_at=desk.now(),
                why=why.strip(),
            )
            session.add(row)
            session.flush()
            return row.id
    except IntegrityError:
        raise ExperimentNameError(design.name) from None


@permitted(Action.CAMPAIGN)
def redesign(desk: Desk, strategy: Strategy, name: str, design: Design, *, by: str, why: str) -> None:
    """Put another design in the place of that of ``name``, which it keeps; ``ExperimentFixedError`` once a campaign was launched under it."""
    _refuse(desk, strategy, design, why)
    if design.name != name:
        raise ExperimentNameError(design.name)
    with desk.session() as session:
        changed(session, Topic.EXPERIMENTS)
        row = _row(session, name)
        require_entities(from_body(row.design).entities)
        require_entities(design.entities)
        if row.ended_at is not None:
            raise ExperimentMovedError(name)
        if session.scalar(select(exists().where(Enrolment.experiment_id == row.id))):
            raise ExperimentFixedError(name)
        _refuse_overlap(session, design, apart_from=row.id)
        row.design, row.sha256 = to_body(design), design.sha256
        row.started_by, row.started_at, row.why = by, desk.now(), why.strip()


@permitted(Action.CAMPAIGN)
def end(desk: Desk, name: str, *, by: str, why: str) -> None:
    """End an experiment: nobody is drawn any more, and who is left alone is free at once; its result stays."""
    if not why.strip():
        raise NoReasonError
    with desk.session() as session:
        changed(session, Topic.EXPERIMENTS)
        row = _row(session, name)
        require_entities(from_body(row.design).entities)
        ended = update(Experiment).where(Experiment.id == row.id, Experiment.ended_at.is_(None))
        values = {"ended_by": by, "ended_at": desk.now(), "ended_why": why.strip()}
        if rows_changed(session, ended.values(**values)) == 0:
            raise ExperimentMovedError(name)


def experiments(desk: Desk) -> list[Kept]:
    """Return every experiment, the newest first; raise ``ExperimentChangedError`` for a design that somebody tampered with."""
    counted = (
        select(
            Enrolment.experiment_id,
            func.count().label("campaigns"),
            func.sum(Enrolment.customers).label("customers"),
        )
        .group_by(Enrolment.experiment_id)
        .subquery()
    )
    told = (
        select(Experiment, counted.c.campaigns, counted.c.customers)
        .outerjoin(counted, counted.c.experiment_id == Experiment.id)
        .order_by(Experiment.id.desc())
    )
    with desk.reading() as session:
        return [_kept(row, campaigns or 0, int(customers or 0)) for row, campaigns, customers in session.execute(told)]


def running(desk: Desk) -> list[Kept]:
    """Return the experiments that campaigns planned now are under, the oldest first."""
    with desk.reading() as session:
        rows = session.scalars(select(Experiment).where(Experiment.ended_at.is_(None)).order_by(Experiment.id))
        return [_kept(row, 0, 0) for row in rows]


def experiment(desk: Desk, name: str) -> Kept:
    """Return one experiment; raise ``UnknownNameError``."""
    known = experiments(desk)
    found = next((each for each in known if each.name == name), None)
    if found is None:
        raise UnknownNameError("experiment", name, [each.name for each in known])
    return found


def _refuse(desk: Desk, strategy: Strategy, design: Design, why: str) -> None:
    found = [*problems(design, strategy), *_missing(desk, design)]
    if found:
        raise DesignRefusedError(found)
    if not why.strip():
        raise NoReasonError


def _missing(desk: Desk, design: Design) -> list[str]:
    """Return one sentence per version of a text that an arm asks for and nobody saved."""
    wanted = {(folder, number) for arm in design.arms for folder, number in arm.versions.items() if number}
    with desk.reading() as session:
        saved = {
            (f"{row.message}/{row.language}", row.number)
            for row in session.execute(
                select(TemplateVersion.message, TemplateVersion.language, TemplateVersion.number)
            )
        }
    return [
        ENGLISH("There is no version {n} of {text}: save it under Templates first.", n=str(number), text=folder)
        for folder, number in sorted(wanted - saved)
    ]


def _refuse_overlap(session: Session, design: Design, *, apart_from: int | None = None) -> None:
    for row in session.scalars(select(Experiment).where(Experiment.ended_at.is_(None))):
        if row.id != apart_from and _overlap(from_body(row.design), design):
            raise ExperimentOverlapError(design.name, row.name)


def _overlap(one: Design, other: Design) -> bool:
    def meet(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
        return not some or not others or bool(set(some) & set(others))

    return (
        bool(set(one.rungs) & set(other.rungs))
        and meet(one.segments, other.segments)
        and meet(one.entities, other.entities)
    )


def _row(session: Session, name: str) -> Experiment:
    found = session.scalar(select(Experiment).where(Experiment.name == name))
    if found is None:
        raise UnknownNameError("experiment", name, list(session.scalars(select(Experiment.name).limit(12))))
    return found


def _kept(row: Experiment, campaigns: int, customers: int) -> Kept:
    design = from_body(row.design)
    if design.sha256 != row.sha256:
        raise ExperimentChangedError(row.name)
    return Kept(
        id=row.id,
        design=design,
        started_by=row.started_by,
        started_at=row.started_at,
        why=row.why,
        ended_by=row.ended_by,
        ended_at=row.ended_at,
        ended_why=row.ended_why,
        campaigns=campaigns,
        customers=customers,
    )
