"""What groups of a review are called: a slot for a sentence, by the dimension they belong to."""

from __future__ import annotations

from core.metrics.review.finding import Kind, Slot
from core.metrics.scope import GroupBy

KINDS = {GroupBy.SEGMENT: Kind.SEGMENT, GroupBy.COUNTRY: Kind.COUNTRY, GroupBy.TYPE: Kind.TYPE}


def group_slot(group: GroupBy, name: str) -> Slot:
    """Return the name of a group of ``group`` for a sentence; the screen knows how segments and types are called."""
    return Slot(kind=KINDS.get(group, Kind.NAME), value=name)
