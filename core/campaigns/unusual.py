"""What is unusual about a run that nobody looks at beforehand: then it waits for a person."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.campaigns.standing import Caps

FEWEST_RUNS: Final = 3  # before that, nobody knows what is usual
TIMES_USUAL: Final = 3
NEVER_UNUSUAL: Final = 20  # messages
MOST_FAILED_SHARE: Final = 0.1


@dataclass(frozen=True, kw_only=True)
class Volume:
    """What a run would send: messages, and euro cents asked for at the book's rates."""

    messages: int
    asked_minor: int


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What became of the messages of the run before: how many are settled, and how many of those failed."""

    settled: int
    failed: int


def unusual(volume: Volume, caps: Caps, usual: Sequence[int], before: Delivered | None, *, read: int = 0) -> str | None:
    """Return the sentence that says why a person must look first, None when nothing is unusual.

    ``usual`` are the numbers of messages of the runs before that sent any; ``read`` is how many a person saw and let go on.
    """
    if volume.messages > caps.messages:
        return f"{volume.messages} messages would go; the cap is {caps.messages}."
    if volume.asked_minor > caps.total_minor:
        return f"{volume.asked_minor / 100:,.2f} EUR would be asked for; the cap is {caps.total_minor / 100:,.2f} EUR."
    if len(usual) >= FEWEST_RUNS and volume.messages > max(NEVER_UNUSUAL, TIMES_USUAL * median(usual), read):
        return f"{volume.messages} messages would go, where {median(usual):.0f} are usual."
    if before is not None and before.settled and before.failed > MOST_FAILED_SHARE * before.settled:
        return f"Of the run before, {before.failed} of {before.settled} messages failed."
    return None
