"""The latest answers, and what was left to a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from core.desk.answer_tables import Answer
from core.vocabulary import MessageName

if TYPE_CHECKING:
    from datetime import datetime

    from core.desk.engine import Desk


@dataclass(frozen=True, kw_only=True)
class Told:
    """One answer: in ``campaign``, or None with why no message went."""

    message: MessageName
    entity: str
    customer_id: str
    campaign: str | None
    why: str
    at: datetime


def recent(desk: Desk, *, most: int = 20) -> list[Told]:
    """Return at most ``most`` answers, the newest first."""
    with desk.reading() as session:
        return [
            Told(
                message=MessageName(row.message),
                entity=row.entity,
                customer_id=row.customer_id,
                campaign=row.campaign,
                why=row.why,
                at=row.at,
            )
            for row in session.scalars(select(Answer).order_by(Answer.id.desc()).limit(most))
        ]
