"""An agreement on the desk: the case it becomes, judged by the book, and in force at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from core.campaigns.freshness import hold_customer
from core.desk import cases
from core.desk.case_tables import Case
from core.desk.cases import Done, NewCase
from core.desk.tables import Hold
from core.strategy import strategy_versions
from core.strategy.judging import judge, paid_already
from core.vocabulary import CaseState, HoldKind

if TYPE_CHECKING:
    from datetime import date

    from core.book.book import Book
    from core.campaigns.agreements import About
    from core.desk.cases import Instalment
    from core.desk.engine import Desk


def money_case(  # noqa: PLR0917 - the particulars of one row
    book: Book,
    about: About,
    kind: HoldKind,
    currency: str,
    amount_minor: int,
    until_on: date,
    why: str,
    follows_id: int | None,
    *,
    instalments: tuple[Instalment, ...] = (),
) -> NewCase:
    """Return the case of a promise or a plan, with what came in for it before."""
    already = paid_already(
        book,
        entity=about.entity,
        customer_id=about.customer_id,
        currency=currency,
        on=book.latest_on,
        items=about.items,
    )
    return NewCase(
        kind=kind,
        entity=about.entity,
        customer_id=about.customer_id,
        made_on=book.latest_on,
        amount_minor=amount_minor,
        currency=currency,
        until_on=until_on,
        already_minor=already,
        items=about.items,
        instalments=instalments,
        follows_id=follows_id,
        why=why,
    )


def opened(desk: Desk, book: Book, new: NewCase, *, by: str) -> Done:
    """Open a case and let it count at once: money that came is found, messages that belie it are kept back."""
    done = cases.open_case(desk, new, by=by)
    if new.kind in {HoldKind.PROMISE, HoldKind.PLAN}:
        judge_now(desk, book, (new.entity, new.customer_id))
    hold_unsent(desk, done.case_id)
    return done


def judge_now(desk: Desk, book: Book, customer: tuple[str, str] | None = None) -> None:
    """Judge promises and plans, of one customer or of all, by the book as it is."""
    grace_days = strategy_versions.strategy_of(desk).contact.promise_grace_days
    judge(desk, book, book.latest_on, grace_days=grace_days, customer=customer)


def hold_unsent(desk: Desk, case_id: int) -> None:
    """Keep back the messages that ask for what a case that stands is about."""
    with desk.reading() as session:
        case = session.get_one(Case, case_id)
        numbers = list(session.scalars(select(Hold.number).where(Hold.case_id == case_id)))
    if case.state == CaseState.OPEN:
        hold_customer(
            desk,
            entity=case.entity,
            customer_id=case.customer_id,
            why=f"{case.kind}: {case.why}",
            numbers=[] if None in numbers else [each for each in numbers if each is not None],
        )
