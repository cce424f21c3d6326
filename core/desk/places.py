"""Where customers belong, kept on the desk: limits that speak of countries or account managers need it there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

import pandas as pd
from sqlalchemy import and_, bindparam, delete, insert, select, update

from core.desk.frames import frame
from core.desk.scope_tables import CustomerPlace, PlacesLook

if TYPE_CHECKING:
    from sqlalchemy import Table

    from core.desk.engine import Desk

COLUMNS: Final = {"entity": "str", "customer_id": "str", "country": "str", "account_manager": "str"}
_CUSTOMER: Final = ["entity", "customer_id"]
_ONE: Final = 1


def kept_of(desk: Desk) -> str | None:
    """Return the version of the book that the places are of, None before the first."""
    with desk.reading() as session:
        return session.scalar(select(PlacesLook.book_version).where(PlacesLook.id == _ONE))


def keep(desk: Desk, version: str, places: pd.DataFrame) -> int:
    """Keep ``places`` (COLUMNS, one row per customer) as those of ``version``; return how many were not so before.

    A customer that the ledger no longer has keeps its place: what the desk has of it is somebody's still.
    """
    table = cast("Table", CustomerPlace.__table__)
    with desk.session() as session:
        before = frame(session, select(*(getattr(CustomerPlace, name) for name in COLUMNS)), COLUMNS)
        both = (
            places[list(COLUMNS)]
            .astype(COLUMNS)
            .merge(before, on=_CUSTOMER, how="left", suffixes=("", "_before"), indicator=True)
        )
        is_new = (both["_merge"] == "left_only").to_numpy()
        differs = _differs(both["country"], both["country_before"]) | _differs(
            both["account_manager"], both["account_manager_before"]
        )
        fresh, moved = _rows(both[is_new]), _rows(both[~is_new & differs.to_numpy()])
        connection = session.connection()
        if fresh:
            connection.execute(insert(table), fresh)
        if moved:
            same = and_(table.c.entity == bindparam("of_entity"), table.c.customer_id == bindparam("of_customer"))
            renamed = [
                {
                    "of_entity": row["entity"],
                    "of_customer": row["customer_id"],
                    **{k: row[k] for k in ("country", "account_manager")},
                }
                for row in moved
            ]
            connection.execute(update(table).where(same), renamed)
        session.execute(delete(PlacesLook))
        session.add(PlacesLook(id=_ONE, book_version=version))
    return len(fresh) + len(moved)


def _differs(now: pd.Series, before: pd.Series) -> pd.Series:
    return now.fillna("") != before.fillna("")


def _rows(places: pd.DataFrame) -> list[dict[str, str | None]]:
    kept = places[list(COLUMNS)]
    return [
        {name: None if pd.isna(value) else str(value) for name, value in zip(COLUMNS, row, strict=True)}
        for row in kept.itertuples(index=False)
    ]
