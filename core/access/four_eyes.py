"""Four eyes: what one person may not approve alone, and what a team too small for that looks at afterwards."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from core.access.people import actor, people, value
from core.acting import permitted
from core.actions import Action, allowed
from core.clock import LOCAL
from core.desk import settings
from core.desk.people_tables import Person, SecondLook
from core.desk.revisions import Topic, changed
from core.errors import SaldoError
from core.sentence import Sentence, together

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from sqlalchemy.orm import Session

    from core.desk.engine import Desk

SETTING: Final = "four_eyes"
SMALL_TEAM: Final = 2
_DECIDE: Final = frozenset({Action.CAMPAIGN, Action.APPROVE})


class Kind(StrEnum):
    """What is approved."""

    CAMPAIGN = "campaign"
    TEMPLATE = "template"
    STANDING = "standing approval"
    HANDOVER = "handover"


class Because(StrEnum):
    """Why two people look."""

    AMOUNT = "amount"
    MESSAGES = "messages"
    LEGAL = "legal"


_WORDS: Final = {
    Because.AMOUNT: "it asks for more than one person may approve alone in a day",
    Because.MESSAGES: "it has more messages than one person may approve alone in a day",
    Because.LEGAL: "it holds a legal step",
}


class FourEyesError(SaldoError):
    """An approval by somebody who made what they approve."""

    def __init__(self, kind: Kind, what: str, by: str, because: Collection[Because]) -> None:
        super().__init__(
            "{by} had a hand in the {kind} {what!r}, and {why}: let a colleague approve it.",
            by=by,
            kind=Sentence(kind),
            what=what,
            why=together([_WORDS[each] for each in because], ", "),
        )
        self.because = tuple(because)


class FourEyesRuleError(SaldoError):
    """Limits that are no amounts."""

    def __init__(self) -> None:
        super().__init__("Give limits of 0 or more, and 1 to 60 days for the second look.")


@dataclass(frozen=True, kw_only=True)
class Rule:
    """From where on two people look: euro cents asked for in all, messages, and whether a legal step is enough."""

    most_minor: int = 5_000_000
    most_messages: int = 250
    is_legal_by_two: bool = True
    look_again_days: int = 7

    def because(self, *, asked_minor: int | None, messages: int, is_legal: bool) -> tuple[Because, ...]:
        """Return why two look at something of that size; an amount that cannot be said in euros (None) is above every limit."""
        found = {
            Because.AMOUNT: asked_minor is None or asked_minor > self.most_minor,
            Because.MESSAGES: messages > self.most_messages,
            Because.LEGAL: is_legal and self.is_legal_by_two,
        }
        return tuple(each for each, is_so in found.items() if is_so)


@dataclass(frozen=True, kw_only=True)
class Approver:
    """What somebody would be to what is approved: why two people look at it, and whether that leaves them out, or has them look again."""

    because: tuple[Because, ...]
    is_author: bool
    is_small_team: bool

    @property
    def may_approve(self) -> bool:
        """Whether four eyes leave room for an approval by this person."""
        return not self.because or not self.is_author or self.is_small_team

    @property
    def looks_again(self) -> bool:
        """Whether the approval would wait for a second look."""
        return bool(self.because) and self.is_author and self.is_small_team


def rule(desk: Desk) -> Rule:
    """Return the limits as the team set them; as shipped until somebody does."""
    known = settings.get(desk, SETTING)
    return Rule() if known is None else _rule_of(known.body)


@permitted(Action.SETTING)
def save_rule(desk: Desk, chosen: Rule, *, by: str, based_on: int | None = None) -> None:
    """Set the limits for approvals from now on; raises ``FourEyesRuleError``, and ``SettingMovedError`` with ``based_on``."""
    longest = 60
    if min(chosen.most_minor, chosen.most_messages) < 0 or not 1 <= chosen.look_again_days <= longest:
        raise FourEyesRuleError
    settings.save(desk, SETTING, asdict(chosen), by=by, based_on=based_on)


def is_small_team(session: Session) -> bool:
    """Return whether at most two people make or approve what goes out, so that nobody may be there to look along."""
    rows = [value(row) for row in session.scalars(select(Person).where(Person.is_active))]
    return sum(bool(allowed(each.roles) & _DECIDE) for each in rows) <= SMALL_TEAM


def is_same(one: str, other: str) -> bool:
    """Return whether two names are one person's: where nobody signs in they are typed, now with a capital and now without."""
    return one.strip().casefold() == other.strip().casefold()


def is_author(by: str, authors: Collection[str]) -> bool:
    """Return whether ``by`` is one of ``authors``; who they are counts, never in which role or for whom they stand in."""
    return any(is_same(by, each) for each in authors)


def refuse_alone(
    session: Session, kind: Kind, what: str, *, by: str, authors: Collection[str], because: Collection[Because]
) -> None:
    """Raise ``FourEyesError`` when one of ``authors`` approves what two have to look at, in a team large enough for two."""
    if because and is_author(by, authors) and not is_small_team(session):
        raise FourEyesError(kind, what, by, because)


def note_approval(
    session: Session,
    kind: Kind,
    what: str,
    *,
    by: str,
    at: datetime,
    authors: Collection[str],
    because: Collection[Because],
    days: int,
) -> None:
    """Let an approval through or refuse it as ``refuse_alone``; where one person was enough, it waits for a second look.

    Belongs into the transaction of the approval, so that there is none without it.
    """
    if not because or not is_author(by, authors):
        return
    changed(session, Topic.PEOPLE)  # who works here does not change between the question and the answer
    refuse_alone(session, kind, what, by=by, authors=authors, because=because)
    session.add(
        SecondLook(
            kind=kind,
            what=what,
            because=[str(each) for each in because],
            approved_by=by,
            approved_at=at,
            due_on=at.astimezone(LOCAL).date() + timedelta(days=days),
            said="",
        )
    )


def approvers(desk: Desk, authors: Collection[str]) -> list[str]:
    """Return who may approve today what ``authors`` made, by name; those who stand in for an approver among them."""
    able = [each for each in people(desk) if each.is_active and actor(desk, each).may(Action.APPROVE)]
    return [each.name for each in able if not is_author(each.name, authors)]


def _rule_of(body: Mapping[str, Any]) -> Rule:
    return Rule(**{name: body[name] for name in Rule.__dataclass_fields__ if name in body})
