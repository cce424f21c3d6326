"""Results: what each arm did beside the first, by what was drawn, with intervals, and a word on whether that can be told."""

from __future__ import annotations

from datetime import timedelta
from math import inf, isfinite, sqrt
from typing import TYPE_CHECKING, Final

import numpy as np

from core.experiments.design import SHARES, Measure
from core.experiments.enrol import enrolments
from core.experiments.found import ArmCount, Compared, Finding, Part, Results
from core.experiments.kept import experiment
from core.experiments.means import Moments, difference_of_means, moments
from core.experiments.outcomes import outcomes
from core.experiments.power import customers_for_means, customers_for_shares
from core.experiments.shares import difference_of_shares

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import pandas as pd
    from numpy.typing import NDArray

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.experiments.design import Design
    from core.experiments.estimate import Estimate, Floats
    from core.experiments.kept import Kept

LEAST: Final = 20  # customers in the smaller arm: with fewer nothing is called an effect
PARTS: Final = ("segment", "channel", "template", "campaign")
# What is worth knowing of what an experiment is not decided by: shares, days. Euros: a part of what was asked; cost: cents.
WORTH: Final = {
    Measure.PAID: 0.05,
    Measure.DAYS: 2.0,
    Measure.COST: 0.5,
    Measure.DISPUTED: 0.02,
    Measure.COMPLAINED: 0.02,
    Measure.CHANGED_CHANNEL: 0.02,
    Measure.KEPT: 0.05,
}
WORTH_OF_ASKED: Final = 0.05


def results(desk: Desk, book: Book, name: str, *, as_of: date | None = None) -> Results:
    """Return what the experiment ``name`` found by the ledger's day ``as_of`` (None, or later than it knows: its latest).

    Raises ``UnknownNameError``. An experiment under which nothing was launched has nobody, and says so.
    """
    kept = experiment(desk, name)
    day = min(as_of or book.latest_on, book.latest_on)
    enrolled = enrolments(desk, kept.id)
    found = outcomes(desk, book, enrolled, window_days=kept.design.window_days, as_of=day)
    last = max((each.start_on for each in enrolled), default=None)
    return read(
        kept,
        found,
        as_of=day,
        over_on=None if last is None else last + timedelta(days=kept.design.window_days),
    )


def read(kept: Kept, found: pd.DataFrame, *, as_of: date, over_on: date | None) -> Results:
    """Return the results of customers whose outcome is known; see ``core.experiments.outcomes`` for the columns of ``found``."""
    design = kept.design
    main = tuple(_of_arms(design, found, design.measure, is_main=True))
    beside = tuple(
        compared
        for measure in Measure
        if measure is not design.measure
        for compared in _of_arms(design, found, measure)
    )
    return Results(
        kept=kept,
        as_of=as_of,
        arms=tuple(_count(design, found, place) for place in range(len(design.arms))),
        main=main,
        beside=beside,
        parts=tuple(_parts(design, found)),
        over_on=over_on,
        customers=found,
    )


def is_compared(found: pd.DataFrame, measure: Measure) -> NDArray[np.bool_]:
    """Return which customers count for ``measure``: known, with something open when the campaign left, and long enough ago."""
    over = found["is_kept_known"] if measure is Measure.KEPT else found["is_over"]
    counted: NDArray[np.bool_] = (over & found["is_known"] & (found["asked_eur"] > 0)).to_numpy(dtype=bool)
    return counted


def _count(design: Design, found: pd.DataFrame, place: int) -> ArmCount:
    of_arm = found[found["arm"] == place]
    vanished = ~of_arm["is_known"]
    before = of_arm["is_known"] & (of_arm["asked_eur"] <= 0)
    waiting = of_arm["is_known"] & (of_arm["asked_eur"] > 0) & ~of_arm["is_over"]
    return ArmCount(
        name=design.arms[place].name,
        share=design.arms[place].share,
        drawn=len(of_arm),
        compared=int(is_compared(of_arm, design.measure).sum()),
        not_over=int(waiting.sum()),
        paid_before=int(before.sum()),
        vanished=int(vanished.sum()),
    )


def _of_arms(design: Design, found: pd.DataFrame, measure: Measure, *, is_main: bool = False) -> Iterator[Compared]:
    others = range(1, len(design.arms))
    for place in others:
        # Of several arms one would look better by chance more often than one in twenty.
        alpha = design.alpha / len(others)
        yield compare(design, found, measure, place, alpha=alpha, worth=design.smallest_effect if is_main else None)


def compare(
    design: Design,
    found: pd.DataFrame,
    measure: Measure,
    place: int,
    *,
    alpha: float,
    worth: float | None = None,
) -> Compared:
    """Return one arm beside the first, over strata of campaign and segment; ``alpha`` is that of this one comparison."""
    counted = found[is_compared(found, measure) & found["arm"].isin([0, place]).to_numpy(dtype=bool)]
    is_first = (counted["arm"] == 0).to_numpy(dtype=bool)
    sizes = int((~is_first).sum()), int(is_first.sum())
    least = _worth(measure, counted) if worth is None else worth
    if min(sizes) == 0:
        return _nothing(found, measure, place, sizes, least)
    strata = counted.groupby(["campaign", "segment"], sort=False).ngroup().to_numpy().astype(np.int64)
    values = counted[str(measure)].to_numpy(dtype=np.float64)
    if measure is Measure.EUROS:
        values = adjusted(
            values, counted["asked_eur"].to_numpy(dtype=np.float64), (strata * 2 + is_first).astype(np.int64)
        )
    estimate, deviation = _estimate(measure, values, strata, is_first, alpha)
    share = design.first.share / (design.first.share + design.arms[place].share)
    needed = _needed(
        measure, float(estimate.first), deviation, worth=least, first_share=share, alpha=alpha, power=design.power
    )
    return Compared(
        measure=measure,
        arm=place,
        customers=sizes[0],
        first_customers=sizes[1],
        level=float(estimate.arm),
        first_level=float(estimate.first),
        difference=float(estimate.difference),
        low=float(estimate.low),
        high=float(estimate.high),
        worth=least,
        needed=needed,
        finding=_finding(estimate, sizes, needed),
    )


