"""Long work: it stops at its next write when who began it was removed, signed out, or lost the role meanwhile."""

from __future__ import annotations

import time
from threading import Event
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from core.access import people, sign_ins
from core.access.lasting import OtherLimitsError, StoppedError
from core.acting import SYSTEM, Limits, NotAllowedError, acting, permitted
from core.actions import Action, Role
from core.desk.tables import Note
from dashboard import jobs
from tests.desks import clock, desk, desk_url
from tests.unit.access.test_sign_ins import provider, token

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.acting import Actor
    from core.desk.engine import Desk
    from tests.desks import TestClock

__all__ = ["clock", "desk", "desk_url"]
pytestmark = pytest.mark.few_on_postgres(1)


@permitted(Action.IMPORT)
def note(desk: Desk, body: str, *, by: str) -> None:
    row = Note(entity="NL01", customer_id="A", body=body, written_by=by, written_at=desk.now())
    with desk.session() as session:
        session.add(row)


@permitted(Action.IMPORT)
def long_work(desk: Desk, begun: Event, go_on: Event, *, by: str) -> None:
    note(desk, "first", by=by)
    begun.set()
    assert go_on.wait(60)
    with acting(SYSTEM):  # what follows of an act for all customers is no way around it
        note(desk, "second", by=by)


def bodies(desk: Desk) -> list[str]:
    with desk.reading() as session:
        return list(session.scalars(select(Note.body).order_by(Note.id)))


def outcome(desk: Desk, tom: Actor, meanwhile: Callable[[], object]) -> Exception | None:
    """Return what a job of Tom's ended with when ``meanwhile`` happens between two of its writes."""
    begun, go_on = Event(), Event()
    with acting(tom):
        job = jobs.start("lasting", "Importing.", lambda _: long_work(desk, begun, go_on, by="Tom"))
        assert begun.wait(60)
    meanwhile()
    go_on.set()
    ends = time.monotonic() + 60
    while not job.is_done and time.monotonic() < ends:
        time.sleep(0.005)
    assert job.is_done
    with acting(tom):
        jobs.forget("lasting")
    return job.problem


@pytest.mark.parametrize(
    "what", ["nothing", "another", "deactivated", "signed out", "old", "role", "limits", "account"]
)
def test_work_goes_on_only_as_somebody_who_may(
    desk: Desk, clock: TestClock, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(jobs, "application", lambda: SimpleNamespace(desk=desk))
    people.add(desk, "Els", email="els@example.com", roles={Role.ADMINISTRATOR}, by="setup")
    people.add(desk, "Tom", email="tom@example.com", roles={Role.CONTROLLER}, by="setup")
    tom = sign_ins.arrive(desk, provider(), token(clock, "tom"))
    assert tom.sign_in is not None
    sign_in = tom.sign_in
    meanwhile: dict[str, tuple[Callable[[], object], type[Exception] | None]] = {
        "nothing": (lambda: None, None),
        "another": (lambda: people.add(desk, "Ann", roles={Role.VIEWER}, by="Els"), None),
        "deactivated": (lambda: people.deactivate(desk, "Tom", by="Els", why="x"), StoppedError),
        "signed out": (lambda: sign_ins.end(desk, sign_in, by="Tom"), StoppedError),
        "old": (lambda: clock.forward(days=1), None),  # begun in time
        "role": (lambda: people.change(desk, "Tom", roles={Role.VIEWER}, by="Els", why="x"), NotAllowedError),
        "limits": (
            lambda: people.change(desk, "Tom", limits=Limits(entities=frozenset({"BE01"})), by="Els", why="x"),
            OtherLimitsError,
        ),
        "account": (lambda: people.change_email(desk, "Tom", "tom@example.org", by="Els", why="x"), StoppedError),
    }
    happens, problem = meanwhile[what]
    assert type(outcome(desk, tom, happens)) is (problem or type(None))
    assert bodies(desk) == (["first"] if problem else ["first", "second"])
