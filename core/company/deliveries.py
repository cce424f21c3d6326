"""Deliveries: everybody with orders under way, what is advised, and what a person decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd
from sqlalchemy import func, select

from core.acting import permitted
from core.actions import Action
from core.company.advice import Advice, Ground, Weighed, advise, grounds_of, rules_of
from core.company.delivery_facts import Customer, Facts, in_euros, told_of
from core.company.orders import OrderState, orders, under_way
from core.credit.persons import people_among
from core.desk.case_errors import NoReasonError
from core.desk.company_tables import DeliveryDecision
from core.desk.person_decisions import Decision as PersonDecision
from core.desk.person_decisions import Step, write
from core.desk.revisions import Topic, changed
from core.desk.typed import typed
from core.vocabulary import CustomerType

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from core.book.book import Book
    from core.desk.engine import Desk

EURO: Final = "EUR"


@dataclass(frozen=True, kw_only=True)
class Decision:
    """The decision of a person that stands."""

    is_blocked: bool
    by: str
    at: datetime
    why: str


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One customer with orders under way: ``known`` is what was weighed, ``decision`` what a person said last.

    ``natural_why`` says why a natural person is one; empty for a company.
    """

    customer_key: int
    entity: str
    customer_id: str
    name: str
    customer_type: CustomerType
    orders: int
    blocked_orders: int
    next_delivery_on: date | None
    known: Weighed
    advice: Advice
    ground: Ground
    decision: Decision | None
    natural_why: str = ""

    @property
    def is_blocked(self) -> bool:
        """Return whether deliveries are blocked: as a person decided, else whether the ERP holds back every order.

        One order that is held back for a reason of its own blocks no customer.
        """
        return self.decision.is_blocked if self.decision is not None else self.blocked_orders == self.orders

    @property
    def is_to_decide(self) -> bool:
        """Return whether the advice and how things stand differ: a person looks."""
        is_partly = self.decision is None and self.blocked_orders > 0
        has_block = self.is_blocked or is_partly
        return self.advice is Advice.TALK or (not self.is_blocked if self.advice is Advice.BLOCK else has_block)


def deliveries(desk: Desk, book: Book, as_of: date) -> list[Delivery]:
    """Return everybody with orders under way, the most ordered first; of natural persons nothing but facts is weighed."""
    known = under_way(orders(desk, book))
    known = known[known["customer_key"] >= 0]
    if known.empty:
        return []
    rates = {str(row["currency"]): float(row["rate"]) for row in book.rows("euro_rates", as_of=as_of)} | {EURO: 1.0}
    told = told_of(book, known[["entity", "customer_id"]].drop_duplicates())
    seen = Facts.read(desk, book, as_of, rates, told)
    rules, decided = rules_of(desk), decisions(desk)
    people = people_among(desk, pd.DataFrame(list(told.values())))
    found = []
    for key, group in known.groupby("customer_key", sort=False):
        who = told.get(int(str(key)))
        if who is None:
            continue
        weighed = seen.weighed(who, in_euros(group["amount_minor"], group["currency"], rates))
        advice, ground = advise(weighed, rules)
        days = [date.fromisoformat(each) for each in group["delivery_on"] if isinstance(each, str)]
        found.append(
            Delivery(
                customer_key=int(str(key)),
                entity=who["entity"],
                customer_id=who["customer_id"],
                name=who["name"],
                customer_type=CustomerType(who["customer_type"]),
                orders=len(group),
                blocked_orders=int((group["order_state"] == OrderState.BLOCKED).sum()),
                next_delivery_on=min(days, default=None),
                known=weighed,
                advice=advice,
                ground=ground,
                decision=decided.get((who["entity"], who["customer_id"])),
                natural_why=people.get(int(str(key)), ""),
            )
        )
    return sorted(found, key=lambda each: (-each.known.order_eur, each.customer_key))


@permitted(Action.DECIDE)
def decide(desk: Desk, delivery: Delivery, *, is_blocked: bool, by: str, why: str) -> None:
    """Keep what a person decided about the deliveries to a customer; ``NoReasonError`` without a reason."""
    if not why.strip():
        raise NoReasonError
    row = DeliveryDecision(
        entity=delivery.entity,
        customer_id=delivery.customer_id,
        is_blocked=is_blocked,
        advice=delivery.advice,
        grounds=dict(grounds_of(delivery.known, delivery.advice, delivery.ground)),
        decided_by=by,
        decided_at=desk.now(),
        why=typed(why.strip()),
    )
    with desk.session() as session:
        changed(session, Topic.ADVICE)
        session.add(row)
        if delivery.natural_why and (is_blocked or delivery.advice is Advice.BLOCK):
            write(session, desk, [_of_person(delivery, row.grounds, is_blocked=is_blocked, why=why)], by=by)


def _of_person(delivery: Delivery, grounds: Mapping[str, Any], *, is_blocked: bool, why: str) -> PersonDecision:
    return PersonDecision(
        customer=(delivery.entity, delivery.customer_id),
        step=Step.DELIVERY_STOP,
        is_taken=is_blocked,
        why=why,
        grounds={"advice": delivery.advice, "natural_person": delivery.natural_why, **grounds},
    )


def decisions(desk: Desk) -> dict[Customer, Decision]:
    """Return the latest decision about every customer."""
    newest = select(func.max(DeliveryDecision.id)).group_by(DeliveryDecision.entity, DeliveryDecision.customer_id)
    with desk.reading() as session:
        rows = session.scalars(select(DeliveryDecision).where(DeliveryDecision.id.in_(newest)))
        return {
            (row.entity, row.customer_id): Decision(
                is_blocked=row.is_blocked, by=row.decided_by, at=row.decided_at, why=row.why
            )
            for row in rows
        }


def history(desk: Desk, customer: Customer) -> list[DeliveryDecision]:
    """Return every decision about one customer, the newest first."""
    chosen = select(DeliveryDecision).where(
        DeliveryDecision.entity == customer[0], DeliveryDecision.customer_id == customer[1]
    )
    with desk.reading() as session:
        return list(session.scalars(chosen.order_by(DeliveryDecision.id.desc())))
