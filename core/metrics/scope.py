"""The part of the portfolio a number is about."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pyarrow as pa

if TYPE_CHECKING:
    import pandas as pd

UNASSIGNED = "unassigned"
"""Segment of a customer that the given assignment does not name."""

_SEGMENTS = pa.schema({"customer_key": pa.int64(), "segment": pa.large_string()})
_NO_SEGMENTS = _SEGMENTS.empty_table()


class GroupBy(StrEnum):
    """What an aging can be split by; ``ALL`` is no split. From ``SECTOR`` on it is a trait of the customer."""

    ALL = "all"
    SEGMENT = "segment"
    COUNTRY = "country"
    ENTITY = "entity"
    TYPE = "type"
    CURRENCY = "currency"
    SECTOR = "sector"
    SIZE = "size"
    ACCOUNT_MANAGER = "account_manager"
    COLLECTOR = "collector"
    LABEL = "label"
    CUSTOMER = "customer"


_FIELD_OF = {GroupBy.TYPE: "customer_type"}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """Filters that all must hold; ``None`` is no filter."""

    entity: str | None = None
    country: str | None = None
    customer_type: str | None = None
    segment: str | None = None
    currency: str | None = None

    @property
    def is_within_entity(self) -> bool:
        """Whether a part of an entity's customers is asked for: a file of sales per entity says nothing of that."""
        return any(part is not None for part in (self.country, self.customer_type, self.segment))

    def parameters(self) -> dict[str, Any]:
        """Return the filters by name, as every named query of this package declares them."""
        return asdict(self)

    def narrowed(self, group: GroupBy, name: str) -> Scope:
        """Return the scope of one group of an aging, so that a cell's items can be asked for; not of a customer's trait."""
        return self if group is GroupBy.ALL else replace(self, **{_FIELD_OF.get(group, str(group)): name})


def segment_relation(
    segments: pd.DataFrame | None, *, scope: Scope, group: GroupBy = GroupBy.ALL, columns: GroupBy = GroupBy.ALL
) -> pa.Table:
    """Return the relation ``segments(customer_key, segment)`` for a query; empty when no segment is asked for.

    Raises
    ------
    ValueError
        A segment is asked for and no assignment was given.

    """
    if scope.segment is None and GroupBy.SEGMENT not in (group, columns):
        return _NO_SEGMENTS
    if segments is None:
        message = "a segment is asked for, but no assignment of customers to segments was given"
        raise ValueError(message)
    return as_relation(segments)


def as_relation(segments: pd.DataFrame) -> pa.Table:
    """Return the assignment as an Arrow table: the words stay where they are, and no engine has to read Python objects."""
    return pa.table({name: pa.array(segments[name]) for name in _SEGMENTS.names}).cast(_SEGMENTS)
