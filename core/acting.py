"""Who acts: the person or process on whose behalf the running code works, and the check before everything it changes.

A function that changes something wears ``@permitted(Action.X)``. What it calls in turn is part of the same act. A desk refuses to
write for a person outside of an act, so that a change that nobody thought of guarding cannot be made.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from inspect import signature
from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar

from structlog.contextvars import bound_contextvars

from core.actions import Action, Role, allowed
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    Resolver = Callable[[bool], "Actor | None"]
    Still = Callable[[Action], None]

P = ParamSpec("P")
R = TypeVar("R")


class NotAllowedError(SaldoError):
    """An act that the roles of who asks for it do not hold."""

    def __init__(self, actor: Actor, action: Action) -> None:
        super().__init__(
            "{who} is {roles} and may not do this ({action}): ask an administrator for the role, or a colleague to do it.",
            who=actor.name,
            roles=sorted(actor.roles) or Sentence("somebody without a role"),
            action=action,
        )
        self.actor, self.action = actor, action


class NobodyActsError(SaldoError):
    """Work that reached the desk while nobody is signed in."""

    def __init__(self) -> None:
        super().__init__("Nobody is signed in: sign in again, then repeat what you did.")


class NotYourNameError(SaldoError):
    """An act in the name of somebody else."""

    def __init__(self, actor: Actor, name: str) -> None:
        super().__init__(
            "{name} cannot act in the name of {name_2}: sign in as {name_2}, or leave the name as it is.",
            name=actor.name,
            name_2=name,
        )


class OutsideLimitsError(SaldoError):
    """An act on what who acts does not see."""

    def __init__(self, actor: Actor) -> None:
        super().__init__(
            "{name} may not do this: it concerns customers outside of the entities, countries or account managers "
            "that {name} sees. Ask a colleague who sees them, or an administrator for wider limits.",
            name=actor.name,
        )


class UnguardedError(RuntimeError):
    """A change outside of every act: a fault of the code, not of the person."""

    def __init__(self, actor: Actor) -> None:
        super().__init__(f"the desk was written to for {actor.name} outside of every permitted act")


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Whose customers somebody sees; None: all. With several, a customer has to meet each of them."""

    entities: frozenset[str] | None = None
    countries: frozenset[str] | None = None
    account_managers: frozenset[str] | None = None

    @property
    def is_all(self) -> bool:
        """Whether nothing is kept from view."""
        return self.entities is None and self.countries is None and self.account_managers is None

    @property
    def key(self) -> str:
        """The same text for equal limits, in every process: what is kept of one scope is never another's; '' is all."""
        told = (self.entities, self.countries, self.account_managers)
        return "" if self.is_all else json.dumps([None if each is None else sorted(each) for each in told])


EVERYBODY: Final = Limits()
"""No limits."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """On whose behalf code runs. ``is_known``: signed in, so that the name is proven; ``sign_in`` is the row of it on the desk."""

    name: str
    roles: frozenset[Role] = frozenset(Role)
    limits: Limits = field(default_factory=Limits)
    is_known: bool = False
    sign_in: str | None = None

    def may(self, action: Action) -> bool:
        """Whether one of the roles holds ``action``."""
        return action in allowed(self.roles)


LOCAL: Final = Actor(name="local")
"""Whoever runs the program on their own machine, without sign-in: everything, in the name that is given."""
SYSTEM: Final = Actor(name="Saldo")
"""What runs by itself: workers, schedules, receipts, the customer's own page."""


@dataclass(kw_only=True, eq=False)
class Act:
    """One act while it is being done: what the audit trail says of it once the first write of it is committed."""

    action: Action
    actor: Actor
    what: str  # the function, by its module below core
    given: dict[str, Any]  # its arguments by name
    changes: list[Any] = field(default_factory=list)  # facts beside what is seen of its writes, until the next commit
    still: Still | None = None  # of long work: refuses who may not do this any more
    id: str = field(default_factory=lambda: token_hex(8))
    entries: int = 0  # rows the audit trail has of it


_BOUND: ContextVar[Actor | None] = ContextVar("actor", default=None)
_ACT: ContextVar[Act | None] = ContextVar("act", default=None)
_STILL: ContextVar[Still | None] = ContextVar("still", default=None)


class _House:
    """What the process was told about who may act in it."""

    resolver: Resolver | None = None
    is_signed_in_only = False


