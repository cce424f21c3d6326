"""Suggested mixes: the cheapest that brings in as much as now, and the one that brings in most for what is spent now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, diags, hstack, identity, kron

from core.strategy.cash_ahead import CashAhead, cash_ahead, moved_eur
from core.strategy.contacts_ahead import shared_out
from core.strategy.contacts_climb import summed
from core.strategy.mix import Cell
from core.strategy.mix_enough import ENOUGH
from core.strategy.mix_reach import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Collection

    from numpy.typing import NDArray

    from core.strategy.cash_ahead import PositionCash
    from core.strategy.contacts_ahead import Ahead
    from core.strategy.contacts_grouped import Grouped
    from core.strategy.mix import Mix, Place
    from core.strategy.strategy import Strategy
    from core.vocabulary import ChannelName

    Table = NDArray[np.float64]

CENTS: Final = 100.0
NOTHING: Final = 1e-6  # a share: less is what the solver rounds
SMALLEST: Final = 0.005  # a share that rounds to nothing: left out where the limits allow it
TOLERANCE: Final = 1e-7  # of the solver: a limit that is just kept must not look broken to it
GAP: Final = 1e-5  # of the aim, from the best there can be
SECONDS: Final = 3.0  # the solver takes at most
# As much per contact, in euro cents, as a change must save to be worth making.
TROUBLE: Final = 1e-4


@dataclass(frozen=True, kw_only=True, eq=False)
class Suggested:
    """A mix with what it makes of the days ahead; ``changed`` are the places it treats otherwise than now."""

    mix: Mix
    ahead: Ahead
    cash: CashAhead
    changed: tuple[Place, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Suggestions:
    """What could be: ``cheapest`` with at least the cash of the mix at hand, ``most_cash`` at no more than its cost."""

    present: Ahead
    cheapest: Suggested
    most_cash: Suggested


def suggest(
    present: Ahead,
    mix: Mix,
    strategy: Strategy,
    base: PositionCash,
    *,
    channels: Collection[ChannelName] | None = None,
    least: float = ENOUGH,
) -> Suggestions:
    """Return the two mixes, each the best by the effects and costs that are assumed.

    Parameters
    ----------
    present : Ahead
        The contacts as they go now, under ``mix`` and ``strategy``.
    base : PositionCash
        The forecast by customer over the same days.
    channels : collection, optional
        The channels to choose among; every one that is switched on, without them.
    least : float
        A place is divided only where the smallest share gets so many contacts; 0 makes the answer exact.

    Notes
    -----
    Cost, cash and the use of capacity are all sums over shares, for where a contact goes when its channel is closed to it does
    not depend on the other shares: a linear programme over the shares of every segment and step, with whole numbers where a place
    is not to be divided. Places of ``mix`` that are a test stay as they are.
    """
    problem = _Problem.of(present, mix, channels, least)
    cheapest = problem.solve(problem.cost, (-problem.cash, -problem.present_cash))
    most = problem.solve(-problem.cash * CENTS, (problem.cost, problem.present_cost))
    told = [_suggested(shares, present, mix, strategy, base) for shares in (cheapest, most)]
    return Suggestions(present=present, cheapest=told[0], most_cash=told[1])


@dataclass(frozen=True, kw_only=True, eq=False)
class _Problem:
    """Tables over places and channels said: what a share of 1 costs in cents, brings in euros, and takes of each channel."""

    given: Grouped
    shares: Table
    cost: Table
    cash: Table
    use: NDArray[np.float64]  # by channel used, place and channel said
    most: Table  # by channel: how many fit in all the days; infinite where there is no limit
    is_free: NDArray[np.bool_]  # by place and channel: whether its share may be another than now
    smallest: (
        Table  # by place: the smallest share that is enough; 1 where it is not to be divided, 0 where anything goes
    )
    present_cost: float
    present_cash: float

    @staticmethod
    def of(present: Ahead, mix: Mix, channels: Collection[ChannelName] | None, least: float) -> _Problem:
        """Return the problem around the contacts of ``present``."""
        given, terms = present.grouped, present.terms
        on, size = given.coming.as_of, len(CHANNELS)
        effects = np.array([*(terms.effect(each, on).effect_share for each in CHANNELS), 0.0])
        costs = np.vstack([present.costs, np.zeros((1, given.coming.days))])
        counted = given.weight.sum(axis=1)
        cost, cash = np.zeros((len(given.places), size)), np.zeros((len(given.places), size))
        use = np.zeros((size + 1, len(given.places), size))
        for said in range(size):
            goes = given.channel[:, said]
            np.add.at(cost[:, said], given.place, (given.weight * costs[goes]).sum(axis=1))
            np.add.at(cash[:, said], given.place, given.risk_eur * effects[goes])
            np.add.at(use, (goes, given.place, np.full(len(goes), said)), counted)
        used = np.einsum("cps,ps->c", use[:size], present.shares)
        chosen = set(CHANNELS if channels is None else channels)
        is_usable = np.array([each in chosen and terms.is_on(each, on) for each in CHANNELS])
        is_test = np.array([place in mix.cells and mix.cells[place].is_test for place in given.places], dtype=bool)
        contacts = summed(given.place, counted, len(given.places))
        return _Problem(
            given=given,
            shares=present.shares,
            cost=cost,
            cash=cash,
            use=use[:size],
            most=np.maximum(_fits(present), used),  # what is asked of a channel now may go on, however full it is
            is_free=(is_usable | (present.shares > NOTHING)) & ~is_test[:, None],
            smallest=np.where(is_test, 0.0, np.minimum(least / np.maximum(contacts, NOTHING), 1.0)),
            present_cost=float((cost * present.shares).sum()),
            # What waits beyond the last day brings in nothing.
            present_cash=float((moved_eur(present) * effects[:size]).sum()),
        )

    def solve(self, aim: Table, limit: tuple[Table, float]) -> Table:
        """Return the shares with the least of ``aim`` within capacity and ``limit``; of equals those that change least."""
        size = self.shares.size
        if not size:  # nothing is coming: there is nothing to choose
            return self.shares
        counted = summed(self.given.place, self.given.weight.sum(axis=1), len(self.given.places))
        # Beside each share stands whether the channel is used at all: then its share is at least the smallest that is enough.
        costs = np.append((aim + TROUBLE * counted[:, None] * (self.shares <= NOTHING)).ravel(), np.zeros(size))
        free = self.is_free.ravel()
        low, high = np.where(free, 0.0, self.shares.ravel()), np.where(free, 1.0, self.shares.ravel())
        found = milp(
            costs,
            integrality=np.append(np.zeros(size), np.ones(size)),
            bounds=Bounds(np.append(low, np.zeros(size)), np.append(high, np.ones(size))),
            constraints=self._constraints(limit),
            options={"mip_rel_gap": GAP, "time_limit": SECONDS},
        )
        if found.x is None:  # nothing that may be divided so keeps the limit: what there is, stays
            return self.shares
        return self._cleaned(np.asarray(found.x[:size]).reshape(self.shares.shape), limit)

    def _constraints(self, limit: tuple[Table, float]) -> list[LinearConstraint]:
        """Return: shares add to 1, capacity and ``limit`` are kept, and a share that is used is not too small."""
        places, size = self.shares.shape[0], self.shares.size
        limited = np.flatnonzero(np.isfinite(self.most))
        rows = np.array([*(self.use[each].ravel() for each in limited), limit[0].ravel()])
        ends = np.array([*self.most[limited], limit[1]])
        # Scaled to about one a row: amounts in cents beside shares would leave the solver few digits.
        scale = np.maximum(np.abs(rows).max(axis=1), 1.0)
        sums = kron(identity(places), np.ones((1, len(CHANNELS))))
        every, smallest = identity(size), diags(np.repeat(self.smallest, len(CHANNELS)))
        return [
            LinearConstraint(hstack([sums, csr_array(sums.shape)]), 1.0, 1.0),
            LinearConstraint(
                hstack([csr_array(rows / scale[:, None]), csr_array(rows.shape)]), -np.inf, ends / scale + TOLERANCE
            ),
            LinearConstraint(hstack([every, -every]), -np.inf, 0.0),
            LinearConstraint(hstack([-every, smallest]), -np.inf, 0.0),
        ]

    def _cleaned(self, shares: Table, limit: tuple[Table, float]) -> Table:
        """Return ``shares`` without what rounds to nothing, as far as ``limit`` allows; a place that hardly changes stays as it is."""
        for least in (SMALLEST, NOTHING):
            kept = np.where(shares > least, shares, 0.0)
            kept /= kept.sum(axis=1, keepdims=True)
            is_same = np.abs(kept - self.shares).max(axis=1, keepdims=True, initial=0.0) <= least
            kept = np.where(is_same, self.shares, kept)
            if (limit[0] * kept).sum() <= limit[1] + TOLERANCE * max(abs(limit[1]), 1.0):
                break
        return kept


def _fits(present: Ahead) -> Table:
    """Return how many contacts fit in all the days together, per channel; infinite where there is no limit."""
    given = present.grouped.coming
    days = [on for on, is_open in zip(present.days, given.is_open, strict=True) if is_open]
    fits = [[present.terms.capacity(each, on) for on in days] for each in CHANNELS]
    return np.array([sum(np.inf if each is None else float(each) for each in row) for row in fits])


def _suggested(shares: Table, present: Ahead, mix: Mix, strategy: Strategy, base: PositionCash) -> Suggested:
    found = shared_out(present.grouped, present.terms, shares)
    is_other = np.abs(shares - present.shares).max(axis=1, initial=0.0) > NOTHING
    changed = tuple(place for place, other in zip(present.grouped.places, is_other, strict=True) if other)
    for place, said, other in zip(present.grouped.places, shares, is_other, strict=True):
        if other:
            mix = mix.with_cell(place, _cell(place, said, mix, strategy))
    return Suggested(mix=mix, ahead=found, cash=cash_ahead(found, base, beside=present), changed=changed)


def _cell(place: Place, shares: Table, mix: Mix, strategy: Strategy) -> Cell | None:
    """Return the shares of ``place``; None where they are what the simple form says anyway."""
    said = {channel: float(share) for channel, share in zip(CHANNELS, shares, strict=True) if share > 0}
    usual = mix.usual.get(place.rung, strategy.ladder(place.ladder).step(place.step).channels)
    return None if list(said) == [usual[0]] else Cell(shares=said)
