"""The days ahead under a mix: contacts by channel and day, what they cost, who waits where capacity is short, and until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.behaviour.banking_days import as_date, banking_days, day_number
from core.law.steps import LEGAL_MESSAGES
from core.strategy.contacts_climb import summed
from core.strategy.contacts_coming import DAYS, Coming, coming
from core.strategy.contacts_grouped import Grouped, grouped
from core.strategy.grace import TARGET
from core.strategy.mix import Place
from core.strategy.mix_reach import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from core.behaviour.prediction.predict import Outlook
    from core.desk.channel_terms import Terms
    from core.strategy.audience import Audience
    from core.strategy.mix import Mix
    from core.strategy.strategy import Strategy

LEFT_OVER: Final = 0.5  # of a contact: less than that is none


@dataclass(frozen=True, kw_only=True, eq=False)
class Ahead:
    """What a mix makes of the contacts ahead.

    ``wanted``, ``sent`` and ``waiting`` have one row per channel (the order of ChannelName) and one column per day: what is asked for,
    what goes, and what waits at the end of the day. Contacts are counted by their chance of being needed, so they are no whole
    numbers. ``unreached`` are those to whom no channel leads. ``last_on`` is the day the last one goes, per channel.
    """

    grouped: Grouped
    terms: Terms
    shares: NDArray[np.float64]  # by place and channel, as said by the mix or supposed
    wanted: NDArray[np.float64]
    sent: NDArray[np.float64]
    waiting: NDArray[np.float64]
    last_on: tuple[date | None, ...]
    costs: NDArray[np.float64]  # euro cents a contact, by channel and day
    effect_eur: NDArray[np.float64]  # what each channel could move: by place and channel, before any effect
    overruled: float
    unreached: float

    @property
    def days(self) -> tuple[date, ...]:
        """The days looked at."""
        given = self.grouped.coming
        return tuple(given.as_of + timedelta(days=each) for each in range(given.days))

    @property
    def contacts(self) -> float:
        """How many contacts are asked for, by whatever channel."""
        return float(self.wanted.sum())

    @property
    def cost_minor(self) -> int:
        """What they cost together, in euro cents."""
        return round(float((self.wanted * self.costs).sum()))

    @cached_property
    def by_channel(self) -> pd.DataFrame:
        """One row per channel with contacts: channel, contacts, cost_minor, capacity, waiting_most, waiting_at_end, last_on."""
        start = self.grouped.coming.as_of
        rows = [
            {
                "channel": str(channel),
                "contacts": float(self.wanted[at].sum()),
                "cost_minor": round(float((self.wanted[at] * self.costs[at]).sum())),
                "capacity": self.terms.capacity(channel, start),
                "waiting_most": float(self.waiting[at].max(initial=0.0)),
                "waiting_at_end": float(self.waiting[at][-1]),
                "last_on": self.last_on[at],
            }
            for at, channel in enumerate(CHANNELS)
            if self.wanted[at].sum() > 0
        ]
        columns = ["channel", "contacts", "cost_minor", "capacity", "waiting_most", "waiting_at_end", "last_on"]
        return pd.DataFrame(rows, columns=columns).astype({"capacity": "Int64"})

    @cached_property
    def by_place(self) -> pd.DataFrame:
        """One row per segment, ladder and step with contacts: contacts, cost_minor, and is_legal for a legal notice."""
        given = self.grouped
        mean = (self.wanted * self.costs).sum(axis=1) / np.maximum(self.wanted.sum(axis=1), 1e-12)
        counted = self.contacts_by_place
        return pd.DataFrame([place._asdict() for place in given.places], columns=list(Place._fields)).assign(
            contacts=counted.sum(axis=1),
            cost_minor=np.rint(counted @ mean).astype(np.int64),
            is_legal=np.array([self._is_legal(place) for place in given.places], dtype=bool),
        )

    @property
    def contacts_by_place(self) -> NDArray[np.float64]:
        """The contacts by place (rows of ``by_place``) and channel."""
        return _by_place(self.grouped, self.grouped.weight.sum(axis=1), self.shares)

    @cached_property
    def counted(self) -> pd.DataFrame:
        """One row per day, channel, segment, ladder and step with contacts: message, contacts and cost_minor beside them."""
        given = self.grouped
        cube = np.zeros((len(given.places), len(CHANNELS) + 1, given.coming.days))
        for said in range(len(CHANNELS)):
            np.add.at(
                cube, (given.place, given.channel[:, said]), given.weight * self.shares[given.place, said][:, None]
            )
        place, channel, day = np.nonzero(cube[:, :-1])
        contacts = cube[place, channel, day]
        messages = {(name, step.number): str(step.message) for name, step in given.coming.rungs}
        frame = pd.DataFrame([given.places[each]._asdict() for each in place.tolist()], columns=list(Place._fields))
        return frame.assign(
            day=np.array(self.days, dtype="datetime64[s]")[day],
            channel=np.array([str(each) for each in CHANNELS], dtype=object)[channel],
            message=[messages[each.ladder, each.step] for each in (given.places[at] for at in place.tolist())],
            contacts=contacts,
            cost_minor=contacts * self.costs[channel, day],
        )

    @property
    def legal_steps(self) -> float:
        """How many of the contacts are legal notices."""
        told = self.by_place
        return float(told.loc[told["is_legal"], "contacts"].sum())

    def _is_legal(self, place: Place) -> bool:
        steps = {(name, step.number): str(step.message) for name, step in self.grouped.coming.rungs}
        return steps[place.ladder, place.step] in LEGAL_MESSAGES


def ahead(
    given: Coming,
    mix: Mix,
    strategy: Strategy,
    terms: Terms,
    *,
    codes: NDArray[np.int64] | None = None,
    segments: Sequence[str] | None = None,
) -> Ahead:
    """Return what ``mix`` makes of the contacts that are coming; milliseconds, whatever their number.

    ``codes`` gives another segment to each position of the features, as a place in ``segments``: for what-ifs. A customer then
    stays on its ladder; who also changes ladder needs another ``coming``.
    """
    return shared_out(grouped(given, mix, strategy, terms, codes=codes, segments=segments), terms)


def ahead_of(
    audience: Audience,
    mix: Mix,
    strategy: Strategy,
    terms: Terms,
    *,
    days: int = DAYS,
    outlook: Outlook | None = None,
) -> Ahead:
    """Return ``ahead`` of what is ``coming``, for who asks once."""
    return ahead(coming(audience, strategy, days=days, outlook=outlook), mix, strategy, terms)


def shared_out(given: Grouped, terms: Terms, shares: NDArray[np.float64] | None = None) -> Ahead:
    """Return the days ahead with ``shares`` by place and channel; those of the mix where none are given."""
    shares = given.shares if shares is None else shares
    nowhere = len(CHANNELS)
    wanted = np.zeros((nowhere + 1, given.coming.days))
    for said in range(nowhere):
        share = shares[given.place, said]
        rows = np.flatnonzero(share > 0)
        for channel in np.unique(given.channel[rows, said]).tolist():
            here = rows[given.channel[rows, said] == channel]
            wanted[channel] += share[here] @ given.weight[here]
    is_other = (given.channel != np.arange(nowhere)) & (given.channel < nowhere)
    overruled = (given.weight.sum(axis=1)[:, None] * shares[given.place] * is_other).sum()
    days = [given.coming.as_of + timedelta(days=each) for each in range(given.coming.days)]
    sent, waiting, last_on = _queued(wanted[:nowhere], given.coming, terms, days)
    return Ahead(
        grouped=given,
        terms=terms,
        shares=shares,
        wanted=wanted[:nowhere],
        sent=sent,
        waiting=waiting,
        last_on=last_on,
        costs=np.array([[terms.cost_minor(each, day) for day in days] for each in CHANNELS], dtype=np.float64),
        effect_eur=_by_place(given, given.risk_eur, shares),
        overruled=float(overruled),
        unreached=float(wanted[nowhere].sum()),
    )


def _by_place(given: Grouped, amounts: NDArray[np.float64], shares: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ``amounts`` of the groups by place and the channel they go by; what goes nowhere is left out."""
    size = len(CHANNELS) + 1
    found = np.zeros(len(given.places) * size)
    for said in range(len(CHANNELS)):
        share = shares[given.place, said]
        rows = np.flatnonzero(share > 0)
        found += summed(given.place[rows] * size + given.channel[rows, said], amounts[rows] * share[rows], len(found))
    return found.reshape(-1, size)[:, :-1]


