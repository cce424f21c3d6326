"""What is to be said to whom in the days ahead, whatever the channel: every contact that the ladders will ask for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.behaviour.banking_days import banking_days, day_number
from core.strategy.contacts_climb import Climb
from core.strategy.grace import TARGET
from core.strategy.mix_choose import TYPES
from core.strategy.mix_reach import Ways, ways

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.behaviour.prediction.predict import Outlook
    from core.segments.assign import Assignment
    from core.strategy.audience import Audience
    from core.strategy.ladder import Step
    from core.strategy.strategy import Strategy

DAYS: Final = 30
BEFORE: Final = -1  # a day on which nothing is ready yet


@dataclass(frozen=True, kw_only=True, eq=False)
class Coming:
    """The contacts of ``days`` days from ``as_of`` on, one entry each in the arrays.

    ``position`` is the customer's in the features, ``day`` the days after ``as_of``, ``rung`` a place in ``rungs`` (ladder and
    step). ``weight`` is the chance that something of it is still unpaid by then; 1 where no prediction was given. ``risk_eur``
    is what is asked and not expected within the days by itself, in euros, less the part of it that a contact so late
    can no longer move. ``is_called`` where the step asks for a call. ``kind`` groups customers that every mix treats alike.
    """

    as_of: date
    days: int
    is_open: NDArray[np.bool_]  # per day: whether people work
    assignment: Assignment
    rungs: tuple[tuple[str, Step], ...]
    position: NDArray[np.int64]
    day: NDArray[np.int64]
    rung: NDArray[np.int64]
    weight: NDArray[np.float64]
    risk_eur: NDArray[np.float64]
    is_called: NDArray[np.bool_]
    ways: Ways

    def __len__(self) -> int:
        """Return the number of contacts."""
        return len(self.position)

    @cached_property
    def kinds(self) -> tuple[pd.DataFrame, NDArray[np.int64]]:
        """The distinct kinds of contacts (type, bits, kind_wished, channel_wished, is_called), and the kind of each."""
        types = self.assignment.features.frame["customer_type"].map({str(each): at for at, each in enumerate(TYPES)})
        parts = {
            "type": types.to_numpy(dtype=np.int64)[self.position],
            "bits": self.ways.bits[self.position].astype(np.int64),
            "kind_wished": self.ways.kind_wished[self.position].astype(np.int64),
            "channel_wished": self.ways.channel_wished[self.position].astype(np.int64),
            "is_called": self.is_called.astype(np.int64),
        }
        key = np.zeros(len(self), dtype=np.int64)
        for values in parts.values():
            low = int(values.min(initial=0))
            key = key * (int(values.max(initial=0)) - low + 1) + values - low
        _, first, codes = np.unique(key, return_index=True, return_inverse=True)
        return pd.DataFrame({name: values[first] for name, values in parts.items()}), codes.astype(np.int64)


def coming(
    audience: Audience,
    strategy: Strategy,
    *,
    days: int = DAYS,
    outlook: Outlook | None = None,
) -> Coming:
    """Return the contacts that ``strategy`` asks for from the day of ``audience`` on, if nothing but time happens.

    Parameters
    ----------
    audience : Audience
        Of everybody, under ``strategy``. Who is out for a reason with an end joins when it ends; who is out for another one
        stays out.
    days : int
        How far to look ahead, today included.
    outlook : Outlook, optional
        The predictions of the same day: contacts are then weighed by the chance that they are still needed.

    Notes
    -----
    Contacts fall on banking days. Invoices that are not issued yet bring none, and none of the reasons that may keep a
    customer out later are foreseen: what is told is the most that the open items of today can ask for.
    """
    items = audience.candidates
    is_open = banking_days(TARGET).is_open(day_number(items.as_of) + np.arange(days))
    climb = Climb(audience, strategy, days=days, outlook=outlook)
    found = [climb.contacts(day) for day in np.flatnonzero(is_open).tolist() or [BEFORE]]
    together = {name: np.concatenate([each[name] for each in found]) for name in found[0]}
    return Coming(
        as_of=items.as_of,
        days=days,
        is_open=is_open,
        assignment=items.assignment,
        rungs=climb.rungs.names,
        ways=ways(items),
        **together,
    )
