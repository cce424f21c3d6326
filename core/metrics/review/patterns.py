"""Every English text that a review can say, for the catalogues of other languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.metrics import rates
from core.metrics.review import bridge, contribution, gap, scenario, summary

if TYPE_CHECKING:
    from collections.abc import Iterator


def texts() -> Iterator[str]:
    """Yield the patterns of all findings, the labels of the parts as headings and inside a sentence, and the formulas."""
    for module in (bridge, contribution, gap, scenario, summary, rates):
        yield from module.PATTERNS
    for part in bridge.Part:
        yield from (bridge.LABELS[part], bridge.LABELS[part].lower(), bridge.MEANINGS[part])
    yield from (gap.FORMULA, scenario.FORMULA)
