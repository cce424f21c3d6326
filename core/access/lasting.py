"""Long work of a person: whether who began it is still there, and may still do it, at each of its writes."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.access import people
from core.access.refusals import SENTENCES, Refusal
from core.acting import SYSTEM, NotAllowedError, acting
from core.clock import local_day
from core.desk.revisions import Topic
from core.desk.sign_in_tables import SignIn
from core.desk.tables import TopicRevision
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from datetime import date

    from core.acting import Actor, Still
    from core.actions import Action
    from core.desk.engine import Desk


class StoppedError(SaldoError):
    """Work whose person left, or was signed out, before it was done."""

    def __init__(self, actor: Actor, refusal: Refusal) -> None:
        super().__init__(
            "This work of {name} was stopped before its end. {why}", name=actor.name, why=Sentence(SENTENCES[refusal])
        )


class OtherLimitsError(SaldoError):
    """Work that was begun within other limits than its person has now."""

    def __init__(self, actor: Actor) -> None:
        super().__init__(
            "This work was stopped before its end: {name} sees other customers than when it began. Begin it once more.",
            name=actor.name,
        )


def still(desk: Desk, actor: Actor) -> Still:
    """Return what refuses the writes of work that ``actor``, who is signed in, begins now, once they may not any more.

    The people's revision says whether anything can have changed: one short question for a write. A sign-in that grows old lets its work
    end, one that was ended does not. Raises ``StoppedError``, ``OtherLimitsError`` and ``NotAllowedError``.
    """
    return _Still(desk, actor)


class _Still:
    """What the last look at the desk said: which people there were, on which day."""

    def __init__(self, desk: Desk, actor: Actor) -> None:
        self.desk, self.actor, self.now = desk, actor, actor
        self.seen: tuple[int, date] | None = None
        self.lock = Lock()  # work of several threads

    def __call__(self, action: Action) -> None:
        """Raise unless the person may do ``action`` now."""
        with self.lock, acting(SYSTEM):
            sign_in, revision = self._looked()
            if self.actor.sign_in is not None and (sign_in is None or sign_in.ended_at is not None):
                raise StoppedError(self.actor, Refusal.ENDED)
            seen = revision, local_day(self.desk.now())  # a deputy is one until the end of a day
            if seen != self.seen:
                self.now, self.seen = self._person(sign_in), seen
            now = self.now
        if now.limits != self.actor.limits:
            raise OtherLimitsError(now)
        if not now.may(action):
            raise NotAllowedError(now, action)

    def _looked(self) -> tuple[SignIn | None, int]:
        of_people = select(TopicRevision.revision).where(TopicRevision.topic == Topic.PEOPLE)
        with self.desk.reading() as session:
            sign_in = None if self.actor.sign_in is None else session.get(SignIn, self.actor.sign_in)
            return sign_in, session.scalars(of_people).one()

    def _person(self, sign_in: SignIn | None) -> Actor:
        """Return who began the work as they may act now."""
        person = people.named(self.desk, self.actor.name)
        if person is None or not person.is_active:
            raise StoppedError(self.actor, Refusal.INACTIVE)
        if sign_in is not None and sign_in.subject != person.subject:  # they sign in by another account since
            raise StoppedError(self.actor, Refusal.ENDED)
        return people.actor(self.desk, person, sign_in=self.actor.sign_in)
