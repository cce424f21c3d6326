"""Expected cash of the days ahead: what the forecast says will come, and what another mix is thought to change about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.behaviour.forecast.cash import NORMAL_80
from core.money import precision
from core.strategy.contacts_climb import summed
from core.strategy.mix_reach import CHANNELS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from core.behaviour.prediction.predict import Outlook
    from core.segments.features import Features, Queries
    from core.strategy.contacts_ahead import Ahead

BASE: Final = "EUR"
CENTS: Final = 100


@dataclass(frozen=True, kw_only=True, eq=False)
class PositionCash:
    """What is expected by ``until`` of each customer's open items, by position of the features.

    ``expected_eur`` in euros at the rates of the day; ``variance`` in euros squared, already widened by how far past forecasts were
    off. ``by_model_share`` is the share of the open amount that the model serves; the customers' own habit serves the rest.
    """

    until: date
    expected_eur: NDArray[np.float64]
    variance: NDArray[np.float64]
    by_model_share: float | None


@dataclass(frozen=True, kw_only=True, eq=False)
class CashAhead:
    """Expected cash within the days ahead in euro cents, with its 80 % interval.

    ``forecast_minor`` is what the forecast says, which knows reminders as they were sent so far. ``gain_minor`` with its interval
    is what the contacts are thought to bring over those of the mix they are set beside; ``assumed_minor`` is the part of
    it (up or down, added up without sign) that no test has measured, ``measured_minor`` the part that one has.
    ``by_segment``: segment, forecast_minor, gain_minor, expected_minor, low_minor, high_minor.
    """

    forecast_minor: int
    gain_minor: int
    gain_low_minor: int
    gain_high_minor: int
    expected_minor: int
    low_minor: int
    high_minor: int
    measured_minor: int
    assumed_minor: int
    by_model_share: float | None
    by_segment: pd.DataFrame

    @property
    def measured_share(self) -> float | None:
        """The share of the expected change that a test has measured; None where nothing changes."""
        whole = self.measured_minor + self.assumed_minor
        return self.measured_minor / whole if whole else None

    @property
    def assumed_share(self) -> float | None:
        """The share of all expected cash that rests on assumptions about channels; None where no cash is expected."""
        whole = abs(self.forecast_minor) + self.measured_minor + self.assumed_minor
        return self.assumed_minor / whole if whole else None


def euro_factors(book: Queries, as_of: date, currencies: Sequence[str]) -> dict[str, float]:
    """Return euros per minor unit of each of ``currencies`` on a day; one to one where the book has no rate."""
    rates = book.frame("euro_rates", as_of=as_of)
    known = {BASE: 1.0, **dict(zip(rates["currency"].tolist(), rates["rate"].tolist(), strict=True))}
    return {each: known.get(each, 1.0) / 10 ** precision(each) for each in currencies}


def position_cash(
    outlook: Outlook,
    features: Features,
    until: date,
    euros: Mapping[str, float],
    *,
    spread: Mapping[str, float] | None = None,
) -> PositionCash:
    """Return what comes in by ``until`` of what is open, per position of ``features``: add it up over any set of customers.

    Parameters
    ----------
    outlook : Outlook
        The predictions of the features' day; customers without a model are in it by their own habit.
    features : Features
        Which customers there are, in which order.
    until : date
        The last day that counts.
    euros : mapping
        Euros per minor unit by currency.
    spread : mapping, optional
        By currency, how much wider intervals must be than if invoices were paid independently (from the back-test).
    """
    frame = outlook.frame
    chance = outlook.paid_by(until)
    eur = frame["balance_minor"].to_numpy(dtype=np.float64) * frame["currency"].map(euros).to_numpy(dtype=np.float64)
    wider = frame["currency"].map(lambda name: (spread or {}).get(name, 1.0)).to_numpy(dtype=np.float64)
    position = features.positions(frame["customer_key"].to_numpy(dtype=np.int64))
    total = float(eur.sum())
    return PositionCash(
        until=until,
        expected_eur=summed(position, eur * chance, len(features)),
        variance=summed(position, (eur * wider) ** 2 * chance * (1 - chance), len(features)),
        by_model_share=float(eur[outlook.prospect.by_model].sum()) / total if total else None,
    )


def cash_ahead(
    given: Ahead,
    base: PositionCash,
    *,
    beside: Ahead | None = None,
    codes: NDArray[np.int64] | None = None,
    segments: Sequence[str] | None = None,
) -> CashAhead:
    """Return the expected cash of the days of ``given``.

    Parameters
    ----------
    given : Ahead
        The contacts of a mix.
    base : PositionCash
        The forecast by customer, until the last of those days.
    beside : Ahead, optional
        The contacts as they go now: the forecast learnt from the payments that such contacts brought, so only the difference to
        them counts. Without it nothing is gained or lost.
    codes, segments : optional
        The segments to split by, as for ``contacts_ahead.ahead``.

    Notes
    -----
    The effect of a contact is a share of what would not have come by itself, by channel, with its own interval (see
    ``core.desk.channel_terms``). Intervals of effects and of the forecast are taken to be independent of one another; two
    contacts of one customer add up, which overstates a little what many contacts do.
    """
    names = tuple(segments or given.grouped.coming.assignment.segments)
    of_position = given.grouped.coming.assignment.codes if codes is None else codes
    forecast = summed(of_position, base.expected_eur, len(names))
    variance = summed(of_position, base.variance, len(names))
    gain = _Gain.of(given, beside, names)
    around = NORMAL_80 * np.sqrt(variance + gain.variance)
    expected = forecast + gain.by_segment.sum(axis=1)
    whole = _interval(float(forecast.sum() + gain.total), float(variance.sum() + gain.whole_variance))
    gained = _interval(gain.total, gain.whole_variance)
    return CashAhead(
        forecast_minor=_cents(float(forecast.sum())),
        gain_minor=_cents(gain.total),
        gain_low_minor=_cents(gained[0]),
        gain_high_minor=_cents(gained[1]),
        expected_minor=_cents(float(expected.sum())),
        low_minor=max(_cents(whole[0]), 0),
        high_minor=_cents(whole[1]),
        measured_minor=_cents(float((np.abs(gain.by_channel) * gain.measured).sum())),
        assumed_minor=_cents(float((np.abs(gain.by_channel) * (1 - gain.measured)).sum())),
        by_model_share=base.by_model_share,
        by_segment=pd.DataFrame(
            {
                "segment": list(names),
                "forecast_minor": _all_cents(forecast),
                "gain_minor": _all_cents(gain.by_segment.sum(axis=1)),
                "expected_minor": _all_cents(expected),
                "low_minor": np.maximum(_all_cents(expected - around), 0),
                "high_minor": _all_cents(expected + around),
            }
        ),
    )


def moved_eur(given: Ahead) -> NDArray[np.float64]:
    """Return what each channel can move in the days ahead, in euros by place and channel: less what waits beyond the last day."""
    wanted = given.wanted.sum(axis=1)
    share = np.divide(given.sent.sum(axis=1), wanted, out=np.ones_like(wanted), where=wanted > 0)
    found: NDArray[np.float64] = given.effect_eur * np.minimum(share, 1.0)
    return found


@dataclass(frozen=True, kw_only=True, eq=False)
class _Gain:
    """What the contacts bring over those they are set beside, in euros: by segment and channel, and how unsure that is."""

    by_segment: NDArray[np.float64]
    variance: NDArray[np.float64]  # per segment
    whole_variance: float
    measured: NDArray[np.float64]  # how much of each channel's effect a measurement makes up, 0 to 1

    @staticmethod
    def of(given: Ahead, beside: Ahead | None, names: Sequence[str]) -> _Gain:
        """Return the gain by the effects in force on the first day."""
        on = given.grouped.coming.as_of
        effects = [given.terms.effect(each, on) for each in CHANNELS]
        half = np.array([(each.high_share - each.low_share) / 2 / NORMAL_80 for each in effects])
        more = _by_segment(given, names) - (_by_segment(given if beside is None else beside, names))
        return _Gain(
            by_segment=more * np.array([each.effect_share for each in effects]),
            variance=((more * half) ** 2).sum(axis=1),
            # Whether a channel works is one question, not one per segment: what is unsure about it adds up first.
            whole_variance=float(((more.sum(axis=0) * half) ** 2).sum()),
            measured=np.array([each.measured_weight for each in effects]),
        )

    @property
    def by_channel(self) -> NDArray[np.float64]:
        """The gain by channel."""
        found: NDArray[np.float64] = self.by_segment.sum(axis=0)
        return found

    @property
    def total(self) -> float:
        """The gain of all channels and segments."""
        return float(self.by_segment.sum())


def _by_segment(given: Ahead, names: Sequence[str]) -> NDArray[np.float64]:
    """Return what each channel can move by segment, segments as ``names``; one that is not among them counts nowhere."""
    found = np.zeros((len(names), len(CHANNELS)))
    place_of = {name: at for at, name in enumerate(names)}
    for place, moved in zip(given.grouped.places, moved_eur(given), strict=True):
        if place.segment in place_of:
            found[place_of[place.segment]] += moved
    return found


def _interval(middle: float, variance: float) -> tuple[float, float]:
    around = NORMAL_80 * float(np.sqrt(variance))
    return middle - around, middle + around


def _cents(eur: float) -> int:
    return round(eur * CENTS)


def _all_cents(eur: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.rint(eur * CENTS).astype(np.int64)


def last_day(given: Ahead) -> date:
    """Return the last day whose cash counts."""
    return given.grouped.coming.as_of + timedelta(days=given.grouped.coming.days)
