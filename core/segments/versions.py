"""Versions of the segment policy on the desk: who saved what and why, which one is active, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.desk import policies
from core.segments.policy import Policy, from_body, to_body
from core.segments.shipped import SHIPPED
from core.segments.validate import check

if TYPE_CHECKING:
    from datetime import datetime

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


def active(desk: Desk) -> PolicyVersion:
    """Return the version in force: the shipped policy until one is saved."""
    stored = policies.active(desk, KIND)
    return _shipped(is_active=True) if stored is None else _version(stored)


def history(desk: Desk) -> list[PolicyVersion]:
    """Return every version, the newest first and the shipped one last."""
    stored = [_version(each) for each in policies.history(desk, KIND)]
    return [*stored, _shipped(is_active=not any(each.is_active for each in stored))]


def save(desk: Desk, policy: Policy, *, by: str, comment: str, based_on: int | None = None) -> PolicyVersion:
    """Save ``policy`` as the next version and make it active.

    Raise ``PolicyRefusedError`` when something in it cannot be run, ``PolicyMovedError`` when another version than
    ``based_on`` became active meanwhile.
    """
    body = to_body(check(policy))
    return _version(policies.save(desk, KIND, body, by=by, comment=comment, based_on=based_on))


def activate(desk: Desk, version_id: int, *, by: str, why: str, based_on: int | None = None) -> PolicyVersion:
    """Make an earlier version the active one again; errors as in ``save``, and ``UnknownNameError``."""
    check(from_body(dict(policies.get(desk, KIND, version_id).body)))
    return _version(policies.activate(desk, KIND, version_id, by=by, why=why, based_on=based_on))


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
        comment="The policy that Saldo ships with",
        created_by=None,
        created_at=None,
        is_active=is_active,
    )
