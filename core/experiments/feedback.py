"""Back into the channel mix: what a holdout measured of a channel, weighed against what was assumed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite, sqrt
from typing import TYPE_CHECKING

from core.acting import permitted
from core.actions import Action
from core.behaviour.forecast.cash import NORMAL_80
from core.desk.channel_changes import save_effect
from core.desk.channel_terms import terms as channel_terms
from core.errors import SaldoError
from core.experiments.design import Kind, Measure
from core.experiments.results import LEAST, is_compared
from core.experiments.terms import terms
from core.vocabulary import ChannelName

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from core.desk.channel_terms import Effect
    from core.desk.engine import Desk
    from core.experiments.design import Design
    from core.experiments.found import Results


class NothingMeasuredError(SaldoError):
    """A result that says nothing of a channel's effect."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            "Nothing was measured of the channel {channel} yet: it takes a holdout or a delay with {least} customers "
            "in each group whose window is over.",
            channel=channel,
            least=LEAST,
        )


class NothingTakenError(SaldoError):
    """No measurement to take back."""

    def __init__(self, channel: str) -> None:
        super().__init__(
            "No measurement was taken over for the channel {channel}: there is nothing to take back.", channel=channel
        )


@dataclass(frozen=True, kw_only=True)
class Response:
    """What was measured of a channel, and the estimate that measurement and assumption make together; shares, 80 % intervals.

    ``weight`` is that of the measurement, 0 to 1; ``contacts`` are the customers in both groups.
    """

    channel: ChannelName
    contacts: int
    measured: float
    measured_low: float
    measured_high: float
    assumed: Effect
    weight: float
    share: float
    low: float
    high: float


def responses(desk: Desk, found: Results, *, on: date) -> list[Response]:
    """Return what ``found`` says of each channel that it measured.

    Notes
    -----
    The effect of a contact is the share it brings in of what would not have come by itself: e = (r - a) / (1 - a), r the share paid of
    those who were to be reminded by the channel, a of those left alone. Both arms are divided by the channel that was
    drawn before the lot, so they are alike. Its variance by the delta method: v(r) / (1 - a)^2 + v(a) (1 - r)^2 / (1 - a)^4,
    with v = p (1 - p) / n and p = (paid + 2) / (n + 4), which is never certain (Agresti and Coull 1998, The American Statistician 52, 119-126).
    Measurement m with variance v and assumption b with variance u / k (k the weight that the team gives assumptions) are joined
    by their certainty, as normal distributions are: weight of the measurement w = (1 / v) / (1 / v + k / u), estimate w m + (1 - w) b, variance
    1 / (1 / v + k / u). Source: A. Gelman and others, Bayesian Data Analysis, third edition, 2.5. What was taken over from the same
    experiment before is not counted twice: the assumption is the one before it.
    """
    return list(_responses(desk, found, on))


def _responses(desk: Desk, found: Results, on: date) -> Iterator[Response]:
    if not measures_a_contact(found.design):
        return
    prior_weight = terms(desk).assumed_weight
    known = channel_terms(desk)
    counted = found.customers[is_compared(found.customers, Measure.PAID)]
    for channel, group in counted.groupby("channel", sort=True):
        if channel not in set(ChannelName):
            continue
        alone, reminded = (group.loc[group["arm"] == place, "paid"].to_numpy(dtype="float64") for place in (0, 1))
        if min(len(alone), len(reminded)) < LEAST:
            continue
        name = ChannelName(str(channel))
        assumed = _assumed(known.effect(name, on), found.kept.name)
        yield _together(name, reminded, alone, assumed, prior_weight)


def measures_a_contact(design: Design) -> bool:
    """Return whether nobody in the first arm was reminded within the window: else it measures what waiting costs."""
    return design.kind is Kind.HOLDOUT or (design.kind is Kind.DELAY and design.window_days < design.first.delay_days)


