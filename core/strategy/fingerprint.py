"""Fingerprint of a message: a digest of the items it quotes, the same wherever and whenever it is computed."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from core.segments.features import Queries

QUOTED = ["entity", "customer_id", "number", "part_no", "due_on", "currency", "balance_minor"]
IDENTITY = ["entity", "customer_id", "document_type", "number", "fiscal_year", "part_no"]


def fingerprints(items: pd.DataFrame) -> pd.DataFrame:
    """Return entity, customer_id and fingerprint: one row per customer of ``items``, which needs the columns QUOTED."""
    lines = pd.DataFrame({"entity": items["entity"], "customer_id": items["customer_id"], "line": _lines(items)})
    digests = lines.groupby(["entity", "customer_id"], sort=True)["line"].agg(_digest)
    return digests.rename("fingerprint").reset_index()


def quoted_now(book: Queries, quoted: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return ``quoted`` as ``book`` knows its items on ``as_of``: due_on and balance_minor replaced, 0 and null when gone.

    ``quoted`` needs the columns IDENTITY and currency; rows come back in the same order, with the same index.
    """
    asked = quoted[IDENTITY].assign(place=range(len(quoted)))
    found = book.frame("quoted_items", relations={"quoted": asked}, as_of=as_of, customer_key=None).set_index("place")
    aligned = found.reindex(range(len(quoted)))
    return quoted.assign(
        due_on=aligned["due_on"].array,
        balance_minor=aligned["balance_minor"].fillna(0).astype("int64").array,
    )


def changed(quoted: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of ``quoted`` that say something else ``now``, with due_now and balance_now beside them."""
    is_other = pd.Series(_lines(quoted)).ne(pd.Series(_lines(now))).to_numpy(dtype=bool)
    return quoted[is_other].assign(
        due_now=now["due_on"][is_other].array, balance_now=now["balance_minor"][is_other].array
    )


def _lines(items: pd.DataFrame) -> list[str]:
    days = pd.to_datetime(items["due_on"]).dt.strftime("%Y-%m-%d").fillna("-").tolist()
    columns: list[list[Any]] = [days if name == "due_on" else items[name].tolist() for name in QUOTED]
    # The unit separator cannot occur in a number or an id, so no two different items give one line.
    return ["\x1f".join(map(str, row)) for row in zip(*columns, strict=True)]


def _digest(lines: Iterable[str]) -> str:
    return sha256("\n".join(sorted(lines)).encode()).hexdigest()
