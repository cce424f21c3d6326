"""The model that predicts payment: its weights, who is served by it, and what it scored; numbers only, kept as JSON."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from core.behaviour.prediction.axis import STARTS
from core.behaviour.prediction.hazard import Hazard
from core.behaviour.prediction.signals import NAMES
from core.errors import SaldoError
from core.sentence import Sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

FORMAT: Final = 1


class UnreadableModelError(SaldoError):
    """A stored model that is not what was stored, or of another Saldo."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(
            "The payment model {file} cannot be used: {why}. Train a new one: python -m core train",
            file=file,
            why=Sentence(why),
        )


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """One segment on the held-out rows: the mean absolute error of model and baseline, and which of them serves it."""

    segment: str
    rows: int
    model_mae: float | None
    baseline_mae: float | None
    by_model: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Segments:
    """The segment of every customer, searchable by key; a customer who has none is in no segment (-1).

    ``objecting`` are the keys of customers who object to profiling: no model serves them.
    """

    keys: NDArray[np.int64]
    codes: NDArray[np.int64]
    names: tuple[str, ...]
    objecting: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    @classmethod
    def of(cls, frame: pd.DataFrame | None) -> Segments:
        """Return the segments in ``frame`` (customer_key, segment); None is one portfolio without segments."""
        if frame is None or frame.empty:
            return cls(keys=np.zeros(0, dtype=np.int64), codes=np.zeros(0, dtype=np.int64), names=())
        ordered = frame.sort_values("customer_key")
        names, codes = np.unique(ordered["segment"].astype("str").to_numpy(dtype=object), return_inverse=True)
        return cls(
            keys=ordered["customer_key"].to_numpy(dtype=np.int64),
            codes=codes.astype(np.int64),
            names=tuple(str(name) for name in names),
        )

    def code_of(self, customers: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the code of each customer's segment, -1 where there is none."""
        if not len(self.keys):
            return np.full(len(customers), -1)
        at = np.minimum(np.searchsorted(self.keys, customers), len(self.keys) - 1)
        return np.where(self.keys[at] == customers, self.codes[at], -1)


@dataclass(frozen=True, kw_only=True, eq=False)
class Model:
    """A trained model. Without ``hazard`` the baseline serves everybody, and ``why_baseline`` says why.

    ``judged`` is the same model fitted only on what was known on ``split_on``: scores and comparisons are its own, on
    rows issued after that day. ``bend`` holds the two numbers of the calibration: intercept and slope on log odds;
    ``profile`` the shares by bin of the payments before training; ``usual`` the usual account, which reasons compare with.
    """

    trained_on: date
    split_on: date
    first_on: date | None
    invoices: int
    payments: int
    hazard: Hazard | None
    judged: Hazard | None
    blend: float
    bend: tuple[float, float]
    overall: Verdict
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)
    calibration: tuple[Mapping[str, float], ...] = ()
    profile: tuple[float, ...] = ()
    usual: tuple[float, ...] = ()
    why_baseline: str = ""
    number: int = 0

    @classmethod
    def untrained(cls, as_of: date) -> Model:
        """Return the model that is there before any training: the baseline serves everybody."""
        nobody = Verdict(segment="everybody", rows=0, model_mae=None, baseline_mae=None, by_model=False)
        return cls(
            trained_on=as_of,
            split_on=as_of,
            first_on=None,
            invoices=0,
            payments=0,
            hazard=None,
            judged=None,
            blend=1.0,
            bend=(0.0, 1.0),
            overall=nobody,
        )

    def serves(self, segment: str | None) -> bool:
        """Return whether the model, and not the baseline, predicts for ``segment`` (None: a customer without one)."""
        if self.hazard is None:
            return False
        return self.verdicts.get(segment or "", self.overall).by_model

    def as_dict(self) -> dict[str, Any]:
        """Return the model as JSON can hold it."""
        told = {name: getattr(self, name) for name in ("invoices", "payments", "blend", "why_baseline", "number")}
        return told | {
            "format": FORMAT,
            "signals": list(NAMES),
            "bins": STARTS.tolist(),
            "trained_on": self.trained_on.isoformat(),
            "split_on": self.split_on.isoformat(),
            "first_on": None if self.first_on is None else self.first_on.isoformat(),
            "hazard": _told(self.hazard),
            "judged": _told(self.judged),
            "bend": list(self.bend),
            "overall": asdict(self.overall),
            "verdicts": [asdict(each) for each in self.verdicts.values()],
            "scores": dict(self.scores),
            "calibration": [dict(row) for row in self.calibration],
            "profile": list(self.profile),
            "usual": list(self.usual),
        }

    @classmethod
    def from_dict(cls, told: Mapping[str, Any], *, file: str) -> Model:
        """Return the model that ``as_dict`` wrote; raise ``UnreadableModelError`` for anything else."""
        if told.get("format") != FORMAT or told.get("signals") != list(NAMES) or told.get("bins") != STARTS.tolist():
            raise UnreadableModelError(file, "it was made by another version of Saldo")
        try:
            return cls(
                trained_on=date.fromisoformat(told["trained_on"]),
                split_on=date.fromisoformat(told["split_on"]),
                first_on=None if told["first_on"] is None else date.fromisoformat(told["first_on"]),
                invoices=int(told["invoices"]),
                payments=int(told["payments"]),
                hazard=_hazard(told["hazard"]),
                judged=_hazard(told["judged"]),
                blend=float(told["blend"]),
                bend=(float(told["bend"][0]), float(told["bend"][1])),
                overall=Verdict(**told["overall"]),
                verdicts={each["segment"]: Verdict(**each) for each in told["verdicts"]},
                scores=dict(told["scores"]),
                calibration=tuple(told["calibration"]),
                profile=tuple(float(share) for share in told["profile"]),
                usual=tuple(float(mean) for mean in told["usual"]),
                why_baseline=str(told["why_baseline"]),
                number=int(told["number"]),
            )
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise UnreadableModelError(
                file, Sentence("{error_kind} in its numbers", error_kind=type(error).__name__)
            ) from error


def _told(hazard: Hazard | None) -> dict[str, Any] | None:
    return None if hazard is None else {"intercept": hazard.intercept, "weights": hazard.weights.tolist()}


def _hazard(told: Mapping[str, Any] | None) -> Hazard | None:
    if told is None:
        return None
    weights = np.array(told["weights"], dtype=np.float64)
    intercept = float(told["intercept"])
    if weights.shape != (len(NAMES),) or not np.isfinite(weights).all() or not np.isfinite(intercept):
        raise ValueError("weights")
    return Hazard(intercept=intercept, weights=weights)
