"""What segments may look at of credit: use of our own limit, the band of a bureau's score, the share that is insured; of companies only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from core.desk.credit import Standing
from core.money import precision
from core.segments.fields import FIELDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KEPT: Final = frozenset(str(each) for each in Standing)
_OF_CREDIT: Final = tuple(each.name for each in FIELDS.values() if each.is_of_credit)


def own_limits(customers: pd.DataFrame, rates: pd.DataFrame) -> NDArray[np.float64]:
    """Return every customer's own credit limit in euros, NaN where it has none; a currency without a rate counts one to one."""
    if "credit_limit_minor" not in customers:
        return np.full(len(customers), np.nan)
    limit = pd.to_numeric(customers["credit_limit_minor"], errors="coerce").to_numpy(dtype="float64", na_value=np.nan)
    known = {"EUR": 1.0, **dict(zip(rates["currency"], rates["rate"], strict=True))}
    currencies = customers["credit_limit_currency"].fillna("EUR").astype(str)
    factors = {each: known.get(each, 1.0) / 10 ** precision(each) for each in currencies.unique()}
    euros: NDArray[np.float64] = limit * currencies.map(factors).to_numpy(dtype="float64")
    return np.where(euros > 0, euros, np.nan)


def with_standing(said: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return ``said`` with bands and cover as kept on the desk (core.desk.credit), and nothing of credit of natural persons.

    ``known`` has entity, customer_id, field, value; its other fields are none of this function's business. The same object
    when there are none of credit.
    """
    rows = known[known["field"].isin(_KEPT)]
    if rows.empty or "external_score_band" not in said:
        return said
    places = said[["entity", "customer_id"]].assign(row=np.arange(len(said))).merge(rows, on=["entity", "customer_id"])
    columns: dict[str, Any] = {name: said[name].copy() for name in _OF_CREDIT}
    band = places[places["field"] == Standing.BAND]
    columns["external_score_band"].iloc[band["row"].to_numpy()] = band["value"].to_numpy(dtype=object)
    insured = places[places["field"] == Standing.INSURED]
    columns["insured_share"].iloc[insured["row"].to_numpy()] = _insured(said, insured)
    natural = places.loc[places["field"] == Standing.NATURAL, "row"].to_numpy()
    for name in _OF_CREDIT:
        columns[name].iloc[natural] = None if FIELDS[name].choices else np.nan
    return said.assign(**columns)


def _insured(said: pd.DataFrame, rows: pd.DataFrame) -> NDArray[np.float64]:
    told = [each.split(" ") for each in rows["value"]]
    limit = np.array([float(each[0]) for each in told])
    share = np.array([float(each[1]) for each in told])
    balance = said["balance_eur"].to_numpy(dtype="float64")[rows["row"].to_numpy()]
    with np.errstate(divide="ignore", invalid="ignore"):
        covered = np.minimum(balance, limit) * share / balance
    return np.where(balance > 0, np.round(covered, 4), np.nan)