def _queued(
    wanted: NDArray[np.float64], given: Coming, terms: Terms, days: Sequence[date]
) -> tuple[NDArray[np.float64], NDArray[np.float64], tuple[date | None, ...]]:
    """Return what goes each day, what waits at its end, and the day the last one goes, per channel; None where none goes."""
    sent, waiting = np.zeros_like(wanted), np.zeros_like(wanted)
    last: list[date | None] = []
    for at, channel in enumerate(CHANNELS):
        left, last_on = 0.0, None
        for day, on in enumerate(days):
            left += wanted[at, day]
            fits = terms.capacity(channel, on)
            sent[at, day] = (left if fits is None else min(left, fits)) if given.is_open[day] else 0.0
            left = max(left - sent[at, day], 0.0)
            waiting[at, day] = left
            last_on = on if sent[at, day] >= LEFT_OVER else last_on
        last.append(_emptied(left, terms.capacity(channel, days[-1]), days[-1]) if left >= LEFT_OVER else last_on)
    return sent, waiting, tuple(last)


def _emptied(left: float, fits: int | None, from_on: date) -> date | None:
    """Return the day a queue is empty that takes ``fits`` a day from the day after ``from_on`` on; None for never."""
    if not fits:
        return None
    open_days = banking_days(TARGET)
    return as_date(
        int(open_days.shift(open_days.next_open(np.array([day_number(from_on)])), -int(-left // fits) - 1)[0])
    )
