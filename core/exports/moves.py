"""What moved the DSO, and what may be lost: the parts of a pack that other formulas of core work out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.exports.pack import Bridge, Provision, Step
from core.exports.words import later
from core.metrics.buckets import AgedBy, buckets
from core.metrics.period import months_before
from core.metrics.review.bridge import BRIDGED, LABELS, MEANINGS, bridge
from core.metrics.review.rounded import rounded
from core.metrics.scope import GroupBy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.exports.pack import MonthEnd
    from core.metrics.metric import Value
    from core.metrics.scope import Scope
    from core.metrics.segment_cube import SegmentCube

MONTHS_BACK: Final = 12
"""A year, so that both ends are of one season."""
PLAIN: Final = "dso"
METHOD: Final = later(
    "Each cause is changed from how it stood at the first day to how it stood at the second, averaged over every order of changing them: no order is preferred, and the parts add up to the change."
)
EXPECTED_LOSS: Final = "expected_loss"


def bridge_of(
    book: Book,
    as_of: date,
    scope: Scope,
    *,
    since: date | None,
    house: str,
    course: tuple[MonthEnd, ...],
    segments: pd.DataFrame,
    cube: SegmentCube | None,
) -> Bridge | None:
    """Return what moved the house DSO since a day; None where there is no bridge.

    Without ``since`` it starts a year before, or at the first month-end that has a DSO.
    A house DSO that is no sum over groups has no bridge; then that of the plain DSO is told.
    """
    known = [month.ends_on for month in course if month.ends_on < as_of]
    if since is None and not known:
        return None
    from_on = since or max(months_before(as_of, MONTHS_BACK), known[0])
    slug = house if house in BRIDGED else PLAIN
    found = bridge(
        book, from_on, as_of, metric=slug, group=GroupBy.SEGMENT, scope=scope, segments=segments, cube=cube
    ).get(str(scope.currency))
    if found is None or not found.parts or found.from_days is None or found.to_days is None:
        return None
    shown = rounded(found.parts)
    return Bridge(
        slug=slug,
        from_on=from_on,
        to_on=as_of,
        from_days=float(found.from_days),
        to_days=float(found.to_days),
        steps=tuple(
            Step(label=LABELS[part], meaning=MEANINGS[part], days=float(days), shown_days=shown[part])
            for part, days in found.parts.items()
        ),
        method=METHOD,
    )


def provisions_of(figures: Mapping[str, Value]) -> tuple[Provision, ...]:
    """Return the provision matrix behind the expected loss, youngest bucket first; empty where that is undefined."""
    loss = figures.get(EXPECTED_LOSS)
    if loss is None or loss.value is None:
        return ()
    return tuple(
        Provision(
            label=bucket.label,
            loss_share=float(loss.parts[f"{bucket.key}_rate"]),
            provision_minor=int(loss.parts[f"{bucket.key}_minor"]),
        )
        for bucket in buckets(AgedBy.DUE)
        if f"{bucket.key}_rate" in loss.parts
    )
