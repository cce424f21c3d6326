"""Versions of the segment policy on the desk: who saved what and why, which one is active, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.desk import policies
from core.language import later
from core.segments.policy import Policy, from_body, to_body
from core.segments.shipped import SHIPPED
from core.segments.validate import check

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.desk.engine import Desk

KIND = "segments"


@dataclass(frozen=True, kw_only=True)
class PolicyVersion:
    """One saved policy. ``id`` is None, and so are its author and instant, for the one Saldo ships with."""

    id: int | None
    number: int
    policy: Policy
    comment: str
    created_by: str | None
    created_at: datetime | None
    is_active: bool


def active(desk: Desk, on: date | None = None) -> PolicyVersion:
    """Return the version in force ``on`` a day, today by default: the shipped policy until one begins."""
    stored = policies.active(desk, KIND, on)
    return _shipped(is_active=True) if stored is None else _version(stored)


def planned(desk: Desk) -> list[policies.Activation]:
    """Return what is to come into force after today, the soonest first."""
    return policies.planned(desk, KIND)


def turn(desk: Desk) -> int:
    """Return the number of the last activation: what a manager had seen who begins now."""
    return policies.turn(desk, KIND)


def history(desk: Desk) -> list[PolicyVersion]:
    """Return every version, the newest first and the shipped one last."""
    stored = [_version(each) for each in policies.history(desk, KIND)]
    return [*stored, _shipped(is_active=not any(each.is_active for each in stored))]


@permitted(Action.POLICY)
def save(
    desk: Desk,
    policy: Policy,
    *,
    by: str,
    comment: str,
    based_on: int | None = None,
    seen: int | None = None,
    from_on: date | None = None,
) -> PolicyVersion:
    """Save ``policy`` as the next version and make it active, at once or from ``from_on``.

    Raise ``PolicyRefusedError`` when something in it cannot be run, ``PolicyMovedError`` when another version than
    ``based_on`` became active, or was planned since ``seen``, meanwhile; ``PastActivationError`` for a day that is over.
    """
    body = to_body(check(policy))
    return _version(
        policies.save(desk, KIND, body, by=by, comment=comment, based_on=based_on, seen=seen, from_on=from_on)
    )


@permitted(Action.POLICY)
def activate(
    desk: Desk,
    version_id: int | None,
    *,
    by: str,
    why: str,
    based_on: int | None = None,
    seen: int | None = None,
    from_on: date | None = None,
) -> PolicyVersion:
    """Make an earlier version the active one again, None for the one Saldo ships with; errors as in ``save``, and ``UnknownNameError``."""
    if version_id is None:  # it was never kept, so that going back to it keeps it
        return save(desk, SHIPPED, by=by, comment=why, based_on=based_on, seen=seen, from_on=from_on)
    check(from_body(dict(policies.get(desk, KIND, version_id).body)))
    return _version(
        policies.activate(desk, KIND, version_id, by=by, why=why, based_on=based_on, seen=seen, from_on=from_on)
    )


def _version(stored: policies.PolicyVersion) -> PolicyVersion:
    return PolicyVersion(
        id=stored.id,
        number=stored.number,
        policy=from_body(dict(stored.body)),
        comment=stored.comment,
        created_by=stored.created_by,
        created_at=stored.created_at,
        is_active=stored.is_active,
    )


def _shipped(*, is_active: bool) -> PolicyVersion:
    return PolicyVersion(
        id=None,
        number=0,
        policy=SHIPPED,
        comment=later("The policy that Saldo ships with"),
        created_by=None,
        created_at=None,
        is_active=is_active,
    )
