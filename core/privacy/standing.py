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
from core.desk.statements import is_of, parts
from core.privacy.called import as_relation
from core.privacy.holding import legal_holds
from core.vocabulary import IN_FLIGHT, CaseState, HoldKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sqlalchemy.orm import Session

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
    return reasons_of_each(desk, book, [customer])[customer]


def reasons_of_each(desk: Desk, book: Book | None, customers: Sequence[Customer]) -> dict[Customer, list[Reason]]:
    """Return the reasons of each of ``customers``, asked together."""
    found: dict[Customer, list[Reason]] = {each: [] for each in customers}
    for customer, reason in (*_money(book, customers), *_on_the_desk(desk, customers)):
        if customer in found:
            found[customer].append(reason)
    return found


def on_their_way(session: Session, customers: Sequence[Customer]) -> dict[Customer, Reason]:
    """Return those of ``customers`` to whom messages are being sent this minute."""
    sending = (
        select(Message.entity, Message.customer_id, func.count())
        .where(is_of(Message.entity, Message.customer_id, customers), Message.state.in_(IN_FLIGHT))
        .group_by(Message.entity, Message.customer_id)
    )
    return {
        (entity, customer_id): Reason(ground=Ground.ON_ITS_WAY, said=str(count))
        for entity, customer_id, count in session.execute(sending)
    }


def _money(book: Book | None, customers: Sequence[Customer]) -> Iterator[tuple[Customer, Reason]]:
    for row in [] if book is None else book.rows("erasure_open", {"wanted": as_relation(customers)}):
        customer, currency = (str(row["entity"]), str(row["customer_id"])), str(row["currency"])
        asked, credit = int(row["asked_minor"]), int(row["credit_minor"])
        if asked:
            yield customer, Reason(ground=Ground.OPEN_CLAIM, amount_minor=asked, currency=currency)
        if credit:
            yield customer, Reason(ground=Ground.THEIR_MONEY, amount_minor=credit, currency=currency)


def _on_the_desk(desk: Desk, customers: Sequence[Customer]) -> Iterator[tuple[Customer, Reason]]:
    with desk.reading() as session:
        for some in parts(customers):
            cases = select(Case.entity, Case.customer_id, Case.kind).where(
                is_of(Case.entity, Case.customer_id, some), Case.state == CaseState.OPEN, Case.kind != "stop"
            )
            for entity, customer_id, kind in session.execute(cases).all():
                yield (entity, customer_id), Reason(ground=Ground.OPEN_CASE, said=kind)
            agencies = select(Handover.entity, Handover.customer_id, Handover.agency).where(
                is_of(Handover.entity, Handover.customer_id, some), Handover.closed_at.is_(None)
            )
            for entity, customer_id, agency in session.execute(agencies).all():
                yield (entity, customer_id), Reason(ground=Ground.AGENCY, said=agency)
            yield from on_their_way(session, some).items()
    only = customers[0] if len(customers) == 1 else None
    of_one = {} if only is None else {"entity": only[0], "customer_id": only[1]}
    standing = holds.standing(desk, desk.now().date(), **of_one)
    courts = standing.loc[standing["kind"].isin(BEFORE_A_COURT), ["entity", "customer_id", "kind"]]
    for entity, customer_id, kind in courts.itertuples(index=False):
        yield (entity, customer_id), Reason(ground=Ground.COURT, said=str(kind))
    for each in legal_holds(desk, customer=only):
        yield (
            (each.entity, each.customer_id),
            Reason(ground=Ground.LEGAL_HOLD, said=each.why, owner=each.owner, until_on=each.until_on, hold_id=each.id),
        )