@permitted(Action.POLICY)
def take_over(desk: Desk, found: Results, channel: ChannelName, *, on: date, by: str) -> Response:
    """Let the estimate count in the mix from ``on``, with its evidence; raise ``NothingMeasuredError``."""
    told = next((each for each in responses(desk, found, on=on) if each.channel is channel), None)
    if told is None:
        raise NothingMeasuredError(str(channel))
    save_effect(
        desk,
        channel,
        valid_from=on,
        effect_share=told.share,
        low_share=max(told.low, -1.0),
        high_share=min(told.high, 1.0),
        is_measured=True,
        by=by,
        why=f"Measured by {found.kept.name}, as of {found.as_of.isoformat()}",
        evidence={
            "experiment": found.kept.name,
            "as_of": found.as_of.isoformat(),
            "contacts": told.contacts,
            "weight": told.weight,
            "measured": [told.measured, told.measured_low, told.measured_high],
            "assumed": [told.assumed.effect_share, told.assumed.low_share, told.assumed.high_share],
            "assumed_why": told.assumed.why,
            "assumed_is_measured": told.assumed.is_measured,
        },
    )
    return told


@permitted(Action.POLICY)
def take_back(desk: Desk, channel: ChannelName, *, on: date, by: str, why: str) -> None:
    """Let what was assumed before the last measurement count again from ``on``; the measurement stays in the history."""
    present = channel_terms(desk).effect(channel, on)
    if present.evidence is None:
        raise NothingTakenError(str(channel))
    before = _before(present)
    save_effect(
        desk,
        channel,
        valid_from=on,
        effect_share=before.effect_share,
        low_share=before.low_share,
        high_share=before.high_share,
        is_measured=before.is_measured,
        by=by,
        why=why,
    )


def _assumed(present: Effect, experiment: str) -> Effect:
    """Return the effect that does not rest on ``experiment`` itself: its own measurement is no evidence for it."""
    if present.evidence is None or present.evidence["experiment"] != experiment:
        return present
    return _before(present)


def _before(present: Effect) -> Effect:
    """Return what was thought before the measurement that ``present`` took over."""
    evidence = present.evidence or {}
    middle, low, high = evidence["assumed"]
    return replace(
        present,
        effect_share=middle,
        low_share=low,
        high_share=high,
        is_measured=bool(evidence.get("assumed_is_measured", False)),
        why=str(evidence["assumed_why"]),
        evidence=None,
    )


def _together(
    channel: ChannelName,
    reminded: NDArray[np.float64],
    alone: NDArray[np.float64],
    assumed: Effect,
    prior_weight: float,
) -> Response:
    r, a = float(reminded.mean()), float(alone.mean())
    rest = 1 - (alone.sum() + 2) / (len(alone) + 4)
    measured = (r - a) / max(1 - a, 1 / (len(alone) + 1))
    variance = _variance(reminded) / rest**2 + _variance(alone) * (1 - r) ** 2 / rest**4
    prior = ((assumed.high_share - assumed.low_share) / 2 / NORMAL_80) ** 2
    precise = 1 / variance
    trusted = prior_weight / prior if prior > 0 else float("inf")
    weight = precise / (precise + trusted) if isfinite(trusted) else 0.0
    share = weight * measured + (1 - weight) * assumed.effect_share
    around = NORMAL_80 * sqrt(1 / (precise + trusted)) if isfinite(trusted) else 0.0
    own = NORMAL_80 * sqrt(variance)
    share = min(max(share, -1.0), 1.0)
    return Response(
        channel=channel,
        contacts=len(reminded) + len(alone),
        measured=measured,
        measured_low=measured - own,
        measured_high=measured + own,
        assumed=assumed,
        weight=weight,
        share=share,
        low=share - around,
        high=share + around,
    )


def _variance(paid: NDArray[np.float64]) -> float:
    size = len(paid)
    guess = (float(paid.sum()) + 2) / (size + 4)
    return guess * (1 - guess) / size
