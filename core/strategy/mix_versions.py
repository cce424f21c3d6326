"""Versions of the channel mix on the desk: who saved what and why, which one is in force, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import policies
from core.language import later
from core.strategy.mix import SHIPPED, Mix, check, from_body, to_body

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.desk.channel_terms import Terms
    from core.desk.engine import Desk

KIND: Final = "mix"


@dataclass(frozen=True, kw_only=True)
class MixVersion:
    """One saved mix. ``id`` is None, and so are its author and instant, for the one Saldo ships with."""

    id: int | None
    number: int
    mix: Mix
    comment: str
    created_by: str | None
    created_at: datetime | None
    is_active: bool


def active(desk: Desk) -> MixVersion:
    """Return the version in force: the shipped mix, which leaves every step to its ladder, until one is saved."""
    stored = policies.active(desk, KIND)
    return _shipped(is_active=True) if stored is None else _version(stored)


def turn(desk: Desk) -> int:
    """Return a number that grows with every activation, also of a day to come."""
    return policies.turn(desk, KIND)


def history(desk: Desk) -> list[MixVersion]:
    """Return every version, the newest first and the shipped one last."""
    stored = [_version(each) for each in policies.history(desk, KIND)]
    return [*stored, _shipped(is_active=not any(each.is_active for each in stored))]


@permitted(Action.POLICY)
def save(
    desk: Desk,
    mix: Mix,
    terms: Terms,
    *,
    on: date,
    by: str,
    comment: str,
    based_on: int | None = None,
    seen: int | None = None,
    from_on: date | None = None,
) -> MixVersion:
    """Save ``mix`` as the next version and make it active, at once or from a day on.

    Raise ``MixRefusedError`` when it cannot be followed by the ``terms`` of a day, ``PolicyMovedError`` when another version than
    ``based_on`` (0: none) became active meanwhile, or one was planned after ``seen``, what ``turn`` was then.
    """
    body = to_body(check(mix, terms, on))
    saved = policies.save(desk, KIND, body, by=by, comment=comment, based_on=based_on, seen=seen, from_on=from_on)
    return _version(saved)


@permitted(Action.POLICY)
def activate(
    desk: Desk, version_id: int, terms: Terms, *, on: date, by: str, why: str, based_on: int | None = None
) -> MixVersion:
    """Make an earlier version the active one again; errors as in ``save``, and ``UnknownNameError``."""
    check(from_body(policies.get(desk, KIND, version_id).body), terms, on)
    return _version(policies.activate(desk, KIND, version_id, by=by, why=why, based_on=based_on))


def _version(stored: policies.PolicyVersion) -> MixVersion:
    return MixVersion(
        id=stored.id,
        number=stored.number,
        mix=from_body(stored.body),
        comment=stored.comment,
        created_by=stored.created_by,
        created_at=stored.created_at,
        is_active=stored.is_active,
    )


def _shipped(*, is_active: bool) -> MixVersion:
    return MixVersion(
        id=None,
        number=0,
        mix=SHIPPED,
        comment=later("Every step by the channels of its ladder"),
        created_by=None,
        created_at=None,
        is_active=is_active,
    )
