"""Rolling from bucket to bucket: the rates of a month, same items, and the buckets they chain over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.metrics.buckets import BUCKETS
from core.metrics.companies import CENTS
from core.metrics.metric import Measures, Roll

if TYPE_CHECKING:
    from collections.abc import Mapping

CURRENT: Final = BUCKETS[0].key
LATE: Final = tuple(bucket.key for bucket in BUCKETS[1:])
OLDEST: Final = BUCKETS[-1].key
CHAIN: Final = tuple(bucket.key for bucket in BUCKETS[:-1])
"""The buckets that something can roll on from, in order."""


def rates(rolls: Mapping[str, Roll]) -> dict[str, float]:
    """Return the roll rate of each bucket of ``CHAIN`` that held anything, 0-1.

    The rate is what of the bucket's balance stands in a later bucket a month on, of the same items: new items that are
    entered late cannot push it above 1.
    """
    return {key: rolls[key].rolled_minor / rolls[key].opening_minor for key in CHAIN if _held(rolls, key)}


def _held(rolls: Mapping[str, Roll], key: str) -> bool:
    return key in rolls and rolls[key].opening_minor > 0


def roll(opening_euros: int, rolled_euros: int, stayed_euros: int = 0) -> Roll:
    """Return what became of a bucket, for an example, from euros."""
    left = (rolled_euros + stayed_euros) * CENTS
    return Roll(opening_minor=opening_euros * CENTS, rolled_minor=rolled_euros * CENTS, left_minor=left)


SEPTEMBER: Final = Measures(
    rolls={
        "current": roll(500_000, 90_000),
        "d1_30": roll(100_000, 40_000),
        "d31_60": roll(50_000, 25_000),
        "d61_90": roll(30_000, 21_000),
    }
)
"""Of 500, 100, 50 and 30 thousand at the end of August, 90, 40, 25 and 21 are a bucket older at the end of September."""

JUST_ONE: Final = Measures(rolls={"d31_60": roll(1_000_000, 200_000)})
"""1,000,000 of 30 to 59 days on 31 January, of which 200,000 is 60 to 89 days on 28 February."""
