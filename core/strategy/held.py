"""Holds that stand on a day, as masks over the candidates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.strategy.keys import items_named
from core.strategy.spread import spread
from core.vocabulary import HoldKind

if TYPE_CHECKING:
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
        """Return how much of each candidate the holds stop: their amounts, spread first due first; all where none is given.

        A hold in one currency stops nothing in another.
        """
        if self.matches.empty:
            return np.zeros(self.size, dtype=np.int64)
        room = np.maximum(items.balance_minor, 0)
        currency = items.frame["currency"].to_numpy(dtype=object)
        rows = self.matches["row"].to_numpy(dtype=np.int64)
        same = self.matches["currency"].isna().to_numpy() | (
            self.matches["currency"].to_numpy(dtype=object) == currency[rows]
        )
        order = np.argsort(rows[same], kind="stable")
        chosen = self.matches[same].iloc[order]
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


def standing(items: Candidates, kinds: tuple[HoldKind, ...]) -> Holds:
    """Return the holds of ``kinds`` whose last day is ``items.as_of`` or later, or that have none."""
    known = items.facts.holds
    grace = timedelta(days=items.ladder.promise_grace_days if kinds == (HoldKind.PROMISE,) else 0)
    last_day = np.datetime64(items.as_of - grace)
    is_standing = known["kind"].isin([str(each) for each in kinds]) & (
        known["until_on"].isna() | (known["until_on"] >= last_day)
    )
    chosen = known[is_standing.to_numpy(dtype=bool)].reset_index(drop=True)
    chosen = chosen.assign(hold=chosen.index)
    return Holds(matches=items_named(chosen, items.frame, items.position, items.assignment.features), size=len(items))
