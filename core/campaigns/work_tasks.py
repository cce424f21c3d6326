"""The latest look at the ledger for the work list: what ladders ask of people, and what is not expected to come by itself."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import delete, func, insert, select

from core.acting import by_itself
from core.behaviour.prediction.predict import outlook
from core.campaigns.plan import find_audience
from core.campaigns.work_entries import entries
from core.campaigns.work_value import EURO, LOOK_AHEAD, house_factors, in_house
from core.clock import LOCAL
from core.desk import work
from core.desk.call_tables import LadderTask, UnpaidChance, WorkLook
from core.desk.campaign_tables import Message
from core.desk.contacts import morning
from core.desk.credit import natural_businesses
from core.desk.frames import frame
from core.desk.objections import objecting
from core.desk.revisions import Topic, changed, revisions
from core.strategy.escalations import tasks
from core.strategy.ladder import CALLED
from core.vocabulary import ChannelName, CustomerType, MessageState

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from core.behaviour.prediction.model import Model
    from core.book.book import Book
    from core.desk.contacts import Customer
    from core.desk.engine import Desk

DEPENDS_ON: Final = (Topic.POLICIES, Topic.HOLDS, Topic.CAMPAIGNS, Topic.CUSTOMERS, Topic.REPLIES)
CHANCES: Final = {"entity": "str", "customer_id": "str", "unpaid_share": "float64", "source": "str"}
LONGEST_ASKED: Final = timedelta(days=30)
WHAT: Final = ("kind", "entity", "customer_id", "ladder", "step")


def stands_at(desk: Desk, book: Book) -> str:
    """Return what a look depends on: when it is the same, so is what would be found."""
    known = revisions(desk)
    return " ".join([book.version, *(str(known[topic]) for topic in DEPENDS_ON)])


def is_due(desk: Desk, book: Book) -> bool:
    """Return whether something changed since the latest look."""
    with desk.reading() as session:
        known = session.scalar(select(WorkLook.stands_at))
    return known != stands_at(desk, book)


@by_itself
def refresh(desk: Desk, book: Book, model: Model | None, segments: pd.DataFrame) -> int:
    """Look at the ledger anew: keep what the ladders ask of people, and the chances of everybody on the list; return how many tasks.

    ``segments`` has customer_key and segment. One transaction keeps all of it, in place of the look before.
    """
    stands, day = stands_at(desk, book), book.latest_on
    known = {_what(row): row for row in _known(desk)}
    asked = [
        {
            "key": known[_what(row)]["key"] if _what(row) in known else _key(day, _what(row)),
            **{name: row[name] for name in (*WHAT, "customer_key")},
            "owner": row["owner"] if isinstance(row["owner"], str) else None,
            "made_on": day,
        }
        for row in tasks(find_audience(desk, book, as_of=day)).to_dict("records")
    ]
    stays = _still_asked(desk, [known[each] for each in known.keys() - {_what(row) for row in asked}], on=day)
    named = [
        entries(desk)[["entity", "customer_id"]].dropna(),
        pd.DataFrame([*asked, *stays], columns=["entity", "customer_id"]),
    ]
    asked_of = pd.concat([each.astype("str") for each in named]).drop_duplicates()
    chances = unpaid(book, model, segments, asked_of, objecting=objecting(desk), natural=natural_businesses(desk))
    # What a ladder asked of a person stays asked when its message went; it ends when nothing is past due any more.
    behind = set(zip(chances["entity"], chances["customer_id"], strict=True))
    asked += [row for row in stays if (row["entity"], row["customer_id"]) in behind]
    with desk.session() as session:
        changed(session, Topic.WORK)  # first: of two that look at once, the second waits
        for table in (LadderTask, UnpaidChance, WorkLook):
            session.execute(delete(table))
        if asked:
            session.execute(insert(LadderTask), asked)
        if len(chances):
            session.execute(
                insert(UnpaidChance),
                [
                    {**{str(name): value for name, value in row.items()}, "as_of": day}
                    for row in chances.to_dict("records")
                ],
            )
        session.add(WorkLook(id=1, stands_at=stands, looked_at=desk.now()))
    return len(asked)


def _what(row: Mapping[Any, Any]) -> tuple[Any, ...]:
    """Return what a task asks, and of whom: the same for as long as it is asked, and for a later invoice."""
    return tuple(row[name] for name in WHAT)


def _key(day: date, what: tuple[Any, ...]) -> str:
    """Return what a task that is asked from ``day`` on is called: the day tells it from the same one that was done before."""
    return ":".join(str(each) for each in ("task", day, *what))[:200]


def _known(desk: Desk) -> list[dict[str, Any]]:
    """Return the tasks of the look before, as rows."""
    kept = select(*(getattr(LadderTask, column.key) for column in LadderTask.__table__.columns))
    with desk.reading() as session:
        return [dict(row._mapping) for row in session.execute(kept)]  # noqa: SLF001 - SQLAlchemy's public name for it


def _still_asked(desk: Desk, tasks_before: Sequence[dict[str, Any]], *, on: date) -> list[dict[str, Any]]:
    """Return which of the tasks that no ladder asks for now, on ``on``, a person still has to do.

    Not one that was asked too long ago, nor a call that was made since, nor what was done; what was done today stays, for it may
    be taken back.
    """
    since = on - LONGEST_ASKED
    over = work.done_keys(desk, before=morning(desk.now().astimezone(LOCAL).date()))
    called = _called(desk, since)
    return [
        row
        for row in tasks_before
        if row["made_on"] >= since
        and row["key"] not in over
        and not (row["kind"] in CALLED and called.get((row["entity"], row["customer_id"]), date.min) >= row["made_on"])
    ]


def _called(desk: Desk, since: date) -> dict[tuple[str, str], date]:
    """Return the local day of the latest call to each customer that was called since."""
    made = (
        select(Message.entity, Message.customer_id, func.max(Message.settled_at).label("at"))
        .where(
            Message.channel == ChannelName.PHONE,
            Message.state == MessageState.SENT,
            Message.settled_at >= morning(since),
        )
        .group_by(Message.entity, Message.customer_id)
    )
    with desk.reading() as session:
        return {(row.entity, row.customer_id): row.at.astimezone(LOCAL).date() for row in session.execute(made)}


def chances(desk: Desk) -> pd.DataFrame:
    """Return what the latest look expects: CHANCES, one row per customer that was on the list then."""
    with desk.reading() as session:
        return frame(session, select(*(getattr(UnpaidChance, name) for name in CHANCES)), CHANCES)


def unpaid(
    book: Book,
    model: Model | None,
    segments: pd.DataFrame,
    customers: pd.DataFrame,
    *,
    objecting: Collection[Customer] = (),
    natural: Collection[Customer] = (),
) -> pd.DataFrame:
    """Return CHANCES of ``customers`` (entity, customer_id) with anything past due.

    The share of what is past due that is not expected within 30 days, by the payment model or the customer's own habit. A natural
    person (a consumer, or one of the ``natural`` businesses) gets the mean of the natural persons here of the same segment, in
    proportion to what they owe: nobody's place on the list rests on what is foretold of them alone. Of the ``objecting`` nothing is
    foretold: they get that mean too, or where there is none how customers of their kind pay.
    """
    day = book.latest_on
    found = book.frame("work_customers", {"asked": customers}, as_of=day)
    known = found[["customer_key", "entity", "customer_id", "customer_type"]].drop_duplicates()
    if known.empty:
        return pd.DataFrame(columns=list(CHANCES)).astype(CHANCES)
    names = list(zip(known["entity"], known["customer_id"], strict=True))
    objects = np.array([each in objecting for each in names], dtype=bool)
    is_natural = (known["customer_type"] == CustomerType.CONSUMER) | np.array([each in natural for each in names], bool)
    known = known.assign(is_person=is_natural | objects, is_own=~objects)
    given = outlook(
        book,
        model,
        day,
        segments=segments,
        customer_keys=known["customer_key"].tolist(),
        objecting=known.loc[objects, "customer_key"].tolist(),
    )
    owed = given.frame.assign(
        chance=given.paid_by(day + LOOK_AHEAD),
        euros=in_house(given.frame["balance_minor"], given.frame["currency"], house_factors(book, day, EURO)),
        is_model=given.prospect.by_model,
    )
    owed = owed[(owed["due_on"] < pd.Timestamp(day)) & (owed["euros"] > 0)]
    owed = owed.merge(known, on="customer_key", suffixes=("", "_named"))
    owed = owed.assign(left=owed["euros"] * (1 - owed["chance"]))
    own = owed.groupby(["entity", "customer_id"], as_index=False).agg(
        euros=("euros", "sum"), left=("left", "sum"), is_model=("is_model", "any"),
        segment=("segment", "first"), is_person=("is_person", "first"),
    )  # fmt: skip
    pooled = owed[owed["is_person"] & owed["is_own"]].groupby("segment")[["euros", "left"]].sum()
    alone = own["left"] / own["euros"]
    share = alone.where(~own["is_person"], own["segment"].map(pooled["left"] / pooled["euros"]).fillna(alone))
    source = np.where(own["is_person"], "segment", np.where(own["is_model"], "model", "habit"))
    return own[["entity", "customer_id"]].assign(unpaid_share=share, source=source).astype(CHANCES)
