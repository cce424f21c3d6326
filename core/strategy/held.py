"""Holds that stand on a day, as masks over the candidates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.desk.holds import JUDGED
from core.strategy.facts import HOLDS, rows
from core.strategy.grace import first_standing
from core.strategy.keys import items_named
from core.strategy.spread import spread
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.strategy.candidates import Candidates


@dataclass(frozen=True, kw_only=True, eq=False)
class Holds:
    """Standing holds of some kinds: ``matches`` has one row per hold and candidate it stops (column ``row``)."""

    matches: pd.DataFrame
    size: int

    @cached_property
    def is_held(self) -> NDArray[np.bool_]:
        """Whether each candidate is stopped."""
        mask = np.zeros(self.size, dtype=bool)
        mask[self.matches["row"].to_numpy(dtype=np.int64)] = True
        return mask

    def taken_minor(self, items: Candidates) -> NDArray[np.int64]:
        """Return how much of each candidate the holds stop: their amounts, spread first due first; all where none is given."""
        if self.matches.empty:
            return np.zeros(self.size, dtype=np.int64)
        room = np.maximum(items.balance_minor, 0)
        chosen = self.matches.sort_values("row", kind="stable")
        rows = chosen["row"].to_numpy(dtype=np.int64)
        pool = chosen["amount_minor"].to_numpy(dtype=np.int64, na_value=np.iinfo(np.int64).max)
        taken = np.zeros(self.size, dtype=np.int64)
        np.add.at(taken, rows, spread(pool, chosen["hold"].to_numpy(dtype=np.int64), room[rows]))
        return np.minimum(taken, room)

    @cached_property
    def _first(self) -> dict[int, tuple[str, pd.Timestamp]]:
        first = self.matches.drop_duplicates("row")
        told = zip(first["why"].tolist(), first["until_on"].tolist(), strict=True)
        return dict(zip(first["row"].tolist(), told, strict=True))

    def note(self, row: int) -> tuple[str, date | None]:
        """Return what was noted with the hold that stops the candidate at ``row``, and its last day if it has one."""
        why, until_on = self._first[row]
        return why, None if pd.isna(until_on) else until_on.date()


_NOTHING = rows(HOLDS).assign(hold=pd.Series(dtype="Int64"), row=np.zeros(0, dtype=np.int64))


def standing(items: Candidates, kinds: tuple[HoldKind, ...]) -> Holds:
    """Return the holds of ``kinds`` whose last day is ``items.as_of`` or later, or that have none.

    A hold in one currency stops nothing in another.
    """
    known = items.facts.holds
    if known.empty:
        return Holds(matches=_NOTHING, size=len(items))
    grace = items.strategy.contact.promise_grace_days if kinds == (HoldKind.PROMISE,) else None
    last_day = np.datetime64(items.as_of if grace is None else first_standing(items.as_of, grace))
    is_standing = known["kind"].isin([str(each) for each in kinds]) & (
        known["until_on"].isna()
        | (known["until_on"] >= last_day)
        | (known["case_id"].notna() & known["kind"].isin([] if items.is_supposed else [str(each) for each in JUDGED]))
    )
    if not is_standing.any():  # the usual case for most kinds
        return Holds(matches=_NOTHING, size=len(items))
    chosen = known[is_standing.to_numpy(dtype=bool)].reset_index(drop=True)
    # The holds of one case share its amount; any other hold has its own.
    chosen = chosen.assign(hold=chosen["case_id"].fillna(pd.Series(-1 - chosen.index, dtype="Int64")))
    matches = items_named(chosen, items.frame, items.position, items.assignment.features)
    currency = items.frame["currency"].to_numpy(dtype=object)[matches["row"].to_numpy(dtype=np.int64)]
    same = matches["currency"].isna().to_numpy() | (matches["currency"].to_numpy(dtype=object) == currency)
    return Holds(matches=matches[same], size=len(items))
