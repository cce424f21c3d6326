"""Held messages written anew: the old one is cancelled for good, and the new one is read and approved like any other."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, select, update

from core.acting import permitted
from core.actions import Action
from core.campaigns.answers.audience import ANSWER
from core.campaigns.errors import LONGEST_NAME, CampaignMovedError, NoSuchHeldMessageError
from core.campaigns.plan import find_audience, plan
from core.campaigns.preview import write_preview
from core.campaigns.states import free_name, tell
from core.desk.call_tables import Rewriting
from core.desk.campaign_tables import Campaign, Message
from core.desk.statements import rows_changed
from core.strategy.choice import AudienceChoice, from_body, to_body
from core.strategy.reasons import BY_CODE
from core.vocabulary import CampaignState, MessageState

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.book.book import Book
    from core.desk.engine import Desk

ANSWERS = "an answer to what happened is written by itself"
NOTHING = "nothing is open any more"
_ENDING = ", anew"


@dataclass(frozen=True, kw_only=True)
class Rewritten:
    """What was written anew: the campaigns to read, how many messages, and of every other one why not (by its id)."""

    campaigns: tuple[str, ...] = ()
    messages: int = 0
    left: Mapping[int, str] = field(default_factory=dict)


@permitted(Action.CAMPAIGN)
def rewrite(desk: Desk, book: Book, message_ids: Sequence[int], *, by: str, why: str = "") -> Rewritten:
    """Write held messages anew by the present book and desk, each in a campaign that follows its own; nothing is sent.

    The old message is cancelled in the very transaction that makes the new campaign, so of both at most one can ever go. Whoever
    would get no message now stays held, with the reason. Raises ``NoSuchHeldMessageError`` for a message that is not held (any more), and
    ``CampaignMovedError`` when somebody else decided on one meanwhile.
    """
    names, messages, left = [], 0, dict[int, str]()
    for campaign, held in _held(desk, message_ids):
        if ANSWER in campaign.choice:
            left |= dict.fromkeys((each.id for each in held), ANSWERS)
            continue
        wanted, out = _wanted(desk, book, campaign, held)
        left |= out
        if not wanted:
            continue
        name = free_name(desk, f"{campaign.name.removesuffix(_ENDING)[: LONGEST_NAME - 16]}{_ENDING}")
        choice = _choice(campaign, wanted)
        _hand_over(desk, book, campaign, wanted, name=name, choice=to_body(choice), by=by, why=why)
        plan(desk, book, name, as_of=book.latest_on, by=by, choice=choice)
        messages += write_preview(desk, name, by=by)
        names.append(name)
    return Rewritten(campaigns=tuple(names), messages=messages, left=left)


def successor(desk: Desk, message_id: int) -> str | None:
    """Return the name of the campaign in which a message was written anew, None when it was not."""
    found = select(Campaign.name).join(Rewriting, Rewriting.campaign_id == Campaign.id)
    with desk.reading() as session:
        return session.scalar(found.where(Rewriting.message_id == message_id))


def predecessors(desk: Desk, name: str) -> list[tuple[int, str]]:
    """Return the messages (id, and the name of their campaign) that the campaign ``name`` has written anew."""
    follower = select(Campaign.id).where(Campaign.name == name).scalar_subquery()
    rows = (
        select(Rewriting.message_id, Campaign.name)
        .join(Message, Message.id == Rewriting.message_id)
        .join(Campaign, Campaign.id == Message.campaign_id)
        .where(Rewriting.campaign_id == follower)
        .order_by(Rewriting.message_id)
    )
    with desk.reading() as session:
        return [(row[0], row[1]) for row in session.execute(rows)]


def _held(desk: Desk, message_ids: Sequence[int]) -> list[tuple[Campaign, list[Message]]]:
    wanted = sorted(set(message_ids))
    with desk.reading() as session:
        rows = session.scalars(select(Message).where(Message.id.in_(wanted), Message.state == MessageState.HELD))
        found = sorted(rows, key=lambda each: (each.campaign_id, each.id))
        if len(found) < len(wanted):
            raise NoSuchHeldMessageError
        groups = [(key, list(group)) for key, group in groupby(found, key=lambda each: each.campaign_id)]
        return [(session.get_one(Campaign, key), group) for key, group in groups]


def _choice(campaign: Campaign, messages: Sequence[Message]) -> AudienceChoice:
    """Return the choice of these customers: the documents that were chosen for one stay so."""
    known = from_body(campaign.choice)
    if len(messages) == 1:
        [one] = messages
        return AudienceChoice(only=(one.entity, one.customer_id), items=known.items)
    return AudienceChoice(among=frozenset((each.entity, each.customer_id) for each in messages))


def _wanted(
    desk: Desk, book: Book, campaign: Campaign, held: Sequence[Message]
) -> tuple[list[Message], dict[int, str]]:
    """Return whose message is written anew, and of the others why none is due now."""
    choice = _choice(campaign, held)
    found = find_audience(desk, book, as_of=book.latest_on, choice=choice, apart_from=campaign.id).customers
    told: dict[tuple[str, str], str | None] = {
        (row["entity"], row["customer_id"]): None
        if row["is_in"]
        else f"{BY_CODE[row['reason']].label}: {row['evidence']}"
        for row in found.to_dict("records")
    }
    reasons = {each.id: told.get((each.entity, each.customer_id), NOTHING) for each in held}
    return (
        [each for each in held if reasons[each.id] is None],
        {key: reason for key, reason in reasons.items() if reason is not None},
    )


def _hand_over(
    desk: Desk,
    book: Book,
    campaign: Campaign,
    messages: Sequence[Message],
    *,
    name: str,
    choice: dict[str, Any],
    by: str,
    why: str,
) -> None:
    """Cancel the old messages and make the draft that follows, in one transaction: all of it or nothing."""
    ids, at = [each.id for each in messages], desk.now()
    with desk.session() as session:
        session.get_one(Campaign, campaign.id, with_for_update=True)
        old = update(Message).where(Message.id.in_(ids), Message.state == MessageState.HELD)
        gone = old.values(state=MessageState.CANCELLED, claim=None, settled_at=at, reply=f"written anew in {name}")
        if rows_changed(session, gone) < len(ids):
            raise CampaignMovedError(campaign.name)
        follower = Campaign(
            name=name,
            state=CampaignState.DRAFT,
            revision=1,
            as_of=book.latest_on,
            book_version=book.version,
            choice=choice,
            created_by=by,
            created_at=at,
        )
        session.add(follower)
        session.flush()
        rows = [
            {"message_id": each, "campaign_id": follower.id, "rewritten_by": by, "rewritten_at": at} for each in ids
        ]
        session.execute(insert(Rewriting), rows)
        for each in messages:
            detail = {"customer": each.customer_id, "campaign": name}
            tell(session, campaign, act="written anew", by=by, at=at, why=why, message_id=each.id, detail=detail)
