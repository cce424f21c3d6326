"""The open items climbing their ladders day by day: who is contacted on each, and about how much."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from core.behaviour.prediction.distribution import paid_by
from core.behaviour.prediction.lives import day_number
from core.strategy.contacts_free import FAR, first_free_days
from core.strategy.ladder import Escalation
from core.vocabulary import Label

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.behaviour.prediction.predict import Outlook
    from core.strategy.audience import Audience
    from core.strategy.climbing import Ladders
    from core.strategy.ladder import Step
    from core.strategy.strategy import Strategy

    Days = NDArray[np.int64]

CENT: Final = 0.01
NO_CHANCE: Final = 1e-300  # of being paid
RESPONSE_DAYS: Final = 14  # over which a contact works, evenly


@dataclass(frozen=True, kw_only=True, eq=False)
class Rungs:
    """Every step of every ladder in a row: ``names`` (ladder and step), ``days`` and ``waits`` of each, and ``is_last`` of its ladder.

    ``starts`` has one entry per ladder: the place of its first step.
    """

    names: tuple[tuple[str, Step], ...]
    starts: Days
    days: Days
    waits: Days
    is_last: NDArray[np.bool_]
    is_before_due: NDArray[np.bool_]

    @staticmethod
    def of(ladders: Ladders) -> Rungs:
        """Return the rungs of ``ladders``, in their order."""
        names = tuple(
            (name, step) for name, each in zip(ladders.names, ladders.all, strict=True) for step in each.steps
        )
        return Rungs(
            names=names,
            starts=np.cumsum(ladders.size) - ladders.size,
            days=np.array([step.days_past_due for _, step in names], dtype=np.int64),
            waits=np.array([step.minimum_wait_days for _, step in names], dtype=np.int64),
            is_last=np.isin(np.arange(len(names)), np.cumsum(ladders.size) - 1),
            is_before_due=np.array([step.is_before_due for _, step in names], dtype=bool),
        )


class Climb:
    """Open items that may come within ``days`` days; ``contacts`` yields a day's contacts and moves the items on."""

    def __init__(
        self,
        audience: Audience,
        strategy: Strategy,
        *,
        days: int,
        outlook: Outlook | None,
    ) -> None:
        items = audience.candidates
        self.strategy, self.days, self.outlook, self.as_of = strategy, days, outlook, items.as_of
        self.rungs = Rungs.of(items.ladders)
        ready = np.maximum(_days_from(items.as_of, items.ready_on), first_free_days(audience))
        rows = np.flatnonzero(items.is_left & (ready < days))
        rung = self.rungs.starts[items.code] + items.coming
        due = _days_from(items.as_of, items.frame["due_on"].to_numpy(dtype="datetime64[D]"))
        self.position, self.rung, self.due = items.position[rows], rung[rows], due[rows]
        self.ready = np.maximum(ready[rows], 0)
        minor = np.where(audience.asked_minor > 0, audience.asked_minor, items.balance_minor)
        self.eur = (minor * items.euros)[rows]
        self._look_up(items.frame["item_key"].to_numpy(dtype=np.int64, na_value=-1)[rows])
        has_manager = items.customers["account_manager"].notna().to_numpy(dtype=bool)
        self.is_positive = items.customers["label"].eq(str(Label.POSITIVE)).to_numpy(dtype=bool) & has_manager
        self._know_contacts(items.last_contact_on[rows], len(items.customers))

    def _look_up(self, item_keys: Days) -> None:
        """Find each item among the predictions, and what of it will not have come by the last day."""
        if self.outlook is None:
            self.told, self.left_eur = np.full(len(item_keys), -1), self.eur.copy()
            return
        keys = self.outlook.frame["item_key"].to_numpy(dtype=np.int64)
        order = np.argsort(keys)
        at = np.minimum(np.searchsorted(keys[order], item_keys), max(len(keys) - 1, 0))
        self.told = np.where(keys[order][at] == item_keys, order[at], -1) if len(keys) else np.full(len(item_keys), -1)
        self.left_eur = self.eur * (1 - self._paid(np.arange(len(item_keys)), self.days))

    def _paid(self, rows: Days, day: int) -> NDArray[np.float64]:
        """Return the chance that each of ``rows`` is paid by so many days from now; 0 where nothing is predicted."""
        chance = np.zeros(len(rows))
        if self.outlook is None:
            return chance
        known = np.flatnonzero(self.told[rows] >= 0)
        told = self.told[rows[known]]
        late = day_number(self.as_of) + day - self.outlook.open.due[told]
        chance[known] = paid_by(self.outlook.chances[told], late, self.outlook.first_day[told])
        return chance

    def _know_contacts(self, last_on: NDArray[np.datetime64], customers: int) -> None:
        """Set from which day on each customer may be written to, and how often within the days."""
        since = (last_on - np.datetime64(self.as_of, "D")).astype(np.float64)
        self.open_on = np.full(customers, -FAR, dtype=np.int64)
        contact = self.strategy.contact
        next_on = np.where(np.isnat(last_on), -FAR, since + contact.minimum_days_between).astype(np.int64)
        np.maximum.at(self.open_on, self.position, next_on)
        self.counted = np.zeros(customers, dtype=np.int64)
        self.most = min((max(round(cap.messages * self.days / cap.days), 1) for cap in contact.caps), default=self.days)

    def contacts(self, day: int) -> dict[str, NDArray[Any]]:
        """Return the contacts of ``day`` (days from now), and let the items asked for wait for their next step."""
        self._pass_due(day)
        may = (self.open_on <= day) & (self.counted < self.most)
        rows = np.flatnonzero((self.ready <= day) & may[self.position])
        position, group = np.unique(self.position[rows], return_inverse=True)
        rung = np.zeros(len(position), dtype=np.int64)
        np.maximum.at(rung, group, self.rung[rows])
        asked = summed(group, self.eur[rows], len(position))
        log_paid = np.log(np.maximum(self._paid(rows, day), NO_CHANCE))
        ramp = min((self.days - day) / RESPONSE_DAYS, 1.0)
        found = {
            "position": position,
            "day": np.full(len(position), day, dtype=np.int64),
            "rung": rung,
            "weight": 1 - np.exp(summed(group, log_paid, len(position))),
            "risk_eur": summed(group, self.left_eur[rows], len(position)) * ramp,
            "is_called": self._called(position, rung, asked),
        }
        self._move_on(rows, day)
        self.open_on[position] = day + self.strategy.contact.minimum_days_between
        self.counted[position] += 1
        return found

    def _called(self, position: Days, rung: Days, asked: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return whether the step asks for a call: a positive customer's account manager, or the claim is large."""
        steps = [step.escalations for _, step in self.rungs.names]
        of_positive = np.array([Escalation.ACCOUNT_MANAGER in each for each in steps], dtype=bool)[rung]
        of_large = np.array([Escalation.PHONE_LARGE in each for each in steps], dtype=bool)[rung]
        large_eur = self.strategy.large_claim_minor * CENT
        return (of_positive & self.is_positive[position]) | (of_large & (asked >= large_eur))

    def _move_on(self, rows: Days, day: int) -> None:
        """Let ``rows`` wait for the step after the one they were asked for; those at their last step are done."""
        is_done = self.rungs.is_last[self.rung[rows]]
        following = np.minimum(self.rung[rows] + 1, len(self.rungs.names) - 1)
        ready = np.maximum(
            self.due[rows] + self.rungs.days[following], day + np.maximum(self.rungs.waits[following], 1)
        )
        self.rung[rows] = following
        self.ready[rows] = np.where(is_done, FAR, ready)

    def _pass_due(self, day: int) -> None:
        """Let items whose due date passed leave the steps that belong before it."""
        rows = np.flatnonzero(self.rungs.is_before_due[self.rung] & (self.due < day) & (self.ready < FAR))
        while len(rows):
            self._move_on(rows, day - 1)
            rows = rows[self.rungs.is_before_due[self.rung[rows]] & (self.ready[rows] < FAR)]


def _days_from(as_of: date, days: NDArray[np.datetime64]) -> Days:
    """Return how many days after ``as_of`` each of ``days`` is; FAR for NaT."""
    found = (days.astype("datetime64[D]") - np.datetime64(as_of, "D")).astype(np.int64)
    return np.where(np.isnat(days), FAR, found)


def summed(codes: Days, amounts: NDArray[np.float64], size: int) -> NDArray[np.float64]:
    """Return the sum of ``amounts`` per code from 0 up to ``size``."""
    found: NDArray[np.float64] = np.bincount(codes, weights=amounts, minlength=size).astype(np.float64)
    return found
