"""Versions of the strategy on the desk: who saved what and why, which one is in force, and the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.acting import permitted
from core.actions import Action
from core.desk import policies
from core.language import later
from core.segments import versions as segment_versions
from core.strategy.strategy import Strategy, from_body, to_body
from core.strategy.strategy_check import check
from core.strategy.strategy_shipped import SHIPPED

if TYPE_CHECKING:
    from datetime import date, datetime

    from core.desk.engine import Desk

KIND: Final = "ladder"  # what it was when a strategy was one ladder


@dataclass(frozen=True, kw_only=True)
class StrategyVersion:
    """One saved strategy. ``id`` is None, and so are its author and instant, for the one Saldo ships with."""

    id: int | None
    number: int
    strategy: Strategy
    comment: str
    created_by: str | None
    created_at: datetime | None
    is_active: bool


def active(desk: Desk, on: date | None = None) -> StrategyVersion:
    """Return the version in force ``on`` a day, today by default: the shipped strategy until one is saved."""
    stored = policies.active(desk, KIND, on)
    return _shipped(is_active=True) if stored is None else _version(stored)


def strategy_of(desk: Desk) -> Strategy:
    """Return the strategy in force."""
    return active(desk).strategy


def get(desk: Desk, version_id: int | None) -> Strategy:
    """Return the strategy of a version, that of None is the shipped one."""
    return SHIPPED if version_id is None else from_body(policies.get(desk, KIND, version_id).body)


def history(desk: Desk) -> list[StrategyVersion]:
    """Return every version, the newest first and the shipped one last."""
    stored = [_version(each) for each in policies.history(desk, KIND)]
    return [*stored, _shipped(is_active=not any(each.is_active for each in stored))]


@permitted(Action.POLICY)
def save(
    desk: Desk, strategy: Strategy, *, by: str, comment: str, based_on: int | None = None, from_on: date | None = None
) -> StrategyVersion:
    """Save ``strategy`` as the next version and make it active, at once or ``from_on`` a day on.

    Raise ``StrategyRefusedError`` when it cannot be followed, ``PolicyMovedError`` when another version than ``based_on``
    (0: none) became active meanwhile.
    """
    body = to_body(check(strategy, segments=_segments(desk)))
    return _version(policies.save(desk, KIND, body, by=by, comment=comment, based_on=based_on, from_on=from_on))


@permitted(Action.POLICY)
def activate(
    desk: Desk, version_id: int, *, by: str, why: str, based_on: int | None = None, from_on: date | None = None
) -> StrategyVersion:
    """Make an earlier version the active one again; errors as in ``save``, and ``UnknownNameError``."""
    check(get(desk, version_id), segments=_segments(desk))
    return _version(policies.activate(desk, KIND, version_id, by=by, why=why, based_on=based_on, from_on=from_on))


def _segments(desk: Desk) -> tuple[str, ...]:
    return tuple(each.name for each in segment_versions.active(desk).policy.segments)


def _version(stored: policies.PolicyVersion) -> StrategyVersion:
    return StrategyVersion(
        id=stored.id,
        number=stored.number,
        strategy=from_body(stored.body),
        comment=stored.comment,
        created_by=stored.created_by,
        created_at=stored.created_at,
        is_active=stored.is_active,
    )


def _shipped(*, is_active: bool) -> StrategyVersion:
    return StrategyVersion(
        id=None,
        number=0,
        strategy=SHIPPED,
        comment=later("The strategy that Saldo ships with"),
        created_by=None,
        created_at=None,
        is_active=is_active,
    )
