"""Reasons of a prediction in words: a sentence to translate, and the numbers it is filled with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from core.behaviour.prediction.signals import ACCOUNT, NAMES
from core.language import later

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from core.behaviour.prediction.hazard import Hazard

MOST_FACTORS: Final = 2
LEAST_EFFECT: Final = 0.15  # on the log odds of being paid on a late day; less is not worth a sentence
FEW_PAYMENTS: Final = 5

NEW: Final = later("No payment of this customer is known yet: customers of the same kind count")
BEFORE: Final = later("Usually pays {days} days before the due date ({count} payments seen)")
ON_TIME: Final = later("Usually pays on the due date ({count} payments seen)")
AFTER: Final = later("Usually pays {days} days after the due date ({count} payments seen)")
FEW: Final = later("Only {count} payments are known: customers of the same kind count too")
OBJECTS: Final = later("The customer objects to profiling: only how customers of the same kind pay counts")
# Per fact of the account: the sentence when it makes late payment likelier, and when it makes it less likely.
FACTORS: Final[Mapping[str, tuple[str, str]]] = {
    "amount against own": (
        later("The amount is unusual for this customer"),
        later("The amount is usual for this customer"),
    ),
    "amount": (later("Amounts of this size are often paid later"), later("Amounts of this size are often paid sooner")),
    "open": (
        later("{count} other invoices stood open when it was issued"),
        later("{count} other invoices stood open when it was issued"),
    ),
    "overdue": (
        later("{count} other invoices were past due when it was issued"),
        later("No pile of unpaid invoices stood before it"),
    ),
    "overdue 5": (
        later("{count} other invoices were more than 5 days past due"),
        later("Little was more than 5 days past due"),
    ),
    "overdue 30": (
        later("{count} other invoices were more than 30 days past due"),
        later("Nothing was more than 30 days past due"),
    ),
    "drift": (later("Lately pays later than before"), later("Lately pays sooner than before")),
    "spread": (later("Days of payment vary much from invoice to invoice"), later("Days of payment hardly vary")),
}
COUNTED: Final = frozenset({"open", "overdue", "overdue 5", "overdue 30"})


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One reason: ``pattern`` is a sentence with {named} numbers, said as ``words(pattern, **values)``."""

    pattern: str
    values: Mapping[str, Any] = field(default_factory=dict)


def effects(hazard: Hazard) -> NDArray[np.float64]:
    """Return per fact of the account how much one unit of it lowers the log odds of payment on a day past due.

    These are the model's own weights, exact for a logistic hazard: a positive effect makes late payment likelier.
    """
    weight = dict(zip(NAMES, hazard.weights.tolist(), strict=True))
    return np.array([-(weight[name] + weight[f"{name} x late"] + weight[f"{name} x late 5"]) for name in ACCOUNT])


def factors(
    hazard: Hazard | None, account: NDArray[np.float32], usual: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return per invoice the places in ACCOUNT of the facts that weigh most against ``usual``, and their effects.

    MOST_FACTORS columns each, the heaviest first; -1 where no fact weighs enough to be told.
    """
    if hazard is None or not account.shape[1]:
        nothing = (len(account), MOST_FACTORS)
        return np.full(nothing, -1), np.zeros(nothing)
    moved = (account - usual) * effects(hazard)
    places = np.argsort(-np.abs(moved), axis=1, kind="stable")[:, :MOST_FACTORS]
    effect = np.take_along_axis(moved, places, axis=1)
    return np.where(np.abs(effect) >= LEAST_EFFECT, places, -1), effect


def reasons_of(row: Mapping[Any, Any]) -> tuple[Reason, ...]:
    """Return the reasons of one row of ``predict``, the customer's own habit first; of who objects to profiling only that."""
    if row["why_baseline"] == OBJECTS:
        return (Reason(pattern=OBJECTS),)
    count = int(row["payments"])
    if not count:
        return (Reason(pattern=NEW),)
    days = round(float(row["own_median_days"]))
    pattern = ON_TIME if not days else AFTER if days > 0 else BEFORE
    told = [Reason(pattern=pattern, values={"days": abs(days), "count": count})]
    if count < FEW_PAYMENTS and row["source"] == "model":
        told.append(Reason(pattern=FEW, values={"count": count}))
    for at in range(1, MOST_FACTORS + 1):
        place = int(row[f"factor_{at}"])
        if place >= 0:
            told.append(_reason(ACCOUNT[place], float(row[f"effect_{at}"]), float(row[f"fact_{at}"])))
    return tuple(told)


def _reason(name: str, effect: float, fact: float) -> Reason:
    pattern = FACTORS[name][0 if effect > 0 else 1]
    count = max(round(float(np.expm1(fact))), 0)
    return Reason(pattern=pattern, values={"count": count} if name in COUNTED and "{count}" in pattern else {})