def _estimate(
    measure: Measure, values: NDArray[np.float64], strata: NDArray[np.int64], is_first: NDArray[np.bool_], alpha: float
) -> tuple[Estimate, float]:
    """Return the difference with its interval, and the standard deviation of one customer within a stratum."""
    count = int(strata.max()) + 1
    if measure in SHARES:
        (paid, size), (first_paid, first_size) = (
            (
                np.bincount(strata[mask], weights=values[mask], minlength=count).astype(np.float64),
                np.bincount(strata[mask], minlength=count).astype(np.float64),
            )
            for mask in (~is_first, is_first)
        )
        share = float(values.mean())
        return difference_of_shares(paid, size, first_paid, first_size, alpha=alpha), sqrt(share * (1 - share))
    arm, first = (moments(values[mask], strata[mask], count) for mask in (~is_first, is_first))
    return difference_of_means(arm, first, alpha=alpha), _deviation(arm, first)


def adjusted(values: Floats, before: Floats, cell: NDArray[np.int64]) -> Floats:
    """Return ``values`` less what is explained by something known before the lot was drawn.

    Parameters
    ----------
    values, before : array
        One entry per customer, in any units: euros paid, and euros asked.
    cell : array of int
        The stratum and arm of each, so that the slope is that within both.

    Returns
    -------
    array
        In the unit of ``values``, with the same mean over everybody.

    Notes
    -----
    y - b (x - mean of x), b the slope within strata and arms. One group may by chance have been asked for more: then it also pays
    more, and that is no effect. What is left varies less, too. Not for something that the treatment may have changed.

    References
    ----------
    A. Deng, Y. Xu, R. Kohavi, T. Walker (2013), Improving the sensitivity of online controlled experiments by utilizing pre-experiment
    data. WSDM, 123-132.
    """
    count = np.maximum(np.bincount(cell), 1)

    def off(each: Floats) -> Floats:
        found: Floats = each - (np.bincount(cell, weights=each) / count)[cell]
        return found

    within = off(before)
    spread = float((within**2).sum())
    slope = float((within * off(values)).sum()) / spread if spread > 0 else 0.0
    found: Floats = values - slope * (before - before.mean())
    return found


def _deviation(arm: Moments, first: Moments) -> float:
    free = (arm.size + first.size - (arm.size > 0) - (first.size > 0)).sum()
    return sqrt(float((arm.second + first.second).sum()) / max(float(free), 1.0))


def _needed(
    measure: Measure,
    first: float,
    deviation: float,
    *,
    worth: float,
    first_share: float,
    alpha: float,
    power: float,
) -> int | None:
    """Return how many customers in these two arms it takes to see ``worth``, from the levels at hand."""
    if not isfinite(first) or worth <= 0:
        return None
    if measure in SHARES:
        if worth >= 1:
            return None
        arm = first + worth if first + worth <= 1 else first - worth
        needed = customers_for_shares(first, arm, first_share=first_share, alpha=alpha, power=power)
    else:
        needed = customers_for_means(deviation, worth, first_share=first_share, alpha=alpha, power=power)
    return None if needed == inf else int(needed)


def _finding(estimate: Estimate, sizes: tuple[int, int], needed: int | None) -> Finding:
    if min(sizes) < LEAST or not isfinite(float(estimate.low)):
        return Finding.TOO_SMALL
    if float(estimate.low) > 0:
        return Finding.MORE
    if float(estimate.high) < 0:
        return Finding.LESS
    return Finding.NO_DIFFERENCE if needed is not None and sum(sizes) >= needed else Finding.TOO_SMALL


def _worth(measure: Measure, counted: pd.DataFrame) -> float:
    if measure is Measure.EUROS:
        return WORTH_OF_ASKED * float(counted["asked_eur"].mean()) if len(counted) else 0.0
    return WORTH[measure]


def _nothing(found: pd.DataFrame, measure: Measure, place: int, sizes: tuple[int, int], worth: float) -> Compared:
    of_arms = found[found["arm"].isin([0, place])]
    over = of_arms["is_kept_known"] if measure is Measure.KEPT else of_arms["is_over"]
    finding = Finding.NOBODY if of_arms.empty else Finding.ONE_ARM if over.any() else Finding.NOT_OVER
    nan = float("nan")
    return Compared(
        measure=measure,
        arm=place,
        customers=sizes[0],
        first_customers=sizes[1],
        level=nan,
        first_level=nan,
        difference=nan,
        low=nan,
        high=nan,
        worth=worth,
        needed=None,
        finding=finding,
    )


def _parts(design: Design, found: pd.DataFrame) -> Iterator[Part]:
    """Yield the main measure in every segment, channel, template and campaign that has somebody in both arms."""
    counted = found[is_compared(found, design.measure)]
    asked = [
        (by, str(name), group, place)
        for by in PARTS
        for name, group in counted.groupby(by, sort=True)
        for place in range(1, len(design.arms))
        if {0, place} <= set(group["arm"].unique().tolist())
    ]
    for by, name, group, place in asked:
        usual = compare(design, group, design.measure, place, alpha=design.alpha, worth=design.smallest_effect)
        strict = compare(
            design, group, design.measure, place, alpha=design.alpha / len(asked), worth=design.smallest_effect
        )
        yield Part(by=by, name=name, compared=usual, stands_out=strict.finding in {Finding.MORE, Finding.LESS})
