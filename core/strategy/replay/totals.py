"""What a run comes to: totals, days, messages with what became of them; and two runs side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.strategy.replay.wrong import Wrong

if TYPE_CHECKING:
    from core.strategy.replay.run import Replayed

KEY: Final = ["day", "customer_key"]
BY: Final = ("channel", "segment", "ladder", "step")


def with_outcome(found: Replayed, judged: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the messages and the items of ``found`` with what became of them, as ``judged`` says of each item.

    A message is wrong when any item of it is (the kind of greatest weight), paid when all its items were, contested when any was.
    """
    items = found.items.join(judged)
    weight = items["wrong"].map({str(kind): place for place, kind in enumerate(Wrong)})
    beside = items.assign(weight=weight, not_paid=~items["is_paid_later"])
    grouped = beside.groupby(KEY, sort=False).agg(
        weight=("weight", "min"),
        not_paid=("not_paid", "any"),
        is_disputed_later=("is_disputed_later", "any"),
        is_over=("is_over", "all"),
        asked_minor=("asked_minor", "sum"),
        currency=("currency", "first"),
        currencies=("currency", "nunique"),
    )
    told = found.messages.merge(grouped.reset_index(), on=KEY, how="left")
    names = np.array([str(kind) for kind in Wrong], dtype=object)
    place = told["weight"].to_numpy(dtype=np.float64)
    wrong = np.where(np.isnan(place), None, names[np.nan_to_num(place).astype(np.int64)])
    is_one = told["currencies"] == 1  # amounts of several currencies add up to nothing
    messages = told.drop(columns=["weight", "not_paid", "currencies"]).assign(
        wrong=pd.Series(wrong, dtype="str"),
        is_paid_later=~told["not_paid"].astype(bool),
        asked_minor=told["asked_minor"].where(is_one).astype("Int64"),
        currency=told["currency"].where(is_one),
    )
    return messages, items


def with_days(days: pd.DataFrame, messages: pd.DataFrame) -> pd.DataFrame:
    """Return ``days`` with how many messages of each were paid, contested a week later, and wrong."""
    counted = messages.assign(is_wrong=messages["wrong"].notna()).groupby("day", sort=False)
    sums = counted.agg(
        paid=("is_paid_later", "sum"),
        disputed=("is_disputed_later", "sum"),
        wrong=("is_wrong", "sum"),
        is_over=("is_over", "all"),
    ).reset_index()
    told = days.merge(sums, on="day", how="left")
    counts = {name: told[name].fillna(0).astype("int64") for name in ("paid", "disputed", "wrong")}
    return told.assign(**counts, is_over=told["is_over"].fillna(value=True).astype(bool))


def totals(days: pd.DataFrame, messages: pd.DataFrame, items: pd.DataFrame) -> dict[str, Any]:
    """Return what the run comes to, as plain JSON values.

    ``paid`` and ``disputed`` count messages whose days of waiting have passed in the ledger (``over``); ``wrong`` counts messages
    by kind, ``wrong_later`` of them those that nobody could know. Amounts are minor units per currency.
    """
    over = messages[messages["is_over"]]
    unknown = items[items["wrong"].notna() & (items["was_known"] == False)]  # noqa: E712 - unknown is neither
    return {
        "days": len(days),
        "reconstructed_days": int(days["is_reconstructed"].sum()),
        "idle_days": int(days["idle"].notna().sum()),
        "messages": len(messages),
        "customers": int(messages["customer_key"].nunique()),
        "items": len(items),
        "cost_minor": int(messages["cost_minor"].sum()),
        "unreachable": int(days["unreachable"].sum()),
        "asked": _amounts(items, "asked_minor"),
        "over": len(over),
        "paid": int(over["is_paid_later"].sum()),
        "paid_amounts": _amounts(items[items["is_over"]], "paid_minor"),
        "disputed": int(over["is_disputed_later"].sum()),
        "wrong": _counts(messages["wrong"].dropna()),
        "wrong_messages": int(messages["wrong"].notna().sum()),
        "wrong_later": int(unknown[KEY].drop_duplicates().shape[0]),
        **{f"by_{name}": _counts(messages[name]) for name in BY},
    }


def wrong_share(told: dict[str, Any]) -> float | None:
    """Return the share of messages that were wrong; None when nothing went."""
    return told["wrong_messages"] / told["messages"] if told["messages"] else None


def paid_share(told: dict[str, Any]) -> float | None:
    """Return the share of messages that were paid in time, of those whose time has passed; None when there are none."""
    return told["paid"] / told["over"] if told["over"] else None


def only_in_one(first: pd.DataFrame, second: pd.DataFrame) -> pd.DataFrame:
    """Return the customers that only one of two runs writes to: entity, customer_id, customer_key, messages and run (1 or 2)."""
    counts = [
        each.groupby("customer_key", as_index=False).agg(
            entity=("entity", "first"), customer_id=("customer_id", "first"), messages=("step", "size")
        )
        for each in (first, second)
    ]
    alone = [
        one[~one["customer_key"].isin(other["customer_key"])].assign(run=run)
        for run, (one, other) in enumerate((counts, counts[::-1]), start=1)
    ]
    return pd.concat(alone, ignore_index=True).sort_values(
        ["run", "messages"], ascending=[True, False], kind="stable", ignore_index=True
    )


def _amounts(rows: pd.DataFrame, column: str) -> dict[str, int]:
    return {str(name): int(minor) for name, minor in rows.groupby("currency")[column].sum().items() if minor}


def _counts(column: pd.Series[Any]) -> dict[str, int]:
    return {str(name): int(number) for name, number in column.value_counts().items()}