def ask(resolver: Resolver | None, *, is_signed_in_only: bool) -> None:
    """Let ``resolver`` say who acts where nobody was bound; it is told whether something is about to be changed."""
    _House.resolver, _House.is_signed_in_only = resolver, is_signed_in_only


def current(*, is_writing: bool = False) -> Actor:
    """Return who acts now; raise :class:`NobodyActsError` when nobody does and this house is for people who signed in."""
    bound = _BOUND.get()
    if bound is not None:
        return bound
    if _House.resolver is not None:
        found = _House.resolver(is_writing)
        if found is not None:
            return found
    if _House.is_signed_in_only:
        raise NobodyActsError
    return LOCAL


@contextmanager
def acting(actor: Actor, *, still: Still | None = None) -> Iterator[None]:
    """Let everything inside the block be done on behalf of ``actor``.

    For work that outlives a click: ``still`` is asked before each act and before every write of it, and raises for who may not any more.
    """
    token, watched = _BOUND.set(actor), _STILL.set(still)
    try:
        yield
    finally:
        _STILL.reset(watched)
        _BOUND.reset(token)


def by_itself(function: Callable[P, R]) -> Callable[P, R]:
    """Let ``function`` run as :data:`SYSTEM`, whoever calls it and in whatever thread: nobody asked for what it does."""

    @wraps(function)
    def unasked(*args: P.args, **kwargs: P.kwargs) -> R:
        with acting(SYSTEM):
            return function(*args, **kwargs)

    return unasked


def require_all() -> None:
    """Raise :class:`OutsideLimitsError` unless who acts sees every customer: for what is done to all of them at once."""
    actor = current()
    if not actor.limits.is_all:
        raise OutsideLimitsError(actor)


def require_entities(entities: Collection[str]) -> None:
    """Raise :class:`OutsideLimitsError` unless who acts sees every customer of ``entities``; of none named, all are meant."""
    limits = current().limits
    by_entity = limits.entities is not None and limits.countries is None and limits.account_managers is None
    if not (by_entity and entities and set(entities) <= (limits.entities or frozenset())):
        require_all()


def act() -> Act | None:
    """Return the act that is being done, if one is."""
    return _ACT.get()


def permitted(action: Action) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let the function be called only by who may do ``action``; it is one act, whatever it calls."""

    def guarded(function: Callable[P, R]) -> Callable[P, R]:
        known = signature(function)
        what = f"{function.__module__.removeprefix('core.')}.{function.__name__}"

        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if _ACT.get() is not None:
                return function(*args, **kwargs)
            given = known.bind(*args, **kwargs).arguments
            with doing(action, what, dict(given)):
                return function(*args, **kwargs)

        checked.permitted = action  # type: ignore[attr-defined]  # tests and docs walk what wears it
        return checked

    return guarded


def action_of(function: Callable[..., object]) -> Action:
    """Return what somebody has to be allowed who calls ``function``, which wears :func:`permitted`."""
    action: Action = function.permitted  # type: ignore[attr-defined]  # set there
    return action


def require(action: Action) -> None:
    """Raise :class:`NotAllowedError` unless who acts may do ``action``, too: for what a function learns only on its way."""
    actor = current(is_writing=True)
    if not actor.may(action):
        raise NotAllowedError(actor, action)
    begun = _ACT.get()
    if begun is not None and begun.still is not None:
        begun.still(action)


@contextmanager
def doing(action: Action, what: str, given: dict[str, Any]) -> Iterator[Act]:
    """Check that who acts may do ``action``, and let the block be that act."""
    actor = current(is_writing=True)
    if not actor.may(action):
        raise NotAllowedError(actor, action)
    named = given.get("by")
    if actor.is_known and isinstance(named, str) and named != actor.name:
        raise NotYourNameError(actor, named)
    still = _STILL.get()
    if still is not None:
        still(action)
    begun = Act(action=action, actor=actor, what=what, given=given, still=still)
    token = _ACT.set(begun)
    try:
        with bound_contextvars(act=what):  # in every line of the log
            yield begun
    finally:
        _ACT.reset(token)


def refuse_unguarded() -> None:
    """Raise :class:`UnguardedError` when a person who signed in is about to change something outside of every act.

    An act of long work is refused here, too, once who began it may not do it any more.
    """
    begun = _ACT.get()
    if begun is not None:
        if begun.still is not None:
            begun.still(begun.action)
        return
    actor = current(is_writing=True)
    if actor.is_known:
        raise UnguardedError(actor)
