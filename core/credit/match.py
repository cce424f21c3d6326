"""Whose row is it: what others say, matched to customers by our number, the register's or the tax office's."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from core.identity.numbers import register_key, vat_key

if TYPE_CHECKING:
    from collections.abc import Callable


class MatchedBy(StrEnum):
    """Which number told whose a row is; the order is that of trust."""

    CUSTOMER = "customer"
    REGISTRATION = "registration"
    VAT = "vat"
    NOBODY = "nobody"


def matched(facts: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Return ``facts`` with customer_key (0 for nobody's) and matched_by, one row per customer each of them is about.

    ``customers`` are rows of identity_customers. Our own number goes first (within the row's company where it names one),
    then the registration number within its country, then the VAT number. A company that is a customer of several of our
    companies gets a row for each; one whose number two customers of one company share, for both.
    """
    facts = facts.reset_index(drop=True)
    rest = np.ones(len(facts), dtype=bool)
    found = []
    ours = _table(customers, customers["customer_id"].astype(object))
    wanted = facts["customer_id"].fillna("").astype(str).to_numpy(dtype=object)
    found.append(_joined(facts, rest, wanted, ours, MatchedBy.CUSTOMER))
    rest &= ~np.isin(np.arange(len(facts)), found[0]["row"].to_numpy())
    for name, key, by in (
        ("registration_number", register_key, MatchedBy.REGISTRATION),
        ("vat_number", vat_key, MatchedBy.VAT),
    ):
        if name not in facts:
            continue
        table = _table(customers, _keyed(customers["country"], customers[name], key))
        countries = _column(facts, "country")
        texts = _column(facts, name)
        keys = [key(country, text) if text else "" for country, text in zip(countries, texts, strict=True)]
        # A source that names no country may mean any of those we sell to, as long as only one of them has the number.
        joined = _joined(facts, rest, np.array(keys, dtype=object), table, by)
        joined = joined[_same_country(countries[joined["row"].to_numpy()], joined["country"].to_numpy(dtype=object))]
        found.append(joined)
        rest &= ~np.isin(np.arange(len(facts)), joined["row"].to_numpy())
    nobody = pd.DataFrame({"row": np.flatnonzero(rest), "customer_key": 0, "matched_by": str(MatchedBy.NOBODY)})
    placed = pd.concat([*(each[["row", "customer_key", "matched_by"]] for each in found), nobody], ignore_index=True)
    placed = placed.sort_values(["row", "customer_key"], kind="stable")
    told = facts.take(placed["row"].to_numpy()).reset_index(drop=True)
    return told.assign(
        customer_key=placed["customer_key"].to_numpy(dtype=np.int64), matched_by=placed["matched_by"].to_numpy()
    )


def _table(customers: pd.DataFrame, keys: pd.Series[Any]) -> pd.DataFrame:
    told = pd.DataFrame(
        {
            "key": keys.to_numpy(dtype=object),
            "customer_key": customers["customer_key"].to_numpy(),
            "own_entity": customers["entity"].to_numpy(dtype=object),
            "country": customers["country"].to_numpy(dtype=object),
        }
    )
    return told[told["key"] != ""]


def _joined(
    facts: pd.DataFrame, rest: np.ndarray[Any, Any], keys: np.ndarray[Any, Any], table: pd.DataFrame, by: MatchedBy
) -> pd.DataFrame:
    rows = np.flatnonzero(rest & (keys != ""))
    asked = pd.DataFrame({"row": rows, "key": keys[rows], "entity": facts["entity"].to_numpy(dtype=object)[rows]})
    placed = asked.merge(table, on="key")
    is_ours = (placed["entity"] == "") | (placed["entity"] == placed["own_entity"])
    return placed[is_ours].assign(matched_by=str(by))


def _keyed(countries: pd.Series[Any], texts: pd.Series[Any], key: Callable[[str, str], str]) -> pd.Series[Any]:
    return pd.Series(
        [key(country, text) if text else "" for country, text in zip(countries, texts, strict=True)], dtype=object
    )


def _column(facts: pd.DataFrame, name: str) -> np.ndarray[Any, Any]:
    if name not in facts:
        return np.full(len(facts), "", dtype=object)
    column: np.ndarray[Any, Any] = facts[name].fillna("").astype(str).to_numpy(dtype=object)
    return column


def _same_country(said: np.ndarray[Any, Any], known: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    same: np.ndarray[Any, Any] = (said == "") | (said == known)
    return same
