"""Steps that were done of each open item, by us or by the source system, and the legal notice among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from core.law.steps import LEGAL_MESSAGES
from core.strategy.climbing import NOTHING_DONE
from core.strategy.keys import items_named
from core.strategy.ladder import NO_STEP
from core.vocabulary import POSTED

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from core.segments.features import Features

NEVER: Final = np.datetime64("NaT", "D")


@dataclass(frozen=True, kw_only=True, eq=False)
class Done:
    """One entry per item: the highest ``step`` done (NOTHING_DONE for none), ``on`` which day the latest was, and by whom.

    ``is_post``: it was a letter, or may have been one, for of the source system nothing is known but the day. ``noticed_on`` is
    the day of the last legal notice (NaT for none), ``is_notice_post`` whether that was a letter.
    """

    step: NDArray[np.int64]
    on: NDArray[np.datetime64]
    is_from_source: NDArray[np.bool_]
    is_post: NDArray[np.bool_]
    noticed_on: NDArray[np.datetime64]
    is_notice_post: NDArray[np.bool_]

    @property
    def number(self) -> NDArray[np.int64]:
        """The number of the step, NO_STEP for none."""
        return np.where(self.step == NOTHING_DONE, NO_STEP, self.step)


def steps_done(
    steps: pd.DataFrame,
    frame: pd.DataFrame,
    position: NDArray[np.int64],
    features: Features,
    *,
    notice: NDArray[np.int64],
    counts_source: bool,
) -> Done:
    """Return what was done of each row of ``frame``; ``steps`` is what the contact ledger says.

    ``notice`` is the number of each row's legal step, NO_STEP where its ladder has none: by that a step is known as the notice whose
    message is not. ``counts_source``: the source system's reminders of that step or later count as the notice.
    """
    step, done_on = np.full(len(frame), NOTHING_DONE), np.full(len(frame), NEVER)
    noticed_on, is_notice_post = done_on.copy(), np.zeros(len(frame), dtype=bool)
    matched = items_named(steps, frame, position, features)
    rows, numbers = (matched[name].to_numpy(dtype=np.int64) for name in ("row", "step"))
    days = matched["done_on"].to_numpy(dtype="datetime64[D]")
    is_letter = matched["channel"].isin([str(each) for each in POSTED]).to_numpy(dtype=bool)
    np.maximum.at(step, rows, numbers)
    np.fmax.at(done_on, rows, days)
    is_post = np.zeros(len(frame), dtype=bool)
    is_post[rows[is_letter & (numbers == step[rows])]] = True
    is_notice = _is_notice(matched, notice[rows])
    np.fmax.at(noticed_on, rows[is_notice], days[is_notice])
    is_notice_post[rows[is_notice & is_letter & (days == noticed_on[rows])]] = True
    source = frame["source_step"].to_numpy(dtype=np.int64)
    source_on = frame["source_reminded_on"].to_numpy(dtype="datetime64[D]")
    if counts_source:
        counts = (notice != NO_STEP) & (source >= notice) & np.isnat(noticed_on)
        noticed_on, is_notice_post = np.where(counts, source_on, noticed_on), is_notice_post | counts
    is_from_source = source > np.maximum(step, NO_STEP)
    return Done(
        step=np.where(is_from_source, source, step),
        on=np.where(is_from_source, np.fmax(source_on, done_on), done_on),
        is_from_source=is_from_source,
        is_post=is_post | is_from_source,
        noticed_on=noticed_on,
        is_notice_post=is_notice_post,
    )


def _is_notice(matched: pd.DataFrame, notice: NDArray[np.int64]) -> NDArray[np.bool_]:
    by_number: NDArray[np.bool_] = (matched["step"].to_numpy(dtype=np.int64) == notice) & (notice != NO_STEP)
    if "message" not in matched:
        return by_number
    message = matched["message"]
    is_legal = message.isin(list(LEGAL_MESSAGES)).to_numpy(dtype=bool)
    return np.where(message.isna().to_numpy(dtype=bool), by_number, is_legal)
