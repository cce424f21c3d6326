"""The customer is left alone to measure what reminders do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from core.strategy.gentle import is_gentle
from core.strategy.keys import customers_named
from core.strategy.ladder import NO_STEP
from core.strategy.message_step import highest_steps
from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows

CENTS = 100


def standing(items: Candidates) -> pd.DataFrame:
    """Return the customers that are left alone on the day of ``items``, with ``position``."""
    known = items.facts.held_out
    is_held = known["free_on"].isna() | (known["free_on"].to_numpy(dtype="datetime64[D]") > np.datetime64(items.as_of))
    return customers_named(known[is_held.to_numpy(dtype=bool)], items.assignment.features)


def _matches(items: Candidates, left: Left) -> Mask:
    named = standing(items)
    if named.empty:
        return np.zeros(len(items), dtype=bool)
    held = np.zeros(len(items.customers), dtype=bool)
    held[named["position"].to_numpy(dtype=np.int64)] = True
    held &= _speaks_gently(items, left, held) & (_asked_euros(items, left) <= _caps(items, named))
    found: Mask = held[items.position]
    return found


def _speaks_gently(items: Candidates, left: Left, held: Mask) -> Mask:
    """Return per customer whether its message would be a gentle one: what the law requires, or a firmer letter, goes to everybody."""
    steps, gentle = highest_steps(items, left.is_undecided), np.ones(len(held), dtype=bool)
    for code, number in {*zip(items.ladder_codes[held].tolist(), steps[held].tolist(), strict=True)}:
        if number != NO_STEP and not is_gentle(items.ladders.all[code].step(number)):
            gentle[(items.ladder_codes == code) & (steps == number)] = False
    return gentle


def _asked_euros(items: Candidates, left: Left) -> NDArray[np.float64]:
    """Return what each customer would be asked for, in euros."""
    euros = np.where(left.is_undecided, left.asked_minor, 0) * items.euros
    return np.round(np.bincount(items.position, weights=euros, minlength=len(items.customers)), 2)


def _caps(items: Candidates, named: pd.DataFrame) -> NDArray[np.float64]:
    """Return the most that each customer may be asked for and still be left alone, in euros."""
    caps = np.full(len(items.customers), np.inf)
    limits = named["cap_minor"].to_numpy(dtype=np.float64, na_value=np.inf) / CENTS
    np.minimum.at(caps, named["position"].to_numpy(dtype=np.int64), limits)
    return caps


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    named = standing(items)
    known = {
        int(row["position"]): (row["experiment"], row["free_on"])
        for row in named.sort_values("free_on", na_position="last").to_dict("records")
    }
    told = []
    for position in items.position[rows].tolist():
        experiment, free_on = known[position]
        if free_on is None or free_on != free_on:  # noqa: PLR0124 (NaT)
            told.append(words("in the group that is left alone to compare with"))
        else:
            told.append(
                words(
                    "in the group that is left alone to compare with ({experiment}), free again on {day}",
                    experiment=experiment,
                    day=words.day(free_on.date()),
                )
            )
    return told


REASON = Reason(
    code="held_out",
    place=240,
    label="Held out",
    explanation="A small group drawn by lot is not reminded, so that the effect of reminders can be measured. Last of all reasons.",
    takes=whole(_matches),
    evidence=_evidence,
)
