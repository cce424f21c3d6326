"""What an input is asked about, and where the rows of its kind are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from core.metrics.buckets import AgedBy
from core.metrics.explain.explanation import Rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pyarrow as pa

    from core.metrics.explain.explanation import Input
    from core.metrics.metric import Measures
    from core.metrics.scope import Scope

    Maker = Callable[["Asked"], Iterator[Input]]

POSITIONS: Final = "explained_positions"
SALES: Final = "explained_sales"
EVENTS: Final = "explained_events"
ROLLS: Final = "explained_rolls"
PROMISES: Final = "explained_promises"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a number was asked about.

    ``path`` names the field in hand; ``read`` says of a sequence how many of its first entries the formula read. ``promises``
    are those that fell due, one by one.
    """

    measured: Measures
    as_of: date
    scope: Scope
    read: int | None = None
    path: str = ""
    promises: pa.Table | None = None


def positions(
    scope: Scope,
    as_of: date,
    *,
    part: str = "invoices",
    measure: str = "balance",
    days: tuple[date, date] | None = None,
    by: AgedBy = AgedBy.DUE,
    most: int | None = None,
    is_narrowed: bool = False,
    sign: int = 1,
) -> Rows:
    """Return where the rows of a balance of ``as_of`` are: one ``part``, aged from the first to the last of ``days``."""
    first_on, last_on = days or (date.min, date.max)
    parameters: dict[str, object] = {
        "as_of": as_of,
        "part": part,
        "measure": measure,
        "by": str(by),
        "first_on": first_on,
        "last_on": last_on,
        "most": most,
        "is_narrowed": is_narrowed,
    }
    return Rows(query=POSITIONS, parameters=parameters | scope.parameters(), sign=sign)


def sales(scope: Scope, after_on: date, until_on: date) -> Rows:
    """Return where the rows of the sales after ``after_on`` up to and including ``until_on`` are."""
    return Rows(query=SALES, parameters={"after_on": after_on, "until_on": until_on} | scope.parameters())
