"""One message to one customer: a campaign of its own, by the same plan, preview, approval, launch and ledger."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from core.acting import permitted
from core.actions import Action
from core.campaigns.approve import approve
from core.campaigns.errors import LONGEST_NAME
from core.campaigns.plan import find_audience, plan
from core.campaigns.preview import write_preview
from core.desk.campaign_tables import Campaign
from core.errors import SaldoError
from core.language import later
from core.sentence import Sentence
from core.strategy.account import deciding_evidence, why_not
from core.strategy.choice import AudienceChoice
from core.strategy.reason import ENGLISH
from core.vocabulary import CampaignState

if TYPE_CHECKING:
    from datetime import date

    from core.book.book import Book
    from core.desk.engine import Desk
    from core.strategy.audience import Audience
    from core.strategy.choice import Customer, ItemKey
    from core.strategy.reason import Reason

CALLED: Final = later("One message: {what}")
"""What a campaign of one message is called; a screen says it in its own language."""
REUSABLE = (CampaignState.DRAFT, CampaignState.PREVIEWED)


class KeptOutError(SaldoError):
    """A customer whom no campaign of the day would write to; nobody can send past the reason."""

    def __init__(self, reason: Reason, found: Audience) -> None:
        super().__init__(
            "No message goes: {label}: {evidence}. It holds for every campaign; end it first if it is no longer so.",
            label=Sentence(reason.label),
            evidence=Sentence(deciding_evidence(found, ENGLISH)),
        )
        self.reason, self.found = reason, found


class NothingToAskError(SaldoError):
    """A customer with nothing open."""

    def __init__(self) -> None:
        super().__init__("No message goes: nothing is open.")


@dataclass(frozen=True, kw_only=True)
class OneMessage:
    """A message written and ready to be read, in the campaign called ``name``."""

    name: str


@permitted(Action.LAUNCH)
def write_one(
    desk: Desk, book: Book, customer: Customer, *, as_of: date, by: str, items: frozenset[ItemKey] = frozenset()
) -> OneMessage:
    """Plan and write the one message that is due to ``customer`` on ``as_of``, about all its items that are due or ``items``.

    Nothing is sent. Raises ``KeptOutError`` when a reason keeps the customer out, the same as in any campaign, and
    ``NothingToAskError`` when nothing is open; no campaign is made then.
    """
    choice = AudienceChoice(only=customer, items=items)
    found = find_audience(desk, book, as_of=as_of, choice=choice)
    if not len(found.candidates):
        raise NothingToAskError
    reason = why_not(found)
    if reason is not None:
        raise KeptOutError(reason, found)
    name = _name(desk, customer, as_of)
    plan(desk, book, name, as_of=as_of, by=by, choice=choice)
    write_preview(desk, name, by=by)
    return OneMessage(name=name)


@permitted(Action.LAUNCH)
def approve_one(desk: Desk, name: str, *, by: str) -> None:
    """Fix the bytes of the message as it was read; one that was approved before stays as it is."""
    with desk.reading() as session:
        state = session.scalars(select(Campaign.state).where(Campaign.name == name)).one()
    if state == CampaignState.PREVIEWED:
        approve(desk, name, by=by, why="one message, read before it goes")


def _name(desk: Desk, customer: Customer, as_of: date) -> str:
    """Return the name of the draft of that day for this customer, or a new one when the last of that name has gone out."""
    entity, customer_id = customer
    stem = CALLED.format(what=f"{customer_id} {entity} {as_of.isoformat()}")[: LONGEST_NAME - 8]
    known = _states(desk, stem)
    names = [stem, *(f"{stem} ({number})" for number in range(2, len(known) + 2))]
    return next(name for name in names if name not in known or known[name] in REUSABLE)


def _states(desk: Desk, stem: str) -> dict[str, str]:
    with desk.reading() as session:
        rows = session.execute(
            select(Campaign.name, Campaign.state).where(Campaign.name.startswith(stem, autoescape=True))
        )
        return {row.name: row.state for row in rows}
