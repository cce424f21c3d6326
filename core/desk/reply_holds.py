"""The hold of a reply: nothing more goes to its customer until somebody has dealt with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update

from core.desk.campaign_tables import Message
from core.desk.reply_tables import Reply
from core.desk.revisions import Topic, changed
from core.desk.tables import Hold
from core.desk.unsent import hold_where, unsent_of
from core.vocabulary import HoldKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

Customer = tuple[str, str]  # entity, customer id


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A reply of a person whose customer is known, and why it holds."""

    reply_id: int
    customer: Customer
    why: str


def hold_next(session: Session, at: datetime, answers: Sequence[Answer]) -> None:
    """Place the hold of each reply on its customer, and keep back what waits for that customer."""
    if not answers:
        return
    changed(session, Topic.HOLDS)
    rows = [hold_row(each, "mail", at) for each in answers]
    holds = session.scalars(insert(Hold).returning(Hold.id, sort_by_parameter_order=True), rows)
    links = [{"id": each.reply_id, "hold_id": hold_id} for each, hold_id in zip(answers, holds, strict=True)]
    session.execute(update(Reply), links)
    whys = {each.customer: each.why for each in answers}
    for customer, message_ids in unsent_of(session, list(whys)).items():
        hold_where(session, at, f"{HoldKind.REPLY}: {whys[customer]}", Message.id.in_(message_ids))


def why_of(subject: str, from_address: str, at: datetime) -> str:
    """Return why a reply holds: what people see beside the customer until it is dealt with."""
    return f"answer of {at:%Y-%m-%d}: {subject or from_address}"[:200]


def hold_row(answer: Answer, by: str, at: datetime) -> dict[str, Any]:
    """Return the hold of a reply as the desk keeps it."""
    return {
        "kind": HoldKind.REPLY,
        "entity": answer.customer[0],
        "customer_id": answer.customer[1],
        "source_reference": f"reply {answer.reply_id}",
        "why": answer.why,
        "created_by": by,
        "created_at": at,
    }
