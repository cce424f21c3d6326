"""Collection effectiveness index without what is disputed."""

from __future__ import annotations

from core.metrics import companies
from core.metrics.effectiveness import effectiveness
from core.metrics.metric import Direction, Example, Figure, Measures, Metric, Theme, Unit


def compute(measures: Measures) -> Figure:
    """Return CEI as a percentage on the balances less their contested part; rules and parts as for the index itself."""
    return effectiveness(
        measures,
        measures.opening_minor - measures.opening_disputed_minor,
        measures.gross_minor - measures.disputed_minor,
        measures.current_minor - measures.disputed_current_minor,
    )


METRIC = Metric(
    slug="collection_effectiveness_undisputed",
    label="Collection effectiveness without disputes",
    unit=Unit.PERCENT,
    direction=Direction.HIGHER,
    theme=Theme.COLLECTION,
    definition="The collection effectiveness index on what nobody contests.",
    formula="as collection effectiveness, with disputed amounts taken off all three balances",
    reference="accountingtools.com/articles/collection-effectiveness-index; computed twice, see docs/decisions.",
    warning="An invoice that becomes disputed counts as collected here: read the disputed amount beside it.",
    compute=compute,
    examples=(
        Example(
            title="NL-1 with 40,000 disputed, N = 3",
            source="computed",
            measures=companies.NL1_DISPUTED,
            expected=70.49,
            parts={"months": 3},
        ),
        Example(
            title="nothing disputed: equals the index",
            source="computed",
            measures=companies.NL1_QUARTER,
            expected=63.93,
        ),
        Example(
            title="only the first list of open items", source="computed", measures=companies.FIRST_LIST, expected=None
        ),
    ),
)
