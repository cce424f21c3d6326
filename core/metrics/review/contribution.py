"""Contribution: whose days of DSO they are, and who moved them; customers and the rest add up to the whole."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.metrics.period import DEFAULT_MONTHS, window
from core.metrics.positions import positions
from core.metrics.review import finding as told
from core.metrics.review.bridge import BRIDGED
from core.metrics.review.ends import State
from core.metrics.review.finding import Finding
from core.metrics.review.labels import group_slot
from core.metrics.scope import GroupBy, segment_relation

if TYPE_CHECKING:
    from datetime import date

    from core.book.book import Book
    from core.metrics.review.bridge import Bridge
    from core.metrics.scope import Scope

MOST: Final = (
    "{name} holds {days} of the {level} days ({share}); the largest change is that of {moved} ({change} days)."
)
ALONE: Final = "{name} holds all {level} days."
PATTERNS: Final = (MOST, ALONE)
_COLUMNS: Final = {f"{state}_minor": state for state in State}


@dataclass(frozen=True, kw_only=True)
class Customers:
    """The customers that moved a DSO figure most; ``rest`` is everybody else, so that both together are the whole.

    ``rows``: customer_key, entity, customer_id, name, country, sales_minor (period to the end), from_minor, to_minor, and
    from_days, to_days, change_days as floats. ``rest`` is (count, from_days, to_days), exact.
    """

    rows: pd.DataFrame
    rest: tuple[int, Fraction, Fraction]


def customers(
    book: Book,
    bridge: Bridge,
    *,
    scope: Scope,
    segments: pd.DataFrame | None = None,
    group_name: str | None = None,
    most: int = 50,
    months: int = DEFAULT_MONTHS,
) -> Customers:
    """Return the ``most`` customers that changed ``bridge``'s figure furthest, either way, and the rest in one line.

    A customer is one account of one entity: somebody who buys from two entities is two rows, as in the ledger, and each
    counts in its entity only.

    Parameters
    ----------
    scope
        The scope of the bridge; its currency is that of the bridge.
    group_name
        Only the customers of this group of the bridge: together with the rest they are the group's days.
    segments
        Needed when ``scope`` names a segment.

    Raises
    ------
    ValueError
        The bridge has no parts, or a segment is asked for without ``segments``.
    KeyError
        The bridge has no such group.

    """
    if bridge.from_days is None or bridge.to_days is None or bridge.why is not None:
        message = "a figure that is undefined at an end has no contributions"
        raise ValueError(message)
    whole = (bridge.from_days, bridge.to_days)
    if group_name is not None:
        whole = (bridge.groups[group_name].from_days, bridge.groups[group_name].to_days)
        scope = scope.narrowed(bridge.group, group_name)
    held = [_open(book, end.as_of, bridge, scope=scope, segments=segments) for end in (bridge.start, bridge.end)]
    both = pd.concat(held, axis=1, keys=["from_minor", "to_minor"]).fillna(0).astype("int64")
    rates = [Fraction(end.days, end.sales_minor) for end in (bridge.start, bridge.end)]
    change = both["to_minor"] * float(rates[1]) - both["from_minor"] * float(rates[0])
    order = np.lexsort((both.index.to_numpy(), -change.abs().to_numpy()))[:most]
    shown = both.iloc[order]
    period = window(bridge.end.as_of, months)
    named = book.frame(
        "review_customers",
        {"picked": pd.DataFrame({"customer_key": shown.index.to_numpy(dtype="int64")})},
        after_on=period.after_on,
        until_on=period.until_on,
        currency=bridge.currency,
    )
    rows = shown.reset_index().merge(named, on="customer_key", how="left")
    rows["from_days"] = rows["from_minor"] * float(rates[0])
    rows["to_days"] = rows["to_minor"] * float(rates[1])
    rows["change_days"] = rows["to_days"] - rows["from_days"]
    left = [
        whole[0] - int(shown["from_minor"].sum()) * rates[0],
        whole[1] - int(shown["to_minor"].sum()) * rates[1],
    ]
    return Customers(rows=rows, rest=(len(both) - len(shown), left[0], left[1]))


def _open(book: Book, as_of: date, bridge: Bridge, *, scope: Scope, segments: pd.DataFrame | None) -> pd.Series:
    """Return what each customer adds to the figure's balance on ``as_of``, by customer key."""
    basis = BRIDGED[bridge.metric]
    states = {state for held in basis.states.values() for state in held}
    frame = book.frame(
        "customer_open",
        {"positions": positions(book, as_of), "segments": segment_relation(segments, scope=scope)},
        as_of=as_of,
        **{**scope.parameters(), "currency": bridge.currency},
    ).set_index("customer_key")
    columns = [name for name, state in _COLUMNS.items() if state in states]
    if basis.with_credits:
        columns.append("credit_minor")
    return frame[columns].sum(axis=1).astype("int64")


def contribution_finding(bridge: Bridge) -> Finding | None:
    """Return which group holds most of the figure and which moved furthest; ``None`` without parts or groups."""
    if bridge.why is not None or not bridge.groups or not bridge.to_days:
        return None
    name, group = max(bridge.groups.items(), key=lambda each: (each[1].to_days, each[0]))
    slots = {"name": group_slot(bridge.group, name), "level": told.days(float(bridge.to_days))}
    if len(bridge.groups) == 1 or bridge.group is GroupBy.ALL:
        return Finding(pattern=ALONE, slots=slots)
    moved, most = max(bridge.groups.items(), key=lambda each: (abs(each[1].change), each[0]))
    slots |= {
        "days": told.days(float(group.to_days)),
        "share": told.share(float(group.to_days / bridge.to_days)),
        "moved": group_slot(bridge.group, moved),
        "change": told.change(float(most.change)),
    }
    return Finding(pattern=MOST, slots=slots)
