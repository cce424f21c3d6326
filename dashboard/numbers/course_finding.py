"""One sentence under the course of a figure, worked out from its month-ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboard.kpi import said
from dashboard.texts import later

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from core.metrics.metric import Metric
    from dashboard.i18n import Words

ROSE = later("{figure} rose from {before} to {now} between {then} and {last}.")
FELL = later("{figure} fell from {before} to {now} between {then} and {last}.")
STAYED = later("{figure} is {now} in {last}, as it was in {then}.")
EXTREMES = later("In between, its lowest was {low} in {low_month}, its highest {high} in {high_month}.")
ABOVE = later("That is above the target of {target}.")
BELOW = later("That is below the target of {target}.")
ON_TARGET = later("That is the target.")
ONE = later("{figure} has a value at one month-end only: {now} in {last}.")
NONE = later("{figure} has no value at any of these month-ends.")
MONTHS_BACK = 12


def course_finding(
    metric: Metric,
    months: Sequence[date],
    values: Sequence[float | None],
    *,
    target: float | None,
    currency: str,
    words: Words,
) -> str:
    """Return what the last twelve months did to ``metric``, its extremes, and how it stands to ``target``, if any.

    ``values`` run beside ``months``, oldest first; amounts are in minor units. A month without a value is passed over.
    """
    _ = words

    def in_unit(value: float) -> str:
        return said(value, metric.unit, currency, words)

    known = [(month, value) for month, value in zip(months, values, strict=True) if value is not None]
    figure = _(metric.label)
    if not known:
        return _(NONE, figure=figure)
    last, now = known[-1]
    if len(known) == 1:
        return _(ONE, figure=figure, now=in_unit(now), last=words.month(last))
    then, before = known[max(len(known) - 1 - MONTHS_BACK, 0)]
    pattern = STAYED if in_unit(now) == in_unit(before) else ROSE if now > before else FELL
    parts = [
        _(
            pattern,
            figure=figure,
            before=in_unit(before),
            now=in_unit(now),
            then=words.month(then),
            last=words.month(last),
        )
    ]
    year = known[-1 - MONTHS_BACK :]
    (low_month, low), (high_month, high) = min(year, key=lambda each: each[1]), max(year, key=lambda each: each[1])
    if in_unit(low) != in_unit(high):
        parts.append(
            _(
                EXTREMES,
                low=in_unit(low),
                low_month=words.month(low_month),
                high=in_unit(high),
                high_month=words.month(high_month),
            )
        )
    if target is not None:
        parts.append(_(_stands(in_unit(now), in_unit(target), is_above=now > target), target=in_unit(target)))
    return " ".join(parts)


def _stands(now: str, target: str, *, is_above: bool) -> str:
    if now == target:
        return ON_TARGET
    return ABOVE if is_above else BELOW
