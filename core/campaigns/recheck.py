"""The check before sending: whether what a message says still holds by the present book and desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd
from sqlalchemy import func, select

from core.campaigns.answers.audience import ANSWER
from core.campaigns.last_look import STOPPED
from core.campaigns.plan import find_audience, kept_items
from core.campaigns.rules import planned_with
from core.desk.campaign_tables import PreviewMessage
from core.desk.delivery_tables import StoppedAddress
from core.desk.stopped import contacts_of
from core.money import to_text
from core.strategy.choice import from_body
from core.strategy.fingerprint import IDENTITY, changed, quoted_now
from core.strategy.overrides import customer_key
from core.strategy.reasons import BY_CODE
from core.vocabulary import ChannelName

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

    A customer counts when an item it is asked for has another balance or due date in ``book``; when the audience of the same day,
    found anew with the present book and desk by the rules the campaign was planned with, leaves one of those items out, asks
    another amount for it (a part of it is in dispute by now, or reported paid), asks for one more, or is at another step; and
    when nothing may go to the message's address any more.
    """
    if ANSWER in campaign.choice:
        return {}  # it answers what happened, and asks for nothing that was not agreed
    asked = kept_items(session, campaign)
    asked = asked[asked["is_in"]].reset_index(drop=True)
    found = _together(_other_amounts(book, campaign, asked), _by_audience(desk, book, campaign, asked))
    return _together(found, _to_stopped(session, campaign))


def _together(first: dict[Customer, Change], then: dict[Customer, Change]) -> dict[Customer, Change]:
    """Return both: of a customer in both the reason of ``first``, and the differences of each item once."""
    found = {**then, **first}
    for customer in first.keys() & then.keys():
        one, other = first[customer], then[customer]
        told = {(each["number"], each["part_no"]) for each in one.difference}
        more = [each for each in other.difference if (each["number"], each["part_no"]) not in told]
        found[customer] = Change(why=one.why, difference=[*one.difference, *more])
    return found


def _to_stopped(session: Session, campaign: Campaign) -> dict[Customer, Change]:
    """Return whose message would go to an address that was stopped since it was written."""
    rows = session.execute(
        select(
            PreviewMessage.entity,
            PreviewMessage.customer_id,
            PreviewMessage.channel,
            StoppedAddress.contact,
            StoppedAddress.why,
        )
        .join(StoppedAddress, StoppedAddress.address == func.lower(PreviewMessage.address))
        .where(PreviewMessage.campaign_id == campaign.id, StoppedAddress.lifted_at.is_(None))
    )
    return {
        (row.entity, row.customer_id): Change(why=f"{STOPPED}: {row.why}")
        for row in rows
        if row.contact in contacts_of(ChannelName(row.channel))
    }


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
    rules = planned_with(desk, campaign)
    now = find_audience(
        desk, book, as_of=campaign.as_of, choice=choice, apart_from=campaign.id, is_anew=True, rules=rules
    ).items
    columns = {"asked_minor": "asked_now", "step": "step_now"}
    said = now[[*IDENTITY, "is_in", "reason", "evidence", *columns]].rename(columns=columns)
    beside = asked.drop(columns=["is_in", "reason", "evidence"]).merge(said, on=IDENTITY, how="left")
    is_in = beside["is_in"].fillna(value=False).astype(bool)
    other = beside[is_in & (beside["asked_minor"] != beside["asked_now"])]
    moved = beside[is_in & (beside["step"] != beside["step_now"])]
    found = {customer: Change(why=_step(rows.iloc[0])) for customer, rows in _by_customer(moved)}
    found = _together(_one_more(now, asked), found)
    found = _together({customer: _asked_otherwise(rows) for customer, rows in _by_customer(other)}, found)
    still = set(zip(beside.loc[is_in, "entity"], beside.loc[is_in, "customer_id"], strict=True))
    gone = {customer: _left_out(rows, is_all=customer not in still) for customer, rows in _by_customer(beside[~is_in])}
    return _together(gone, found)


def _one_more(now: pd.DataFrame, asked: pd.DataFrame) -> dict[Customer, Change]:
    """Return the customers whose message would ask for one more item by now, with those items."""
    of_asked = asked[["entity", "customer_id"]].drop_duplicates()
    would = now[now["is_in"]].merge(of_asked, on=["entity", "customer_id"])
    beside = would.merge(asked[IDENTITY].assign(is_asked=True), on=IDENTITY, how="left")
    more = beside[beside["is_asked"].isna()]
    return {
        customer: Change(
            why="one more invoice would be asked for by now",
            difference=[
                _difference({**row, "balance_now": row["asked_minor"], "due_now": row["due_on"]}, is_new=True)
                for row in rows.to_dict("records")
            ],
        )
        for customer, rows in _by_customer(more)
    }


def _step(row: pd.Series[Any]) -> str:
    return f"the message was of step {row['step']}; by now it is step {int(row['step_now'])}"


def _left_out(rows: pd.DataFrame, *, is_all: bool) -> Change:
    """Return the change of items that would not be asked for any more, by the reason of the first of them.

    Where it is all of them, the reason says everything.
    """
    if is_all:
        return Change(why=_why(rows.iloc[0]))
    compared = rows.assign(balance_minor=rows["asked_minor"], balance_now=0, due_now=rows["due_on"])
    return Change(why=_why(rows.iloc[0]), difference=[_difference(row) for row in compared.to_dict("records")])


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


def _difference(row: Mapping[Any, Any], *, is_new: bool = False) -> dict[str, Any]:
    """Return one item as it was said and as it is; ``balance`` and ``due_on`` are null for one that was not asked for."""
    due_now = row["due_now"]
    return {
        "number": row["number"],
        "part_no": row["part_no"],
        "currency": row["currency"],
        "balance": None if is_new else to_text(row["balance_minor"], row["currency"]),
        "balance_now": to_text(row["balance_now"], row["currency"]),
        "due_on": None if is_new else f"{row['due_on']:%Y-%m-%d}",
        "due_now": None if pd.isna(due_now) else f"{due_now:%Y-%m-%d}",
    }
