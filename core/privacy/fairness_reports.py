"""Fairness reports: predictions and treatment of everybody set beside groups that are read once and kept nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd
from sqlalchemy import func, select

from core.acting import permitted, require_all
from core.actions import Action
from core.behaviour.prediction.axis import LATE_DAYS
from core.behaviour.prediction.backdrop import Backdrop
from core.behaviour.prediction.history import History
from core.behaviour.prediction.lives import NEVER, day_number, read_lives
from core.behaviour.prediction.model import Model, Segments
from core.behaviour.prediction.scores import HOUSE_LATE
from core.behaviour.prediction.serving import prospects, told
from core.behaviour.prediction.training import held_out_of, judged_only
from core.clock import local_day
from core.desk.campaign_tables import Message, MessageItem, PreviewMessage
from core.desk.case_tables import Case
from core.desk.handover_tables import Handover
from core.desk.privacy_tables import FairnessReport
from core.handover.register import NEVER_WENT
from core.law.steps import HARSH_MESSAGES
from core.privacy.fairness import Compared, Group, Question, compared, groups_of
from core.vocabulary import HoldKind, MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from sqlalchemy.orm import Session

    from core.book.book import Book
    from core.desk.contacts import Customer
    from core.desk.engine import Desk

NAMES: Final = ["entity", "customer_id"]


@dataclass(frozen=True, kw_only=True)
class FairReport:
    """One report as the desk keeps it: sums of groups only; ``unmatched`` customers of the file are not in the ledger."""

    id: int
    as_of: date
    model_number: int
    customers: int
    unmatched: int
    groups: tuple[Group, ...]
    compared: tuple[Compared, ...]
    made_by: str
    made_at: datetime


@permitted(Action.PRIVACY)
def report_on(
    desk: Desk, book: Book, model: Model | None, segments: pd.DataFrame, groups: Mapping[Customer, str], *, by: str
) -> FairReport:
    """Compare the groups and keep the sums, never who belongs to which group; return the report.

    Chances are those of the model as fitted before its own split, on paid invoices issued after it; without a model those of the
    customers' own habits. Treatment is everything on the desk.
    """
    require_all()
    as_of = book.latest_on
    customers = _customers(desk, book)
    found = groups_of(_invoices(book, model, segments, as_of), customers, groups)
    known = set(zip(customers["entity"], customers["customer_id"], strict=True))
    row = FairnessReport(
        as_of=as_of,
        model_number=0 if model is None else model.number,
        customers=sum(who in known for who in groups),
        unmatched=sum(who not in known for who in groups),
        body={"groups": [_told(each) for each in found]},
        made_by=by,
        made_at=desk.now(),
    )
    with desk.session() as session:
        session.add(row)
        session.flush()
        return _report(row)


def fair_reports(desk: Desk, *, most: int = 12) -> list[FairReport]:
    """Return the latest reports, the newest first."""
    with desk.reading() as session:
        newest = select(FairnessReport).order_by(FairnessReport.id.desc()).limit(most)
        return [_report(row) for row in session.scalars(newest)]


def _invoices(book: Book, model: Model | None, segments: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Return what was foretold of paid invoices that the model had not seen, and what came: entity, customer_id, chance, is_late."""
    lives = read_lives(book, as_of)
    known = lives.known_on(day_number(as_of))
    served = Model.untrained(as_of) if model is None or model.judged is None else judged_only(model)
    rows = held_out_of(known, day_number(served.trained_on))
    since = day_number(served.split_on) if served.hazard is not None else 0
    rows = rows.rows(np.flatnonzero((rows.paid < NEVER) & (rows.issued > since)))
    names = _keys(book)
    if not len(rows):
        return pd.DataFrame(columns=[*NAMES, "chance", "is_late"])
    said = told(prospects(served, History(known), Backdrop.of(known), rows, Segments.of(segments)), rows)
    frame = pd.DataFrame(
        {
            "customer_key": rows.customer,
            "chance": said.late[:, HOUSE_LATE],
            "is_late": rows.late > LATE_DAYS[HOUSE_LATE],
        }
    )
    return frame.merge(names, on="customer_key")


def _customers(desk: Desk, book: Book) -> pd.DataFrame:
    """Return how every customer was treated: entity, customer_id, has_costs, days_to_costs, has_plan."""
    names = _keys(book)
    with desk.reading() as session:
        days, handed, plans = _days_to_costs(session), _handed_over(session), _planned(session)
    who = list(zip(names["entity"], names["customer_id"], strict=True))
    return names.assign(
        has_costs=[each in days or each in handed for each in who],
        days_to_costs=[days.get(each, np.nan) for each in who],
        has_plan=[each in plans for each in who],
    )


def _days_to_costs(session: Session) -> dict[Customer, float]:
    """Return the days from the oldest due date to the first last letter that went, per customer."""
    sent = (
        select(Message.entity, Message.customer_id, Message.settled_at, func.min(MessageItem.due_on).label("due_on"))
        .join(MessageItem, MessageItem.message_id == Message.id)
        .join(
            PreviewMessage,
            (PreviewMessage.campaign_id == Message.campaign_id)
            & (PreviewMessage.entity == Message.entity)
            & (PreviewMessage.customer_id == Message.customer_id),
        )
        .where(Message.state == MessageState.SENT, PreviewMessage.template.in_(HARSH_MESSAGES))
        .group_by(Message.id, Message.entity, Message.customer_id, Message.settled_at)
        .order_by(Message.settled_at)
    )
    found: dict[Customer, float] = {}
    for row in session.execute(sent):
        found.setdefault((row.entity, row.customer_id), float((local_day(row.settled_at) - row.due_on).days))
    return found


def _handed_over(session: Session) -> set[Customer]:
    went = select(Handover.entity, Handover.customer_id).where(Handover.state.not_in(NEVER_WENT))
    return {(row.entity, row.customer_id) for row in session.execute(went)}


def _planned(session: Session) -> set[Customer]:
    wanted = select(Case.entity, Case.customer_id).where(Case.kind == HoldKind.PLAN).distinct()
    return {(row.entity, row.customer_id) for row in session.execute(wanted)}


def _keys(book: Book) -> pd.DataFrame:
    return book.frame("identity_customers", customer_key=None)[["customer_key", *NAMES]]


def _told(group: Group) -> dict[str, Any]:
    figures = {str(question): None if value is None else round(value, 6) for question, value in group.figures.items()}
    return {"name": group.name, "customers": group.customers, "invoices": group.invoices, "figures": figures}


def _report(row: FairnessReport) -> FairReport:
    groups = tuple(
        Group(
            name=str(each["name"]),
            customers=int(each["customers"]),
            invoices=int(each["invoices"]),
            figures={question: each["figures"].get(question) for question in Question},
        )
        for each in row.body["groups"]
    )
    return FairReport(
        id=row.id,
        as_of=row.as_of,
        model_number=row.model_number,
        customers=row.customers,
        unmatched=row.unmatched,
        groups=groups,
        compared=tuple(compared(groups)),
        made_by=row.made_by,
        made_at=row.made_at,
    )
