"""What a replayed policy has sent so far: contacts and steps of its own, which count on the days that follow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pandas as pd

from core.strategy.facts import CONTACT_DAYS, CONTACTS, STEPS, rows

if TYPE_CHECKING:
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from core.strategy.audience import Audience
    from core.strategy.strategy import Strategy

STEPS_SENT: Final = {**STEPS, "message": "str"}
MESSAGES: Final = {
    "day": "datetime64[us]",
    "customer_key": "int64",
    "entity": "str",
    "customer_id": "str",
    "segment": "str",
    "ladder": "str",
    "step": "int64",
    "channel": "str",
    "items": "int64",
    "cost_minor": "int64",
    "is_reconstructed": "bool",
}
ITEMS: Final = {
    "day": "datetime64[us]",
    "customer_key": "int64",
    "entity": "str",
    "customer_id": "str",
    "item_key": "int64",
    "document_type": "str",
    "number": "str",
    "fiscal_year": "Int64",
    "part_no": "Int64",
    "step": "int64",
    "channel": "str",
    "message": "str",
    "currency": "str",
    "due_on": "datetime64[us]",
    "asked_minor": "int64",
}


class Sends:
    """Messages and items of the days so far, in their order."""

    def __init__(self) -> None:
        """Begin with nothing sent."""
        self._messages: list[pd.DataFrame] = []
        self._items: list[pd.DataFrame] = []
        self._last = rows({**CONTACTS, "customer_key": "int64"})
        self._steps = rows({**STEPS_SENT, "item_key": "int64"})

    def add(self, day: date, found: Audience, treatment: pd.DataFrame, *, is_reconstructed: bool) -> pd.DataFrame:
        """Note what ``found`` would have sent on ``day``, as ``treatment`` says, and return its messages."""
        goes = treatment[treatment["channel"].notna()]
        counted = found.customers[["customer_key", "items"]]
        messages = goes.merge(counted, on="customer_key", how="left").assign(
            day=pd.Timestamp(day), is_reconstructed=is_reconstructed
        )
        messages = messages[list(MESSAGES)].astype(MESSAGES)
        items = found.items
        items = items[items["is_in"]].merge(messages[["customer_key", "channel"]], on="customer_key")
        items = items.assign(day=pd.Timestamp(day), message=_messages(items, found.candidates.strategy))
        items = items[list(ITEMS)].astype(ITEMS)
        self._messages.append(messages)
        self._items.append(items)
        written = messages.rename(columns={"day": "last_contact_on"})[list(self._last)]
        self._last = _latest(self._last, written, "customer_key")
        done = items.rename(columns={"day": "done_on"})[list(self._steps)]
        self._steps = _latest(self._steps, done, "item_key")
        return messages

    def messages(self) -> pd.DataFrame:
        """Return one row per message with MESSAGES."""
        return _together(self._messages, MESSAGES)

    def items(self) -> pd.DataFrame:
        """Return one row per item asked for with ITEMS."""
        return _together(self._items, ITEMS)

    def contact_days(self, days: int) -> pd.DataFrame:
        """Return entity, customer_id and contact_on of every message of the last ``days`` days that were noted."""
        late = _together(self._messages[-days:] if days else [], MESSAGES)
        return late.rename(columns={"day": "contact_on"})[list(CONTACT_DAYS)]

    def last_contacts(self) -> pd.DataFrame:
        """Return entity, customer_id and last_contact_on of everybody that was written to."""
        return self._last[list(CONTACTS)]

    def steps(self, item_keys: NDArray[np.int64]) -> pd.DataFrame:
        """Return the last step done of each of these items, where any was."""
        return self._steps.loc[self._steps["item_key"].isin(item_keys), list(STEPS_SENT)].reset_index(drop=True)


def _messages(items: pd.DataFrame, strategy: Strategy) -> list[str]:
    """Return the template of each item's step."""
    rungs = list(zip(items["ladder"].tolist(), items["step"].tolist(), strict=True))
    named = {rung: str(strategy.ladder(rung[0]).step(rung[1]).message) for rung in set(rungs)}
    return [named[rung] for rung in rungs]


def _latest(known: pd.DataFrame, fresh: pd.DataFrame, key: str) -> pd.DataFrame:
    """Return ``known`` with the rows of ``fresh`` in place of those of the same key."""
    if known.empty:
        return fresh.reset_index(drop=True)
    return pd.concat([known[~known[key].isin(fresh[key])], fresh], ignore_index=True)


def _together(frames: list[pd.DataFrame], columns: dict[str, str]) -> pd.DataFrame:
    return pd.concat(frames, ignore_index=True) if frames else rows(columns)
