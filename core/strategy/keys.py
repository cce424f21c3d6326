"""From the names the desk uses (entity, customer id, document number) to rows of features and candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from core.segments.features import Features

_EXACT = ("document_type", "fiscal_year", "part_no")


def customers_named(named: pd.DataFrame, features: Features) -> pd.DataFrame:
    """Return the rows of ``named`` whose (entity, customer_id) is known, with ``position``: the customer's row."""
    if named.empty:
        return named.assign(position=np.zeros(0, dtype=np.int64))
    names = zip(named["entity"].tolist(), named["customer_id"].tolist(), strict=True)
    positions = np.array([features.position_by_name.get(name, -1) for name in names], dtype=np.int64)
    return named.assign(position=positions)[positions >= 0]


def items_named(
    named: pd.DataFrame,
    items: pd.DataFrame,
    position: NDArray[np.int64],
    features: Features,
) -> pd.DataFrame:
    """Return one row per match of ``named`` with a row of ``items`` (column ``row``).

    A number that is null names every row of the customer; a document type, year or part that is null names all of them.
    """
    if named.empty:  # the usual case for most kinds of holds, and a join of nothing still costs
        return named.assign(row=np.zeros(0, dtype=np.int64))
    known = customers_named(named, features)
    rows = np.flatnonzero(np.isin(position, known["position"]))
    chosen = items.iloc[rows][["number", *_EXACT]].assign(row=rows, position=position[rows])
    of_items = known[known["number"].notna()].merge(chosen, on=["position", "number"], suffixes=("", "_of_row"))
    for name in _EXACT:
        same = of_items[name].isna() | (of_items[name] == of_items[f"{name}_of_row"]).fillna(value=False)
        of_items = of_items[same.to_numpy(dtype=bool)]
    of_customers = known[known["number"].isna()].merge(chosen[["position", "row"]], on="position")
    return pd.concat([of_items[of_customers.columns], of_customers], ignore_index=True)
