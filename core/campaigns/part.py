"""The part of a campaign's audience that its reader sees, where others are in it too: added up anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import select

from core.campaigns.plan import EXCLUDED, kept_customers, kept_items
from core.desk.campaign_tables import Campaign, PreviewMessage
from core.money import to_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

_IN: Final = "in"


def totals_seen(session: Session, campaign: Campaign, whole: Mapping[str, Any]) -> dict[str, Any]:
    """Return the reconciliation of what ``session`` sees of ``campaign``: as ``whole``, and of those customers only.

    It adds up as the whole does: every item and customer once, in or out for a reason, parts that are set aside under theirs.
    """
    items, customers = kept_items(session, campaign), kept_customers(session, campaign)
    left_out = select(PreviewMessage.customer_key).where(
        PreviewMessage.campaign_id == campaign.id, PreviewMessage.is_excluded
    )
    keys = list(session.scalars(left_out))
    amounts, counts = _amounts(items, keys), _counted(items, keys)
    of_customers = _counted(customers, keys)
    currencies = sorted(whole["portfolio"]["amounts"])

    def told(name: str) -> dict[str, Any]:
        said = {each: to_text(amounts.get((name, each), 0), each) for each in currencies}
        return {"items": counts.get(name, 0), "customers": of_customers.get(name, 0), "amounts": said}

    out = {
        name: told(name) for name in (*whole["out"], EXCLUDED) if name in {each for each, _ in amounts} | set(counts)
    }
    balances = items.groupby("currency")["balance_minor"].sum().to_dict()
    portfolio = {
        "items": len(items),
        "customers": len(customers),
        "amounts": {each: to_text(int(balances.get(each, 0)), each) for each in currencies},
    }
    rest = {name: each for name, each in whole.items() if name not in {_IN, "out", "portfolio"}}
    return {_IN: told(_IN), "out": out, "portfolio": portfolio, **rest}


def _reasons(rows: pd.DataFrame, keys: list[int]) -> np.ndarray:
    """Return of each row why it is out, ``in`` of those that are not; who was left out by hand since is out for that."""
    is_in = rows["is_in"].to_numpy(dtype=bool)
    named = np.where(is_in, _IN, rows["reason"].fillna("").to_numpy(dtype=object))
    return np.where(is_in & rows["customer_key"].isin(keys).to_numpy(), EXCLUDED, named)


def _counted(rows: pd.DataFrame, keys: list[int]) -> dict[str, int]:
    return {str(name): int(count) for name, count in pd.Series(_reasons(rows, keys)).value_counts().items()}


def _amounts(items: pd.DataFrame, keys: list[int]) -> dict[tuple[str, str], int]:
    is_in = items["is_in"].to_numpy(dtype=bool)
    minor = np.where(is_in, items["asked_minor"], items["balance_minor"])
    told = pd.DataFrame({"reason": _reasons(items, keys), "currency": items["currency"].to_numpy(), "minor": minor})
    if "aside" in items:
        told = pd.concat([told, _aside(items)], ignore_index=True)
    summed = told.groupby(["reason", "currency"], as_index=False)["minor"].sum()
    return {(str(reason), str(currency)): int(minor) for reason, currency, minor in summed.itertuples(index=False)}


def _aside(items: pd.DataFrame) -> pd.DataFrame:
    """Return the parts of items that are in but not asked for, each under its reason."""
    parts = [
        (reason, currency, int(minor))
        for aside, currency in items.loc[items["aside"].notna(), ["aside", "currency"]].itertuples(index=False)
        for reason, _, minor in (each.rpartition(" ") for each in str(aside).split(","))
    ]
    return pd.DataFrame(parts, columns=["reason", "currency", "minor"])
