"""What the groups of a review are called on the screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics.scope import GroupBy
from core.vocabulary import CustomerType
from dashboard.review.sentence import segment_name
from dashboard.texts import CUSTOMER_TYPES

if TYPE_CHECKING:
    from dashboard.i18n import Words
    from dashboard.reads import Edition


def group_name(group: GroupBy, name: str, of: Edition, words: Words) -> str:
    """Return the label of one group, as plain text."""
    if group is GroupBy.SEGMENT:
        return segment_name(name, of, words)
    if group is GroupBy.COUNTRY:
        return words.country(name)
    if group is GroupBy.TYPE:
        return words(CUSTOMER_TYPES[CustomerType(name)])
    return words("All") if group is GroupBy.ALL else name
