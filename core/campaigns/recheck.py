"""The check before sending: whether what a message says still holds by the present book and desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

from core.campaigns.plan import find_audience, kept_items
from core.money import to_text
from core.strategy.choice import from_body
from core.strategy.fingerprint import IDENTITY, changed, quoted_now
from core.strategy.overrides import customer_key
from core.strategy.reasons import BY_CODE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.desk.campaign_tables import Campaign
    from core.desk.engine import Desk

Customer = tuple[str, str]


@dataclass(frozen=True, kw_only=True)
class Change:
    """Why a message may not go as it is; ``difference`` names each item with what it was and is."""

    why: str
    difference: list[dict[str, Any]] = field(default_factory=list)


def changes(session: Session, desk: Desk, book: Book, campaign: Campaign) -> dict[Customer, Change]:
    """Return the customers of ``campaign`` whose message no longer holds, with the reason.

    A customer counts when an item it is asked for has another balance or due date in ``book``, or when the audience of the same
    day, found anew with the present book and desk, leaves one of those items out or asks another amount for it (a part of
    it is in dispute by now, or reported paid).
    """
    asked = kept_items(session, campaign)
    asked = asked[asked["is_in"]].reset_index(drop=True)
    found = _by_audience(desk, book, campaign, asked)
    found.update(_other_amounts(book, campaign, asked))
    return found


def _other_amounts(book: Book, campaign: Campaign, asked: pd.DataFrame) -> dict[Customer, Change]:
    if book.version == campaign.book_version:
        return {}
    day = max(book.latest_on, campaign.as_of)
    differing = changed(asked, quoted_now(book, asked, day))
    return {
        customer: Change(why=_what_changed(rows), difference=[_difference(row) for row in rows.to_dict("records")])
        for customer, rows in _by_customer(differing)
    }


def _by_audience(desk: Desk, book: Book, campaign: Campaign, asked: pd.DataFrame) -> dict[Customer, Change]:
    choice = from_body(campaign.choice)
    if choice.only is not None and customer_key(book, *choice.only) is None:
        return {choice.only: Change(why="the customer is not in the ledger any more")}
    found_anew = find_audience(desk, book, as_of=campaign.as_of, choice=choice, apart_from=campaign.id, is_anew=True)
    now = found_anew.items
    said = now[[*IDENTITY, "is_in", "reason", "evidence", "asked_minor"]].rename(columns={"asked_minor": "asked_now"})
    beside = asked.drop(columns=["is_in", "reason", "evidence"]).merge(said, on=IDENTITY, how="left")
    is_in = beside["is_in"].fillna(value=False).astype(bool)
    other = beside[is_in & (beside["asked_minor"] != beside["asked_now"])]
    found = {customer: _asked_otherwise(rows) for customer, rows in _by_customer(other)}
    found |= {customer: Change(why=_why(rows.iloc[0])) for customer, rows in _by_customer(beside[~is_in])}
    return found


def _asked_otherwise(rows: pd.DataFrame) -> Change:
    """Return the change of items of which a part is not asked for any more, or is again."""
    compared = rows.assign(balance_minor=rows["asked_minor"], balance_now=rows["asked_now"], due_now=rows["due_on"])
    return Change(
        why="the amount to ask for changed", difference=[_difference(row) for row in compared.to_dict("records")]
    )


def _by_customer(frame: pd.DataFrame) -> list[tuple[Customer, pd.DataFrame]]:
    return [((str(key[0]), str(key[1])), rows) for key, rows in frame.groupby(["entity", "customer_id"], sort=False)]


def _why(row: pd.Series[Any]) -> str:
    reason = row["reason"]
    if not isinstance(reason, str):
        return f"{row['number']} is no longer open"
    return f"{BY_CODE[reason].label}: {row['evidence']}"


def _what_changed(rows: pd.DataFrame) -> str:
    """Return in words what became of the items that differ."""
    if (rows["balance_now"] == 0).all():
        return "paid or credited in full meanwhile"
    if (rows["balance_now"] == rows["balance_minor"]).all():
        return "a due date changed"
    return "an amount changed"


def _difference(row: Mapping[Any, Any]) -> dict[str, Any]:
    due_now = row["due_now"]
    return {
        "number": row["number"],
        "part_no": row["part_no"],
        "currency": row["currency"],
        "balance": to_text(row["balance_minor"], row["currency"]),
        "balance_now": to_text(row["balance_now"], row["currency"]),
        "due_on": f"{row['due_on']:%Y-%m-%d}",
        "due_now": None if pd.isna(due_now) else f"{due_now:%Y-%m-%d}",
    }
