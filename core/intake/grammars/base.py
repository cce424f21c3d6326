"""What a kind of file knows about its own rows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.intake.expressions import Style
    from core.intake.mapping import Mapping


class Given(Protocol):
    """The part of a mapped file that a grammar asks about."""

    @property
    def mapping(self) -> Mapping:
        """The mapping."""

    @property
    def style(self) -> Style:
        """How amounts and dates are written."""

    def has(self, name: str) -> bool:
        """Return whether the file gives the field."""

    def text(self, name: str) -> str:
        """Return the expression of the text of a field."""

    def value(self, name: str) -> str:
        """Return the expression of the value of a field as read."""


@dataclass(frozen=True, kw_only=True)
class Reason:
    """Why a row cannot be taken: a condition and the sentence told, both SQL.

    ``doubt`` is a cheaper condition that holds at least wherever the condition does; most rows are never in doubt.
    """

    condition: str
    told: str
    doubt: str | None = None


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Rows with the same ``key`` must say the same in the columns ``same``.

    A row that contradicts an earlier one is refused as the same ``label`` with other ``matters``; where it ``counts_once``,
    one that says the same again is a repeat. ``where`` limits the rows it holds for.
    """

    label: str
    key: tuple[str, ...]
    same: tuple[str, ...]
    matters: str
    counts_once: bool = True
    where: str = "TRUE"


@dataclass(frozen=True, kw_only=True)
class Grammar:
    """What follows from the fields of one kind of file, and where it goes.

    ``derived`` gives values that follow from others, ``words`` columns they need, ``reasons`` why a row cannot
    be taken, the first that holds. ``past`` are dates that cannot lie ahead of the day a side file is taken in.

    ``amounts`` are the fields that a total row fills, ``named_by`` the field every row but a total has; ``tables`` the
    statements that fill the staging tables; ``agreements`` what rows of one thing must agree on.
    """

    derived: Callable[[Given], dict[str, str]]
    reasons: Callable[[Given], list[Reason]]
    words: Callable[[Given], dict[str, str]] = lambda _: {}
    amounts: tuple[str, ...] = ()
    named_by: str = "number"
    tables: tuple[str, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    past: tuple[str, ...] = ()
