"""The campaign is for other segments, companies, countries or steps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.strategy.keys import customers_named
from core.strategy.ladder import NO_STEP
from core.strategy.message_step import highest_steps
from core.strategy.reason import Reason, whole

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.language import Words
    from core.strategy.candidates import Candidates
    from core.strategy.reason import Left, Mask, Rows


_NAME = ["document_type", "number", "fiscal_year", "part_no"]


def _tests(items: Candidates) -> Iterator[tuple[str, list[str], Mask]]:
    """Yield for each restriction what it is called, the value of each row, and which rows it leaves out."""
    choice, segments = items.choice, items.assignment.policy.segments
    labels = [each.label for each in segments]
    codes = items.assignment.codes[items.position]
    if choice.segments:
        yield (
            "segment",
            [labels[each] for each in codes],
            ~np.isin(np.array([each.name for each in segments])[codes], list(choice.segments)),
        )
    for word, column, allowed in (("company", "entity", choice.entities), ("country", "country", choice.countries)):
        if allowed:
            values = items.customers[column].to_numpy(dtype=object)[items.position]
            yield word, values.tolist(), ~np.isin(values.astype(str), list(allowed))
    if choice.steps:
        yield "step", items.step_due.astype(str).tolist(), ~np.isin(items.step_due, list(choice.steps))
    if choice.among:
        named = pd.DataFrame(sorted(choice.among), columns=["entity", "customer_id"], dtype="str")
        positions = customers_named(named, items.assignment.features)["position"].to_numpy(dtype=np.int64)
        ids = items.customers["customer_id"].to_numpy(dtype=object)[items.position]
        yield "customer", ids.tolist(), ~np.isin(items.position, positions)
    if choice.items:
        names = [*items.frame[_NAME].itertuples(index=False, name=None)]
        yield "invoice", items.frame["number"].tolist(), np.array([each not in choice.items for each in names])


def _of_other_rungs(items: Candidates, left: Left) -> Mask:
    """Return the rows of customers whose message would be of a step that is not among the chosen steps of ladders.

    The whole message counts: who is due a firmer step as well does not get the gentle one instead of it.
    """
    steps = highest_steps(items, left.is_undecided & (items.step_due != NO_STEP))
    chosen = np.zeros(len(items.customers), dtype=bool)
    for ladder, step in items.choice.rungs:
        if ladder in items.ladders.names:
            chosen |= (items.ladder_codes == items.ladders.names.index(ladder)) & (steps == step)
    outside: Mask = ~chosen[items.position]
    return outside


def _matches(items: Candidates, left: Left) -> Mask:
    outside = _of_other_rungs(items, left) if items.choice.rungs else np.zeros(len(items), dtype=bool)
    for _word, _values, mask in _tests(items):
        outside |= mask
    return outside


def _evidence(items: Candidates, rows: Rows, words: Words) -> list[str]:
    tests = list(_tests(items))
    told = [
        ", ".join(f"{words(word)} {words(str(values[row]))}" for word, values, mask in tests if mask[row])
        for row in rows.tolist()
    ]
    return [
        words("{what} is not chosen", what=each) if each else words("the message would be of a step that is not chosen")
        for each in told
    ]


REASON = Reason(
    code="outside_filter",
    place=220,
    label="Outside the filter",
    explanation="This campaign was made for other segments, companies, countries or steps.",
    takes=whole(_matches),
    evidence=_evidence,
)
