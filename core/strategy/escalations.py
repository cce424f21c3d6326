"""What people do beside the messages: calls, visits, advice about deliveries, and the file for the agency."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from core.strategy.calls import at_steps_with
from core.strategy.ladder import CALLED, Escalation
from core.strategy.reasons import BY_CODE, REASONS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.strategy.audience import Audience

_STEP_SENT: Final = REASONS.index(BY_CODE["step_sent"])
TASKS: Final = (Escalation.FACE_TO_FACE, Escalation.DELIVERY_STOP)
_WHO: Final = ["customer_key", "entity", "customer_id", "name", "ladder", "step"]


def tasks(found: Audience) -> pd.DataFrame:
    """Return what people are to do for the customers that are in, the largest amounts first.

    Columns: customer_key, entity, customer_id, name, ladder, step, kind (an ``Escalation``: a call instead of the message, else
    beside it), owner (the account manager, null for the team), asked_eur.
    """
    customers, items = found.customers, found.candidates
    positions, _ = found.deciding
    asked = found.asked_euros[positions]
    manager = items.customers["account_manager"].iloc[positions].array
    rows = []
    called = customers["escalation"]
    is_called = called.isin([str(each) for each in CALLED]).to_numpy(dtype=bool)
    known = customers[_WHO].assign(owner=manager, asked_eur=asked)
    rows.append(known[is_called].assign(kind=called[is_called].array))
    for kind in TASKS:
        chosen = at_steps_with(items, found.message_steps, kind)[positions]
        rows.append(known[chosen].assign(kind=str(kind)))
    told = pd.concat(rows, ignore_index=True)
    is_team = told["kind"] != Escalation.ACCOUNT_MANAGER
    told["owner"] = told["owner"].where(~is_team, None)
    return told[[*_WHO, "kind", "owner", "asked_eur"]].sort_values("asked_eur", ascending=False, ignore_index=True)


def agency_file(found: Audience) -> pd.DataFrame:
    """Return the items that have run out of steps and go to the agency, the largest first.

    An item is in the file when nothing but "the last step was sent" keeps it out, that step ends at the agency, and
    ``agency_after_days`` have passed since. Columns: entity, customer_id, name, number, due_on, days_past_due, currency,
    balance_minor, step, sent_on.
    """
    items, rows = found.candidates, agency_rows(found)
    step, done_on = items.done.number, items.done.on
    customers = items.customers.iloc[items.position[rows]]
    chosen = items.frame.iloc[rows]
    told = pd.DataFrame(
        {
            "entity": chosen["entity"].array,
            "customer_id": customers["customer_id"].array,
            "name": customers["name"].array,
            "number": chosen["number"].array,
            "due_on": chosen["due_on"].array,
            "days_past_due": items.days_past_due[rows],
            "currency": chosen["currency"].array,
            "balance_minor": items.balance_minor[rows],
            "step": step[rows],
            "sent_on": done_on[rows].astype("datetime64[s]"),
        },
    )
    return told.sort_values("balance_minor", ascending=False, kind="stable", ignore_index=True)


def agency_rows(found: Audience) -> NDArray[np.int64]:
    """Return the rows of the candidates that have run out of steps; see ``agency_file``."""
    items = found.candidates
    step, done_on = items.done.number, items.done.on
    last = items.ladders.size[items.code] - 1
    # Another ladder, or the source system, may count further than this one goes: then its last step is behind.
    is_beyond = step > items.ladders.number[items.code, last]
    place = np.where(is_beyond, last, items.ladders.place_of(items.code, step))
    ends = np.array(
        [
            [
                Escalation.AGENCY in each.steps[min(at, len(each.steps) - 1)].escalations
                for at in range(items.ladders.width)
            ]
            for each in items.ladders.all
        ]
    )
    has_run_out = done_on + items.strategy.agency_after_days <= np.datetime64(items.as_of)
    chosen: NDArray[np.int64] = np.flatnonzero(
        (found.ranks == _STEP_SENT) & ~items.is_left & ends[items.code, place] & has_run_out
    )
    return chosen
