"""What a person agrees with a customer or hears from one: checked against the book, kept on the desk, in force at once."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from core.acting import permitted, require
from core.actions import Action
from core.campaigns.agreed import hold_unsent, judge_now, money_case, opened
from core.desk import cases
from core.desk.case_errors import (
    EmptyPlanError,
    EndBeforeStartError,
    NoAmountError,
    NoDayError,
    NothingOpenError,
    NothingToUndoError,
    PastDayError,
    PlanOrderError,
    PlanSumError,
    TooMuchError,
    TwoCurrenciesError,
)
from core.desk.case_frames import PARTS, events_of, item_names
from core.desk.case_tables import Case, CaseEvent
from core.desk.cases import Done, ItemName, NewCase
from core.errors import UnknownNameError
from core.strategy.overrides import customer_key
from core.vocabulary import DisputeCause, DocumentType, HoldKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import pandas as pd

    from core.book.book import Book
    from core.desk.cases import Instalment
    from core.desk.engine import Desk


@dataclass(frozen=True, kw_only=True)
class About:
    """Whom and what an agreement is about: the items named, or the whole account when there are none."""

    entity: str
    customer_id: str
    items: tuple[ItemName, ...] = ()
    currency: str | None = None


@permitted(Action.PROMISE)
def promise(
    desk: Desk,
    book: Book,
    about: About,
    *,
    amount_minor: int,
    promised_on: date | None,
    by: str,
    why: str,
    instead_of: int | None = None,
) -> Done:
    """Note that the customer will pay an amount by a day; reminders of what it is about wait until then.

    ``instead_of`` is an earlier promise or plan that this one takes the place of; who may only note promises replaces promises
    alone (``NotAllowedError``). Raises ``NoAmountError``, ``NoDayError``,
    ``PastDayError``, ``TooMuchError``, ``TwoCurrenciesError``, ``NothingOpenError`` and ``NoReasonError``.
    """
    if amount_minor <= 0:
        raise NoAmountError
    if promised_on is None:
        raise NoDayError
    if promised_on < book.latest_on:
        raise PastDayError(promised_on, book.latest_on)
    if instead_of is not None:
        with desk.reading() as session:
            if session.scalar(select(Case.kind).where(Case.id == instead_of)) != HoldKind.PROMISE:
                require(Action.AGREE)
    currency, open_minor = _open(book, about)
    if amount_minor > open_minor:
        raise TooMuchError(amount_minor, open_minor, currency)
    new = money_case(book, about, HoldKind.PROMISE, currency, amount_minor, promised_on, why, instead_of)
    return opened(desk, book, new, by=by)


@permitted(Action.AGREE)
def plan(
    desk: Desk,
    book: Book,
    about: About,
    *,
    parts: Sequence[Instalment],
    total_minor: int,
    by: str,
    why: str,
    instead_of: int | None = None,
    interest_minor: int = 0,
) -> Done:
    """Note a plan in parts; reminders wait while every part comes in time. ``interest_minor`` of the total comes on top of the items.

    Raises as ``promise``, and ``EmptyPlanError``, ``PlanOrderError`` and ``PlanSumError`` for parts that make no plan.
    """
    if total_minor <= 0 or any(part.amount_minor <= 0 for part in parts):
        raise NoAmountError
    if len(parts) < 2:  # noqa: PLR2004 - one part is a promise
        raise EmptyPlanError
    if parts[0].due_on < book.latest_on:
        raise PastDayError(parts[0].due_on, book.latest_on)
    for number, (earlier, later) in enumerate(pairwise(parts), start=2):
        if later.due_on <= earlier.due_on:
            raise PlanOrderError(number, later.due_on)
    currency, open_minor = _open(book, about)
    if total_minor - interest_minor > open_minor:
        raise TooMuchError(total_minor - interest_minor, open_minor, currency)
    added = sum(part.amount_minor for part in parts)
    if added != total_minor:
        raise PlanSumError(added, total_minor, currency)
    new = money_case(
        book, about, HoldKind.PLAN, currency, total_minor, parts[-1].due_on, why, instead_of, instalments=tuple(parts)
    )
    return opened(desk, book, new, by=by)


@permitted(Action.AGREE)
def dispute(
    desk: Desk,
    book: Book,
    about: About,
    *,
    cause: DisputeCause,
    amount_minor: int | None,
    owner: str,
    deadline_on: date | None,
    by: str,
    why: str,
) -> Done:
    """Note what the customer contests; that amount is not asked for until somebody closes it with an outcome.

    ``amount_minor`` None contests all of the items. Raises ``NoAmountError``, ``TooMuchError``, ``PastDayError`` for a deadline
    gone by, ``TwoCurrenciesError``, ``NothingOpenError`` and ``NoReasonError``.
    """
    if amount_minor is not None and amount_minor <= 0:
        raise NoAmountError
    if deadline_on is not None and deadline_on < book.latest_on:
        raise PastDayError(deadline_on, book.latest_on)
    currency: str | None = None
    if amount_minor is not None:
        currency, open_minor = _open(book, about)
        if amount_minor > open_minor:
            raise TooMuchError(amount_minor, open_minor, currency)
    new = NewCase(
        kind=HoldKind.DISPUTE,
        entity=about.entity,
        customer_id=about.customer_id,
        made_on=book.latest_on,
        amount_minor=amount_minor,
        currency=currency,
        until_on=deadline_on,
        cause=cause,
        owner=owner.strip() or by,
        items=about.items,
        why=why,
    )
    return opened(desk, book, new, by=by)


@permitted(Action.AGREE)
def stop(desk: Desk, book: Book, about: About, *, until_on: date | None, by: str, why: str) -> Done:
    """Stop reminders up to and including a day; they begin again by themselves. Raises ``NoDayError``, ``EndBeforeStartError``."""
    if until_on is None:
        raise NoDayError
    if until_on < book.latest_on:
        raise EndBeforeStartError(until_on, book.latest_on)
    new = NewCase(
        kind=HoldKind.STOP,
        entity=about.entity,
        customer_id=about.customer_id,
        made_on=book.latest_on,
        until_on=until_on,
        items=about.items,
        why=why,
    )
    return opened(desk, book, new, by=by)


@permitted(Action.AGREE)
def close(desk: Desk, case_id: int, *, by: str, why: str, outcome: str | None = None) -> Done:
    """End a case: from now on the customer is reminded again."""
    return cases.close_case(desk, case_id, by=by, why=why, outcome=outcome)


@permitted(Action.AGREE)
def change(desk: Desk, case_id: int, *, by: str, why: str, **values: Any) -> Done:  # noqa: ANN401 - fields of a case
    """Change owner, deadline, cause, amount or last day of a case that stands; what it holds back follows at once."""
    done = cases.change_case(desk, case_id, by=by, why=why, **values)
    hold_unsent(desk, case_id)
    return done


@permitted(Action.PROMISE)
def undo(desk: Desk, book: Book, event_id: int, case_id: int, *, by: str) -> None:
    """Take the latest act on a case back; a case that stands again holds what is still to be sent.

    Who may only note promises takes back what they did to a promise themselves, and nothing else (``NotAllowedError``).
    """
    with desk.reading() as session:
        mine = select(CaseEvent.id).join(Case, Case.id == CaseEvent.case_id)
        mine = mine.where(CaseEvent.id == event_id, CaseEvent.acted_by == by, Case.kind == HoldKind.PROMISE)
        if session.scalar(mine) is None:
            require(Action.AGREE)
    cases.undo(desk, event_id, by=by)
    judge_now(desk, book)
    hold_unsent(desk, case_id)


@permitted(Action.PROMISE)
def undo_latest(desk: Desk, book: Book, case_id: int, *, by: str) -> None:
    """Take the latest act on a case back, whatever it was; ``NothingToUndoError`` when there is none."""
    known = events_of(desk, case_id)
    standing = known.loc[~known["is_undone"], "event_id"]
    if standing.empty:
        raise NothingToUndoError
    undo(desk, book, int(standing.iloc[-1]), case_id, by=by)


def named(book: Book, about: About, numbers: Sequence[str]) -> tuple[ItemName, ...]:
    """Return every open part of the invoices with these ``numbers``; ``UnknownNameError`` for one that is not open."""
    owed = open_items(book, about)
    for number in numbers:
        if number not in set(owed["number"]):
            raise UnknownNameError("open invoice", number, sorted(set(owed["number"])))
    return item_names(owed[owed["number"].isin(numbers)])


def open_items(book: Book, about: About) -> pd.DataFrame:
    """Return the open invoices an agreement is about: PARTS, currency and balance_minor, oldest due first."""
    key = customer_key(book, about.entity, about.customer_id)
    if key is None:
        raise UnknownNameError("customer", about.customer_id, [])
    rows = book.frame("audience_items", as_of=book.latest_on, customer_key=key)
    is_owed = (rows["document_type"] == DocumentType.INVOICE) & (rows["balance_minor"] > 0)
    owed = rows.loc[is_owed, [*PARTS, "currency", "balance_minor"]]
    if about.items:
        wanted = set(about.items)
        owed = owed[[name in wanted for name in item_names(owed)]]
    if about.currency is not None:
        owed = owed[owed["currency"] == about.currency]
    return owed.reset_index(drop=True)


def _open(book: Book, about: About) -> tuple[str, int]:
    """Return the one currency of what is open, and how much it is."""
    owed = open_items(book, about)
    currencies = sorted(owed["currency"].unique())
    if not currencies:
        raise NothingOpenError
    if len(currencies) > 1:
        raise TwoCurrenciesError(currencies)
    return currencies[0], int(owed["balance_minor"].sum())
