"""Drift: how far payments of now differ from those a model was trained on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.behaviour.prediction.axis import BINS
from core.behaviour.prediction.lives import day_number
from core.behaviour.prediction.training import PROFILE_DAYS

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from core.behaviour.prediction.backdrop import Backdrop
    from core.behaviour.prediction.model import Model

FEWEST: Final = 100  # payments, for their shares to say anything
SMALL, LARGE = 0.1, 0.25  # of the index: below the first nothing has changed, above the second train anew
LEAST_SHARE: Final = 1e-3
GROUPED: Final = 4  # bins side by side, so that a shift of a day is no drift


@dataclass(frozen=True, kw_only=True)
class Drift:
    """The population stability index of days late: payments of the last 90 days against those before the training."""

    index: float | None
    payments: int


def drift(model: Model, backdrop: Backdrop, as_of: date) -> Drift:
    """Return the drift since ``model`` was trained, as seen on ``as_of``.

    Parameters
    ----------
    model : Model
        Its ``profile`` has the shares by bin of the 90 days before its training.
    backdrop : Backdrop
        That of ``as_of``.

    Returns
    -------
    Drift
        ``index`` is 0 when nothing changed (sum of (now - then) x log(now / then) over groups of bins, Siddiqi 2006);
        None with fewer than 100 payments on either side: then it would be chance.
    """
    day = day_number(as_of)
    recent = (backdrop.paid > day - PROFILE_DAYS) & (backdrop.paid <= day)
    counted = np.bincount(backdrop.bin[recent], weights=backdrop.count[recent], minlength=BINS).astype(np.float64)
    payments = int(counted.sum())
    if payments < FEWEST or not model.profile or not sum(model.profile):
        return Drift(index=None, payments=payments)
    now, then = _grouped(counted), _grouped(np.array(model.profile))
    return Drift(index=round(float(((now - then) * np.log(now / then)).sum()), 4), payments=payments)


def _grouped(values: NDArray[np.float64]) -> NDArray[np.float64]:
    summed = np.add.reduceat(values, np.arange(0, BINS, GROUPED)) / values.sum()
    floored = np.maximum(summed, LEAST_SHARE)
    shares: NDArray[np.float64] = floored / floored.sum()
    return shares
