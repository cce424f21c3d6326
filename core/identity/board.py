"""Customer data on one day: what is wrong per kind with the euros behind it, the score of every company of ours, and the pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.desk import bank_rules, identity
from core.desk.identity import Answer
from core.identity.duplicates import SHARED, find_pairs
from core.identity.euros import balances
from core.identity.faults import FaultKind, find_faults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from core.desk.engine import Desk
    from core.identity.euros import Queries


@dataclass(frozen=True, kw_only=True, eq=False)
class Quality:
    """What is wrong with what we know of customers.

    ``faults`` has a row per fault with the customer and its euros, kind by kind and in each the largest first, ``kinds`` one per
    kind of fault, ``entities`` one per company of ours with its score: that of its customers, each weighed by what it owes.
    ``customers`` are all of them.
    """

    faults: pd.DataFrame
    kinds: pd.DataFrame
    entities: pd.DataFrame
    customers: pd.DataFrame

    def of_kind(self, kind: str) -> pd.DataFrame:
        """Return the rows of ``faults`` of one kind; without a copy, for of a large ledger they are hundreds of thousands."""
        is_kind = (self.faults["kind"] == kind).to_numpy(dtype=bool)
        first = int(is_kind.argmax()) if len(is_kind) else 0
        return self.faults.iloc[first : first + int(is_kind.sum())]


def quality(
    book: Queries,
    as_of: date,
    *,
    customer_key: int | None = None,
    accounts: Mapping[tuple[str, str], str] | None = None,
) -> Quality:
    """Return what is wrong and the euros behind it, of everybody or of one customer.

    A customer with several faults counts in each of them, and once in the score of its company. A company whose customers owe
    nothing has the plain mean of their scores. ``accounts`` are those that people learnt customers pay from, by (entity, customer id).
    """
    customers = book.frame("identity_customers", customer_key=customer_key)
    if accounts:
        who = zip(customers["entity"], customers["customer_id"], strict=True)
        customers = customers.assign(iban=[accounts.get(each, "") for each in who])
    found = find_faults(customers)
    owed = balances(book, as_of, customer_key=customer_key)
    summed = owed.groupby("customer_key")[["balance_cents", "past_due_cents"]].sum()
    known = found.customers.assign(
        open_cents=found.customers["customer_key"].map(summed["balance_cents"]).fillna(0.0).clip(lower=0),
        past_due_cents=found.customers["customer_key"].map(summed["past_due_cents"]).fillna(0.0),
    )
    names = [
        "customer_key",
        "entity",
        "customer_id",
        "name",
        "customer_type",
        "country",
        "open_cents",
        "past_due_cents",
    ]
    faults = found.rows.merge(known[names], on="customer_key", how="left")
    place = pd.Categorical(faults["kind"], categories=[str(each) for each in FaultKind]).codes
    order = np.lexsort((faults["customer_key"], -faults["open_cents"], place))
    faults = faults.iloc[order].reset_index(drop=True)
    return Quality(faults=faults, kinds=_kinds(faults), entities=_entities(known, faults), customers=known)


def known_accounts(desk: Desk) -> dict[tuple[str, str], str]:
    """Return the account that people learnt a customer pays from, by entity and customer id; nobody's are left out."""
    return {
        (entity, customer_id): account
        for (entity, account), learnt in bank_rules.rules(desk).items()
        for customer_id in sorted(learnt)
        if customer_id
    }


def _kinds(faults: pd.DataFrame) -> pd.DataFrame:
    once = faults.drop_duplicates(["kind", "customer_key"])
    summed = once.groupby("kind").agg(
        customers=("customer_key", "size"), open_cents=("open_cents", "sum"), past_due_cents=("past_due_cents", "sum")
    )
    told = summed.reindex([str(each) for each in FaultKind]).dropna().reset_index(names="kind")
    return (
        told.astype({"customers": "int64"})
        .sort_values("open_cents", ascending=False, kind="stable")
        .reset_index(drop=True)
    )


def _entities(known: pd.DataFrame, faults: pd.DataFrame) -> pd.DataFrame:
    has_fault = known["customer_key"].isin(faults["customer_key"])
    rows = []
    for entity, own in known.groupby("entity", sort=True):
        weight = own["open_cents"]
        scores = own["score"].astype("float64")
        score = float((scores * weight).sum() / weight.sum()) if weight.sum() > 0 else float(scores.mean())
        faulty = own[has_fault[own.index]]
        rows.append(
            {
                "entity": entity,
                "customers": len(own),
                "with_faults": len(faulty),
                "score": round(score, 1),
                "open_cents": float(weight.sum()),
                "faulty_cents": float(faulty["open_cents"].sum()),
            }
        )
    return pd.DataFrame(rows, columns=["entity", "customers", "with_faults", "score", "open_cents", "faulty_cents"])


def duplicates(book: Queries, desk: Desk, as_of: date, customers: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return the pairs that may be one customer, with who they are, what they owe, and what people said of them.

    ``customers`` are the rows of identity_customers, when they are at hand.

    Columns: certainty, name_share, the flags of what they share, for either of the two customer_key, entity, customer_id,
    name and open_cents (the other's with ``other_``), decision (empty: nobody said), decision_id. Pairs that people decided on
    and that no longer share anything are not there.
    """
    if customers is None:
        customers = book.frame("identity_customers", customer_key=None)
    pairs = find_pairs(book, customers).rows
    owed = balances(book, as_of).groupby("customer_key")["balance_cents"].sum()
    told = customers.assign(open_cents=customers["customer_key"].map(owed).fillna(0.0))
    names = ["customer_key", "entity", "customer_id", "name", "open_cents", "post", "email"]
    one = told[names].iloc[pairs["place"].to_numpy()].reset_index(drop=True)
    other = told[names].iloc[pairs["other_place"].to_numpy()].reset_index(drop=True).add_prefix("other_")
    found = pd.concat([pairs.drop(columns=["place", "other_place"]), one, other], axis=1)
    answers = _answers(desk)
    keys = [
        tuple(sorted(((entity, customer_id), (other_entity, other_id))))
        for entity, customer_id, other_entity, other_id in zip(
            found["entity"], found["customer_id"], found["other_entity"], found["other_customer_id"], strict=True
        )
    ]
    return found.assign(
        decision=[answers.get(key, ("", 0))[0] for key in keys],
        decision_id=[answers.get(key, ("", 0))[1] for key in keys],
    )


def _answers(desk: Desk) -> dict[tuple[tuple[str, str], ...], tuple[str, int]]:
    known = identity.decisions(desk)
    columns = ("entity", "customer_id", "other_entity", "other_customer_id", "decision", "decision_id")
    return {
        tuple(sorted(((entity, customer_id), (other_entity, other_id)))): (str(Answer(decision)), decision_id)
        for entity, customer_id, other_entity, other_id, decision, decision_id in zip(
            *(known[name].tolist() for name in columns), strict=True
        )
    }


def evidence_of(row: pd.Series) -> list[str]:
    """Return what speaks for a pair, by the names of its flags, and ``name`` where the names are alike."""
    told = [name for name in SHARED if row[name] == 1]
    return [*told, *(["name"] if row["name_share"] >= 0.8 else [])]  # noqa: PLR2004 (alike)
