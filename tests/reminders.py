"""A reminder team in a test: plans on business days, sends what is in, and remembers what was sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from core.law.choices import SAFE, Choices
from core.segments import shipped
from core.segments.assign import assign
from core.segments.features import features
from core.strategy.audience import Audience, audience
from core.strategy.choice import EVERYONE, AudienceChoice
from core.strategy.contact_policy import ContactPolicy
from core.strategy.facts import (
    CONTACT_DAYS,
    CONTACTS,
    HELD_OUT,
    HOLDS,
    OVERRIDES,
    STEPS,
    STOPPED,
    UNDER_WAY,
    DeskFacts,
    rows,
)
from core.strategy.ladder import Ladder, Step
from core.strategy.strategy import Strategy
from core.strategy.strategy_shipped import SHIPPED
from core.vocabulary import HoldKind, MessageName
from tests.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping
    from pathlib import Path

    from core.book.book import Book
    from core.segments.policy import Policy

ENTITY = "NL01"


MESSAGES = (MessageName.FRIENDLY_REMINDER, MessageName.SECOND_REMINDER, MessageName.LAST_LETTER)


def strategy_of(*days: int, between: int = 0, minimum: dict[str, int] | None = None, grace: int = 0) -> Strategy:
    """One ladder for everybody with a step at each of ``days``, without a least amount and without grace unless given."""
    steps = tuple(
        Step(number=number, days_past_due=each, message=MESSAGES[min(number, 3) - 1], label=f"Step {number}")
        for number, each in enumerate(days, start=1)
    )
    contact = ContactPolicy(minimum_days_between=between, minimum_amount_minor=minimum or {}, promise_grace_days=grace)
    return Strategy.of(Ladder(label="Standard", steps=steps), contact)


def early(*, first: int = -5, messages: tuple[MessageName, ...] = MESSAGES) -> Strategy:
    """A ladder that begins with a notice before the due date, then steps at 3, 14 and 28 days with ``messages``."""
    notice = Step(number=-1, days_past_due=first, message=MessageName.BEFORE_DUE, label="Soon due")
    later = tuple(
        Step(number=number, days_past_due=days, message=message, label=f"Step {number}")
        for number, (days, message) in enumerate(zip((3, 14, 28), messages, strict=True), start=1)
    )
    contact = ContactPolicy(minimum_days_between=0, minimum_amount_minor={"EUR": 1})
    return Strategy.of(Ladder(label="Early", steps=(notice, *later)), contact)


class Books:
    """Ledgers of a story: called, it opens a new one; ``more`` imports on top of the latest."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.opened = 0
        self.more: Callable[[str], Book]

    def __call__(self, text: str) -> Book:
        self.opened += 1
        self.more = Ledger(self.folder / f"book{self.opened}")
        return self.more(text)


@dataclass
class Team:
    """The desk of a test, kept as plain records."""

    book: Book
    strategy: Strategy = SHIPPED
    policy: Policy = shipped.SHIPPED
    holds: list[dict[str, Any]] = field(default_factory=list)
    contacts: list[dict[str, Any]] = field(default_factory=list)
    steps: list[dict[str, Any]] = field(default_factory=list)
    under_way: list[dict[str, Any]] = field(default_factory=list)
    held_out: list[dict[str, Any]] = field(default_factory=list)
    choices: Choices = SAFE
    overrides: list[dict[str, Any]] = field(default_factory=list)
    stopped: list[dict[str, Any]] = field(default_factory=list)

    def facts(self) -> DeskFacts:
        return DeskFacts(
            holds=rows(HOLDS, self.holds),
            contacts=rows(CONTACTS, self.contacts),
            contact_days=rows(
                CONTACT_DAYS, [{**each, "contact_on": each["last_contact_on"]} for each in self.contacts]
            ),
            held_out=rows(HELD_OUT, self.held_out),
            steps=rows({**STEPS, "message": "str"}, self.steps),
            under_way=rows(UNDER_WAY, self.under_way),
            overrides=rows(OVERRIDES, self.overrides),
            choices=self.choices,
            stopped=rows(STOPPED, self.stopped),
        )

    def plan(self, on: str, choice: AudienceChoice = EVERYONE) -> Audience:
        as_of, facts = date.fromisoformat(on), self.facts()
        assignment = assign(features(self.book, as_of, facts.overrides), self.policy)
        return audience(self.book, facts, as_of=as_of, strategy=self.strategy, assignment=assignment, choice=choice)

    def told(self, on: str, choice: AudienceChoice = EVERYONE) -> list[str]:
        """One line per open item: in with its step, or the reason why not."""
        items = self.plan(on, choice).items
        return [_line(each) for each in items.to_dict("records")]

    def why(self, on: str, number: str) -> str:
        """The evidence for leaving one document out."""
        items = self.plan(on).items
        found: list[str] = items.loc[(items["number"] == number) & ~items["is_in"], "evidence"].tolist()
        return found[0]

    def send(self, on: str, choice: AudienceChoice = EVERYONE) -> list[str]:
        """Send to everyone who is in, remember it, and return one line per message."""
        planned = self.plan(on, choice)
        items, customers = planned.items, planned.customers
        sent = items[items["is_in"]]
        written = customers[customers["is_in"]].to_dict("records")
        messages = {(each["entity"], each["customer_id"]): self.message_of(each) for each in written}
        for each in sent.to_dict("records"):
            message = messages[each["entity"], each["customer_id"]]
            known = {name: each[name] for name in STEPS if name in each}
            self.steps.append({**known, "message": message, "done_on": date.fromisoformat(on)})
        for each in written:
            self.contacts.append(
                {
                    "entity": each["entity"],
                    "customer_id": each["customer_id"],
                    "last_contact_on": date.fromisoformat(on),
                }
            )
        numbers = sent.groupby(["entity", "customer_id"])["number"].agg(" ".join)
        return [
            f"{each['customer_id']}: {self.message_of(each)} for {numbers[each['entity'], each['customer_id']]}"
            for each in written
        ]

    def message_of(self, customer: Mapping[Hashable, Any]) -> str:
        """The message of a customer that is in."""
        return str(self.strategy.ladder(customer["ladder"]).step(customer["step"]).message)

    def hold(self, kind: HoldKind | str, customer_id: str, **fact: Any) -> None:
        self.holds.append({"entity": ENTITY, "customer_id": customer_id, "kind": str(kind), "why": "noted", **fact})

    def know(self, customer_id: str, **fact: Any) -> None:
        """Know a field better than the source: its name, the value, and what the source said."""
        self.overrides.append({"entity": ENTITY, "customer_id": customer_id, **fact})

    def release(self) -> None:
        self.holds.clear()


def _line(item: Mapping[Hashable, Any]) -> str:
    name = f"{item['customer_id']} {item['number'] or 'payment'}" + (
        f"/{item['part_no']}" if item["part_no"] > 1 else ""
    )
    return f"{name}: step {item['step']}" if item["is_in"] else f"{name}: {item['reason']}"
