"""What the lab says more than once: thresholds, segments and comparisons in the reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.language import later
from core.segments.fields import FIELDS, NUMERIC, FieldKind
from core.segments.policy import Op
from dashboard.plain import plain

if TYPE_CHECKING:
    from core.segments.policy import Policy, Threshold
    from core.segments.whatif import WhatIf
    from dashboard.i18n import Words

UNITS = {
    "EUR": later("euros"),
    "days": later("days"),
    "share": later("share of 0 to 1"),
    "invoices": later("a number of invoices"),
    "points": later("points"),
}
OPS = {
    Op.AT_LEAST: later("at least (≥)"),
    Op.MORE: later("more than (>)"),
    Op.AT_MOST: later("at most (≤)"),
    Op.LESS: later("less than (<)"),
    Op.IS: later("is (=)"),
    Op.IS_NOT: later("is not (≠)"),
    Op.ONE_OF: later("is one of"),
}
OF_NUMBERS = (Op.AT_LEAST, Op.MORE, Op.AT_MOST, Op.LESS, Op.IS, Op.IS_NOT)
OF_WORDS = (Op.IS, Op.IS_NOT, Op.ONE_OF)
OF_FLAGS = (Op.IS,)


def ops_of(field: str) -> tuple[Op, ...]:
    """Return the comparisons that make sense for ``field``."""
    kind = FIELDS[field].kind
    if kind in NUMERIC:
        return OF_NUMBERS
    return OF_FLAGS if kind is FieldKind.FLAG else OF_WORDS


def mark_in_words(threshold: Threshold, value: float, words: Words) -> str:
    """Return ``value`` of a threshold in its unit."""
    if threshold.unit == "EUR":
        return (
            words.round_money(round(value * 100), "EUR")
            if float(value).is_integer()
            else words.money(round(value * 100), "EUR")
        )
    if threshold.unit == "days":
        return (
            words.count("{n} day", "{n} days", round(value))
            if float(value).is_integer()
            else words("{n} days", n=words.number(value, 1))
        )
    if threshold.unit == "share":
        return words.share(value, 0 if float(100 * value).is_integer() else 1)
    return words.number(value, 0 if float(value).is_integer() else 1)


def labels_of(policy: Policy, words: Words) -> dict[str, str]:
    """Return the segments of ``policy`` by name, as the reader calls them."""
    return {segment.name: words(segment.label) for segment in policy.segments}


def labels_seen(seen: WhatIf, words: Words) -> dict[str, str]:
    """Return the segments of both policies of a what-if by name; the proposal's word counts."""
    return {**labels_of(seen.before.policy, words), **labels_of(seen.after.policy, words)}


def badge(label: str) -> str:
    """Return ``label`` as a small grey badge in Markdown."""
    return f":gray-badge[{plain(label)}]"
