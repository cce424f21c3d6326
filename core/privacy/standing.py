"""What keeps a customer from being erased: a claim that is open, a quarrel about it, money of theirs, or a person's reason."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select

from core.desk import holds
from core.desk.campaign_tables import Message
from core.desk.case_tables import Case
from core.desk.handover_tables import Handover
from core.privacy.holding import legal_holds
from core.vocabulary import IN_FLIGHT, CaseState, HoldKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.privacy.called import Customer


class Ground(StrEnum):
    """Why erasing has to wait (GDPR art. 17(3)(b) and (e))."""

    OPEN_CLAIM = "open_claim"  # something of theirs is to be paid
    THEIR_MONEY = "their_money"  # a credit or payment of theirs is set against nothing
    OPEN_CASE = "open_case"  # a dispute, a plan or a promise
    AGENCY = "agency"
    COURT = "court"  # a court or an insolvency
    LEGAL_HOLD = "legal_hold"
    ON_ITS_WAY = "on_its_way"  # a message to them is being sent this minute


@dataclass(frozen=True, kw_only=True)
class Reason:
    """One thing that keeps an erasure waiting; amounts where it is one, else words; ``until_on`` where it ends by itself."""

    ground: Ground
    amount_minor: int = 0
    currency: str = ""
    said: str = ""
    owner: str = ""
    until_on: date | None = None
    hold_id: int | None = None


BEFORE_A_COURT: Final = (HoldKind.LEGAL, HoldKind.INSOLVENCY)


def reasons(desk: Desk, book: Book | None, customer: Customer) -> list[Reason]:
    """Return everything that keeps ``customer`` from being erased now; nothing: it can be done at once."""
    return [*_money(book, customer), *_on_the_desk(desk, customer)]


def _money(book: Book | None, customer: Customer) -> Iterator[Reason]:
    rows = [] if book is None else book.rows("erasure_open", entity=customer[0], customer_id=customer[1])
    for row in rows:
        asked, credit = int(row["asked_minor"]), int(row["credit_minor"])
        if asked:
            yield Reason(ground=Ground.OPEN_CLAIM, amount_minor=asked, currency=row["currency"])
        if credit:
            yield Reason(ground=Ground.THEIR_MONEY, amount_minor=credit, currency=row["currency"])


def _on_the_desk(desk: Desk, customer: Customer) -> Iterator[Reason]:
    entity, customer_id = customer
    with desk.reading() as session:
        cases = session.scalars(
            select(Case.kind).where(
                Case.entity == entity, Case.customer_id == customer_id, Case.state == CaseState.OPEN
            )
        ).all()
        agencies = session.scalars(
            select(Handover.agency).where(
                Handover.entity == entity, Handover.customer_id == customer_id, Handover.closed_at.is_(None)
            )
        ).all()
        sending = session.scalar(
            select(func.count()).where(
                Message.entity == entity, Message.customer_id == customer_id, Message.state.in_(IN_FLIGHT)
            )
        )
    yield from (Reason(ground=Ground.OPEN_CASE, said=kind) for kind in cases if kind != "stop")
    yield from (Reason(ground=Ground.AGENCY, said=agency) for agency in agencies)
    standing = holds.standing(desk, desk.now().date(), entity=entity, customer_id=customer_id)
    for kind in standing.loc[standing["kind"].isin(BEFORE_A_COURT), "kind"].tolist():
        yield Reason(ground=Ground.COURT, said=str(kind))
    if sending:
        yield Reason(ground=Ground.ON_ITS_WAY, said=str(sending))
    for each in legal_holds(desk, customer=customer):
        yield Reason(ground=Ground.LEGAL_HOLD, said=each.why, owner=each.owner, until_on=each.until_on, hold_id=each.id)
