"""Exposure: what every customer owes and has ordered, beside what we allow, what is insured, and what bureaus say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.credit import cover
from core.credit.scores import one_each
from core.identity.euros import balances, in_cents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from core.desk.contacts import Customer
    from core.identity.euros import Queries

COLUMNS: Final = (
    "customer_key",
    "entity",
    "customer_id",
    "name",
    "customer_type",
    "country",
    "group_id",
    "natural_why",
    "open_cents",
    "past_due_cents",
    "orders_cents",
    "exposure_cents",
    "own_limit_cents",
    "own_use_share",
    "advised_limit_cents",
    "insured_limit_cents",
    "cover_share",
    "insured_cents",
    "uninsured_cents",
    "band",
    "band_before",
    "score",
    "score_source",
    "scored_on",
    "has_fallen",
    "is_in_trouble",
)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What exposure is made of: scores (``latest``), limits that hold today, natural persons by customer key, orders in cents."""

    scores: pd.DataFrame
    limits: pd.DataFrame
    natural: Mapping[int, str]
    orders: Mapping[int, float]


def exposures(
    book: Queries, customers: pd.DataFrame, known: Known, *, as_of: date, cents: Mapping[str, float]
) -> pd.DataFrame:
    """Return one row per customer with COLUMNS, amounts in euro cents at the book's rate.

    ``open_cents`` is net of credits and of cash not matched yet, so that its total is that of the ledger. Insured is the open
    balance as far as the limits reach, times the share covered (several insurers add up, not above the balance). Orders
    count for exposure and own limit; an insurer covers invoices only.
    """
    owed = balances(book, as_of).groupby("customer_key")[["balance_cents", "past_due_cents"]].sum()
    keys = customers["customer_key"]
    told = customers[["customer_key", "entity", "customer_id", "name", "customer_type", "country", "group_id"]].assign(
        natural_why=[known.natural.get(key, "") for key in keys],
        open_cents=keys.map(owed["balance_cents"]).fillna(0.0),
        past_due_cents=keys.map(owed["past_due_cents"]).fillna(0.0),
        orders_cents=keys.map(dict(known.orders)).fillna(0.0).astype("float64"),
        own_limit_cents=own_limits(customers, cents),
    )
    told["exposure_cents"] = told["open_cents"].clip(lower=0) + told["orders_cents"]
    has_limit = told["own_limit_cents"].notna() & (told["own_limit_cents"] > 0)
    told["own_use_share"] = (told["exposure_cents"] / told["own_limit_cents"]).where(has_limit)
    told = _with_cover(told, known.limits, cents)
    return _with_scores(told, known.scores, cents)[list(COLUMNS)]


def own_limits(customers: pd.DataFrame, cents: Mapping[str, float]) -> pd.Series[Any]:
    """Return our own limit of each customer in euro cents, NaN where it has none."""
    limit = pd.to_numeric(customers["credit_limit_minor"], errors="coerce").astype("float64")
    return in_cents(limit, customers["credit_limit_currency"].fillna("EUR").astype(str), cents)


def limits_in_euros(limits: pd.DataFrame, cents: Mapping[str, float]) -> dict[int, tuple[float, float]]:
    """Return the insured limit in euro cents and the share covered by customer key; several insurers add up."""
    if limits.empty:
        return {}
    limit = in_cents(pd.to_numeric(limits["buyer_limit_minor"]).fillna(0), limits["currency"].astype(str), cents)
    covered = limit * [cover.share(row) for row in limits.to_dict("records")]
    told = pd.DataFrame({"key": limits["customer_key"], "limit": limit, "covered": covered}).groupby("key").sum()
    rows = zip(told.index.tolist(), told["limit"].tolist(), told["covered"].tolist(), strict=True)
    return {key: (reach, insured / reach if reach else 0.0) for key, reach, insured in rows}


def _with_cover(told: pd.DataFrame, limits: pd.DataFrame, cents: Mapping[str, float]) -> pd.DataFrame:
    known = limits_in_euros(limits, cents)
    keys = told["customer_key"]
    limit = keys.map({key: each[0] for key, each in known.items()}).astype("float64")
    share = keys.map({key: each[1] for key, each in known.items()}).astype("float64")
    reached = told["open_cents"].clip(lower=0).clip(upper=limit)
    insured = (reached * share).round().fillna(0.0)
    return told.assign(
        insured_limit_cents=limit,
        cover_share=share,
        insured_cents=insured,
        uninsured_cents=told["exposure_cents"] - insured,
    )


def _with_scores(told: pd.DataFrame, scores: pd.DataFrame, cents: Mapping[str, float]) -> pd.DataFrame:
    best = one_each(scores).set_index("customer_key") if len(scores) else pd.DataFrame()
    keys = told["customer_key"]
    if best.empty:
        silent: dict[str, Any] = {"band": "", "band_before": "", "score": np.nan, "score_source": "", "scored_on": None}
        return told.assign(**silent, has_fallen=False, is_in_trouble=False, advised_limit_cents=np.nan)
    advised = in_cents(
        pd.to_numeric(best["credit_limit_minor"], errors="coerce"), best["currency"].fillna("EUR").astype(str), cents
    )
    return told.assign(
        band=_words(keys, best["band"]),
        band_before=_words(keys, best["band_before"]),
        score=pd.to_numeric(keys.map(best["score"]), errors="coerce"),
        score_source=_words(keys, best["source"]),
        scored_on=keys.map(best["said_on"]),
        has_fallen=keys.map(best["has_fallen"]).eq(True),  # noqa: FBT003 (unknown is no)
        is_in_trouble=keys.map(best["is_in_trouble"]).eq(True),  # noqa: FBT003
        advised_limit_cents=keys.map(advised),
    )


def _words(keys: pd.Series[Any], of_customer: pd.Series[Any]) -> list[str]:
    """Return a text per customer, empty where there is none."""
    known = dict(zip(of_customer.index.tolist(), of_customer.fillna("").astype(str).tolist(), strict=True))
    return [known.get(key, "") for key in keys]


def by_group(told: pd.DataFrame, circles: Sequence[Sequence[Customer]] = ()) -> pd.DataFrame:
    """Return exposure per group of customers: those the ledger puts in one group, or that people here said are one.

    Limits add up over the customers that have one; a group of one customer is no group.
    """
    group = told["group_id"].where(told["group_id"] == "", "group " + told["group_id"])
    names = dict(zip(zip(told["entity"], told["customer_id"], strict=True), told.index, strict=True))
    for circle in circles:
        rows = [names[each] for each in circle if each in names]
        named = next((group[row] for row in rows if group[row]), f"same as {circle[0][1]} ({circle[0][0]})")
        group.loc[rows] = named
    amounts = ["open_cents", "past_due_cents", "orders_cents", "exposure_cents", "insured_cents", "uninsured_cents"]
    inside = told.assign(group=group)[group != ""]
    summed = inside.groupby("group").agg(
        customers=("customer_key", "size"),
        own_limit_cents=("own_limit_cents", lambda each: each.sum(min_count=1)),
        **{name: (name, "sum") for name in amounts},
    )
    summed = summed[summed["customers"] > 1].reset_index()
    summed["own_use_share"] = summed["exposure_cents"] / summed["own_limit_cents"]
    return summed.sort_values("exposure_cents", ascending=False).reset_index(drop=True)
