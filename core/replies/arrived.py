"""Mails as they arrive, and what a reading brought."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

REPEATED: Final = "repeated"
REPORT: Final = "report"
REPLY: Final = "reply"
AWAY: Final = "away"
OWN: Final = "own"
UNKNOWN_REPORT: Final = "unknown_report"
COMPLAINT: Final = "complaint"


@dataclass(frozen=True, kw_only=True)
class Arrived:
    """A mail, and where it lies."""

    source: str
    raw: bytes
    uid_validity: int | None = None
    uid: int | None = None
    is_cut: bool = False  # only the beginning of a larger one


@dataclass(frozen=True, kw_only=True)
class Taken:
    """What a reading brought, counted by what the mails were."""

    kinds: Counter[str] = field(default_factory=Counter)

    def __add__(self, other: Taken) -> Taken:
        """Return both together."""
        return Taken(kinds=self.kinds + other.kinds)

    @property
    def read(self) -> int:
        """Return how many mails were read for the first time."""
        return self.kinds.total() - self.kinds[REPEATED]
