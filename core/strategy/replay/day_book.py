"""One past day's book: only customers that can be reminded, and nothing is asked twice."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from core.vocabulary import DocumentType

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from core.book.past import PastBook

_NARROWED: Final = frozenset({"audience_items", "audience_cash", "audience_addresses"})


class DayBook:
    """The past book on one day, of the customers with an item that is old enough for some step.

    No reason looks at other customers, so the rest need not be looked at. The addresses, which have no history, are kept from day
    to day.
    """

    def __init__(self, past: PastBook, day: date, *, least_days: int, addresses: dict[Hashable, pd.DataFrame]) -> None:
        """Ask ``past`` about ``day``; the first step comes ``least_days`` past due. ``addresses`` is shared by the days of a run."""
        self._past, self._day, self._least_days = past, day, least_days
        self._addresses = addresses

    @cached_property
    def items(self) -> pd.DataFrame:
        """Everything open of those customers, columns as the query audience_items."""
        found = self._all
        return found[found["customer_key"].isin(self.customer_keys)].reset_index(drop=True)

    @cached_property
    def customer_keys(self) -> NDArray[np.int64]:
        """Those customers, ascending."""
        return self.coming(0)

    def coming(self, days: int) -> NDArray[np.int64]:
        """Return the customers with an item that is old enough now or will be within ``days``, ascending."""
        found = self._all
        is_old = found["days_past_due"].to_numpy(dtype=np.int64) >= self._least_days - days
        is_owed = (found["document_type"] == DocumentType.INVOICE) & (found["balance_minor"] > 0)
        return np.unique(found["customer_key"].to_numpy(dtype=np.int64)[is_old & is_owed.to_numpy(dtype=bool)])

    @cached_property
    def _all(self) -> pd.DataFrame:
        return self._past.frame("audience_items", as_of=self._day, customer_key=None)

    def frame(self, name: str, /, relations: Mapping[str, Any] | None = None, **params: Any) -> pd.DataFrame:  # noqa: ANN401 (parameters of any query)
        """Return the rows of the named query, of these customers where it is one about what is open."""
        if name == "audience_items":
            return self.items
        if relations or name not in _NARROWED:
            return self._past.frame(name, relations, **params)
        if name != "audience_addresses":
            return self._narrowed(self._past.frame(name, **params))
        asked = (name, *sorted(params.items()))
        if asked not in self._addresses:
            self._addresses[asked] = self._past.frame(name, **params)
        return self._narrowed(self._addresses[asked])

    def _narrowed(self, rows: pd.DataFrame) -> pd.DataFrame:
        return rows[rows["customer_key"].isin(self.customer_keys)].reset_index(drop=True)
